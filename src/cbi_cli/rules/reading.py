"""The faults that the reading of the files has already found."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset


def found_by_reading(dataset: Dataset, check: Check) -> Iterator[Fault]:
    """The faults of the reading that belong to one check."""
    return (fault for fault in dataset.faults if fault.code == check.code)
