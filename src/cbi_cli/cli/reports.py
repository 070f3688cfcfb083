"""Write the result of a report as a command is asked to."""

from __future__ import annotations

from cbi_cli.cli.options import ViewOptions
from cbi_cli.cli.output import write_view
from cbi_cli.core.settings import Settings
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.views.report_view import Query, ReportSpec, Result


def write_report(
    report: ReportSpec[Query, Result], result: Result, snapshot: Snapshot, options: ViewOptions, settings: Settings
) -> None:
    """Write a result to stdout or a file.

    Language and format are those of the call.
    """
    write_view(report.make_view(snapshot, result, settings.lang), options, settings)
