"""Read a piece of TOML in which single values cannot be read.

They are replaced, so that the rest parses.
"""

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
"""Duplicate keys of one table that are resolved; the whole table is parsed again for each."""

_MAX_TEXT_LINES = 100
"""Lines of a text in plain quotes."""

_TRIAL_KEY = "x = "
"""Makes a pair of an item of a list, so that it can be parsed by itself."""

_Edits = Mapping[int, tuple[int, str]]
"""The end of a part of a text and its replacement, by the offset at which the part begins."""


class BadValue(NamedTuple):
    """A value that cannot be read: its place, its text, and the error.

    A value with several errors has one entry for each.
    """

    line: int
    column: int
    text: str
    error: SyntaxMessage


class PatchedText(NamedTuple):
    """A text without bad values, and these values.

    A value of the same length replaces each of them, on the same lines.
    """

    text: str
    bad_values: tuple[BadValue, ...]


class _Pair(NamedTuple):
    """A key with its value, by offsets.

    Its lines are from `start` to `stop`, without the last line end, and its value is from `value` to `end`.
    """

    start: int
    stop: int
    value: int
    end: int


class _BadSpan(NamedTuple):
    """A value that cannot be read, by its offsets, and what is wrong with it."""

    start: int
    end: int
    error: SyntaxMessage


class _DuplicateKey(NamedTuple):
    """The two values of a key that is given twice, and the error."""

    first: _Pair
    second: _Pair
    error: SyntaxMessage


def replace_bad_values(text: str) -> PatchedText | None:
    """Replace single values that cannot be read.

    Returns None if more is wrong with the text. A value may take several lines. Of a list only the bad items are
    replaced, if nothing else is wrong with it. The data of the replaced values must not be used. The work grows no
    faster than the text.
    """
    pairs = _find_pairs(text)
    if pairs is None:
        return None
    lines = _LinePositions(text)
    bad_spans: list[_BadSpan] = []
    for pair in pairs:
        bad_spans += _find_bad_values(lines, pair)
    # A table with so many errors is reported as broken.
    if len(bad_spans) > max_findings_for(len(text)):
        return None
    removed: dict[int, tuple[int, str]] = {}
    patched = _apply_edits(text, _make_placeholders(text, bad_spans))
    result = parse_toml(patched + "\n")
    for _ in range(_MAX_DUPLICATE_KEYS):
        if not isinstance(result, ParseError):
            break
        duplicate = _find_duplicate_key(lines, pairs, result)
        if duplicate is None:
            break
        second = duplicate.second
        pairs.remove(second)
        # The line ends remain, so that lines below keep their numbers.
        removed[second.start] = (second.stop, "\n" * text.count("\n", second.start, second.stop))
        bad_spans = _mark_duplicate(bad_spans, duplicate)
        patched = _apply_edits(text, {**_make_placeholders(text, bad_spans), **removed})
        result = parse_toml(patched + "\n")
    if not bad_spans or isinstance(result, ParseError):
        return None
    bad_values: list[BadValue] = []
    for span in bad_spans:
        line, column = lines.place(span.start)
        bad_values.append(BadValue(line, column, text[span.start : span.end], span.error))
    if not _are_values(patched, bad_values):
        return None
    return PatchedText(patched, tuple(bad_values))


