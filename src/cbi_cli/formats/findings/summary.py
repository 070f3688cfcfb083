"""Findings as Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.core.findings import Finding
from cbi_cli.formats.findings.report import ValidationReport, format_summary_line, group_repeats
from cbi_cli.formats.markup import limit_size, render_markdown
from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import Page, PageBlock, TextList, make_text_list

_HEADINGS = {"error": "Errors", "warning": "Warnings", "older": "Also in the base; not counted"}


def format_markdown(report: ValidationReport) -> str:
    """Return the receipt and the findings grouped by fault, errors first; what does not fit is counted."""
    blocks: list[PageBlock] = [make_text_list([format_summary_line(report)])]
    for name, heading in _HEADINGS.items():
        found = [one for one in report.findings if _heading_key(one) == name]
        if found:
            blocks.append(_list_findings(found, heading))
    return render_markdown(limit_size(Page("", tuple(blocks)), get_translator("en")))


def _heading_key(one: Finding) -> str:
    return "older" if one.older else one.severity


def _list_findings(found: Sequence[Finding], heading: str) -> TextList:
    told = []
    for group in group_repeats(sorted(found, key=lambda one: (one.file, one.region))):
        one = group[0]
        times = f" ({len(group):,} times, first here)" if len(group) > 1 else ""
        hint = f"\nhelp: {one.hint}" if one.hint else ""
        told.append(f"{one.file}:{one.region.line}: {one.code} {one.name}{times}: {one.message}{hint}")
    return make_text_list(told, heading, bulleted=True, collapsible=True)
