"""Two events look like one that was entered twice.

They have the same kind, share an institution (or neither has one), begin within three days of each other, and their
titles are alike. Twice the same event would count twice.

To mend it, remove one of them; where both took place, write `distinct_from = ["the-other-id"]` in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.similar import similar_pairs

CHECK = Check("CBI401", "near-duplicate", "warning")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every event that looks like an earlier one."""
    for earlier, later in similar_pairs(dataset.events):
        message = f"this looks like `{earlier.id}` entered again"
        hint = f'remove one, or write distinct_from = ["{earlier.id}"] where both took place'
        yield later.fault(CHECK.code, "title", message, hint)
