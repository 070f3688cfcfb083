"""Findings as Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Sequence

from cbi_cli.core.findings import Finding
from cbi_cli.i18n.translator import translate
from cbi_cli.render.findings import Report, by_fault, receipt_line
from cbi_cli.render.markup import capped, markdown
from cbi_cli.render.page import Block, Lines, Page, lines

_HEADINGS = {"error": "Errors", "warning": "Warnings", "older": "Also in the base; not counted"}


def summary(report: Report) -> str:
    """Return the receipt and the findings grouped by fault, errors first; what does not fit is counted."""
    blocks: list[Block] = [lines([receipt_line(report)])]
    for name, heading in _HEADINGS.items():
        found = [one for one in report.findings if _sort(one) == name]
        if found:
            blocks.append(_listed(found, heading))
    return markdown(capped(Page("", tuple(blocks)), translate("en")))


def _sort(one: Finding) -> str:
    return "older" if one.older else one.severity


def _listed(found: Sequence[Finding], heading: str) -> Lines:
    told = []
    for group in by_fault(sorted(found, key=lambda one: (one.file, one.region))):
        one = group[0]
        times = f" ({len(group):,} times, first here)" if len(group) > 1 else ""
        hint = f"\nhelp: {one.hint}" if one.hint else ""
        told.append(f"{one.file}:{one.region.line}: {one.code} {one.name}{times}: {one.message}{hint}")
    return lines(told, heading, marked=True, folded=True)
