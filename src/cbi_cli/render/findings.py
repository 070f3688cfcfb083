"""What the checks found, as text and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.render.text import one_line, width

_CONTEXT = 160
_SHOWN_PER_FAULT = 3


class Summary(NamedTuple):
    """What one run has looked at: files, records, events and checks, and how much it found."""

    files: int
    records: int
    events: int
    checks: int
    errors: int
    warnings: int


def summarize(findings: Iterable[Finding], files: int, records: int, events: int, checks: int) -> Summary:
    """The summary of a run."""
    weights = [finding.severity for finding in findings]
    return Summary(files, records, events, checks, weights.count("error"), weights.count("warning"))


def findings_text(findings: Sequence[Finding]) -> str:
    """The findings grouped by file, each with the user's own line; one that repeats is shown a few times only."""
    blocks: list[str] = []
    for file, group in groupby(sorted(findings, key=lambda one: (one.file, one.region)), key=lambda one: one.file):
        found = list(group)
        blocks.append(f"{one_line(file)}: {_count(found)}")
        blocks += _shown(found)
    return "".join(f"{block}\n\n" for block in blocks)


def _count(found: Sequence[Finding]) -> str:
    errors = sum(one.severity == "error" for one in found)
    return counted(errors, len(found) - errors)


def counted(errors: int, warnings: int) -> str:
    """``2 errors, 1 warning``."""
    told = "no errors" if not errors else f"{errors:,} error{'s' * (errors != 1)}"
    return f"{told}, {warnings:,} warning{'s' * (warnings != 1)}" if warnings else told


def _shown(found: Sequence[Finding]) -> Iterator[str]:
    by_fault: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        by_fault.setdefault((one.code, one.message), []).append(one)
    for same in by_fault.values():
        if len(same) > _SHOWN_PER_FAULT:
            yield _told(same[0], f", {len(same):,} times, first here")
        else:
            yield from (_told(one) for one in same)


def _told(one: Finding, repeated: str = "") -> str:
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
    """``152 records, 14 files, 31 checks: no errors, 2 warnings``."""
    looked = f"{summary.records:,} records, {summary.files:,} files, {summary.checks:,} checks"
    return f"{looked}: {counted(summary.errors, summary.warnings)}"


def findings_document(findings: Iterable[Finding], summary: Summary, meta: Mapping[str, str]) -> dict[str, Any]:
    """The findings as the contract names them."""
    rows = [
        {
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
        for one in findings
    ]
    dataset = {"id": meta.get("id"), "version": meta.get("version")}
    return {
        "schema": "cbi/validate/1",
        "dataset": dataset,
        "as_of": meta.get("as_of"),
        "findings": rows,
        "summary": summary._asdict(),
    }
