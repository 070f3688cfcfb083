"""An edition admits an event that it should not admit.

Finds admissions of an event that starts in the edition's own year, was not held, started after the edition was
published, does not match the rule of the row, or is already admitted by the row.

An admission is an exception, which the output marks. An unnecessary one is noise, and one that cannot count is a
mistake.

To fix it, remove the admission, or correct its event or indicator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from cbi_cli.core.broken import BrokenValue
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.dataset.rule_matching import RuleMatcher, match_key
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.edition import Admission, Edition
from cbi_cli.records.event import Event
from cbi_cli.rules.common import iter_items

RULE = Rule("CBI501", "unnecessary-admission", "error", "needless-admission")
_HINT = message("remove the admission, or correct its event or its indicator")


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield admissions that change nothing or cannot count.

    A finding gives the first reason only.
    """
    records = _AdmittedRecords(index)
    for edition in index.every("edition"):
        admitted: set[tuple[str, str]] = set()
        for position, admission in iter_items(edition.record, "admissions"):
            try:
                reason = _find_reason(records, edition.record, admission, admitted)
            except BrokenValue:
                continue
            if reason:
                yield edition.finding(RULE.code, ("admission", position, "event"), reason, _HINT)


class _AdmittedRecords:
    """The events and indicators of admissions, with invalid ones."""

    def __init__(self, index: RecordIndex) -> None:
        self._index = index
        self.entry = cache(self._find_entry)
        self._partial_entries = cache(self._find_partial_entries)
        self._matcher = cache(self._make_matcher)

    def matches(self, event: Event, indicator: str) -> bool:
        """Tell whether an event matches the rule of an indicator.

        Its weaker rules are ignored.
        """
        matcher = self._matcher(indicator)
        strengths = [match.strength for _, match in matcher.matches(match_key(event))]
        return "full" in strengths

    def _find_entry(self, kind: str, record_id: str) -> RecordEntry[Any] | None:
        """Return the first record with an id."""
        entry = self._index.entry(kind, record_id)
        if entry is None:
            entry = self._partial_entries(kind).get(record_id)
        return entry

    def _find_partial_entries(self, kind: str) -> dict[str, RecordEntry[Any]]:
        return {entry.id: entry for entry in self._index.partial(kind)}

    def _make_matcher(self, indicator_id: str) -> RuleMatcher:
        entry = self.entry("indicator", indicator_id)
        if entry is None:
            return RuleMatcher([])
        return RuleMatcher([entry.record.model_copy(update={"weaker": ()})])


def _find_reason(
    records: _AdmittedRecords, edition: Edition, admission: Admission, admitted: set[tuple[str, str]]
) -> str | None:
    """Return why an admission is unnecessary; None if it is not.

    Adds the admission to `admitted`.
    """
    event_entry = records.entry("event", admission.event)
    indicator_entry = records.entry("indicator", admission.indicator)
    # An unknown id is a finding of its own (CBI202).
    if event_entry is None or indicator_entry is None:
        return None
    event: Event = event_entry.record
    event_id = event_entry.id
    indicator_id = indicator_entry.id
    pair = (admission.indicator, admission.event)
    if pair in admitted:
        return message("`{event}` is already admitted to `{indicator}`", event=event_id, indicator=indicator_id)
    admitted.add(pair)
    if event.start.first.year == event.start.last.year == edition.year:
        return message(
            "`{event}` starts in {year}, so it counts without an admission", event=event_id, year=edition.year
        )
    if event.status != "held":
        return message("`{event}` is {status}, but only held events count", event=event_id, status=event.status)
    if event.start.first > edition.published.last:
        return message(
            "`{event}` began after the edition came out ({published})", event=event_id, published=edition.published
        )
    if not records.matches(event, indicator_id):
        return message("`{event}` does not match the rule of `{indicator}`", event=event_id, indicator=indicator_id)
    return None
