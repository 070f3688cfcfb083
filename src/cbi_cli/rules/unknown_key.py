"""A record has a key that is not known.

Finds keys and tables that the data model does not have. Most are misspelled, or stand in the wrong kind of record.

What stands under an unknown key is not read. The record would look complete and be wrong.

To mend it, take the name from the hint, or from the data model. What has no key of its own belongs in `note`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.reading import found_by_reading

CHECK = Check("CBI101", "unknown-key", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """What the reading of the files has found."""
    return found_by_reading(dataset, CHECK)
