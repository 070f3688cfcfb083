"""A place is not in places.toml.

Finds the places of events that are a text and not the id of a place. It is one finding for each text, at the first
event that has it. A dataset without any place has one finding in all.

A place that is written in two ways, such as `Guadalajara` and `Guadalajara, Jalisco`, counts as two. A text has no
translation, and no state or country by which it could be found.

To fix it, write the id of the place. Add the place to `places.toml` if it is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.suggestions import closest_match
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.common import get_field

RULE = Rule("CBI210", "unknown-place", "warning")
_MAX_COMPARISONS = 200_000
"""Names that are compared for hints in one run: a few seconds at most, whatever the size of the dataset."""

_UNKNOWN_PLACES = """
SELECT e.place, e.number FROM event AS e
JOIN record AS r ON r.number = e.number JOIN file AS f ON f.number = r.file
WHERE e.place <> '' AND NOT EXISTS (SELECT 1 FROM record AS p WHERE p.kind = 'place' AND p.id = e.place)
ORDER BY f.name, e.number
"""
_PLACE_IDS = "SELECT DISTINCT id FROM record WHERE kind = 'place'"
_PLACE_NAMES = "SELECT name, id, is_former FROM record_name WHERE kind = 'place' ORDER BY is_former, rowid"
_UNREADABLE = "SELECT name, lost FROM file WHERE kind = 'place' AND (lost = 1 OR broken = 1)"


class _Use(NamedTuple):
    """A text, the first event that has it as its place, and how many do."""

    text: str
    entry: RecordEntry[Any]
    events: int


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield each text that events have in place of the id of a place."""
    texts_of_file = ""
    for file, is_lost in index.rows(_UNREADABLE):
        # Every text may be an id of a file that cannot be read.
        if is_lost:
            return
        texts_of_file = index.document(file).text
    uses = [use for use in _find_uses(index) if use.text.strip() and f'"{use.text}"' not in texts_of_file]
    if not uses:
        return
    ids = {place_id for (place_id,) in index.rows(_PLACE_IDS)}
    if not ids and not texts_of_file:
        yield _describe_all(uses)
        return
    describer = _HintMaker(index, ids, [use.text for use in uses])
    for use in uses:
        description = plural_message(
            "`{place}` is not in places.toml",
            "`{place}`, the place of {n} events, is not in places.toml",
            use.events,
            place=use.text,
        )
        yield use.entry.finding(RULE.code, "place", description, describer.make_hint(use.text))


def _find_uses(index: RecordIndex) -> list[_Use]:
    """Return the texts that are no ids, in the order of the first events."""
    counts: dict[str, int] = {}
    first_numbers: dict[str, int] = {}
    for text, number in index.rows(_UNKNOWN_PLACES):
        counts[text] = counts.get(text, 0) + 1
        first_numbers.setdefault(text, number)
    entries = index.events(list(first_numbers.values()))
    first_events: dict[str, RecordEntry[Any]] = dict(zip(first_numbers, entries, strict=True))
    known = {place_id for (place_id,) in index.rows(_PLACE_IDS)}
    # Events with other values that are invalid.
    for entry in index.partial("event"):
        text = get_field(entry.record, "place")
        if text and text not in known:
            counts[text] = counts.get(text, 0) + 1
            first_events.setdefault(text, entry)
    return [_Use(text, entry, counts[text]) for text, entry in first_events.items()]


def _describe_all(uses: list[_Use]) -> RawFinding:
    """Return the one finding of a dataset without any place."""
    first = uses[0]
    count = sum(use.events for use in uses)
    description = plural_message(
        "{n} event names its place as text: the dataset has no places.toml",
        "{n} events name their places as text: the dataset has no places.toml",
        count,
    )
    hint = message("add the places to places.toml, and write their ids")
    return first.entry.finding(RULE.code, "place", description, hint)


class _HintMaker:
    """Makes a hint for each text: near matches are offered.

    It compares names until that has cost too much.
    """

    def __init__(self, index: RecordIndex, ids: Iterable[str], texts: list[str]) -> None:
        self._ids_by_name: dict[str, str] = {place_id: place_id for place_id in sorted(ids)}
        self._former: set[str] = set()
        for name, place_id, is_former in index.rows(_PLACE_NAMES):
            self._ids_by_name.setdefault(name, place_id)
            if is_former:
                self._former.add(name)
        self._texts = texts
        self._remaining_comparisons = _MAX_COMPARISONS

    def make_hint(self, text: str) -> str:
        """Return what the text probably means, or what is to be done."""
        folded = fold(text)
        place_id = self._ids_by_name.get(folded)
        if place_id is not None and folded in self._former:
            return message("it is now called `{current_id}`; use that id", current_id=place_id)
        if place_id is not None:
            return message('that is a name of the place `{id}`: write place = "{id}"', id=place_id)
        near = self._near_place(folded)
        if near:
            return message("did you mean `{name}`?", name=near)
        other = self._near_text(text)
        if other:
            return message(
                "other events have `{other}`; if it is the same place, add one record to places.toml", other=other
            )
        return message("add it to {file}", file="places.toml")

    def _near_place(self, folded: str) -> str:
        """Return the id of a place whose name is similar.

        A text can have more than the name, such as a state.
        """
        self._remaining_comparisons -= len(self._ids_by_name)
        if self._remaining_comparisons < 0:
            return ""
        town = folded.partition(",")[0].strip()
        for name in (town, folded):
            if name in self._ids_by_name:
                return self._ids_by_name[name]
        similar = closest_match(folded, self._ids_by_name)
        return self._ids_by_name[similar] if similar else ""

    def _near_text(self, text: str) -> str:
        """Return another text that probably means the same place."""
        self._remaining_comparisons -= len(self._texts)
        if self._remaining_comparisons < 0:
            return ""
        town = fold(text).partition(",")[0].strip()
        for other in self._texts:
            if other != text and fold(other).partition(",")[0].strip() == town:
                return other
        return ""