class _LinePositions:
    """A text, and the places of its offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.starts += [match.end() for match in re.finditer("\n", text)]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def moved(self, message: SyntaxMessage, offset: int, prefix_length: int = 0) -> SyntaxMessage:
        """Move a message about a part of the text to its place in the whole.

        The part begins at an offset, and was parsed behind a prefix that is not in the whole text.
        """
        line, column = self.place(offset)
        region = message.region
        start_column = region.column
        end_column = region.end_column
        # Only the first line of the part begins in the middle of a line.
        if region.line == 1:
            start_column = max(start_column - prefix_length, 1) + column - 1
        if region.end_line == 1:
            end_column = max(end_column - prefix_length, 1) + column - 1
        start_line = region.line + line - 1
        end_line = region.end_line + line - 1
        return message._replace(region=TextRange(start_line, start_column, end_line, end_column))


def _find_pairs(text: str) -> list[_Pair] | None:
    """Return the keys at the beginning of a line with their values.

    Returns None if a text of several lines has no end. A list without its closing bracket ends before the next line
    that is a key and its value. A text in plain quotes that continues on further lines, as no text may, ends with the
    line that closes it.
    """
    pairs: list[_Pair] = []
    brackets: list[str] = []
    start = value = end = -1
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        content = token[0]
        offset = token.start()
        # The token is inside a text that ends on a later line.
        if offset < end:
            continue
        is_line_start = offset == 0 or text[offset - 1] == "\n"
        in_list = bool(brackets) and brackets[-1] == "["
        if is_line_start and (start < 0 or in_list):
            key = _PAIR.match(text, offset)
            if key is not None:
                if start >= 0:
                    pairs.append(_make_pair(text, start, value, end))
                start = offset
                value = end = key.end()
                brackets = []
        if start < 0 or offset < value:
            continue
        # Of a text in three quotes without an end, nothing behind it can be trusted.
        if kind == "open" and "\n" in content:
            return None
        if kind == "line" and not brackets:
            pairs.append(_make_pair(text, start, value, end))
            start = -1
        elif content in ("[", "{"):
            brackets.append(content)
        elif content in ("]", "}"):
            del brackets[-1:]
        if kind not in ("blank", "line", "comment"):
            end = _find_token_end(text, token)
    if start >= 0:
        pairs.append(_make_pair(text, start, value, end))
    return pairs


def _find_token_end(text: str, token: re.Match[str]) -> int:
    """Return where a token ends.

    A text that has no end on its line ends there, or with a later line that seems to be its last.
    """
    if token.lastgroup != "open":
        return token.end()
    content = token[0]
    quote = content[0]
    end = token.start() + len(content.rstrip("\r"))
    line_end = text.find("\n", end)
    if line_end < 0:
        line_end = len(text)
    for _ in range(_MAX_TEXT_LINES):
        next_end = text.find("\n", line_end + 1)
        if next_end < 0:
            next_end = len(text)
        row = text[line_end + 1 : next_end]
        # A blank line, a header, a comment or another key shows that the text ended before.
        if not row.strip() or row.lstrip()[0] in "[#" or _PAIR.match(row):
            return end
        line_end += 1 + len(row)
        if quote in row:
            if row.endswith("\r"):
                return line_end - 1
            return line_end
    return end


def _make_pair(text: str, start: int, value: int, end: int) -> _Pair:
    stop = text.find("\n", end)
    if stop < 0:
        stop = len(text)
    if text[stop - 1 : stop] == "\r":
        stop -= 1
    return _Pair(start, stop, value, end)


def _find_bad_values(lines: _LinePositions, pair: _Pair) -> list[_BadSpan]:
    """Return the bad items of a value, or the whole value with all errors."""
    text = lines.text
    written = text[pair.start : pair.stop]
    error = parse_toml(f"{written}\n")
    if not isinstance(error, ParseError):
        return []
    bad_items: list[_BadSpan] = []
    for start, end in _iter_items(text, pair.value, pair.end):
        trial = f"{_TRIAL_KEY}{text[start:end]}\n"
        item_error = parse_toml(trial)
        if isinstance(item_error, ParseError):
            message = lines.moved(describe_error(trial, item_error), start, len(_TRIAL_KEY))
            bad_items.append(_BadSpan(start, end, message))
    if bad_items:
        patched = _apply_edits(text, _make_placeholders(text, bad_items), pair.start, pair.stop)
        remaining_error = parse_toml(patched + "\n")
        if not isinstance(remaining_error, ParseError):
            return bad_items
        error = remaining_error
    messages = [item.error for item in bad_items]
    messages.append(lines.moved(describe_error(f"{written}\n", error), pair.start))
    return [_BadSpan(pair.value, pair.end, message) for message in messages]


def _iter_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of possible single values inside brackets.

    What begins with a quote is left out: more likely a comma or a bracket is missing there.
    """
    brackets: list[str] = []
    item: list[re.Match[str]] = []
    is_value = False
    for token in TOKEN.finditer(text, start, end):
        content = token[0]
        if token.lastgroup in ("blank", "line", "comment"):
            continue
        in_braces = bool(brackets) and brackets[-1] == "{"
        if content in ("[", "{", ",", "]", "}"):
            if is_value and _is_item(text, item):
                yield item[0].start(), _item_end(item[-1])
            if content in ("[", "{"):
                brackets.append(content)
            elif content != ",":
                del brackets[-1:]
            item = []
            is_value = bool(brackets) and brackets[-1] == "["
        elif content == "=" and in_braces:
            item = []
            is_value = True
        else:
            item.append(token)


