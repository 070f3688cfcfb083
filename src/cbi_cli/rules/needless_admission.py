"""An edition admits an event that it need not or cannot admit.

Finds admissions of an event that starts in the edition's own year, that was not held, that began after the edition
came out, that does not match the rule of the row, or that the row admits already.

An admission is an exception that the output marks. One without need is noise, and one that cannot count is a slip.

To mend it, remove the admission, or correct its event or its indicator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.match import Judge, trait
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event
from cbi_cli.store.index import Index

CHECK = Check("CBI501", "needless-admission", "error")
_HINT = "remove the admission, or correct its event or its indicator"


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Admissions that change nothing or cannot count, each with the first reason."""
    known = cache(index.entry)
    judges: dict[str, Judge] = {}
    for edition in index.entries("edition"):
        admitted: set[tuple[str, str]] = set()
        for place, admission in enumerate(edition.record.admissions):
            event, indicator = known("event", admission.event), known("indicator", admission.indicator)
            if event is None or indicator is None:
                continue
            if indicator.id not in judges:
                judges[indicator.id] = Judge([indicator.record])
            reason = _reason(edition.record, event.record, judges[indicator.id], indicator.id)
            if (indicator.id, event.id) in admitted:
                reason = f"`{event.id}` is admitted to `{indicator.id}` already"
            admitted.add((indicator.id, event.id))
            if reason:
                yield edition.fault(CHECK.code, ("admission", place, "event"), reason, _HINT)


def _reason(edition: Edition, event: Event, judge: Judge, indicator: str) -> str | None:
    """Why an admission is needless; None where it has its use."""
    if event.start.year == edition.year:
        return f"`{event.id}` starts in {edition.year}, so it counts without an admission"
    if event.status != "held":
        return f"`{event.id}` is {event.status}, and only held events count"
    if event.start.first > edition.published.last:
        return f"`{event.id}` began after the edition came out ({edition.published})"
    if all(match.strength != "full" for _, match in judge.matches(trait(event))):
        return f"`{event.id}` does not match the rule of `{indicator}`"
    return None
