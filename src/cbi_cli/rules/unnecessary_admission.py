"""An edition admits an event that it should not admit.

Finds admissions of an event that starts in the edition's own year, was not held, started after the edition was
published, does not match the rule of the row, or is already admitted by the row.

An admission is an exception, which the output marks. An unnecessary one is noise, and one that cannot count is a
mistake.

To fix it, remove the admission, or correct its event or indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.dataset.rule_matching import RuleMatcher, match_key
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.edition import Admission, Edition
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each, iter_items

RULE = Rule("CBI501", "unnecessary-admission", "error", "needless-admission")
_HINT = "remove the admission, or correct its event or its indicator"


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield admissions that change nothing or cannot count, each with the first reason."""
    known = _KnownRecords(index)
    for edition in index.every("edition"):
        admitted: set[tuple[str, str]] = set()
        for place, admission in iter_items(edition.record, "admissions"):
            yield from check_each([(place, admission)], partial(_check_admission, known, edition, admitted))


class _KnownRecords:
    """The events and indicators that admissions name, those with bad values among them."""

    def __init__(self, index: RecordIndex) -> None:
        self.index = index
        self.valid = cache(index.entry)
        self.matcher = cache(self._make_matcher)
        self.partial = cache(lambda kind: {entry.id: entry for entry in index.partial(kind)})

    def _make_matcher(self, name: str) -> RuleMatcher:
        """Return what matches events with the rule of an indicator, whatever its weaker rules are."""
        found = self.entry("indicator", name)
        return RuleMatcher([found.record.model_copy(update={"weaker": ()})] if found else [])

    def entry(self, kind: str, name: str) -> RecordEntry[Any] | None:
        """Return the first record with an id."""
        return self.valid(kind, name) or self.partial(kind).get(name)


def _check_admission(
    known: _KnownRecords, edition: RecordEntry[Edition], admitted: set[tuple[str, str]], one: tuple[int, Admission]
) -> Iterator[RawFinding]:
    place, admission = one
    event, indicator = known.entry("event", admission.event), known.entry("indicator", admission.indicator)
    if event is None or indicator is None:
        return
    pair = (admission.indicator, admission.event)
    if pair in admitted:
        reason: str | None = f"`{event.id}` is already admitted to `{indicator.id}`"
    else:
        admitted.add(pair)
        reason = _find_reason(edition.record, event.record, lambda: known.matcher(indicator.id), indicator.id)
    if reason:
        yield edition.finding(RULE.code, ("admission", place, "event"), reason, _HINT)


def _find_reason(edition: Edition, event: Event, matcher: Callable[[], RuleMatcher], indicator: str) -> str | None:
    """Why an admission is needless; None where it has its use."""
    if event.start.year == edition.year:
        return f"`{event.id}` starts in {edition.year}, so it counts without an admission"
    if event.status != "held":
        return f"`{event.id}` is {event.status}, but only held events count"
    if event.start.first > edition.published.last:
        return f"`{event.id}` began after the edition came out ({edition.published})"
    if all(match.strength != "full" for _, match in matcher().matches(match_key(event))):
        return f"`{event.id}` does not match the rule of `{indicator}`"
    return None
