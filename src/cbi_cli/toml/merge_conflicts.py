"""Find what an unresolved merge of git leaves in a file: two versions of some lines between three markers."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import RawFinding, TextRange, max_findings_for
from cbi_cli.toml.syntax_error import INVALID_SYNTAX, quote_text

OURS, BASE, MIDDLE, THEIRS = "<<<<<<<", "|||||||", "=======", ">>>>>>>"
MARKERS = (OURS, BASE, MIDDLE, THEIRS)


class _Conflict(NamedTuple):
    """The numbers of the lines with markers, from 0; ``base`` is that of ``middle`` if there is no base."""

    ours: int
    base: int
    middle: int
    theirs: int


def is_marker(row: str) -> bool:
    """Say whether a line is a marker of a merge: seven signs, alone or before a name."""
    return row[:7] in MARKERS and row[7:8] in ("", " ", "\r")


def resolve_conflicts(name: str, text: str) -> tuple[str, tuple[RawFinding, ...]]:
    """Return a text in which the first version of each conflict is left, on the same lines, and a fault for each.

    So the records around a conflict are read, and the other checks speak of one version only.
    """
    if OURS not in text or THEIRS not in text:
        return text, ()
    rows = text.split("\n")
    found = _find_conflicts(rows)[: max_findings_for(len(text))]
    faults = tuple(_describe_conflict(name, rows, one) for one in found)
    for one in found:
        rows[one.ours] = ""
        for number in range(one.base, one.theirs + 1):
            rows[number] = ""
    return "\n".join(rows), faults


def _find_conflicts(rows: list[str]) -> list[_Conflict]:
    """Return the conflicts whose markers come in order; a marker too many belongs to none."""
    found: list[_Conflict] = []
    ours = base = middle = -1
    for number, row in enumerate(rows):
        if not is_marker(row):
            continue
        marker = row[:7]
        if marker == OURS:
            ours, base, middle = number, -1, -1
        elif ours < 0:
            continue
        elif marker == BASE and middle < 0:
            base = number
        elif marker == MIDDLE and middle < 0:
            middle = number
        elif marker == THEIRS and middle >= 0:
            found.append(_Conflict(ours, base if base >= 0 else middle, middle, number))
            ours = -1
    return found


def _describe_conflict(name: str, rows: list[str], one: _Conflict) -> RawFinding:
    ours, theirs = (rows[number][7:].strip() or "no name" for number in (one.ours, one.theirs))
    lines = f"lines {one.ours + 1} to {one.theirs + 1}"
    versions = f"{quote_text(ours)} and {quote_text(theirs)}"
    message = f"an unresolved merge: {lines} hold two versions, {versions}; the first is read"
    hint = "keep one of the two, or both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
    width = len(rows[one.ours].removesuffix("\r"))
    region = TextRange(one.ours + 1, 1, one.ours + 1, width + 1)
    return RawFinding(INVALID_SYNTAX, name, (), message, hint, region=region)
