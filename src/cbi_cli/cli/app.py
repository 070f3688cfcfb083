"""The command line as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from cbi_cli.cli.commands.add_event import add_event
from cbi_cli.cli.commands.explain import explain
from cbi_cli.cli.commands.gaps import gaps
from cbi_cli.cli.commands.history import history
from cbi_cli.cli.commands.info import info
from cbi_cli.cli.commands.init import init
from cbi_cli.cli.commands.list import list_
from cbi_cli.cli.commands.reconcile import reconcile
from cbi_cli.cli.commands.scorecard import scorecard
from cbi_cli.cli.commands.show import show
from cbi_cli.cli.commands.timeline import timeline
from cbi_cli.cli.commands.topics import topics
from cbi_cli.cli.commands.validate import validate

app = typer.Typer(
    name="cbi",
    help="Scorecards that can be audited, from dated and sourced events kept as TOML in git.",
    epilog="`cbi COMMAND --help` shows each command with examples.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for command in (
    scorecard,
    timeline,
    gaps,
    history,
    reconcile,
    topics,
    show,
    info,
    validate,
    explain,
    add_event,
    init,
):
    app.command()(command)
app.command("list")(list_)


def _version(wanted: bool) -> None:
    if wanted:
        from cbi_cli import __version__

        print(f"cbi {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Scorecards that can be audited, from dated and sourced events kept as TOML in git."""
