"""Findings as workflow commands of GitHub Actions, which show them as marks on the lines of a pull request."""

from __future__ import annotations

from itertools import groupby

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.formats.findings.report import ValidationReport, format_summary_line, group_repeats

MAX_ANNOTATIONS = 10
"""GitHub shows this many errors, warnings and notices of a step each, and drops the others without a word."""

_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_SEVERITIES = ("error", "warning", "notice")


def format_github(report: ValidationReport, errors_before: int = 0) -> str:
    """Return one command a fault, errors that count first, and the receipt at the end.

    The step may have given commands of its own for errors already: GitHub counts those too.

    A fault that repeats in a file is one command, which says how often. What is older becomes a notice. Of each sort as
    many are commands as GitHub shows; the last one of them then says how many more there are, and the log has them all.
    No text of the data can end a command or begin one.
    """
    parts = []
    for severity in _SEVERITIES:
        groups = _group_findings([one for one in report.findings if _annotation_severity(one) == severity])
        most = MAX_ANNOTATIONS - errors_before if severity == "error" else MAX_ANNOTATIONS
        parts += _format_commands(severity, groups, report.base, most)
    return "".join(f"{part}\n" for part in parts) + f"{format_summary_line(report)}\n"


def _annotation_severity(one: Finding) -> str:
    return "notice" if one.older else one.severity


def _group_findings(found: list[Finding]) -> list[list[Finding]]:
    """Group what repeats file by file; a fault that no group has yet comes before more of the same code."""
    ordered = sorted(found, key=lambda one: (one.file, one.region))
    groups = [group for _, same in groupby(ordered, key=lambda one: one.file) for group in group_repeats(list(same))]
    seen: dict[str, int] = {}
    turns = []
    for group in groups:
        turns.append(seen.get(group[0].code, 0))
        seen[group[0].code] = turns[-1] + 1
    return [group for _, group in sorted(zip(turns, groups, strict=True), key=lambda pair: pair[0])]


def _format_commands(severity: str, groups: list[list[Finding]], base: str, most: int) -> list[str]:
    """Return the commands of one sort; the groups that GitHub would drop follow as lines of the log."""
    if len(groups) <= most:
        return [_format_command(severity, group, base) for group in groups]
    shown, rest = groups[: most - 1], groups[most - 1 :]
    left = sum(map(len, rest))
    more = f"::{severity} title=cbi::{left:,} more of this kind are not annotated here; see the log of the step"
    lines = [
        neutralize_ci_commands(
            f"{severity}: {_format_location(group[0])}: {_format_title(group, base)}: {_format_message(group)}"
        )
        for group in rest
    ]
    return [*(_format_command(severity, group, base) for group in shown), more, *map(one_line, lines)]


def _format_command(severity: str, group: list[Finding], base: str) -> str:
    one = group[0]
    properties = {"file": one.file, **_line_properties(one), "title": _format_title(group, base)}
    listed = ",".join(f"{key}={_sanitize(value).translate(_PROPERTY_ESCAPES)}" for key, value in properties.items())
    hint = f"\nhelp: {one.hint}" if one.hint else ""
    return f"::{severity} {listed}::{_sanitize(_format_message(group) + hint).translate(_MESSAGE_ESCAPES)}"


def _format_title(group: list[Finding], base: str) -> str:
    one = group[0]
    return f"{one.code} {one.name}" + (f" (older than the change since {base})" if one.older else "")


def _format_message(group: list[Finding]) -> str:
    """Return the message, with the lines of a fault that repeats."""
    if len(group) == 1:
        return group[0].message
    places = ", ".join(str(one.region.line) for one in group[:20])
    return f"{group[0].message} ({len(group):,} times, in lines {places}{', …' if len(group) > 20 else ''})"


def _format_location(one: Finding) -> str:
    return f"{one.file}:{one.region.line}:{one.region.column}"


def _line_properties(one: Finding) -> dict[str, str]:
    """Return the lines; a runner refuses columns if a region ends on another line than it begins."""
    region = one.region
    lines = {"line": str(region.line), "endLine": str(region.end_line)}
    if region.line != region.end_line:
        return lines
    return lines | {"col": str(region.column), "endColumn": str(region.end_column)}


def _sanitize(text: str) -> str:
    """Return the text without hidden characters and without commands, also those of other systems."""
    return neutralize_ci_commands(replace_control_characters(text))
