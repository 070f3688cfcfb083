"""A date names a day that the calendar does not have.

Finds dates as 2022-02-30 or 2022-13-01, in quotes or not.

Such a date is a slip, and any day put in its place would be invented.

To mend it, look the day up in the source. Where the source is unclear, write what is sure: "2022-02".
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.reading import found_by_reading

CHECK = Check("CBI105", "impossible-date", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """What the reading of the files has found."""
    return found_by_reading(dataset, CHECK)
