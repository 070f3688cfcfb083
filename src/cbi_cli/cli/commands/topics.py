"""``cbi topics``."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli import options
from cbi_cli.cli.call import Call, reporting_as_of
from cbi_cli.cli.declared import argument
from cbi_cli.cli.exit_codes import OK


@reporting_as_of
def topics(
    call: Call,
    year: Annotated[
        str | None, argument(metavar="[YEAR|all]", help="The year to report. Default: the year of the latest edition.")
    ] = None,
) -> int:
    """Show topic shares.

    Counts what the events of a year were about, next to the shares that the edition printed.

    \b
    Examples:
      cbi topics
      cbi topics all
      cbi topics 2022 --format csv
    """
    from cbi_cli.render.topics import topics_view
    from cbi_cli.reports.base import latest_edition
    from cbi_cli.reports.topics import topics as make

    store = call.store
    wanted = None if year == "all" else options.year(year, store) if year else latest_edition(store)
    call.show(topics_view(make(store, wanted, call.day), store.meta, call.lang))
    return OK
