"""The formats of findings by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Literal, get_args

from cbi_cli.render.findings import Report, finding_rows, findings_document, report_text, shortened

FindingFormat = Literal["text", "table", "json", "jsonl", "github", "sarif", "junit", "gitlab", "markdown"]
FINDING_FORMATS: tuple[str, ...] = get_args(FindingFormat)
FROM_REPOSITORY = frozenset({"github", "sarif", "junit", "gitlab", "markdown"})
"""The formats that name files from the top of the repository; the others name them from the working folder."""


def written(report: Report, form: str, errors_before: int = 0) -> str:
    """A report in one of the formats, no text in it of any length; ``table`` is another name of ``text``.

    Where there are more findings than the format lists, those that count come first. ``errors_before`` is how many
    errors of its own a step of GitHub Actions has told before it.
    """
    found = report.findings
    if len(found) > most_listed(form):
        found = tuple(sorted(found, key=lambda one: (one.older, one.severity != "error"))[: most_listed(form)])
    report = report._replace(findings=tuple(shortened(one) for one in found))
    return _writer(form, errors_before)(report)


def most_listed(form: str) -> int:
    """How many findings a format lists at the most; forms that group what repeats tell of all."""
    if form in ("text", "table", "github", "markdown"):
        return sys.maxsize
    # More results than this GitHub refuses as a whole.
    return 25_000 if form == "sarif" else 100_000


def _writer(form: str, errors_before: int) -> Callable[[Report], str]:
    if form == "json":
        return _as_json
    if form == "jsonl":
        return _as_lines
    if form == "github":
        from cbi_cli.render.ci.github import github

        return partial(github, errors_before=errors_before)
    if form == "sarif":
        from cbi_cli.render.ci.sarif import sarif

        return sarif
    if form == "junit":
        from cbi_cli.render.ci.junit import junit

        return junit
    if form == "markdown":
        from cbi_cli.render.ci.summary import summary

        return summary
    if form == "gitlab":
        from cbi_cli.render.ci.gitlab import gitlab

        return gitlab
    return report_text


def _as_json(report: Report) -> str:
    from cbi_cli.render.data import as_json

    return as_json(findings_document(report))


def _as_lines(report: Report) -> str:
    """Each finding as one line of JSON; nothing at all where nothing was found."""
    from cbi_cli.render.data import json_text

    return "".join(json_text(row) + "\n" for row in finding_rows(report))
