"""``cbi topics``."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, resolve_day, resolve_year
from cbi_cli.cli.output import write_view
from cbi_cli.cli.parser import argument
from cbi_cli.cli.session import reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import translate


class TopicsOptions(DatedReportOptions):
    """The options of `cbi topics`."""

    year: Annotated[
        str | None, argument(metavar="[YEAR|all]", help="The year to report. Default: the year of the latest edition.")
    ] = None


def topics(options: TopicsOptions, settings: Settings) -> int:
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

    store = reading_session(settings, options.dataset, options.at).snapshot
    year = None if (options.year or "").lower() == "all" else resolve_year(options.year, store)
    result = make(store, year, resolve_day(options.as_of, store, settings))
    view = TopicsView(result, store.meta, translate(settings.lang))
    write_view(view, options, settings)
    return OK
