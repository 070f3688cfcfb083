"""The findings of checks, and their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.messages import message_from_json, message_to_json

Severity = Literal["error", "warning"]
KeyPath = tuple[str | int, ...]


class TextRange(NamedTuple):
    """A part of a text: lines and columns from 1, in characters.

    The end column is one past the last character.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Rule(NamedTuple):
    """A check of the data: its stable code, name, severity and former name."""

    code: str
    name: str
    severity: Severity
    former_name: str = ""


class RawFinding(NamedTuple):
    """A finding before it has a place: the check, the file and the path.

    `path` leads to the wrong value, e.g. `("event", 3, "start")`; `at_key` means that the key itself is wrong. An error
    in the syntax has its `region` and no path.
    """

    code: str
    file: str
    path: KeyPath
    message: str
    hint: str = ""
    at_key: bool = False
    region: TextRange | None = None


class Finding(NamedTuple):
    """A finding with its place, ready to be shown.

    `source` is the line in the file, without its line end. `older` means that the dataset had the same finding before
    the change that is being checked.
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


_MESSAGE = Finding._fields.index("message")
_HINT = Finding._fields.index("hint")


def max_findings_for(length: int) -> int:
    """Return how many findings are reported of a file with so many characters.

    It is 100, one more for each 10 characters, at most 100,000. So time and memory for findings grow with what is read.
    Files that people make do not come near it.
    """
    return min(100 + length // 10, 100_000)


def finding_to_json(finding: Finding) -> list[Any]:
    """Return a finding as a list for JSON.

    Its message and its hint can still be translated.
    """
    values: list[Any] = list(finding)
    values[_MESSAGE] = message_to_json(finding.message)
    values[_HINT] = message_to_json(finding.hint)
    return values


def finding_from_json(values: Sequence[Any]) -> Finding:
    """Make a finding of the list that it is in JSON."""
    code, name, severity, message, file, region, record, field, hint, *others = values
    return Finding(
        code,
        name,
        severity,
        message_from_json(message),
        file,
        TextRange._make(region),
        record,
        field,
        message_from_json(hint),
        *others,
    )


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by file, line, column and code, without duplicates."""
    unique: list[Finding] = []
    seen: set[tuple[str, str, TextRange, str]] = set()
    for finding in findings:
        identity = (finding.code, finding.file, finding.region, finding.message)
        if identity not in seen:
            seen.add(identity)
            unique.append(finding)
    unique.sort(key=_sort_key)
    return tuple(unique)


def _sort_key(finding: Finding) -> tuple[str, int, int, str, str]:
    region = finding.region
    return finding.file, region.line, region.column, finding.code, finding.message
