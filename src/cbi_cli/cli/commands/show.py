"""`cbi show`."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.completers import complete_records
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session, print_new_ids
from cbi_cli.core.settings import Settings
from cbi_cli.reports.records import RECORD_KINDS
from cbi_cli.reports.show import RecordDetails, ShownRecords, ShowQuery, find_records
from cbi_cli.views.show import REPORT
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import display_path

Kind = Literal["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute"]


class ShowOptions(ReportOptions):
    """The options of `cbi show`."""

    record: Annotated[
        str, argument(metavar="ID|NAME", help="The record, by id, name or abbreviation.", completer=complete_records)
    ]
    kind: Annotated[Kind | None, option("--kind", "-k", help="Only records of this kind.")] = None


def show(options: ShowOptions, settings: Settings) -> int:
    """Show a record.

    Lists its fields, its file and line, the records that refer to it, and the disputes about it.

    \b
    Examples:
      cbi show 2022-10-13-high-level-security-dialogue
      cbi show nals
      cbi show nals --kind indicator
      cbi show "Three Amigos Summit"
      cbi show cbi-2022 --format json
    """
    session = open_reading_session(settings, options.dataset, options.at)
    snapshot = session.snapshot
    found = find_records(snapshot, ShowQuery(options.record, options.kind))
    kinds = (options.kind,) if options.kind else RECORD_KINDS
    print_new_ids(snapshot, kinds, [options.record])
    records: list[RecordDetails] = []
    for record in found.records:
        file_line = _format_file_line(session.location, record)
        records.append(record._replace(location=file_line))
    write_report(REPORT, ShownRecords(tuple(records)), snapshot, options, settings)
    return OK


def _format_file_line(location: DatasetLocation, record: RecordDetails) -> str:
    """Return the file and line of a record, for an editor to open.

    Of a revision, return the file alone.
    """
    from cbi_cli.toml.document import parse
    from cbi_cli.toml.locate import locate

    if location.revision:
        return f"{location.revision}:{record.file}"
    name = display_path(location.root, record.file)
    if record.position is None:
        return f"{name}:1"
    document = parse(record.file, WorkTree(location.root).read(record.file))
    key_range = locate(document, (record.kind, record.position))
    return f"{name}:{key_range.key.line}"
