"""The id of an event does not begin with its start date.

The id of an event is its start, as far as it is known, a hyphen and a few words. That keeps ids readable and in order,
and shows a date that was changed in one place only.

To mend it, change the id or the date, whichever is wrong; what names the old id must follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI203", "id-does-not-fit", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every event whose id begins otherwise."""
    for entry in dataset.events:
        start = str(entry.record.start)
        if not entry.id.startswith(f"{start}-"):
            message = f"the id does not begin with the start, {start}"
            yield entry.fault(CHECK.code, "id", message, f"begin it with `{start}-`, or correct the start")
