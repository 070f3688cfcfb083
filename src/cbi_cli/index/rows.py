"""What one file brings to the snapshot: the rows of its records, which depend on no other file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import to_json

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.dates import known_months
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.folding import fold
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.dataset.references import RecordReference, find_references
from cbi_cli.dataset.rule_matching import MatchKey, RuleMatcher, UnmetCondition, direction, match_key
from cbi_cli.dataset.similarity import event_features, find_duplicates
from cbi_cli.records.base import RecordModel
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import Document

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

RECORD_NUMBER_STRIDE = 1 << 24
"""Numbers that a file has for its records."""


def number_range(file: int) -> tuple[int, int]:
    """Return the first and the last number that a file has for its records."""
    return file * RECORD_NUMBER_STRIDE, (file + 1) * RECORD_NUMBER_STRIDE - 1


_FIELDS_WITH_TABLES = frozenset({"institutions", "parties", "topics", "sources"})
"""Fields of events that have tables of their own."""


class _MatchKeys:
    """The traits of the events of one file, each with its number."""

    def __init__(self, file: int) -> None:
        self.base = file * RECORD_NUMBER_STRIDE
        self.numbers: dict[MatchKey, int] = {}

    def number(self, found: MatchKey) -> int:
        """The number of a trait."""
        return self.numbers.setdefault(found, self.base + len(self.numbers))

    def rows(self) -> list[Row]:
        """The rows of all of them."""
        return [(number, to_json(found).decode()) for found, number in self.numbers.items()]


def match_rows(matcher: RuleMatcher, traits: Iterable[tuple[MatchKey, int]]) -> Iterator[Row]:
    """How traits, given with their numbers, stand to each indicator."""
    for found, number in traits:
        for name, match in matcher.matches(found):
            yield number, name, match.strength, match.weaker, _unmet_json(match.unmet)


@lru_cache(maxsize=10_000)
def _unmet_json(unmet: tuple[UnmetCondition, ...]) -> str:
    """Return conditions as JSON; the same few come again and again."""
    return to_json(unmet).decode()


def parse_match_key(text: str) -> MatchKey:
    """The trait in the ``json`` column."""
    *words, institutions, parties = json.loads(text)
    return MatchKey._make((*words, tuple(institutions), tuple(parties)))


class FileStatus(NamedTuple):
    """What is kept of a file beside its records.

    ``broken`` says that parts of its text could not be read, ``lost`` that all of it could not; the days are those on
    which its events can begin.
    """

    kind: str
    broken: int
    lost: int
    first_day: int | None
    latest_start_day: int | None


def file_status(part: Dataset) -> FileStatus:
    """The state of a file that was loaded by itself."""
    (document,) = part.documents.values()
    kind = file_kind(document.name)
    spans = [entry.record.start.day_range for entry in part.events]
    firsts = [first for first, _ in spans]
    return FileStatus(
        kind.kind if kind else "",
        int(_has_unread(part, document)),
        int(bool(document.errors) and not document.data),
        min(firsts, default=None),
        max((last for _, last in spans), default=None),
    )


def _has_unread(part: Dataset, document: Document) -> bool:
    """Whether something of a file is in none of its records: a table that does not parse, or that is no record."""
    kind = file_kind(document.name)
    length = 2 if kind and kind.has_many_records else 0
    partial = {entry.path for entry in part.partial}
    return bool(part.unlisted) or any(
        (fault.region and not fault.path) or fault.path[:length] not in partial for fault in part.errors
    )


def file_rows(part: Dataset, file: int, matcher: RuleMatcher) -> Tables:
    """All rows of a file that was loaded by itself, by table; ``file`` is its number."""
    events = [(file * RECORD_NUMBER_STRIDE + _position(entry), entry.record) for entry in part.events]
    others = [(entry, one) for entry in part.entries() for one in find_references(entry.record, _FIELDS_WITH_TABLES)]
    partial = [(entry, one) for entry in part.partial for one in find_references(entry.record)]
    traits = _MatchKeys(file)
    tables: Tables = {
        "event": [_event_row(number, event, traits) for number, event in events],
        "event_search_text": [(number, _search_text(event)) for number, event in events],
        **_list_field_rows(events),
    }
    return tables | {
        "record": list(_record_rows(part, file)),
        "record_name": list(_record_name_rows(part, file)),
        "partial": [_partial_row(part, entry, file) for entry in part.partial],
        "id_reference": [(file, *name) for name in dict.fromkeys(_referenced_ids(tables, [*others, *partial]))],
        "reference": list(_reference_rows(file, others)),
        "locator": [(file, source.id, part.id) for source in part.sources for part in source.record.locators],
        "match_key": traits.rows(),
        "rule_match": list(match_rows(matcher, traits.numbers.items())),
        "duplicate_pair": list(find_duplicates(event_features(number, event) for number, event in events)),
    }


def _partial_row(part: Dataset, entry: RecordEntry[Any], file: int) -> Row:
    """The row of a record with bad values."""
    number, place = file * RECORD_NUMBER_STRIDE + _position(entry), entry.path[1] if entry.path else None
    data = to_json(part.data_of(entry)).decode()
    return number, entry.kind, entry.id, file, place, data, to_json(sorted(entry.broken, key=str)).decode()


def _referenced_ids(
    tables: Tables, others: Sequence[tuple[RecordEntry[RecordModel], RecordReference]]
) -> Iterator[tuple[str, str, str]]:
    """The names that the records of a file hold of others: the kinds that they may be of, the id, and the locator.

    Most names in events are in their tables already, from where they come more quickly.
    """
    for kind in ("institution", "party", "topic"):
        yield from ((kind, name, "") for name in dict.fromkeys(row[2] for row in tables[f"event_{kind}"]))
    yield from (("source", *cited) for cited in dict.fromkeys(row[2:] for row in tables["event_source"]))
    yield from (("|".join(one.kinds), one.id, one.locator) for _, one in others)


def _reference_rows(file: int, others: Iterable[tuple[RecordEntry[RecordModel], RecordReference]]) -> Iterator[Row]:
    """The fields in which a record names another, where no table of its own has them."""
    for entry, one in others:
        if one.kinds != ("party",):
            field = ".".join(part for part in one.path if isinstance(part, str))
            yield from ((file, entry.kind, entry.id, field, kind, one.id) for kind in one.kinds)


def _position(entry: RecordEntry[Any] | DeclaredId) -> int:
    """The position of a record in its file; a party stands in the file of the dataset, behind its own record."""
    if not entry.path:
        return 0
    position = entry.path[1]
    assert isinstance(position, int)  # noqa: S101 - a record of many always stands in an array of tables
    return position + 1 if entry.kind == "party" else position


def _record_rows(part: Dataset, file: int) -> Iterator[Row]:
    """Every record that has an id, as JSON of what its file has; without it where the record is not valid."""
    (document,) = part.documents.values()
    kind = file_kind(document.name)
    valid = {entry.path for entry in part.entries()}
    for mention in part.declared_ids:
        _, name, _, path = mention
        text, place = None, path[1] if path else None
        if kind and mention.kind != "party" and path in valid:
            text = _table_json(_value_at(document.data, path), kind.model)
        yield file * RECORD_NUMBER_STRIDE + _position(mention), mention.kind, name, file, place, text


_NAME_FIELDS = {
    "institution": ("name", "abbreviation", "aliases"),
    "indicator": ("label",),
    "source": ("title",),
    "topic": ("label",),
    "party": ("name",),
}
"""The fields by which people call the records of a kind; each with its translations, as ``name_es``."""


def _record_name_rows(part: Dataset, file: int) -> Iterator[Row]:
    """Yield what each record is called, folded, with the field and the place in it."""
    for entry in part.all_records():
        if entry.kind == "event" and not vars(entry.record).get("former_ids"):
            continue  # Events have no other names, and most records are events.
        number = file * RECORD_NUMBER_STRIDE + _position(entry)
        yield from _name_rows(number, entry.kind, entry.id, entry.record)
    for entry in part.every("dataset"):
        for place, party in enumerate(vars(entry.record).get("parties") or ()):
            if party is not BROKEN and "id" in vars(party):
                yield from _name_rows(file * RECORD_NUMBER_STRIDE + place + 1, "party", party.id, party)


def _name_rows(number: int, kind: str, record_id: str, record: RecordModel) -> Iterator[Row]:
    for field in _name_fields(kind, type(record)):
        value = vars(record).get(field) or ()
        names: tuple[Any, ...] = (value,) if isinstance(value, str) else value
        for place, name in enumerate(names):
            # An empty text is a name that was left out.
            if name is not BROKEN and name.strip():
                yield number, kind, record_id, fold(name), name, field, place, int(field == "former_ids")


@lru_cache(maxsize=100)
def _name_fields(kind: str, model: type[RecordModel]) -> tuple[str, ...]:
    """Return the fields of a model that hold names."""
    roots = _NAME_FIELDS.get(kind, ())
    fields = model.model_fields
    return tuple(name for name in fields if name in (*roots, "former_ids") or name.rpartition("_")[0] in roots)


def _table_json(fields: dict[str, Any], model: type[RecordModel]) -> str:
    """A table as JSON, its notes after its facts, as people write and read it."""
    written = tuple(fields)
    ordered = _sort_keys(written, model)
    return to_json(fields if ordered == written else {key: fields[key] for key in ordered}).decode()


@lru_cache(maxsize=1000)
def _sort_keys(keys: tuple[str, ...], model: type[RecordModel]) -> tuple[str, ...]:
    """Keys in the order of their model, notes last."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return tuple(sorted(keys, key=lambda key: (key in ("note", "note_es"), names.index(key))))


