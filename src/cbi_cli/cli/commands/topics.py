"""`cbi topics`."""

from __future__ import annotations

from typing import Annotated

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import DatedReportOptions, resolve_as_of, resolve_year
from cbi_cli.cli.parser import argument
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.reports.topics import TopicsQuery, compute_topics
from cbi_cli.views.topics import REPORT


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
    snapshot = open_reading_session(settings, options.dataset, options.at).snapshot
    year = resolve_year(options.year, snapshot)
    result = compute_topics(snapshot, TopicsQuery(year, resolve_as_of(options.as_of, snapshot, settings)))
    write_report(REPORT, result, snapshot, options, settings)
    return OK
