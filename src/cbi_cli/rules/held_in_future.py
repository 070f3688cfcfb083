"""An event is said to be held on a day that has not come.

Only what was held counts for a light. An event that is announced has the status `planned` until it has taken place.

To mend it, correct the date, or set `status = "planned"`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI304", "held-in-future", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every held event that certainly begins after today."""
    for entry in dataset.events:
        if entry.record.status == "held" and entry.record.start.first > today:
            message = f"held on {entry.record.start}, which lies after today, {today.isoformat()}"
            yield entry.fault(CHECK.code, "start", message, 'correct it, or set status = "planned"')
