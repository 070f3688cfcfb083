"""`cbi list`."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.parser import argument
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.reports.list import ListQuery, list_records
from cbi_cli.views.list import REPORT

Kinds = Literal["events", "institutions", "indicators", "sources", "topics", "places", "editions", "disputes"]


class ListOptions(ReportOptions):
    """The options of `cbi list`."""

    kind: Annotated[Kinds, argument(metavar="KIND", help=f"The kind of records to list: {', '.join(get_args(Kinds))}.")]


def list_(options: ListOptions, settings: Settings) -> int:
    """List records.

    Lists all records of a kind with their ids.

    \b
    Examples:
      cbi list institutions
      cbi list sources --format csv
      cbi list events --lang es
    """
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    result = list_records(snapshot, ListQuery(options.kind.removesuffix("s")))
    write_report(REPORT, result, snapshot, options, settings)
    return OK
