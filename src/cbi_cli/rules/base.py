"""What the rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset

Find = Callable[[Dataset, date], Iterator[Fault]]


def raised_by_reading(check: Check) -> Find:
    """A rule for what the reading of the files has already found."""

    def find(dataset: Dataset, today: date) -> Iterator[Fault]:
        return (fault for fault in dataset.faults if fault.code == check.code)

    return find


def texts(dataset: Dataset) -> Iterator[tuple[str, Path, str]]:
    """Every text of every file, with its file and path; of records that are at fault too."""
    for document in dataset.documents.values():
        for path, text in _texts(document.data, ()):
            yield document.name, path, text


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))
