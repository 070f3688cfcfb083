"""``cbi list``."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from cbi_cli.cli.call import ReportContext
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.parser import argument

Kinds = Literal["events", "institutions", "indicators", "sources", "topics", "editions", "disputes"]


class ListOptions(ReportOptions):
    """The options of `cbi list`."""

    kind: Annotated[Kinds, argument(metavar="KIND", help=f"The kind of records to list: {', '.join(get_args(Kinds))}.")]


def list_(options: ListOptions) -> int:
    """List records.

    Lists all records of a kind with their ids.

    \b
    Examples:
      cbi list institutions
      cbi list sources --format csv
      cbi list events --lang es
    """
    from cbi_cli.render.records import ListView
    from cbi_cli.reports.records import list_records

    context = ReportContext(options)
    store = context.store
    records = list_records(store, options.kind.removesuffix("s"))
    context.show(ListView(records, store.meta, context.tr, options.kind))
    return OK
