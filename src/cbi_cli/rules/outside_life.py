"""An event lies outside the life of its institution.

It took place before the institution was established, or after it ended or was replaced. Either a date is wrong, or the
event belongs to the institution before or after it.

To mend it, correct the event's date or institution, or the institution's `established` or `ended`. Partial dates are
read generously: the check speaks only where no reading fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI302", "outside-life", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every held event that certainly lies before its institution's first day or after its last."""
    institutions = {entry.id: entry.record for entry in dataset.institutions}
    for entry in dataset.events:
        for number, name in enumerate(entry.record.institutions):
            institution = institutions.get(name)
            if institution is None or entry.record.status != "held":
                continue
            path = ("institutions", number)
            if institution.established and entry.record.last.last < institution.established.first:
                message = f"`{name}` was established on {institution.established}, after this event"
                yield entry.fault(CHECK.code, path, message, "correct the event or the institution's `established`")
            if institution.ended and entry.record.start.first > institution.ended.last:
                after = f"; `{institution.replaced_by}` took its place" if institution.replaced_by else ""
                message = f"`{name}` ended on {institution.ended}, before this event{after}"
                yield entry.fault(CHECK.code, path, message, "correct the event or the institution's `ended`")
