"""What one file brings to the snapshot: the rows of its records, which depend on no other file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.dataset.match import Trait, direction, trait
from cbi_cli.dataset.model import Dataset, Entry, Mention
from cbi_cli.dataset.references import references
from cbi_cli.dataset.similar import look, pairs
from cbi_cli.schema.base import Record
from cbi_cli.schema.event import Event
from cbi_cli.schema.files import file_kind

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

PER_FILE = 1 << 24
"""Numbers that a file has for its records."""

_IN_TABLES = {"institutions", "topics", "sources", "parties", "host", "guests", "participants"}
"""Fields of events that have tables of their own, or name parties only, of which nobody asks who names them."""


class Traits:
    """The traits met so far, each with its number."""

    def __init__(self, first: int, known: Iterable[tuple[str, int]] = ()) -> None:
        self.numbers = {text: number for text, number in known}
        self.next = max([first, *(number + 1 for number in self.numbers.values())])
        self.new: list[Row] = []
        self._seen: dict[Trait, int] = {}

    def number(self, found: Trait) -> int:
        """The number of a trait; a new one is kept in ``new``."""
        if found not in self._seen:
            text = json.dumps(found, ensure_ascii=False)
            if text not in self.numbers:
                self.numbers[text] = self.next
                self.new.append((self.next, text, 0))
                self.next += 1
            self._seen[found] = self.numbers[text]
        return self._seen[found]


def trait_of(text: str) -> Trait:
    """The trait in the ``json`` column."""
    *words, institutions, parties = json.loads(text)
    return Trait(*words, tuple(institutions), tuple(parties))


class FileState(NamedTuple):
    """What is kept of a file beside its records: whether a fault was found in reading it, whether parts of its text
    could not be read, whether all of it could not, and the days of its events.
    """

    kind: str
    at_fault: int
    broken: int
    lost: int
    first_day: int | None
    last_day: int | None
    reach_day: int | None


def file_state(part: Dataset) -> FileState:
    """The state of a file that was loaded by itself."""
    (document,) = part.documents.values()
    kind = file_kind(document.name)
    starts = [entry.record.start for entry in part.events]
    firsts = [day_number(start.first) for start in starts]
    return FileState(
        kind.kind if kind else "",
        int(bool(part.faults)),
        int(bool(document.faults)),
        int(bool(document.faults) and not document.data),
        min(firsts, default=None),
        max(firsts, default=None),
        max((day_number(start.last) for start in starts), default=None),
    )


def file_rows(part: Dataset, file: int, traits: Traits) -> Tables:
    """All rows of a file that was loaded by itself, by table; ``file`` is its number."""
    base = file * PER_FILE
    tables: Tables = {"record": list(_records(part, file)), "reference": [], "locator": []}
    names: dict[tuple[str, str, str], None] = {}
    for entry in part.entries():
        for one in references(entry.record):
            names["|".join(one.kinds), one.id, one.locator] = None
            if one.path[0] not in _IN_TABLES or entry.kind != "event":
                field = ".".join(part for part in one.path if isinstance(part, str))
                tables["reference"] += [(file, entry.kind, entry.id, field, kind, one.id) for kind in one.kinds]
    tables["named"] = [(file, *name) for name in names]
    for source in part.sources:
        tables["locator"] += [(file, source.id, locator.id) for locator in source.record.locators]
    events = [(base + _position(entry), entry.record) for entry in part.events]
    tables["event"] = [_event(number, event, traits) for number, event in events]
    tables["event_words"] = [(number, _words(event)) for number, event in events]
    tables |= _lists(events)
    tables["alike"] = list(pairs(look(number, event) for number, event in events))
    return tables


def _position(entry: Entry[Any] | Mention) -> int:
    """The position of a record in its file; a party stands in the file of the dataset, behind its own record."""
    if not entry.path:
        return 0
    position = entry.path[1]
    assert isinstance(position, int)  # noqa: S101 - a record of many always stands in an array of tables
    return position + 1 if entry.kind == "party" else position


def _records(part: Dataset, file: int) -> Iterator[Row]:
    """Every record that has an id, or is valid; without its fields where it is not."""
    valid = {entry.path: entry for entry in part.entries()}
    for mention in part.mentions:
        entry = valid.get(mention.path) if mention.kind != "party" else None
        place = mention.path[1] if mention.path else None
        text = json.dumps(fields_of(entry.record), ensure_ascii=False) if entry else None
        yield file * PER_FILE + _position(mention), mention.kind, mention.id, file, place, text


def fields_of(record: Record) -> dict[str, Any]:
    """A record as its file has it, defaults left out, with its notes after its facts, as people write and read it."""
    fields = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return dict(_notes_last(fields))


def _notes_last(value: Any) -> Any:
    if isinstance(value, list):
        return [_notes_last(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _notes_last(value[key]) for key in sorted(value, key=lambda key: key in ("note", "note_es"))}


def _lists(events: Sequence[tuple[int, Event]]) -> Tables:
    """The tables of the fields that hold several values."""
    return {
        "event_institution": [
            (number, place, name, day_number(event.start.first))
            for number, event in events
            for place, name in enumerate(event.institutions)
        ],
        "event_party": [(number, place, name) for number, event in events for place, name in enumerate(event.parties)],
        "event_topic": [(number, place, name) for number, event in events for place, name in enumerate(event.topics)],
        "event_source": [
            (number, place, *citation.partition("#")[::2])
            for number, event in events
            for place, citation in enumerate(event.sources)
        ],
    }


def _event(number: int, event: Event, traits: Traits) -> Row:
    start, last = event.start, event.last
    first_day, known_day = day_number(start.first), day_number(start.last)
    return (
        number,
        ((first_day * 512 + known_day - first_day) * PER_FILE) + number % PER_FILE,
        event.id,
        str(start),
        str(event.end) if event.end else None,
        first_day,
        known_day,
        day_number(last.last),
        start.year,
        start.month,
        int(start.full and last.full),
        event.title,
        event.title_es,
        event.kind,
        event.level,
        event.status,
        int(event.status == "held"),
        event.city,
        direction(event),
        traits.number(trait(event)),
    )


def _words(event: Event) -> str:
    """Everything in an event that a search for a text looks at."""
    people = [person.name for person in event.participants]
    return " ".join([event.id, event.title, event.title_es, event.city, event.note, event.note_es, *people]).casefold()
