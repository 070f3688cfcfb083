"""Stretches of text that should not be, found in the values of a document and in the rest of its text."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cbi_cli.core.findings import KeyPath, RawFinding, Rule, TextRange
from cbi_cli.dataset.model import Dataset
from cbi_cli.toml.document import Document
from cbi_cli.toml.locate import locate

Span = tuple[int, int]
SpanFinder = Callable[[str], Iterable[Span]]
_MAX_LISTED = 10
_ESCAPE = re.compile(r"\\[bfeuUx]")


def find_in_texts(
    dataset: Dataset, check: Rule, search: SpanFinder, tell: Callable[[Sequence[str]], str], hint: str
) -> Iterator[RawFinding]:
    """Yield a fault for each value in which ``search`` finds a stretch, and for each stretch outside of values.

    ``tell`` makes the message from all stretches of a value, or from one outside of values. A value may hold a stretch
    by an escape, as ``\\u0007``. Tables that do not parse are left out: they have a fault already.
    """
    for document in dataset.documents.values():
        raw = any(True for _ in search(document.clean))
        if raw or ("\\" in document.clean and _ESCAPE.search(document.clean)):
            yield from _find_in_document(document, check, search, tell, hint)


def list_names(stretches: Sequence[str], name: Callable[[str], str], separator: str = ", ") -> str:
    """Name each stretch once, or the first ones and how many more there are."""
    found = list(dict.fromkeys(stretches))
    more = f" and {len(found) - _MAX_LISTED:,} more" if len(found) > _MAX_LISTED else ""
    return separator.join(map(name, found[:_MAX_LISTED])) + more


def _find_in_document(
    document: Document, check: Rule, search: SpanFinder, tell: Callable[[Sequence[str]], str], hint: str
) -> Iterator[RawFinding]:
    inside: list[TextRange] = []
    for path, value in iter_strings(document.data):
        stretches = [value[start:end] for start, end in search(value)]
        if stretches:
            yield RawFinding(check.code, document.name, path, tell(stretches), hint)
            inside.append(locate(document, path).value)
    for region, stretch in _find_outside_values(document.clean, search, sorted(inside)):
        yield RawFinding(check.code, document.name, (), tell([stretch]), hint, region=region)


def _find_outside_values(text: str, search: SpanFinder, inside: list[TextRange]) -> Iterator[tuple[TextRange, str]]:
    """The stretches of a text that touch none of the values already told of."""
    ends = [_end_position(one) for one in inside]
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in search(line):
            region = TextRange(number, start + 1, number, end + 1)
            at = bisect(ends, _start_position(region))
            if at == len(inside) or _end_position(region) <= _start_position(inside[at]):
                yield region, line[start:end]


def _start_position(region: TextRange) -> tuple[int, int]:
    return region.line, region.column


def _end_position(region: TextRange) -> tuple[int, int]:
    return region.end_line, region.end_column


def iter_strings(data: Any) -> Iterator[tuple[KeyPath, str]]:
    """Every text among the data, with its path; no recursion, so that depth does not matter."""
    waiting: list[tuple[KeyPath, Any]] = [((), data)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            yield where, one
        elif isinstance(one, dict):
            waiting.extend(((*where, key), item) for key, item in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend(((*where, index), item) for index, item in reversed(list(enumerate(one))))
