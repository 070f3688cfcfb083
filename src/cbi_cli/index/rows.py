"""Convert one file to rows of the snapshot, which depend on no other file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import to_json

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.dates import known_months, month_of_year
from cbi_cli.core.findings import KeyPath
from cbi_cli.core.folding import fold
from cbi_cli.core.languages import twin_key
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.dataset.references import FREE_TEXT, RecordReference, find_references
from cbi_cli.dataset.rule_matching import MatchKey, RuleMatcher, UnmetCondition, direction, match_key
from cbi_cli.dataset.similarity import EventFeatures, event_features, find_duplicates
from cbi_cli.records.base import RecordModel
from cbi_cli.records.event import Event
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.localized import order_keys, twin_language, twins_of
from cbi_cli.records.place import join_place_name
from cbi_cli.toml.document import Document

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

RECORD_NUMBER_STRIDE = 1 << 24
"""How many numbers a file has for its records."""


def number_range(file: int) -> tuple[int, int]:
    """Return the first and the last number that a file has for its records."""
    return file * RECORD_NUMBER_STRIDE, (file + 1) * RECORD_NUMBER_STRIDE - 1


_FIELDS_WITH_TABLES = frozenset({"institutions", "parties", "topics", "sources"})
"""Fields of events that have tables of their own."""


class _MatchKeys:
    """The match keys of the events of one file, each with its number."""

    def __init__(self, file: int) -> None:
        self.base = file * RECORD_NUMBER_STRIDE
        self.numbers: dict[MatchKey, int] = {}

    def number(self, key: MatchKey) -> int:
        """Return the number of a key."""
        return self.numbers.setdefault(key, self.base + len(self.numbers))

    def rows(self) -> list[Row]:
        """Return the rows of all keys."""
        return [(number, to_json(key).decode()) for key, number in self.numbers.items()]


def match_rows(matcher: RuleMatcher, keys: Iterable[tuple[MatchKey, int]]) -> Iterator[Row]:
    """Yield how well events with a key match each indicator.

    The keys come with their numbers.
    """
    for key, number in keys:
        for indicator, match in matcher.matches(key):
            yield number, indicator, match.strength, match.weaker, _unmet_json(match.unmet)


@lru_cache(maxsize=10_000)
def _unmet_json(unmet: tuple[UnmetCondition, ...]) -> str:
    """Return conditions as JSON; the same few come again and again."""
    return to_json(unmet).decode()


def parse_match_key(text: str) -> MatchKey:
    """Return the key in a `json` column."""
    *values, institutions, parties = json.loads(text)
    return MatchKey._make((*values, tuple(institutions), tuple(parties)))


class FileStatus(NamedTuple):
    """What a snapshot keeps of a file besides its records.

    `broken` is 1 if parts of its text could not be read, `lost` if nothing of it could. The days are the first and the
    last on which an event of it can begin.
    """

    kind: str
    broken: int
    lost: int
    first_day: int | None
    latest_start_day: int | None


def file_status(part: Dataset) -> FileStatus:
    """Return the status of a file that was loaded by itself."""
    (document,) = part.documents.values()
    kind = file_kind(document.name)
    kind_name = kind.kind if kind else ""
    is_broken = _has_unread(part, document)
    is_lost = document.errors and not document.data
    first_days: list[int] = []
    last_days: list[int] = []
    for entry in part.events:
        first, last = entry.record.start.day_range
        first_days.append(first)
        last_days.append(last)
    first_day = min(first_days, default=None)
    latest_start_day = max(last_days, default=None)
    return FileStatus(kind_name, int(is_broken), int(bool(is_lost)), first_day, latest_start_day)


def _has_unread(part: Dataset, document: Document) -> bool:
    """Return whether something in a file belongs to none of its records.

    That is a table that does not parse or that is not a record.
    """
    if part.unlisted:
        return True
    kind = file_kind(document.name)
    record_path_length = 2 if kind and kind.has_many_records else 0
    partial = {entry.path for entry in part.partial}
    for error in part.errors:
        if error.region and not error.path:
            return True
        if error.path[:record_path_length] not in partial:
            return True
    return False


def file_rows(part: Dataset, file: int) -> Tables:
    """Return the rows that checks need of a single file, by table.

    The file was loaded by itself, and `file` is its number.
    """
    match_keys = _MatchKeys(file)
    # Most records are events, so one loop makes all of their rows.
    events: list[Row] = []
    institutions: list[Row] = []
    features: list[EventFeatures] = []
    for entry in part.events:
        event = entry.record
        number = _record_number(file, entry)
        event_row = _event_row(number, event, match_keys)
        events.append(event_row)
        first_day, _ = event.start.day_range
        for position, institution in enumerate(event.institutions):
            row = (number, position, institution, first_day)
            institutions.append(row)
        feature = event_features(number, event)
        features.append(feature)
    references = _references(part)
    tables: Tables = {"event": events, "event_institution": institutions}
    tables["record"] = list(_record_rows(part, file))
    tables["record_name"] = list(_record_name_rows(part, file))
    tables["partial"] = [_partial_row(part, entry, file) for entry in part.partial]
    tables["id_reference"] = _id_reference_rows(part, file, references)
    tables["reference"] = list(_reference_rows(file, references))
    tables["locator"] = list(_locator_rows(part, file))
    tables["duplicate_pair"] = list(find_duplicates(features))
    return tables


def report_rows(part: Dataset, file: int, matcher: RuleMatcher) -> Tables:
    """Return the rows that only reports need, by table."""
    # The keys come in the same order as in `file_rows`, so they have the same numbers.
    match_keys = _MatchKeys(file)
    search_texts: list[Row] = []
    parties: list[Row] = []
    topics: list[Row] = []
    sources: list[Row] = []
    for entry in part.events:
        event = entry.record
        number = _record_number(file, entry)
        match_keys.number(match_key(event))
        search_texts.append((number, *_search_text(event)))
        for position, party in enumerate(event.parties):
            parties.append((number, position, party))
        for position, topic in enumerate(event.topics):
            topics.append((number, position, topic))
        for position, citation in enumerate(event.sources):
            source, _, locator = citation.partition("#")
            sources.append((number, position, source, locator))
    tables: Tables = {"event_search_text": search_texts, "event_party": parties}
    tables["event_topic"] = topics
    tables["event_source"] = sources
    tables["match_key"] = match_keys.rows()
    matches = match_rows(matcher, match_keys.numbers.items())
    tables["rule_match"] = list(matches)
    return tables


_References = list[tuple[RecordEntry[RecordModel], RecordReference]]


def _references(part: Dataset) -> _References:
    """Return the references of valid records.

    Lists of events have tables of their own.
    """
    references: _References = []
    for entry in part.entries():
        for reference in find_references(entry.record, _FIELDS_WITH_TABLES):
            references.append((entry, reference))
    return references


def _partial_row(part: Dataset, entry: RecordEntry[Any], file: int) -> Row:
    """Return the row of a record with bad values."""
    number = _record_number(file, entry)
    position = entry.path[1] if entry.path else None
    data = to_json(part.data_of(entry))
    # The order of a set changes from process to process.
    broken_paths = sorted(entry.broken, key=str)
    broken = to_json(broken_paths)
    return number, entry.kind, entry.id, file, position, data.decode(), broken.decode()


def _id_reference_rows(part: Dataset, file: int, references: _References) -> list[Row]:
    """Return the ids that records of a file refer to, each once.

    Each comes with the kinds that it may have, and the locator.
    """
    # Most references are in the lists of events, where few ids come again and again.
    found: dict[tuple[str, str, str], None] = {}
    citations: dict[str, None] = {}
    for entry in part.events:
        event = entry.record
        for institution in event.institutions:
            found["institution", institution, ""] = None
        for party in event.parties:
            found["party", party, ""] = None
        for topic in event.topics:
            found["topic", topic, ""] = None
        for citation in event.sources:
            citations[citation] = None
    for citation in citations:
        source, _, locator = citation.partition("#")
        found["source", source, locator] = None
    other_references = [reference for _, reference in references]
    for partial in part.partial:
        other_references.extend(find_references(partial.record))
    for reference in other_references:
        kinds = "|".join(reference.kinds)
        found[kinds, reference.id, reference.locator] = None
    return [(file, *target) for target in found]


def _locator_rows(part: Dataset, file: int) -> Iterator[Row]:
    """Yield the parts of each source."""
    for source in part.sources:
        for locator in source.record.locators:
            yield file, source.id, locator.id


def _reference_rows(file: int, references: _References) -> Iterator[Row]:
    """Yield the fields in which a record refers to another.

    Fields with a table of their own are left out.
    """
    for entry, reference in references:
        if reference.kinds == ("party",):
            continue
        field = ".".join(key for key in reference.path if isinstance(key, str))
        for kind in reference.kinds:
            if kind == FREE_TEXT:
                continue
            yield file, entry.kind, entry.id, field, kind, reference.id


def _record_number(file: int, entry: RecordEntry[Any] | DeclaredId) -> int:
    """Return the number of a record: that of its file and its position.

    Parties come after the dataset itself.
    """
    if not entry.path:
        return file * RECORD_NUMBER_STRIDE
    position = entry.path[1]
    assert isinstance(position, int)  # noqa: S101 - a file with many records has them in an array of tables
    if entry.kind == "party":
        position += 1
    return file * RECORD_NUMBER_STRIDE + position


def _record_rows(part: Dataset, file: int) -> Iterator[Row]:
    """Yield every record that has an id, as JSON of what its file has.

    A record that is not valid has no JSON.
    """
    (document,) = part.documents.values()
    kind = file_kind(document.name)
    valid = {entry.path for entry in part.entries()}
    for declared in part.declared_ids:
        number = _record_number(file, declared)
        path = declared.path
        position = path[1] if path else None
        text = None
        if kind and declared.kind != "party" and path in valid:
            table = _value_at(document.data, path)
            text = _table_json(table, kind.model)
        yield number, declared.kind, declared.id, file, position, text


_NAME_FIELDS = {
    "institution": ("name", "abbreviation", "aliases"),
    "indicator": ("label",),
    "source": ("title",),
    "topic": ("label",),
    "place": ("name", "aliases"),
    "party": ("name",),
}
"""The fields by which people call the records of a kind; each with its translations, as `name_es`."""

PLACE_LABEL = "label"
"""What is stored as the field of a name of a place with its state, which is no field of its record."""


def _record_name_rows(part: Dataset, file: int) -> Iterator[Row]:
    """Yield what each record is called, folded.

    Each name has the field and its position in it.
    """
    for entry in part.all_records():
        # Events have no other names, and most records are events.
        if entry.kind == "event" and not vars(entry.record).get("former_ids"):
            continue
        number = _record_number(file, entry)
        if entry.kind == "place":
            yield from _place_label_rows(number, entry)
        yield from _name_rows(number, entry.kind, entry.id, entry.record)
    for entry in part.every("dataset"):
        parties = vars(entry.record).get("parties") or ()
        number = file * RECORD_NUMBER_STRIDE
        for party in parties:
            number += 1
            if party is not BROKEN and "id" in vars(party):
                yield from _name_rows(number, "party", party.id, party)


def _place_label_rows(number: int, entry: RecordEntry[Any]) -> Iterator[Row]:
    """Yield the names of a place with its state, such as `El Paso, Texas`.

    A place without a state has its names alone.
    """
    values = vars(entry.record)
    # A value that could not be read is missing, and so the name is not known.
    state = values.get("state")
    if state is None:
        return
    model = type(entry.record)
    for position, field in enumerate(("name", *twins_of(model, "name"))):
        name = values.get(field)
        state_field = field.replace("name", "state", 1)
        if name and state_field in values:
            label = join_place_name(name, values[state_field] or state)
            yield number, "place", entry.id, fold(label), label, PLACE_LABEL, position, 0


def _name_rows(number: int, kind: str, record_id: str, record: RecordModel) -> Iterator[Row]:
    values = vars(record)
    for field in _name_fields(kind, type(record)):
        is_former = int(field == "former_ids")
        names = values.get(field) or ()
        if isinstance(names, str):
            names = (names,)
        for position, name in enumerate(names):
            # An empty text is a name that was left out.
            if name is BROKEN or not name.strip():
                continue
            folded = fold(name)
            yield number, kind, record_id, folded, name, field, position, is_former


@lru_cache(maxsize=100)
def _name_fields(kind: str, model: type[RecordModel]) -> tuple[str, ...]:
    """Return the fields of a model that have names."""
    untranslated = _NAME_FIELDS.get(kind, ())
    roots = {"former_ids", *untranslated}
    twins = {twin for name in untranslated for twin in twins_of(model, name)}
    return tuple(name for name in model.model_fields if name in roots | twins)


def _table_json(fields: dict[str, Any], model: type[RecordModel]) -> str:
    """Return a table as JSON, its notes after its facts.

    Texts are as people write and read them.
    """
    keys = tuple(fields)
    ordered = order_keys(model, keys)
    if ordered != keys:
        fields = {key: fields[key] for key in ordered}
    return to_json(fields).decode()


def _value_at(data: Any, path: KeyPath) -> Any:
    """Return the table at a path."""
    for key in path:
        data = data[key]
    return data


def _event_row(number: int, event: Event, match_keys: _MatchKeys) -> Row:
    start = event.start
    last = event.last
    first_day, known_by_day = start.day_range
    _, end_day = last.day_range
    # By the first day, the more exact date first, then by id.
    sort_key = f"{first_day:07d}{known_by_day - first_day:05d}{event.id}"
    end_text = None
    if event.end:
        end_text = str(event.end)
    first_month = last_month = None
    months = known_months(start, last)
    if months is not None:
        first_month, last_month = months
    is_exact = start.is_full and last.is_full
    is_held = event.status == "held"
    travel = direction(event)
    key_number = match_keys.number(match_key(event))
    texts = (event.title, event.title_es, other_texts(event, "title"), event.kind, event.level, event.status)
    head = (number, sort_key, event.id, str(start), end_text, first_day, known_by_day, end_day)
    years = (start.year, start.last.year, month_of_year(start), last.last.year, last.first.year)
    calendar = (*years, first_month, last_month, int(is_exact))
    return (*head, *calendar, *texts, int(is_held), event.place, travel, key_number)


def other_texts(record: RecordModel, name: str) -> str | None:
    """Return the texts of a field in other languages than English and Spanish, as JSON; None if there are none."""
    texts: dict[str, str] = {}
    for twin in _other_twins(type(record), name):
        text = getattr(record, twin)
        if text:
            _, language = twin_language(type(record), twin)
            texts[language] = text
    if not texts:
        return None
    return to_json(texts).decode()


@lru_cache(maxsize=1000)
def _other_twins(model: type[RecordModel], name: str) -> tuple[str, ...]:
    """Return the fields with the text of another one in languages other than English and Spanish."""
    spanish = twin_key(name, "es")
    twins = twins_of(model, name)
    return tuple(twin for twin in twins if twin != spanish)


def _other_texts(event: Event, field: str) -> list[str]:
    """Return the texts of a field in languages other than English and Spanish."""
    return [getattr(event, name) for name in _other_twins(type(event), field)]


def _search_text(event: Event) -> tuple[str, int]:
    """Return everything in an event that a text search looks at, folded.

    With it comes the length of what the event is called, its ids and titles, which the text begins with.
    """
    titles = fold(" ".join([event.id, *event.former_ids, event.title, event.title_es, *_other_texts(event, "title")]))
    people = [person.name for person in event.participants]
    others = fold(" ".join([event.place, event.note, event.note_es, *_other_texts(event, "note"), *people]))
    return f"{titles} {others}", len(titles)
