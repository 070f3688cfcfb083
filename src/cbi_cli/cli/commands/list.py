"""``cbi list``."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from cbi_cli.cli.call import Call, reporting
from cbi_cli.cli.declared import argument
from cbi_cli.cli.exit_codes import OK

Kinds = Literal["events", "institutions", "indicators", "sources", "topics", "editions", "disputes"]


@reporting
def list_(
    call: Call,
    kind: Annotated[
        Kinds, argument(metavar="KIND", help=f"The kind of records to list: {', '.join(get_args(Kinds))}.")
    ],
) -> int:
    """List records.

    Lists all records of a kind with their ids.

    \b
    Examples:
      cbi list institutions
      cbi list sources --format csv
      cbi list events --lang es
    """
    from cbi_cli.render.records import list_view
    from cbi_cli.reports.records import list_records

    store = call.store
    call.show(list_view(kind, list_records(store, kind.removesuffix("s")), store.meta, call.lang))
    return OK
