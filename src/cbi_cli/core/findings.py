"""What a check found, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning"]
KeyPath = tuple[str | int, ...]


class TextRange(NamedTuple):
    """A stretch of text: lines and columns counted from 1 in characters; the end column lies one past the last."""

    line: int
    column: int
    end_line: int
    end_column: int


class Rule(NamedTuple):
    """A check of the data: its stable code, its name, its severity, and a name under which it was known before."""

    code: str
    name: str
    severity: Severity
    former_name: str = ""


class RawFinding(NamedTuple):
    """A finding before it has a place: the check, the file, and the path of keys and indexes inside that file.

    ``path`` leads to the value at fault, as in ``("event", 3, "start")``; ``at_key`` says that the key itself is
    meant. A fault found in the text itself carries its ``region`` and no path.
    """

    code: str
    file: str
    path: KeyPath
    message: str
    hint: str = ""
    at_key: bool = False
    region: TextRange | None = None


class Finding(NamedTuple):
    """A fault with its place, ready to be shown; ``source`` is the user's own line, without its line end.

    ``older`` tells that the dataset had the same finding before the change that is being checked.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str
    region: TextRange
    record: str
    field: str
    hint: str
    source: str
    older: bool = False


def max_findings_for(length: int) -> int:
    """How many findings are told of a file with so many characters: 100, one more for each 10, at most 100,000.

    So what is told takes time and memory that grow with what is read. Files that people made do not come near it.
    """
    return min(100 + length // 10, 100_000)


def finding_from_json(values: Sequence[Any]) -> Finding:
    """A finding from the list that it becomes in JSON."""
    return Finding._make((*values[:5], TextRange._make(values[5]), *values[6:]))


def sort_findings(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line, column and code; the same thing at the same place once."""
    return tuple(sorted(_drop_duplicates(found), key=lambda one: (one.file, *one.region[:2], one.code, one.message)))


def _drop_duplicates(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[tuple[str, str, TextRange, str]] = set()
    for one in findings:
        key = (one.code, one.file, one.region, one.message)
        if key not in seen:
            seen.add(key)
            yield one
