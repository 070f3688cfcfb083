"""The command `cbi export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cbi_cli.cli.console import print_message
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatasetOptions, FolderOptions, RevisionOptions, refuse_stream
from cbi_cli.cli.parser import argument
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.exports.registry import EXPORTS, ExportName
from cbi_cli.index.parquet_tables import import_optional


class ExportOptions(DatasetOptions, RevisionOptions, FolderOptions):
    """The options of `cbi export`."""

    kind: Annotated[ExportName, argument(metavar="|".join(EXPORTS), help="The format to export to.")]


def export(options: ExportOptions, settings: Settings) -> int:
    """Export to Parquet.

    Writes the tables that the reports need, and the SQL of the reports, for use in other SQL engines.

    The folder is written completely or not at all, and replaces an older export. By default it is NAME-parquet in the
    working folder. Needs the extra `big`.

    \b
    Examples:
      cbi export parquet --output us-mexico-parquet
      cbi export parquet --dataset us-mexico --at v1.0.0 --output old-parquet
    """
    refuse_stream(options.output)
    chosen = EXPORTS[options.kind]
    # Before the dataset is read, which may take long.
    # A missing package is reported before the dataset is read.
    if chosen.package:
        import_optional(chosen.package)
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    folder = options.output or Path(f"{snapshot.meta['id']}-{chosen.name}")
    rows = chosen.write(snapshot, folder)
    print_message(
        message(
            "cbi: wrote {events} events in {tables} tables to {folder}",
            events=rows["event"],
            tables=len(rows),
            folder=folder,
        )
    )
    return OK
