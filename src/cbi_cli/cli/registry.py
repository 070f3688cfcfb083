"""The commands by name.

A name has one word, such as `gaps`, or two, such as `add event`. The module of a command is loaded when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        "add source": "add_record.add_source",
        "add institution": "add_record.add_institution",
        "add indicator": "add_record.add_indicator",
        "add topic": "add_record.add_topic",
        "add place": "add_record.add_place",
        "add dispute": "add_record.add_dispute",
        "import": "import_table",
        "edit": "edit",
        "rename": "rename",
        "remove": "remove",
        "undo": "undo",
        "cover": "cover",
        "fmt": "fmt",
    },
    "Publish": {
        "edition new": "edition_new",
        "release": "release",
        "cite": "cite",
        "export": "export",
        "site": "site",
        "report": "report",
    },
}
"""The commands by the group in which help lists them, each with its function.

Functions of one module are written as `module.function`.
"""

COMMANDS = {**GROUPS["Report"], **GROUPS["Check"], **GROUPS["Change"], **GROUPS["Publish"]}
"""Each command with its function, by default in the module of the same name in `cli.commands`."""

ALIASES = {"add event": "add-event"}
"""Other names of commands, which the help of the program leaves out."""


def _group_by_first_word() -> dict[str, tuple[str, ...]]:
    families: dict[str, tuple[str, ...]] = {}
    for name in (*ALIASES, *COMMANDS):
        first, space, _ = name.partition(" ")
        if space:
            families[first] = (*families.get(first, ()), name)
    return families


FAMILIES = _group_by_first_word()
"""The first words of names of two words, each with these names."""


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


def split_call(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the name of the command that a call begins with, and its other words.

    Return the first word if there is no such command. A name of two words can also be one word in quotes.
    """
    for count in (2, 1):
        name = " ".join(words[:count])
        name = ALIASES.get(name, name)
        if name in COMMANDS:
            return name, words[count:]
    return words[0], words[1:]


def load_command(name: str) -> Command:
    """Return a command from its module; no other command is loaded."""
    module_name, _, function = COMMANDS[ALIASES.get(name, name)].rpartition(".")
    module = import_module(f"cbi_cli.cli.commands.{module_name or function.rstrip('_')}")
    run = getattr(module, function)
    return Command(run, get_type_hints(run)["options"])
