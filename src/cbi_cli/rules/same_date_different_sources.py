"""An event has the date of the one above it, and other sources.

Two neighbors in a file with the same day, and the same kind or institution, but no source in common: often the date
was copied along with the record above and never changed.

To mend it, look the date up; where it is right, write `distinct_from = ["the-other-id"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.event import Event

CHECK = Check("CBI402", "same-date-different-sources", "warning")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every event that has its date, but no source, from its neighbor above."""
    for above, below in pairwise(dataset.events):
        if above.file == below.file and _suspicious(above.record, below.record):
            message = f"the same date as `{above.id}` above, from other sources"
            hint = f'look it up; if it is right, write distinct_from = ["{above.id}"]'
            yield below.fault(CHECK.code, "start", message, hint)


def _suspicious(above: Event, below: Event) -> bool:
    related = above.kind == below.kind or set(above.institutions) & set(below.institutions)
    told_apart = above.id in below.distinct_from or below.id in above.distinct_from
    return bool(above.start == below.start and below.start.full and related and not told_apart) and not (
        _cited(above) & _cited(below)
    )


def _cited(event: Event) -> set[str]:
    return {citation.partition("#")[0] for citation in event.sources}
