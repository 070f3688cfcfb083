"""A TOML file in the folder is no part of a dataset.

Finds files whose names are not among those that `cbi` reads, as `event/2022.toml` in place of `events/2022.toml`.

Records in such a file count nowhere, and no other check looks at them.

To mend it, rename the file, or move its records to a file that is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.reading import found_by_reading

CHECK = Check("CBI004", "unread-file", "warning")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """What the reading of the files has found."""
    return found_by_reading(dataset, CHECK)
