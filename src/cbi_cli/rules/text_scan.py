"""Find unwanted characters in the values and the text of a document."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cbi_cli.core.findings import KeyPath, RawFinding, Rule, TextRange
from cbi_cli.core.messages import join_messages, message
from cbi_cli.dataset.model import Dataset
from cbi_cli.toml.locate import locate

Span = tuple[int, int]
SpanFinder = Callable[[str], Iterable[Span]]
MessageFormat = Callable[[Sequence[str]], str]
_MAX_LISTED = 10
_ESCAPE = re.compile(r"\\[bfeuUx]")


def find_in_texts(
    dataset: Dataset, rule: Rule, find_spans: SpanFinder, format_message: MessageFormat, hint: str
) -> Iterator[RawFinding]:
    """Yield a finding for each value or other text with unwanted spans.

    A value is one finding for all of its spans. `format_message` gets the texts of all spans of a value, or of one
    outside of values. A value may contain them as escapes, such as `\\u0007`. Tables that cannot be parsed are left
    out: they have an error already.
    """
    for document in dataset.documents.values():
        if not _may_contain(document.clean, find_spans):
            continue
        values: list[TextRange] = []
        for path, value in iter_strings(document.data):
            texts = [value[start:end] for start, end in find_spans(value)]
            if not texts:
                continue
            message = format_message(texts)
            yield RawFinding(rule.code, document.name, path, message, hint)
            values.append(locate(document, path).value)
        values.sort()
        for region, text in _find_outside_values(document.clean, find_spans, values):
            message = format_message([text])
            yield RawFinding(rule.code, document.name, (), message, hint, region=region)


def _may_contain(text: str, find_spans: SpanFinder) -> bool:
    """Tell whether the values of a document must be searched one by one."""
    if any(True for _ in find_spans(text)):
        return True
    return _ESCAPE.search(text) is not None


def list_names(texts: Sequence[str], format_name: Callable[[str], str], separator: str = ", ") -> str:
    """List texts, each once, or the first ones and how many more there are."""
    distinct = list(dict.fromkeys(texts))
    names = [format_name(text) for text in distinct[:_MAX_LISTED]]
    listing = join_messages(names, separator)
    omitted = len(distinct) - _MAX_LISTED
    if omitted > 0:
        return message("{names} and {omitted:,} more", names=listing, omitted=omitted)
    return listing


def _find_outside_values(text: str, find_spans: SpanFinder, values: list[TextRange]) -> Iterator[tuple[TextRange, str]]:
    """Yield the spans of a text that are not in one of its values.

    `values` must be sorted.
    """
    value_ends = [(value.end_line, value.end_column) for value in values]
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in find_spans(line):
            region = TextRange(number, start + 1, number, end + 1)
            next_position = bisect(value_ends, (number, region.column))
            if next_position < len(values):
                next_value = values[next_position]
                is_before = (number, region.end_column) <= (next_value.line, next_value.column)
                # A span in a value is part of the finding of that value.
                if not is_before:
                    continue
            yield region, line[start:end]


def iter_strings(data: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text in the data, in order, with its path."""
    # A recursion would fail if the data is nested deeply.
    pending: list[tuple[KeyPath, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            yield path, value
            continue
        parts: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, dict):
            parts = value.items()
        elif isinstance(value, list):
            parts = enumerate(value)
        nested = [((*path, part), item) for part, item in parts]
        # The last one is taken first.
        nested.reverse()
        pending += nested
