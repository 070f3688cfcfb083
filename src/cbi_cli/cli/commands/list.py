"""``cbi list``."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.output import write_view
from cbi_cli.cli.parser import argument
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator

Kinds = Literal["events", "institutions", "indicators", "sources", "topics", "editions", "disputes"]


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
    from cbi_cli.reports.records import list_records
    from cbi_cli.views.records import ListView

    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    records = list_records(snapshot, options.kind.removesuffix("s"))
    view = ListView(records, snapshot.meta, get_translator(settings.lang), options.kind)
    write_view(view, options, settings)
    return OK
