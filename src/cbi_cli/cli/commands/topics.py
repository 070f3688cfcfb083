"""``cbi topics``."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.call import ReportContext
from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, resolve_year
from cbi_cli.cli.parser import argument


class TopicsOptions(DatedReportOptions):
    """The options of `cbi topics`."""

    year: Annotated[
        str | None, argument(metavar="[YEAR|all]", help="The year to report. Default: the year of the latest edition.")
    ] = None


def topics(options: TopicsOptions) -> int:
    """Show topic shares.

    Counts what the events of a year were about, next to the shares that the edition printed.

    \b
    Examples:
      cbi topics
      cbi topics all
      cbi topics 2022 --format csv
    """
    from cbi_cli.render.topics import TopicsView
    from cbi_cli.reports.topics import topics as make

    context = ReportContext(options)
    store = context.store
    year = None if (options.year or "").lower() == "all" else resolve_year(options.year, store)
    context.show(TopicsView(make(store, year, context.day), store.meta, context.tr))
    return OK
