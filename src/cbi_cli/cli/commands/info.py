"""`cbi info`."""

from __future__ import annotations

from cbi_cli.cli.exit_codes import OK
from cbi_cli.cli.options import ReportOptions
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import describe_location, open_reading_session
from cbi_cli.core.settings import Settings
from cbi_cli.reports.info import InfoQuery, compute_overview
from cbi_cli.views.info import REPORT


def info(options: ReportOptions, settings: Settings) -> int:
    """Show dataset information.

    Says which dataset is used, where it is, its version, its contents, and the years that it covers.

    \b
    Examples:
      cbi info
      cbi info --dataset us-mexico --format json
    """
    session = open_reading_session(settings, options.dataset, options.at)
    result = compute_overview(session.snapshot, InfoQuery())
    result = result._replace(origin=describe_location(session.location))
    write_report(REPORT, result, session.snapshot, options, settings)
    return OK
