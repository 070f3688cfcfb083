"""Findings as text for people in their language.

Each comes with the line of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import display_width, neutralize_ci_commands, one_line
from cbi_cli.formats.findings.report import (
    ValidationReport,
    format_counts,
    format_summary_line,
    group_by_file,
    group_repeats,
    sort_by_location,
    truncate_finding,
)
from cbi_cli.i18n.translator import Translator, get_translator

_EXCERPT_WIDTH = 160
_MAX_REPEATS_SHOWN = 3
_ENGLISH = get_translator("en")


def format_text(report: ValidationReport) -> str:
    """Return the findings that count, and the summary.

    Older ones have a heading of their own.
    """
    tr = get_translator(report.lang)
    current = [finding for finding in report.findings if not finding.older]
    older = [finding for finding in report.findings if finding.older]
    parts = [format_findings(current, tr)]
    if older:
        heading = tr.gettext("Also in {base}; not counted:", base=one_line(report.base))
        parts.append(f"{heading}\n\n")
        parts.append(format_findings(older, tr))
    parts.append(f"{format_summary_line(report, tr)}\n")
    return "".join(parts)


def format_findings(findings: Iterable[Finding], tr: Translator = _ENGLISH) -> str:
    """Return findings grouped by file, each with the line of the file.

    One that repeats more than a few times is shown once, with the count.
    """
    blocks = []
    for file, in_file in group_by_file(sort_by_location(findings)).items():
        blocks.append(f"{one_line(file)}: {_format_file_counts(in_file, tr)}")
        blocks += _format_groups(in_file, tr)
    return "".join(f"{neutralize_ci_commands(block)}\n\n" for block in blocks)


def _format_file_counts(findings: Sequence[Finding], tr: Translator) -> str:
    severities = [finding.severity for finding in findings]
    return format_counts(severities.count("error"), severities.count("warning"), tr)


def _format_groups(findings: Sequence[Finding], tr: Translator) -> Iterator[str]:
    for group in group_repeats(findings):
        if len(group) > _MAX_REPEATS_SHOWN:
            repeated = tr.gettext("{count:,} times, first here", count=len(group))
            yield _format_finding(group[0], tr, f", {repeated}")
            continue
        for finding in group:
            yield _format_finding(finding, tr)


def _format_finding(finding: Finding, tr: Translator, repeated: str = "") -> str:
    # A text that is cut could not be translated any more.
    translated = finding._replace(message=tr.translate(finding.message), hint=tr.translate(finding.hint))
    finding = truncate_finding(translated)
    region = finding.region
    location = f"{one_line(finding.file)}:{region.line}:{region.column}"
    severity = tr.gettext("error")
    if finding.severity == "warning":
        severity = tr.gettext("warning")
    lines = [f"  {location}: {severity} {finding.code} {finding.name}{repeated}"]
    lines.append(f"    {one_line(finding.message)}")
    if finding.source.strip():
        lines += _format_excerpt(finding)
    if finding.hint:
        hint = tr.gettext("help: {hint}", hint=one_line(finding.hint))
        lines.append(f"    {hint}")
    return "\n".join(lines)


def _format_excerpt(finding: Finding) -> list[str]:
    """Return the line of the file, and a line that marks the range.

    The line is cut around the range of the finding.
    """
    region = finding.region
    line = one_line(finding.source)
    start = region.column - 1
    end = len(line)
    # A range of several lines is marked up to the end of its first one.
    if region.end_line == region.line:
        end = region.end_column - 1
    first = max(0, start - _EXCERPT_WIDTH // 2)
    last = first + _EXCERPT_WIDTH
    number = f"    {region.line} "
    offset = " " * display_width(line[first:start])
    # An empty range, such as a missing value, still gets one mark.
    marks = "^" * max(1, display_width(line[start : min(end, last)]))
    return [f"{number}| {line[first:last]}", f"{' ' * len(number)}| {offset}{marks}"]
