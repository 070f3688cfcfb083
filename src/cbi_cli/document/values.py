"""A piece of TOML in which single values cannot be read: the same text without them, so that the rest is read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cbi_cli.core.findings import Region, most_findings
from cbi_cli.document.attempt import Trouble, attempt
from cbi_cli.document.explain import explain
from cbi_cli.document.said import Said
from cbi_cli.document.syntax_tree import syntax_tree
from cbi_cli.document.tokens import KEY, TOKEN

_PAIR = re.compile(rf"[ \t]*+{KEY}[ \t]*+=[ \t]*+")
"""The beginning of a line up to its value."""

_MOST_TWICE = 20
"""Keys given twice in one table that are looked at; the work for each is that of the whole table."""

_MOST_LINES = 100
"""Lines of a text in plain quotes."""

_KEY = "x = "
"""What an item of a list is put behind to be tried by itself."""


class BadValue(NamedTuple):
    """A value that cannot be read: where it begins, its text as the file has it, and what is wrong with it.

    A value with several faults comes once for each.
    """

    line: int
    column: int
    text: str
    said: Said


class WithoutValues(NamedTuple):
    """A text in which a value of the same length replaces each bad one, on the same lines, and those values."""

    text: str
    bad: tuple[BadValue, ...]


class _Pair(NamedTuple):
    """A key with its value, by offsets: the lines that they take (without the last line end), and the value."""

    start: int
    stop: int
    value: int
    end: int


class _Bad(NamedTuple):
    """A value that cannot be read, by its offsets, and what is wrong with it."""

    start: int
    end: int
    said: Said


def without_values(text: str) -> WithoutValues | None:
    """Replace what cannot be read if it is single values; None if more is wrong with the text.

    A value may take several lines. Of a list only those items are replaced that cannot be read, if they are all that is
    wrong with it. The data of the replaced values must not be used. The work grows with the text and no faster.
    """
    pairs = _pairs(text)
    if pairs is None:
        return None
    lines = _Lines(text)
    bad = [one for pair in pairs for one in _unreadable(lines, pair)]
    if len(bad) > most_findings(len(text)):
        return None
    edits = _stand_ins(text, bad)
    result = attempt(_edited(text, edits) + "\n")
    for _ in range(_MOST_TWICE):
        twice = _given_twice(text, pairs, lines, result) if isinstance(result, Trouble) else None
        if twice is None:
            break
        # Nobody can say which of the two is right: the first is bad as a whole, the second is left out.
        first, second, said = twice
        pairs.remove(second)
        bad = [
            one._replace(start=first.value, end=first.end) if first.value <= one.start <= first.end else one
            for one in bad
            if not second.start <= one.start <= second.stop
        ]
        bad.append(_Bad(first.value, first.end, said))
        edits = _stand_ins(text, bad) | {key: edit for key, edit in edits.items() if not edit[1].strip()}
        edits[second.start] = (second.stop, "\n" * text.count("\n", second.start, second.stop))
        result = attempt(_edited(text, edits) + "\n")
    clean = _edited(text, edits)
    found = tuple(BadValue(*lines.place(one.start), text[one.start : one.end], one.said) for one in bad)
    if not bad or isinstance(result, Trouble) or not _are_values(clean, found):
        return None
    return WithoutValues(clean, found)


class _Lines:
    """A text, and the places of its offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def moved(self, said: Said, offset: int, skipped: int = 0) -> Said:
        """Return what is said of a text that begins at an offset, behind ``skipped`` characters of another one."""
        line, column = self.place(offset)
        region = said.region
        first = max(region.column - skipped, 1) + column - 1 if region.line == 1 else region.column
        last = max(region.end_column - skipped, 1) + column - 1 if region.end_line == 1 else region.end_column
        moved = Region(region.line + line - 1, first, region.end_line + line - 1, last)
        return said._replace(region=moved)


def _pairs(text: str) -> list[_Pair] | None:
    """Return the keys at the beginning of a line with their values; None if a text of several lines has no end.

    A list without its closing bracket ends where the next line is a key and its value. A text in plain quotes that goes
    on in further lines, as no text may, ends with the line that closes it.
    """
    found: list[_Pair] = []
    opened: list[str] = []
    start = value = end = -1
    for token in TOKEN.finditer(text):
        kind, sign, at = token.lastgroup, token[0], token.start()
        if at < end:
            continue
        if (at == 0 or text[at - 1] == "\n") and (start < 0 or opened[-1:] == ["["]):
            pair = _PAIR.match(text, at)
            if pair is not None and start >= 0:
                found.append(_pair(text, start, value, end))
            if pair is not None:
                start, value, end, opened = at, pair.end(), pair.end(), []
        if start < 0 or at < value:
            continue
        if kind == "open" and "\n" in sign:
            return None
        if kind == "line" and not opened:
            found.append(_pair(text, start, value, end))
            start = -1
        elif sign in ("[", "{"):
            opened.append(sign)
        elif sign in ("]", "}"):
            del opened[-1:]
        if kind not in ("blank", "line", "comment"):
            end = token.end() if kind != "open" else _closed(text, token.start() + len(sign.rstrip("\r")), sign[0])
    if start >= 0:
        found.append(_pair(text, start, value, end))
    return found


