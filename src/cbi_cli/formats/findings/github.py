"""Findings as workflow commands of GitHub Actions.

They annotate the lines of a pull request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.findings.report import (
    ValidationReport,
    format_summary_line,
    group_by_file,
    group_repeats,
    sort_by_location,
)

MAX_ANNOTATIONS = 10
"""GitHub shows this many errors, warnings and notices of a step each, and drops the others silently."""

_MAX_LINES_LISTED = 20
_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_SEVERITIES = ("error", "warning", "notice")


def format_github(report: ValidationReport) -> str:
    """Return one command for each group of equal findings in a file.

    Errors come first. The summary line is the last one. An older finding becomes a notice. Of each severity, at most as
    many commands are written as GitHub shows; the last one says how many more there are, and those follow as plain
    lines of the log. No text of the data can end a command or begin one.
    """
    parts = []
    for severity in _SEVERITIES:
        findings = [finding for finding in report.findings if _annotation_severity(finding) == severity]
        limit = MAX_ANNOTATIONS
        if severity == "error":
            # GitHub counts all errors of a step together.
            limit -= report.errors_before
        parts += _format_commands(severity, _group_findings(findings), report.base, limit)
    parts.append(format_summary_line(report))
    return "".join(f"{part}\n" for part in parts)


def _annotation_severity(finding: Finding) -> str:
    if finding.older:
        return "notice"
    return finding.severity


def _group_findings(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Group equal findings of each file.

    The first group of each code comes before the second of any code.
    """
    rounds: dict[int, list[list[Finding]]] = {}
    groups_by_code: Counter[str] = Counter()
    for in_file in group_by_file(sort_by_location(findings)).values():
        for group in group_repeats(in_file):
            code = group[0].code
            rounds.setdefault(groups_by_code[code], []).append(group)
            groups_by_code[code] += 1
    ordered = []
    for _, groups in sorted(rounds.items()):
        ordered += groups
    return ordered


def _format_commands(severity: str, groups: list[list[Finding]], base: str, limit: int) -> list[str]:
    """Return the commands of one severity.

    Groups that GitHub would drop follow as lines of the log.
    """
    if len(groups) <= limit:
        return [_format_command(severity, group, base) for group in groups]
    # The last command is needed to say that there are more.
    annotated = groups[: limit - 1]
    remaining = groups[limit - 1 :]
    commands = [_format_command(severity, group, base) for group in annotated]
    count = sum(len(group) for group in remaining)
    notice = f"{count:,} more of this kind are not annotated here; see the log of the step"
    commands.append(f"::{severity} title=cbi::{notice}")
    log_lines = [_format_log_line(severity, group, base) for group in remaining]
    return commands + log_lines


def _format_command(severity: str, group: list[Finding], base: str) -> str:
    first = group[0]
    properties = {"file": first.file, **_line_properties(first), "title": _format_title(first, base)}
    assignments = []
    for key, value in properties.items():
        escaped = _sanitize(value).translate(_PROPERTY_ESCAPES)
        assignments.append(f"{key}={escaped}")
    message = _format_message(group)
    if first.hint:
        message += f"\nhelp: {first.hint}"
    escaped_message = _sanitize(message).translate(_MESSAGE_ESCAPES)
    return f"::{severity} {','.join(assignments)}::{escaped_message}"


def _format_log_line(severity: str, group: list[Finding], base: str) -> str:
    first = group[0]
    location = f"{first.file}:{first.region.line}:{first.region.column}"
    line = f"{severity}: {location}: {_format_title(first, base)}: {_format_message(group)}"
    return one_line(neutralize_ci_commands(line))


def _format_title(finding: Finding, base: str) -> str:
    title = f"{finding.code} {finding.name}"
    if finding.older:
        title += f" (older than the change since {base})"
    return title


def _format_message(group: list[Finding]) -> str:
    """Return the message, with the lines of a finding that repeats."""
    message = group[0].message
    if len(group) == 1:
        return message
    lines = [str(finding.region.line) for finding in group[:_MAX_LINES_LISTED]]
    if len(group) > _MAX_LINES_LISTED:
        lines.append("…")
    return f"{message} ({len(group):,} times, in lines {', '.join(lines)})"


def _line_properties(finding: Finding) -> dict[str, str]:
    """Return the lines of a finding, and its columns if on one line.

    A runner refuses others.
    """
    region = finding.region
    properties = {"line": str(region.line), "endLine": str(region.end_line)}
    if region.line == region.end_line:
        properties["col"] = str(region.column)
        properties["endColumn"] = str(region.end_column)
    return properties


def _sanitize(text: str) -> str:
    """Return a text without hidden characters.

    It contains no commands of any CI system either.
    """
    return neutralize_ci_commands(replace_control_characters(text))
