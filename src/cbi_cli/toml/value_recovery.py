"""A piece of TOML in which single values cannot be read: the same text without them, so that the rest is read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cbi_cli.core.findings import TextRange, max_findings_for
from cbi_cli.toml.error_messages import describe_error
from cbi_cli.toml.parser import ParseError, parse_toml
from cbi_cli.toml.syntax_error import SyntaxMessage
from cbi_cli.toml.syntax_tree import parse_syntax_tree
from cbi_cli.toml.tokens import KEY, TOKEN

_PAIR = re.compile(rf"[ \t]*+{KEY}[ \t]*+=[ \t]*+")
"""The beginning of a line up to its value."""

_MAX_DUPLICATE_KEYS = 20
"""Keys given twice in one table that are looked at; the work for each is that of the whole table."""

_MAX_TEXT_LINES = 100
"""Lines of a text in plain quotes."""

_TRIAL_KEY = "x = "
"""What an item of a list is put behind to be tried by itself."""


class BadValue(NamedTuple):
    """A value that cannot be read: where it begins, its text as the file has it, and what is wrong with it.

    A value with several faults comes once for each.
    """

    line: int
    column: int
    text: str
    said: SyntaxMessage


class PatchedText(NamedTuple):
    """A text in which a value of the same length replaces each bad one, on the same lines, and those values."""

    text: str
    bad_values: tuple[BadValue, ...]


class _Pair(NamedTuple):
    """A key with its value, by offsets: the lines that they take (without the last line end), and the value."""

    start: int
    stop: int
    value: int
    end: int


class _BadSpan(NamedTuple):
    """A value that cannot be read, by its offsets, and what is wrong with it."""

    start: int
    end: int
    said: SyntaxMessage


def replace_bad_values(text: str) -> PatchedText | None:
    """Replace what cannot be read if it is single values; None if more is wrong with the text.

    A value may take several lines. Of a list only those items are replaced that cannot be read, if they are all that is
    wrong with it. The data of the replaced values must not be used. The work grows with the text and no faster.
    """
    pairs = _find_pairs(text)
    if pairs is None:
        return None
    lines = _LinePositions(text)
    bad = [one for pair in pairs for one in _find_bad_values(lines, pair)]
    if len(bad) > max_findings_for(len(text)):
        return None
    edits = _make_placeholders(text, bad)
    result = parse_toml(_apply_edits(text, edits) + "\n")
    for _ in range(_MAX_DUPLICATE_KEYS):
        twice = _find_duplicate_key(text, pairs, lines, result) if isinstance(result, ParseError) else None
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
        bad.append(_BadSpan(first.value, first.end, said))
        edits = _make_placeholders(text, bad) | {key: edit for key, edit in edits.items() if not edit[1].strip()}
        edits[second.start] = (second.stop, "\n" * text.count("\n", second.start, second.stop))
        result = parse_toml(_apply_edits(text, edits) + "\n")
    clean = _apply_edits(text, edits)
    found = tuple(BadValue(*lines.place(one.start), text[one.start : one.end], one.said) for one in bad)
    if not bad or isinstance(result, ParseError) or not _are_values(clean, found):
        return None
    return PatchedText(clean, found)


class _LinePositions:
    """A text, and the places of its offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def moved(self, said: SyntaxMessage, offset: int, skipped: int = 0) -> SyntaxMessage:
        """Return what is said of a text that begins at an offset, behind ``skipped`` characters of another one."""
        line, column = self.place(offset)
        region = said.region
        first = max(region.column - skipped, 1) + column - 1 if region.line == 1 else region.column
        last = max(region.end_column - skipped, 1) + column - 1 if region.end_line == 1 else region.end_column
        moved = TextRange(region.line + line - 1, first, region.end_line + line - 1, last)
        return said._replace(region=moved)


def _find_pairs(text: str) -> list[_Pair] | None:
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
                found.append(_make_pair(text, start, value, end))
            if pair is not None:
                start, value, end, opened = at, pair.end(), pair.end(), []
        if start < 0 or at < value:
            continue
        if kind == "open" and "\n" in sign:
            return None
        if kind == "line" and not opened:
            found.append(_make_pair(text, start, value, end))
            start = -1
        elif sign in ("[", "{"):
            opened.append(sign)
        elif sign in ("]", "}"):
            del opened[-1:]
        if kind not in ("blank", "line", "comment"):
            end = (
                token.end() if kind != "open" else _find_text_end(text, token.start() + len(sign.rstrip("\r")), sign[0])
            )
    if start >= 0:
        found.append(_make_pair(text, start, value, end))
    return found


