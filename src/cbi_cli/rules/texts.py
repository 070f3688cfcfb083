"""Stretches of text that should not be, found in the values of a document and in the rest of its text."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cbi_cli.core.findings import Check, Fault, Path, Region
from cbi_cli.dataset.model import Dataset
from cbi_cli.document.locate import locate
from cbi_cli.document.parse import Document

Span = tuple[int, int]
Search = Callable[[str], Iterable[Span]]
_MOST_NAMED = 10
_ESCAPE = re.compile(r"\\[bfeuUx]")


def find_in_texts(
    dataset: Dataset, check: Check, search: Search, tell: Callable[[Sequence[str]], str], hint: str
) -> Iterator[Fault]:
    """Yield a fault for each value in which ``search`` finds a stretch, and for each stretch outside of values.

    ``tell`` makes the message from all stretches of a value, or from one outside of values. A value may hold a stretch
    by an escape, as ``\\u0007``. Tables that do not parse are left out: they have a fault already.
    """
    for document in dataset.documents.values():
        raw = any(True for _ in search(document.clean))
        if raw or ("\\" in document.clean and _ESCAPE.search(document.clean)):
            yield from _in_document(document, check, search, tell, hint)


def listed(stretches: Sequence[str], name: Callable[[str], str], separator: str = ", ") -> str:
    """Name each stretch once, or the first ones and how many more there are."""
    found = list(dict.fromkeys(stretches))
    more = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    return separator.join(map(name, found[:_MOST_NAMED])) + more


def _in_document(
    document: Document, check: Check, search: Search, tell: Callable[[Sequence[str]], str], hint: str
) -> Iterator[Fault]:
    inside: list[Region] = []
    for path, value in strings(document.data):
        stretches = [value[start:end] for start, end in search(value)]
        if stretches:
            yield Fault(check.code, document.name, path, tell(stretches), hint)
            inside.append(locate(document, path).value)
    for region, stretch in _outside(document.clean, search, sorted(inside)):
        yield Fault(check.code, document.name, (), tell([stretch]), hint, region=region)


def _outside(text: str, search: Search, inside: list[Region]) -> Iterator[tuple[Region, str]]:
    """The stretches of a text that touch none of the values already told of."""
    ends = [_end(one) for one in inside]
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in search(line):
            region = Region(number, start + 1, number, end + 1)
            at = bisect(ends, _start(region))
            if at == len(inside) or _end(region) <= _start(inside[at]):
                yield region, line[start:end]


def _start(region: Region) -> tuple[int, int]:
    return region.line, region.column


def _end(region: Region) -> tuple[int, int]:
    return region.end_line, region.end_column


def strings(data: Any) -> Iterator[tuple[Path, str]]:
    """Every text among the data, with its path; no recursion, so that depth does not matter."""
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            yield where, one
        elif isinstance(one, dict):
            waiting.extend(((*where, key), item) for key, item in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend(((*where, index), item) for index, item in reversed(list(enumerate(one))))
