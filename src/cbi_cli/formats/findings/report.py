"""What the checks found, as text and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.core.sanitize import display_width, neutralize_ci_commands, one_line

_EXCERPT_WIDTH = 160
_MAX_REPEATS_SHOWN = 3
_MAX_TEXT_LENGTH, _MAX_NAME_LENGTH = 1000, 200


class ValidationSummary(NamedTuple):
    """What one run has looked at: files, records, events and checks, and how much it found.

    ``errors`` and ``warnings`` count; those that BASE has too are counted as older and do not. ``accepted`` counts the
    findings that the dataset accepts.
    """

    files: int
    records: int
    events: int
    checks: int
    errors: int
    warnings: int
    older_errors: int = 0
    older_warnings: int = 0
    accepted: int = 0


class ValidatedDataset(NamedTuple):
    """A dataset that was checked: its name in the receipt, and its id, version and folder for programs."""

    label: str
    described: Mapping[str, str | None]


class ValidationReport(NamedTuple):
    """One run of the checks: its findings, the files it read, the revision it compared with (or none), the datasets.

    If it is ``strict``, warnings count as errors do.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    summary: ValidationSummary
    meta: Mapping[str, str]
    base: str = ""
    datasets: tuple[ValidatedDataset, ...] = ()
    strict: bool = False

    def fails(self, one: Finding) -> bool:
        """Return whether a finding counts, so that the run ends with exit code 1."""
        return not one.older and (self.strict or one.severity == "error")


def summarize(
    findings: Sequence[Finding], files: int, records: int, events: int, checks: int, accepted: int = 0
) -> ValidationSummary:
    """The summary of a run."""
    weights = [one.severity for one in findings if not one.older]
    older = [one.severity for one in findings if one.older]
    counts = (weights.count("error"), weights.count("warning"), older.count("error"), older.count("warning"))
    return ValidationSummary(files, records, events, checks, *counts, accepted)


def format_report_text(report: ValidationReport) -> str:
    """What a run found, what BASE has too under a heading of its own, and the receipt."""
    older = format_findings([one for one in report.findings if one.older])
    heading = f"Also in {one_line(report.base)}; not counted:\n\n" if older else ""
    new = format_findings([one for one in report.findings if not one.older])
    return f"{new}{heading}{older}{format_summary_line(report)}\n"


def format_summary_line(report: ValidationReport) -> str:
    """The datasets that were checked, with the receipt of the run."""
    names = neutralize_ci_commands(one_line("; ".join(one.label for one in report.datasets)))
    counted = f"{names}: {format_summary(report.summary)}" if names else format_summary(report.summary)
    return f"{counted}; warnings count with --strict" if report.strict and report.summary.warnings else counted


def format_findings(findings: Sequence[Finding]) -> str:
    """The findings grouped by file, each with the user's own line; one that repeats is shown a few times only."""
    blocks: list[str] = []
    for file, group in groupby(sorted(findings, key=lambda one: (one.file, one.region)), key=lambda one: one.file):
        found = list(group)
        blocks.append(f"{one_line(file)}: {_format_file_counts(found)}")
        blocks += _format_groups(found)
    return "".join(f"{neutralize_ci_commands(block)}\n\n" for block in blocks)


def _format_file_counts(found: Sequence[Finding]) -> str:
    errors = sum(one.severity == "error" for one in found)
    return format_counts(errors, len(found) - errors)


def format_counts(errors: int, warnings: int) -> str:
    """``2 errors, 1 warning``."""
    told = "no errors" if not errors else f"{errors:,} error{'s' * (errors != 1)}"
    return f"{told}, {warnings:,} warning{'s' * (warnings != 1)}" if warnings else told


def _format_groups(found: Sequence[Finding]) -> Iterator[str]:
    for same in group_repeats(found):
        if len(same) > _MAX_REPEATS_SHOWN:
            yield _format_finding(same[0], f", {len(same):,} times, first here")
        else:
            yield from (_format_finding(one) for one in same)


def group_repeats(found: Sequence[Finding]) -> list[list[Finding]]:
    """Group findings of one file that say the same: with the same code and message."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.code, one.message), []).append(one)
    return list(groups.values())


def truncate_finding(one: Finding) -> Finding:
    """The finding with what it quotes from the data cut to a length that people can read."""
    message, hint = _truncate(one.message, _MAX_TEXT_LENGTH), _truncate(one.hint, _MAX_TEXT_LENGTH)
    return one._replace(
        message=message,
        hint=hint,
        record=_truncate(one.record, _MAX_NAME_LENGTH),
        field=_truncate(one.field, _MAX_NAME_LENGTH),
    )


def _truncate(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _format_finding(found: Finding, repeated: str = "") -> str:
    one = truncate_finding(found)
    place = f"{one_line(one.file)}:{one.region.line}:{one.region.column}"
    head = f"  {place}: {one.severity} {one.code} {one.name}{repeated}"
    parts = [head, f"    {one_line(one.message)}"]
    if one.source.strip():
        parts += _format_excerpt(one)
    if one.hint:
        parts.append(f"    help: {one_line(one.hint)}")
    return "\n".join(parts)


def _format_excerpt(one: Finding) -> list[str]:
    """The user's line and a mark below the stretch that is meant; a long line is cut round the mark."""
    start, line = one.region.column - 1, one_line(one.source)
    left = max(0, start - _EXCERPT_WIDTH // 2)
    shown = line[left : left + _EXCERPT_WIDTH]
    end = one.region.end_column - 1 if one.region.end_line == one.region.line else len(line)
    marked = line[start : min(end, left + _EXCERPT_WIDTH)]
    gutter = f"    {one.region.line} | "
    indent = " " * (len(gutter) - 2) + "| " + " " * display_width(line[left:start])
    return [gutter + shown, indent + "^" * max(1, display_width(marked))]


def format_summary(summary: ValidationSummary) -> str:
    """``152 records, 14 files, 31 checks: no errors, 2 warnings``; what is older stands at the end."""
    looked = f"{summary.records:,} records, {summary.files:,} files, {summary.checks:,} checks"
    older = format_counts(summary.older_errors, summary.older_warnings)
    more = f"; older: {older}" if summary.older_errors or summary.older_warnings else ""
    accepted = f", {summary.accepted:,} accepted" if summary.accepted else ""
    return f"{looked}: {format_counts(summary.errors, summary.warnings)}{accepted}{more}"


def findings_document(report: ValidationReport) -> dict[str, Any]:
    """The findings as the contract names them; what is older stands apart only where there is a BASE."""
    summary = report.summary._asdict()
    if not report.base:
        del summary["older_errors"], summary["older_warnings"]
    return {
        "schema": "cbi/validate/1",
        "dataset": {"id": report.meta.get("id"), "version": report.meta.get("version")},
        "datasets": [dict(one.described) for one in report.datasets],
        "as_of": report.meta.get("as_of"),
        "findings": list(finding_rows(report)),
        "summary": summary,
    }


def finding_rows(report: ValidationReport) -> Iterator[dict[str, Any]]:
    """Each finding as the contract names it."""
    for one in report.findings:
        row = {
            "code": one.code,
            "name": one.name,
            "severity": one.severity,
            "message": one.message,
            "file": one.file,
            "line": one.region.line,
            "column": one.region.column,
            "end_line": one.region.end_line,
            "end_column": one.region.end_column,
            "record": one.record,
            "field": one.field,
            "hint": one.hint,
        }
        yield row | {"older": one.older} if report.base else row
