"""What the rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

Find = Callable[[Dataset, date], Iterator[Fault]]


def raised_by_reading(check: Check) -> Find:
    """A rule for what the reading of the files has already found."""

    def find(dataset: Dataset, today: date) -> Iterator[Fault]:
        return (fault for fault in dataset.faults if fault.code == check.code)

    return find
