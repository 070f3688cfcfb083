"""All reports by name.

The modules of a report are loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cbi_cli.views.report_view import ReportSpec

REPORTS = (
    "scorecard",
    "timeline",
    "gaps",
    "due",
    "history",
    "reconcile",
    "compare",
    "topics",
    "search",
    "show",
    "list",
    "info",
    "explain",
)
"""The names of the reports in the order of the help; each is a module in `reports`, `views` and `cli.commands`."""


MORE_REPORTS = ("scorecards",)
"""Reports that a command above makes in another form."""


def load_report(name: str) -> ReportSpec[Any, Any]:
    """Return a report by its name.

    No other report is loaded but those that it builds on.
    """
    report: ReportSpec[Any, Any] = import_module(f"cbi_cli.views.{name}").REPORT
    return report


def find_report(result: object) -> ReportSpec[Any, Any]:
    """Return the report that a result is of.

    Raises TypeError if it is not the result of a report.
    """
    for name in (*REPORTS, *MORE_REPORTS):
        report = load_report(name)
        if isinstance(result, report.result):
            return report
    raise TypeError(f"{type(result).__name__} is not the result of a report")
