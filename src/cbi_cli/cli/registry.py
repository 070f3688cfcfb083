"""The commands by name. The module of a command is loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

COMMANDS = {
    "scorecard": "scorecard",
    "timeline": "timeline",
    "gaps": "gaps",
    "history": "history",
    "reconcile": "reconcile",
    "topics": "topics",
    "show": "show",
    "list": "list_",
    "info": "info",
    "diff": "diff",
    "validate": "validate",
    "fmt": "fmt",
    "export": "export",
    "schema": "schema",
    "explain": "explain",
    "add-event": "add_event",
    "init": "init",
    "release": "release",
}
"""Each command with its function, in the module of the same name in `cli.commands`."""


def command(name: str) -> Callable[..., int]:
    """Return the function of a command from its module; no other command is loaded."""
    function = COMMANDS[name]
    module = import_module(f"cbi_cli.cli.commands.{function.rstrip('_')}")
    return cast("Callable[..., int]", getattr(module, function))
