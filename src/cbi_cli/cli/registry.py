"""The commands by name.

The module of a command is loaded when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple, get_type_hints

from cbi_cli.cli.parser import Options, Parameter
from cbi_cli.core.settings import Settings
from cbi_cli.views.registry import REPORTS

GROUPS = {
    # A function called `list` would hide the built-in one.
    "Report": {name: name for name in REPORTS} | {"list": "list_"},
    "Check": {
        "validate": "validate",
        "diff": "diff",
        "schema": "schema",
    },
    "Change": {
        "init": "init",
        "add-event": "add_event",
        "import": "import_table",
        "fmt": "fmt",
    },
    "Publish": {
        "release": "release",
        "export": "export",
    },
}
"""The commands by the group in which help lists them, each with its function."""

COMMANDS = {**GROUPS["Report"], **GROUPS["Check"], **GROUPS["Change"], **GROUPS["Publish"]}
"""Each command with its function, in the module of the same name in `cli.commands`."""


class Command(NamedTuple):
    """The function of a command, and the class of its options.

    The docstring of the function is its help.
    """

    run: Callable[[Any, Settings], int]
    options: type[Options]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The options and arguments in the order of the help."""
        return self.options.parameters()


def load_command(name: str) -> Command:
    """Return a command from its module; no other command is loaded."""
    function = COMMANDS[name]
    module = import_module(f"cbi_cli.cli.commands.{function.rstrip('_')}")
    run = getattr(module, function)
    return Command(run, get_type_hints(run)["options"])
