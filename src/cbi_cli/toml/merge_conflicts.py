"""Find what an unresolved merge of git leaves in a file.

This is two versions of some lines between three markers.
"""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import RawFinding, TextRange, max_findings_for
from cbi_cli.core.messages import message
from cbi_cli.toml.syntax_error import INVALID_SYNTAX, quote_text

OURS, BASE, MIDDLE, THEIRS = "<<<<<<<", "|||||||", "=======", ">>>>>>>"
MARKERS = (OURS, BASE, MIDDLE, THEIRS)


class _Conflict(NamedTuple):
    """The indexes of the lines with markers.

    `base` is that of `middle` if there is no base.
    """

    ours: int
    base: int
    middle: int
    theirs: int


def is_marker(row: str) -> bool:
    """Tell whether a line is a marker of a merge.

    A marker has seven characters, alone or before a name.
    """
    return row[:7] in MARKERS and row[7:8] in ("", " ", "\r")


def resolve_conflicts(name: str, text: str) -> tuple[str, tuple[RawFinding, ...]]:
    """Keep the first version of each conflict of a file, on the same lines.

    Returns the new text and a finding for each conflict. So the records around a conflict are read, and the other
    checks refer to one version only.
    """
    # Nearly all files have no conflict, and need not be split into lines.
    if OURS not in text or THEIRS not in text:
        return text, ()
    rows = text.split("\n")
    conflicts = _find_conflicts(rows)[: max_findings_for(len(text))]
    findings = tuple(_describe_conflict(name, rows, conflict) for conflict in conflicts)
    for conflict in conflicts:
        # The lines are emptied and not removed, so that all others keep their numbers.
        rows[conflict.ours] = ""
        for index in range(conflict.base, conflict.theirs + 1):
            rows[index] = ""
    return "\n".join(rows), findings


def _find_conflicts(rows: list[str]) -> list[_Conflict]:
    """Return the conflicts whose markers are in order; ignore other markers."""
    conflicts: list[_Conflict] = []
    ours = base = middle = -1
    for index, row in enumerate(rows):
        if not is_marker(row):
            continue
        marker = row[:7]
        if marker == OURS:
            # A marker before this one without the others begins no conflict.
            ours = index
            base = -1
            middle = -1
        elif ours < 0:
            continue
        elif marker == BASE and middle < 0:
            base = index
        elif marker == MIDDLE and middle < 0:
            middle = index
        elif marker == THEIRS and middle >= 0:
            if base < 0:
                base = middle
            conflicts.append(_Conflict(ours, base, middle, index))
            ours = -1
    return conflicts


def _describe_conflict(name: str, rows: list[str], conflict: _Conflict) -> RawFinding:
    first_line = conflict.ours + 1
    last_line = conflict.theirs + 1
    ours = _version_name(rows[conflict.ours])
    theirs = _version_name(rows[conflict.theirs])
    description = message(
        "an unresolved merge: lines {first_line} to {last_line} hold two versions, {ours} and {theirs}; "
        "the first is read",
        first_line=first_line,
        last_line=last_line,
        ours=ours,
        theirs=theirs,
    )
    hint = message("keep one of the two, or both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>")
    width = len(rows[conflict.ours].removesuffix("\r"))
    region = TextRange(first_line, 1, first_line, width + 1)
    return RawFinding(INVALID_SYNTAX, name, (), description, hint, region=region)


def _version_name(row: str) -> str:
    """Return the quoted name behind a marker."""
    name = row[7:].strip()
    if not name:
        return message("`no name`")
    return quote_text(name)