def _find_text_end(text: str, end: int, quote: str) -> int:
    """Return where a text ends that has no end on its line: there, or with a later line that seems to be its last."""
    at = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    for _ in range(_MAX_TEXT_LINES):
        stop = text.find("\n", at + 1)
        row = text[at + 1 : stop if stop >= 0 else len(text)]
        if not row.strip() or row.lstrip()[0] in "[#" or _PAIR.match(row):
            return end
        at += 1 + len(row)
        if quote in row:
            return at - (row[-1:] == "\r")
    return end


def _make_pair(text: str, start: int, value: int, end: int) -> _Pair:
    last = text.find("\n", end)
    stop = len(text) if last < 0 else last
    return _Pair(start, stop - (text[stop - 1 : stop] == "\r"), value, end)


def _find_bad_values(lines: _LinePositions, pair: _Pair) -> list[_BadSpan]:
    """Return what cannot be read of a value: items of it, or the whole, with all faults that were found in it."""
    text = lines.text
    written = text[pair.start : pair.stop]
    trouble = parse_toml(f"{written}\n")
    if not isinstance(trouble, ParseError):
        return []
    items: list[_BadSpan] = []
    for start, end in _iter_items(text, pair.value, pair.end):
        wrong = parse_toml(f"{_TRIAL_KEY}{text[start:end]}\n")
        if isinstance(wrong, ParseError):
            said = describe_error(f"{_TRIAL_KEY}{text[start:end]}\n", wrong)
            items.append(_BadSpan(start, end, lines.moved(said, start, len(_TRIAL_KEY))))
    if items:
        again = parse_toml(_apply_edits(text, _make_placeholders(text, items), pair.start, pair.stop) + "\n")
        if not isinstance(again, ParseError):
            return items
        trouble = again
    said = lines.moved(describe_error(f"{written}\n", trouble), pair.start)
    return [_BadSpan(pair.value, pair.end, one) for one in (*(item.said for item in items), said)]


def _iter_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
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
                yield run[0].start(), _item_end(run[-1])
            if sign in ("[", "{"):
                opened.append(sign)
            elif sign != ",":
                del opened[-1:]
            run, is_value = [], opened[-1:] == ["["]
        elif sign == "=" and opened[-1:] == ["{"]:
            run, is_value = [], True
        else:
            run.append(token)


def _item_end(token: re.Match[str]) -> int:
    """Return where an item ends; the comma of one that lacks its last quote is none of its text."""
    if token.lastgroup != "open":
        return token.end()
    text = token[0].removesuffix("\r")
    return token.start() + len(text.removesuffix(","))


def _is_item(text: str, run: Sequence[re.Match[str]]) -> bool:
    if not run or run[0].lastgroup == "text" or run[0][0][0] == ">" or any(one[0] == "=" for one in run):
        return False
    return "\n" not in text[run[0].start() : run[-1].end()]


def _find_duplicate_key(
    text: str, pairs: Sequence[_Pair], lines: _LinePositions, trouble: ParseError
) -> tuple[_Pair, _Pair, SyntaxMessage] | None:
    """Return the first and the second value of a key that is given twice, and what is said of the second."""
    if not trouble.problem.startswith("Cannot overwrite") or not trouble.line:
        return None
    at = lines.starts[min(trouble.line, len(lines.starts)) - 1]
    second = next((one for one in pairs if one.start <= at <= one.stop), None)
    if second is None:
        return None
    key = _key_text(text, second)
    first = next((one for one in pairs if one.start < second.start and _key_text(text, one) == key), None)
    if first is None:
        return None
    row = text[second.start : second.stop]
    return first, second, lines.moved(describe_error(row, ParseError(trouble.problem, 1, 1)), second.start)


def _key_text(text: str, pair: _Pair) -> str:
    return text[pair.start : pair.value].rstrip(" \t=").strip()


def _make_placeholders(text: str, bad: Iterable[_BadSpan]) -> dict[int, tuple[int, str]]:
    """Return what replaces bad values, of the same length and on the same lines, by the offset where each begins."""
    found: dict[int, tuple[int, str]] = {}
    for start, end, _ in bad:
        first, *rest = text[start:end].split("\n")
        # A value that is missing is marked by the one place where it would begin.
        value = "0" if len(first) < 2 else f'"{"x" * (len(first) - 2)}"'
        found[start] = (end, value + "\n" * len(rest))
    return found


def _apply_edits(text: str, edits: Mapping[int, tuple[int, str]], start: int = 0, stop: int | None = None) -> str:
    """Return a text, or the part of it from ``start`` to ``stop``, with stretches replaced."""
    parts: list[str] = []
    for at, (end, new) in sorted(edits.items()):
        parts += [text[start:at], new]
        start = end
    return "".join([*parts, text[start:stop]])


def _are_values(text: str, bad: Sequence[BadValue]) -> bool:
    """Tell whether all that was replaced is a value: a line of a text can look like a key and its value."""
    known = parse_syntax_tree(text).value_starts()
    return all((one.line, one.column) in known for one in bad)
