"""Findings as Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterable

from cbi_cli.core.findings import Finding
from cbi_cli.formats.findings.report import ValidationReport, format_summary_line, group_repeats, sort_by_location
from cbi_cli.formats.markdown import MAX_SUMMARY_BYTES, limit_size, render_markdown
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Page, PageBlock, TextList, make_text_list

_HEADINGS = {"error": "Errors", "warning": "Warnings", "older": "Also in the base; not counted"}


def format_markdown(report: ValidationReport, limit: int = MAX_SUMMARY_BYTES) -> str:
    """Return the summary line and the findings grouped by message.

    Errors come first. Lists that do not fit into a job summary are cut, and say how much is left out.
    """
    by_heading: dict[str, list[Finding]] = {key: [] for key in _HEADINGS}
    for finding in report.findings:
        by_heading[_heading_key(finding)].append(finding)
    blocks: list[PageBlock] = [make_text_list([format_summary_line(report)])]
    for key, heading in _HEADINGS.items():
        if by_heading[key]:
            blocks.append(_list_findings(by_heading[key], heading))
    page = Page("", tuple(blocks), command="cbi validate")
    return render_markdown(limit_size(page, get_translator("en"), limit))


def _heading_key(finding: Finding) -> str:
    if finding.older:
        return "older"
    return finding.severity


def _list_findings(findings: Iterable[Finding], heading: str) -> TextList:
    entries = []
    for group in group_repeats(sort_by_location(findings)):
        first = group[0]
        entry = f"{first.file}:{first.region.line}: {first.code} {first.name}"
        if len(group) > 1:
            entry += f" ({len(group):,} times, first here)"
        entry += f": {first.message}"
        if first.hint:
            entry += f"\nhelp: {first.hint}"
        entries.append(entry)
    return make_text_list(entries, heading, bulleted=True, collapsible=True)
