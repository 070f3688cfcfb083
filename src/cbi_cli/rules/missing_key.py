"""A record lacks a key that it must have.

Finds records without a key that reports rely on, as `start` or `kind` in an event.

The record is left out of every report until it is complete.

To mend it, add the key. Where a date is known in part only, write the part: "2022-10" or "2022".
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.reading import found_by_reading

CHECK = Check("CBI102", "missing-key", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """What the reading of the files has found."""
    return found_by_reading(dataset, CHECK)