def _value_at(data: Any, path: KeyPath) -> Any:
    """The table at a path."""
    for part in path:
        data = data[part]
    return data


def _list_field_rows(events: Sequence[tuple[int, Event]]) -> Tables:
    """The tables of the fields that hold several values."""
    return {
        "event_institution": [
            (number, place, name, event.start.day_range[0])
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


def _event_row(number: int, event: Event, traits: _MatchKeys) -> Row:
    start, last = event.start, event.last
    first_day, known_by_day = start.day_range
    first_month, last_month = known_months(start, last) or (None, None)
    return (
        number,
        f"{first_day:07d}{known_by_day - first_day:03d}{event.id}",
        event.id,
        str(start),
        str(event.end) if event.end else None,
        first_day,
        known_by_day,
        last.day_range[1],
        start.year,
        start.month,
        last.year,
        first_month,
        last_month,
        int(start.is_full and last.is_full),
        event.title,
        event.title_es,
        event.kind,
        event.level,
        event.status,
        int(event.status == "held"),
        event.city,
        direction(event),
        traits.number(match_key(event)),
    )


def _search_text(event: Event) -> str:
    """Return everything in an event that a search for a text looks at, folded."""
    people = [person.name for person in event.participants]
    return fold(
        " ".join(
            [event.id, *event.former_ids, event.title, event.title_es, event.city, event.note, event.note_es, *people]
        )
    )
