"""The formats of findings by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Literal, get_args

from cbi_cli.formats.findings.report import (
    ValidationReport,
    finding_rows,
    findings_document,
    format_report_text,
    truncate_finding,
)

FindingFormat = Literal["text", "table", "json", "jsonl", "github", "sarif", "junit", "gitlab", "markdown"]
FINDING_FORMATS: tuple[str, ...] = get_args(FindingFormat)
REPOSITORY_PATH_FORMATS = frozenset({"github", "sarif", "junit", "gitlab", "markdown"})
"""The formats that name files from the top of the repository; the others name them from the working folder."""


def format_report(report: ValidationReport, form: str, errors_before: int = 0) -> str:
    """A report in one of the formats, no text in it of any length; ``table`` is another name of ``text``.

    Where there are more findings than the format lists, those that count come first. ``errors_before`` is how many
    errors of its own a step of GitHub Actions has told before it.
    """
    found = report.findings
    if len(found) > max_listed_findings(form):
        found = tuple(sorted(found, key=lambda one: (one.older, one.severity != "error"))[: max_listed_findings(form)])
    report = report._replace(findings=tuple(truncate_finding(one) for one in found))
    return _find_formatter(form, errors_before)(report)


def max_listed_findings(form: str) -> int:
    """How many findings a format lists at the most; forms that group what repeats tell of all."""
    if form in ("text", "table", "github", "markdown"):
        return sys.maxsize
    # More results than this GitHub refuses as a whole.
    return 25_000 if form == "sarif" else 100_000


def _find_formatter(form: str, errors_before: int) -> Callable[[ValidationReport], str]:
    if form == "json":
        return _format_json
    if form == "jsonl":
        return _format_json_lines
    if form == "github":
        from cbi_cli.formats.findings.github import format_github

        return partial(format_github, errors_before=errors_before)
    if form == "sarif":
        from cbi_cli.formats.findings.sarif import format_sarif

        return format_sarif
    if form == "junit":
        from cbi_cli.formats.findings.junit import format_junit

        return format_junit
    if form == "markdown":
        from cbi_cli.formats.findings.summary import format_markdown

        return format_markdown
    if form == "gitlab":
        from cbi_cli.formats.findings.gitlab import format_gitlab

        return format_gitlab
    return format_report_text


def _format_json(report: ValidationReport) -> str:
    from cbi_cli.formats.json import format_json

    return format_json(findings_document(report))


def _format_json_lines(report: ValidationReport) -> str:
    """Each finding as one line of JSON; nothing at all where nothing was found."""
    from cbi_cli.formats.json import dump_json

    return "".join(dump_json(row) + "\n" for row in finding_rows(report))
