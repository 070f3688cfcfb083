"""A piece of TOML in which single values cannot be read: the same text without them, so that the rest is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cbi_cli.core.findings import most_findings
from cbi_cli.document.attempt import Trouble, attempt
from cbi_cli.document.bare_date import bare_date
from cbi_cli.document.explain import explain
from cbi_cli.document.places import places
from cbi_cli.document.said import Said, Stop
from cbi_cli.document.tokens import TOKEN

_PAIR = re.compile(
    r"""[ \t]*+(?:[A-Za-z0-9_-]++|"[^"\\\n]*+"|'[^'\n]*+')"""
    r"""(?:[ \t]*+\.[ \t]*+(?:[A-Za-z0-9_-]++|"[^"\\\n]*+"|'[^'\n]*+'))*+[ \t]*+=[ \t]*+"""
)
"""The beginning of a line up to its value."""

_MOST_TWICE = 20
"""Keys given twice in one table that are looked at; the work for each is that of the whole table."""

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class BadValue(NamedTuple):
    """A value that cannot be read: where it begins, its text as the file has it, and what is wrong with it."""

    line: int
    column: int
    text: str
    said: Said


class WithoutValues(NamedTuple):
    """A text in which a text of ``x`` replaces each bad value, on the same lines, and those values."""

    text: str
    bad: tuple[BadValue, ...]


def without_values(text: str) -> WithoutValues | None:
    """Replace what cannot be read if it is single values, each on one line; None if more is wrong with the text.

    The data of the replaced values must not be used. The work grows with the text and no faster.
    """
    rows = text.split("\n")
    bad = [*_impossible_days(text, rows)]
    for one in bad:
        _replace(rows, one)
    pairs = _unreadable_pairs(rows, _inner_lines(text))
    if pairs is None or len(bad) + len(pairs) > most_findings(len(text)):
        return None
    for one in pairs:
        _replace(rows, one)
    bad += pairs
    result = attempt("\n".join(rows))
    for _ in range(_MOST_TWICE):
        again = _given_twice(rows, result) if isinstance(result, Trouble) else None
        if again is None:
            break
        known = next((one for one in bad if (one.line, one.column) == (again.line, again.column)), None)
        if known is None:
            _replace(rows, again)
        bad.append(again._replace(text=known.text) if known else again)
        result = attempt("\n".join(rows))
    new = "\n".join(rows)
    if not bad or isinstance(result, Trouble) or not _are_values(new, bad):
        return None
    return WithoutValues(new, tuple(bad))


def _impossible_days(text: str, rows: list[str]) -> Iterator[BadValue]:
    """Yield the days without quotes that the calendar does not have, wherever a value may stand."""
    line, start, before = 1, 0, "\n"
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        day = _DAY.fullmatch(token[0]) if kind == "bare" and before in ("=", "[", ",") else None
        if day and not _exists(*map(int, day.groups())):
            column = token.start() - start + 1
            said = bare_date(Stop(rows[line - 1], line, column))
            if said is not None:
                yield BadValue(line, column, token[0], said)
        if kind == "line" or "\n" in token[0]:
            line += token[0].count("\n")
            start = token.start() + token[0].rfind("\n") + 1
        if kind not in ("blank", "line", "comment"):
            before = token[0]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _inner_lines(text: str) -> set[int]:
    """Return the numbers of the lines that begin inside a text of several lines."""
    found: set[int] = set()
    line = 1
    for token in TOKEN.finditer(text):
        count = token[0].count("\n")
        if count and token.lastgroup != "line":
            found.update(range(line + 1, line + count + 1))
        line += count
    return found


def _unreadable_pairs(rows: list[str], inner: set[int]) -> list[BadValue] | None:
    """Return the values of the lines ``key = value`` that cannot be read by themselves.

    None if one of them may go on in the next line, or belong to what began before it.
    """
    found: list[BadValue] = []
    for number, row in enumerate(rows, start=1):
        pair = _PAIR.match(row) if number not in inner else None
        if pair is None:
            continue
        line = row.removesuffix("\r")
        trouble = attempt(f"{line}\n")
        if isinstance(trouble, Trouble) and not trouble.at_end and trouble.line == 1:
            if not _ends(line):
                return None
            said = explain(f"{line}\n", trouble)
            shifted = said._replace(region=said.region._replace(line=number, end_line=number))
            found.append(BadValue(number, pair.end() + 1, _value(line, pair.end()), shifted))
    return found


def _value(line: str, start: int) -> str:
    """Return what a line has from a place on, without the comment and the blanks behind it."""
    comment = next((one.start() for one in TOKEN.finditer(line, start) if one.lastgroup == "comment"), len(line))
    return line[start:comment].rstrip()


def _ends(line: str) -> bool:
    """Tell whether all brackets of a line are closed on it, or a text in quotes that has no end on it."""
    depth = 0
    for token in TOKEN.finditer(line):
        if token.lastgroup == "open":
            return True
        if token.lastgroup == "sign" and token[0] in "[]{}":
            depth += 1 if token[0] in "[{" else -1
            if depth < 0:
                return False
    return depth == 0


def _given_twice(rows: list[str], trouble: Trouble) -> BadValue | None:
    """Leave a key out that is there already, and return the value that it has above: nobody can say which is right."""
    if not trouble.problem.startswith("Cannot overwrite") or not trouble.line:
        return None
    second = _PAIR.match(rows[trouble.line - 1])
    key = _key(second)
    for number in range(trouble.line - 1, 0, -1):
        row = rows[number - 1]
        first = _PAIR.match(row)
        if first and key and _key(first) == key:
            said = explain("\n".join(rows), trouble)
            rows[trouble.line - 1] = ""
            return BadValue(number, first.end() + 1, _value(row, first.end()), said)
    return None


def _key(pair: re.Match[str] | None) -> str:
    return pair[0].rstrip(" \t=").strip() if pair else ""


def _replace(rows: list[str], bad: BadValue) -> None:
    """Put a text of the same length, of one letter at least, in the place of a value."""
    row, start = rows[bad.line - 1], bad.column - 1
    rows[bad.line - 1] = f'{row[:start]}"{"x" * max(len(bad.text) - 2, 1)}"{row[start + len(bad.text) :]}'


def _are_values(text: str, bad: list[BadValue]) -> bool:
    """Tell whether all that was replaced is a value: a line of a text can look like a key and its value."""
    known = {(spot.value.line, spot.value.column) for spot in places(text).values()}
    return all((one.line, one.column) in known for one in bad)
