"""What the checks found, as text and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.render.text import no_commands, one_line, width

_CONTEXT = 160
_SHOWN_PER_FAULT = 3
_LONGEST_TEXT, _LONGEST_NAME = 1000, 200


class Summary(NamedTuple):
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


class Checked(NamedTuple):
    """A dataset that was checked: its name in the receipt, and its id, version and folder for programs."""

    label: str
    described: Mapping[str, str | None]


class Report(NamedTuple):
    """One run of the checks: its findings, the files it read, the revision it compared with (or none), the datasets.

    If it is ``strict``, warnings count as errors do.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    summary: Summary
    meta: Mapping[str, str]
    base: str = ""
    datasets: tuple[Checked, ...] = ()
    strict: bool = False

    def fails(self, one: Finding) -> bool:
        """Return whether a finding counts, so that the run ends with exit code 1."""
        return not one.older and (self.strict or one.severity == "error")


def summarize(
    findings: Sequence[Finding], files: int, records: int, events: int, checks: int, accepted: int = 0
) -> Summary:
    """The summary of a run."""
    weights = [one.severity for one in findings if not one.older]
    older = [one.severity for one in findings if one.older]
    counts = (weights.count("error"), weights.count("warning"), older.count("error"), older.count("warning"))
    return Summary(files, records, events, checks, *counts, accepted)


def report_text(report: Report) -> str:
    """What a run found, what BASE has too under a heading of its own, and the receipt."""
    older = findings_text([one for one in report.findings if one.older])
    heading = f"Also in {one_line(report.base)}; not counted:\n\n" if older else ""
    new = findings_text([one for one in report.findings if not one.older])
    return f"{new}{heading}{older}{receipt_line(report)}\n"


def receipt_line(report: Report) -> str:
    """The datasets that were checked, with the receipt of the run."""
    names = no_commands(one_line("; ".join(one.label for one in report.datasets)))
    counted = f"{names}: {receipt(report.summary)}" if names else receipt(report.summary)
    return f"{counted}; warnings count with --strict" if report.strict and report.summary.warnings else counted


def findings_text(findings: Sequence[Finding]) -> str:
    """The findings grouped by file, each with the user's own line; one that repeats is shown a few times only."""
    blocks: list[str] = []
    for file, group in groupby(sorted(findings, key=lambda one: (one.file, one.region)), key=lambda one: one.file):
        found = list(group)
        blocks.append(f"{one_line(file)}: {_count(found)}")
        blocks += _shown(found)
    return "".join(f"{no_commands(block)}\n\n" for block in blocks)


def _count(found: Sequence[Finding]) -> str:
    errors = sum(one.severity == "error" for one in found)
    return counted(errors, len(found) - errors)


def counted(errors: int, warnings: int) -> str:
    """``2 errors, 1 warning``."""
    told = "no errors" if not errors else f"{errors:,} error{'s' * (errors != 1)}"
    return f"{told}, {warnings:,} warning{'s' * (warnings != 1)}" if warnings else told


def _shown(found: Sequence[Finding]) -> Iterator[str]:
    for same in by_fault(found):
        if len(same) > _SHOWN_PER_FAULT:
            yield _told(same[0], f", {len(same):,} times, first here")
        else:
            yield from (_told(one) for one in same)


def by_fault(found: Sequence[Finding]) -> list[list[Finding]]:
    """Group findings of one file that say the same: with the same code and message."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.code, one.message), []).append(one)
    return list(groups.values())


def shortened(one: Finding) -> Finding:
    """The finding with what it quotes from the data cut to a length that people can read."""
    message, hint = _cut(one.message, _LONGEST_TEXT), _cut(one.hint, _LONGEST_TEXT)
    return one._replace(
        message=message, hint=hint, record=_cut(one.record, _LONGEST_NAME), field=_cut(one.field, _LONGEST_NAME)
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _told(found: Finding, repeated: str = "") -> str:
    one = shortened(found)
    place = f"{one_line(one.file)}:{one.region.line}:{one.region.column}"
    head = f"  {place}: {one.severity} {one.code} {one.name}{repeated}"
    parts = [head, f"    {one_line(one.message)}"]
    if one.source.strip():
        parts += _excerpt(one)
    if one.hint:
        parts.append(f"    help: {one_line(one.hint)}")
    return "\n".join(parts)


def _excerpt(one: Finding) -> list[str]:
    """The user's line and a mark below the stretch that is meant; a long line is cut round the mark."""
    start, line = one.region.column - 1, one_line(one.source)
    left = max(0, start - _CONTEXT // 2)
    shown = line[left : left + _CONTEXT]
    end = one.region.end_column - 1 if one.region.end_line == one.region.line else len(line)
    marked = line[start : min(end, left + _CONTEXT)]
    gutter = f"    {one.region.line} | "
    indent = " " * (len(gutter) - 2) + "| " + " " * width(line[left:start])
    return [gutter + shown, indent + "^" * max(1, width(marked))]


def receipt(summary: Summary) -> str:
    """``152 records, 14 files, 31 checks: no errors, 2 warnings``; what is older stands at the end."""
    looked = f"{summary.records:,} records, {summary.files:,} files, {summary.checks:,} checks"
    older = counted(summary.older_errors, summary.older_warnings)
    more = f"; older: {older}" if summary.older_errors or summary.older_warnings else ""
    accepted = f", {summary.accepted:,} accepted" if summary.accepted else ""
    return f"{looked}: {counted(summary.errors, summary.warnings)}{accepted}{more}"


def findings_document(report: Report) -> dict[str, Any]:
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


def finding_rows(report: Report) -> Iterator[dict[str, Any]]:
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
