"""An edition admits an event that it need not, or cannot.

An edition admits an event from another year for one row. An event of the edition's own year counts by itself; one that
does not match the row's rule, that was not held, or that began after the edition was published cannot have counted.

To mend it, remove the admission, or correct the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.match import judge
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI501", "needless-admission", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every admission that changes nothing or cannot stand."""
    events = {entry.id: entry for entry in dataset.events}
    indicators = {entry.id: entry.record for entry in dataset.indicators}
    for edition in dataset.editions:
        for number, admission in enumerate(edition.record.admissions):
            event, indicator = events.get(admission.event), indicators.get(admission.indicator)
            if event is None or indicator is None:
                continue
            match = judge(indicator, event)
            why = None
            if event.record.start.year == edition.record.year:
                why = f"it starts in {edition.record.year} and counts by itself"
            elif event.record.status != "held":
                why = f"it is {event.record.status}, not held"
            elif match is None or match.strength != "full":
                why = f"it does not match the rule of `{indicator.id}`"
            elif event.record.start.last > edition.record.published.last:
                why = "it was not known to have begun when the edition was published"
            if why:
                path = ("admission", number, "event")
                yield edition.fault(CHECK.code, path, f"`{event.id}` is admitted, but {why}", "remove the admission")
