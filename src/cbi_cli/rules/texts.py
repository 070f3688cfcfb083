"""Stretches of text that should not be, found in the values of a document and in the rest of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cbi_cli.core.findings import Check, Fault, Path, Region
from cbi_cli.dataset.model import Dataset
from cbi_cli.document.parse import Document
from cbi_cli.document.places import locate

Span = tuple[int, int]
Search = Callable[[str], Iterable[Span]]
_ESCAPE = re.compile(r"\\[bfeuUx]")


def find_in_texts(
    dataset: Dataset, check: Check, search: Search, tell: Callable[[str], str], hint: str
) -> Iterator[Fault]:
    """A fault for each value in which ``search`` finds a stretch, and for each stretch outside of values.

    ``tell`` makes the message from the stretch. A value may hold it by an escape, as ``\\u0007``. Tables that do not
    parse are left out: they have a fault already.
    """
    for document in dataset.documents.values():
        raw = list(search(document.clean))
        if not raw and ("\\" not in document.clean or not _ESCAPE.search(document.clean)):
            continue
        inside: list[Region] = []
        for path, value in _strings(document.data, ()):
            for start, end in search(value):
                yield Fault(check.code, document.name, path, tell(value[start:end]), hint)
                inside.append(locate(document, path).value)
                break
        yield from _outside(document, raw, inside, check, tell, hint)


def _outside(
    document: Document, raw: list[Span], inside: list[Region], check: Check, tell: Callable[[str], str], hint: str
) -> Iterator[Fault]:
    """Faults for the stretches of the text that lie in none of the values already told of."""
    inside.sort()
    at = 0
    for (start, end), region in zip(raw, _regions(document.clean, raw), strict=True):
        while at < len(inside) and inside[at][2:] <= region[:2]:
            at += 1
        if at == len(inside) or region[2:] <= inside[at][:2]:
            yield Fault(check.code, document.name, (), tell(document.clean[start:end]), hint, region=region)


def _regions(text: str, spans: Iterable[Span]) -> Iterator[Region]:
    """The regions of stretches within one line each, given in order."""
    line, begin, seen = 1, 0, 0
    for start, end in spans:
        line += text.count("\n", seen, start)
        begin = max(begin, text.rfind("\n", seen, start) + 1)
        seen = start
        yield Region(line, start - begin + 1, line, end - begin + 1)


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text among the data, with its path; no recursion, so that depth does not matter."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            yield where, one
        elif isinstance(one, dict):
            waiting.extend(((*where, key), item) for key, item in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend(((*where, index), item) for index, item in reversed(list(enumerate(one))))