def _item_end(token: re.Match[str]) -> int:
    """Return where an item ends.

    The comma after one that lacks its last quote is not part of its text.
    """
    if token.lastgroup != "open":
        return token.end()
    text = token[0].removesuffix("\r").removesuffix(",")
    return token.start() + len(text)


def _is_item(text: str, tokens: Sequence[re.Match[str]]) -> bool:
    """Tell whether tokens may be a single value.

    It is on one line, has no equals sign, and does not begin with a quote.
    """
    # In `=> x` the sign is wrong and not the value.
    if not tokens or tokens[0].lastgroup == "text" or tokens[0][0].startswith(">"):
        return False
    if any(token[0] == "=" for token in tokens):
        return False
    return "\n" not in text[tokens[0].start() : tokens[-1].end()]


def _find_duplicate_key(lines: _LinePositions, pairs: Sequence[_Pair], error: ParseError) -> _DuplicateKey | None:
    """Return the key that an error reports as given twice."""
    if not error.problem.startswith("Cannot overwrite") or not error.line:
        return None
    text = lines.text
    line = min(error.line, len(lines.starts))
    offset = lines.starts[line - 1]
    second: _Pair | None = None
    first_by_key: dict[str, _Pair] = {}
    for pair in pairs:
        if pair.start <= offset <= pair.stop:
            second = pair
            break
        first_by_key.setdefault(_key_text(text, pair), pair)
    if second is None:
        return None
    first = first_by_key.get(_key_text(text, second))
    if first is None:
        return None
    row = text[second.start : second.stop]
    message = describe_error(row, ParseError(error.problem, 1, 1))
    return _DuplicateKey(first, second, lines.moved(message, second.start))


def _key_text(text: str, pair: _Pair) -> str:
    return text[pair.start : pair.value].rstrip(" \t=").strip()


def _mark_duplicate(bad_spans: Sequence[_BadSpan], duplicate: _DuplicateKey) -> list[_BadSpan]:
    """Mark the first value of a duplicate key as bad.

    The second one is removed, and its errors too. Which of the two is right cannot be known.
    """
    first, second, error = duplicate
    marked: list[_BadSpan] = []
    for span in bad_spans:
        if second.start <= span.start <= second.stop:
            continue
        # An error inside the first value is one of the whole value now.
        if first.value <= span.start <= first.end:
            span = span._replace(start=first.value, end=first.end)  # noqa: PLW2901
        marked.append(span)
    marked.append(_BadSpan(first.value, first.end, error))
    return marked


def _make_placeholders(text: str, bad_spans: Iterable[_BadSpan]) -> _Edits:
    """Return replacements of bad values, of the same length and lines."""
    edits: dict[int, tuple[int, str]] = {}
    for start, end, _ in bad_spans:
        first_line, *other_lines = text[start:end].split("\n")
        # A missing value is replaced by one character at its place.
        value = "0"
        if len(first_line) >= 2:
            value = '"' + "x" * (len(first_line) - 2) + '"'
        edits[start] = (end, value + "\n" * len(other_lines))
    return edits


def _apply_edits(text: str, edits: _Edits, start: int = 0, stop: int | None = None) -> str:
    """Return a text, or a part of it, with its replacements."""
    parts: list[str] = []
    for edit_start, (edit_end, replacement) in sorted(edits.items()):
        parts.append(text[start:edit_start])
        parts.append(replacement)
        start = edit_end
    parts.append(text[start:stop])
    return "".join(parts)


def _are_values(text: str, bad_values: Sequence[BadValue]) -> bool:
    """Tell whether everything that was replaced is a value.

    A line of a text can look like a key and its value.
    """
    value_starts = parse_syntax_tree(text).value_starts()
    return all((bad_value.line, bad_value.column) in value_starts for bad_value in bad_values)
