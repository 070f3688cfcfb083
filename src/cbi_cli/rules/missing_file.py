"""A file that every dataset needs is not there.

Finds a folder without `dataset.toml`, `institutions.toml`, `indicators.toml` or `sources.toml`. The other files may
be left out.

Reports need all four: what the dataset is, what events belong to, the rows of the scorecard, and who says so.

To mend it, add the file. It may be empty, except for `dataset.toml`. `cbi init` makes a complete dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.reading import found_by_reading

CHECK = Check("CBI003", "missing-file", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """What the reading of the files has found."""
    return found_by_reading(dataset, CHECK)
