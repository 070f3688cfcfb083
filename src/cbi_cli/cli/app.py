"""The command line as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

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
"""Each command with its function, which stands in the module of the same name under ``commands``."""


def make_app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The program with these commands: a call that names its command loads no other."""
    app = typer.Typer(
        name="cbi",
        help="Scorecards that can be audited, from dated and sourced events kept as TOML in git.",
        epilog="`cbi COMMAND --help` shows each command with examples.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_main)
    for name in names:
        function = COMMANDS[name]
        module = import_module(f"cbi_cli.cli.commands.{function.rstrip('_')}")
        app.command(name)(getattr(module, function))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from cbi_cli import __version__

        print(f"cbi {__version__}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Scorecards that can be audited, from dated and sourced events kept as TOML in git."""