def _closed(text: str, end: int, quote: str) -> int:
    """Return where a text ends that has no end on its line: there, or with a later line that seems to be its last."""
    at = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    for _ in range(_MOST_LINES):
        stop = text.find("\n", at + 1)
        row = text[at + 1 : stop if stop >= 0 else len(text)]
        if not row.strip() or row.lstrip()[0] in "[#" or _PAIR.match(row):
            return end
        at += 1 + len(row)
        if quote in row:
            return at - (row[-1:] == "\r")
    return end


def _pair(text: str, start: int, value: int, end: int) -> _Pair:
    last = text.find("\n", end)
    stop = len(text) if last < 0 else last
    return _Pair(start, stop - (text[stop - 1 : stop] == "\r"), value, end)


def _unreadable(lines: _Lines, pair: _Pair) -> list[_Bad]:
    """Return what cannot be read of a value: items of it, or the whole, with all faults that were found in it."""
    text = lines.text
    written = text[pair.start : pair.stop]
    trouble = attempt(f"{written}\n")
    if not isinstance(trouble, Trouble):
        return []
    items: list[_Bad] = []
    for start, end in _items(text, pair.value, pair.end):
        wrong = attempt(f"{_KEY}{text[start:end]}\n")
        if isinstance(wrong, Trouble):
            said = explain(f"{_KEY}{text[start:end]}\n", wrong)
            items.append(_Bad(start, end, lines.moved(said, start, len(_KEY))))
    if items:
        again = attempt(_edited(text, _stand_ins(text, items), pair.start, pair.stop) + "\n")
        if not isinstance(again, Trouble):
            return items
        trouble = again
    said = lines.moved(explain(f"{written}\n", trouble), pair.start)
    return [_Bad(pair.value, pair.end, one) for one in (*(item.said for item in items), said)]


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of what may be a single value inside the brackets of a value, not beginning with a quote.

    What begins with a quote and is not right shows rather that a comma or a bracket is missing.
    """
    opened: list[str] = []
    run: list[re.Match[str]] = []
    is_value = False
    for token in TOKEN.finditer(text, start, end):
        sign = token[0]
        if token.lastgroup in ("blank", "line", "comment"):
            continue
        if sign in ("[", "{", ",", "]", "}"):
            if is_value and _is_item(text, run):
                yield run[0].start(), _end(run[-1])
            if sign in ("[", "{"):
                opened.append(sign)
            elif sign != ",":
                del opened[-1:]
            run, is_value = [], opened[-1:] == ["["]
        elif sign == "=" and opened[-1:] == ["{"]:
            run, is_value = [], True
        else:
            run.append(token)


def _end(token: re.Match[str]) -> int:
    """Return where an item ends; the comma of one that lacks its last quote is none of its text."""
    if token.lastgroup != "open":
        return token.end()
    text = token[0].removesuffix("\r")
    return token.start() + len(text.removesuffix(","))


def _is_item(text: str, run: Sequence[re.Match[str]]) -> bool:
    if not run or run[0].lastgroup == "text" or run[0][0][0] == ">" or any(one[0] == "=" for one in run):
        return False
    return "\n" not in text[run[0].start() : run[-1].end()]


def _given_twice(
    text: str, pairs: Sequence[_Pair], lines: _Lines, trouble: Trouble
) -> tuple[_Pair, _Pair, Said] | None:
    """Return the first and the second value of a key that is given twice, and what is said of the second."""
    if not trouble.problem.startswith("Cannot overwrite") or not trouble.line:
        return None
    at = lines.starts[min(trouble.line, len(lines.starts)) - 1]
    second = next((one for one in pairs if one.start <= at <= one.stop), None)
    if second is None:
        return None
    key = _key(text, second)
    first = next((one for one in pairs if one.start < second.start and _key(text, one) == key), None)
    if first is None:
        return None
    row = text[second.start : second.stop]
    return first, second, lines.moved(explain(row, Trouble(trouble.problem, 1, 1)), second.start)


def _key(text: str, pair: _Pair) -> str:
    return text[pair.start : pair.value].rstrip(" \t=").strip()


def _stand_ins(text: str, bad: Iterable[_Bad]) -> dict[int, tuple[int, str]]:
    """Return what replaces bad values, of the same length and on the same lines, by the offset where each begins."""
    found: dict[int, tuple[int, str]] = {}
    for start, end, _ in bad:
        first, *rest = text[start:end].split("\n")
        # A value that is missing is marked by the one place where it would begin.
        value = "0" if len(first) < 2 else f'"{"x" * (len(first) - 2)}"'
        found[start] = (end, value + "\n" * len(rest))
    return found


def _edited(text: str, edits: Mapping[int, tuple[int, str]], start: int = 0, stop: int | None = None) -> str:
    """Return a text, or the part of it from ``start`` to ``stop``, with stretches replaced."""
    parts: list[str] = []
    for at, (end, new) in sorted(edits.items()):
        parts += [text[start:at], new]
        start = end
    return "".join([*parts, text[start:stop]])


def _are_values(text: str, bad: Sequence[BadValue]) -> bool:
    """Tell whether all that was replaced is a value: a line of a text can look like a key and its value."""
    known = syntax_tree(text).value_starts()
    return all((one.line, one.column) in known for one in bad)
