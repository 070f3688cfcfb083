"""All tables of a dataset, and their rows in batches, so that memory does not grow with the number of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from cbi_cli.core.dates import day_from_number
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS, words_of
from cbi_cli.core.vocabulary_meanings import VOCABULARY_MEANINGS
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.lights import LIGHT, LIGHT_EVENT, light_batches
from cbi_cli.exports.table_models import RecordTables, make_record_tables
from cbi_cli.exports.tables import Column, Row, Rows, Table
from cbi_cli.index.snapshot import Snapshot, decode_json
from cbi_cli.records.terms import Terms, terms_from_meta

FORMER_ID = Table(
    "former_id",
    "What records were called before; these ids answer for ever",
    (
        Column("kind", "text", "The kind of the record: its table", required=True),
        Column("id", "text", "The id of the record", required=True),
        Column("position", "integer", "The position in the list, from 1", required=True),
        Column("former_id", "text", "What it was called before", required=True),
    ),
    ("kind", "id", "position"),
)

WORD = Table(
    "word",
    "The words that kind, level, office, mode and status of an event can have",
    (
        Column("vocabulary", "text", "The column of an event that has the word", required=True),
        Column("id", "text", "The word", required=True),
        Column("label", "text", "Label in English", required=True),
        Column("label_es", "text", "Label in Spanish"),
        Column("meaning", "text", "When it applies, in English"),
        Column("meaning_es", "text", "When it applies, in Spanish"),
        Column("own", "boolean", "Whether the dataset has added it", required=True),
    ),
    ("vocabulary", "id"),
)

_FIRST_KINDS = ("dataset", "party", "event", "institution", "indicator", "edition", "dispute", "source")
"""The kinds of records whose tables come first; the others follow in the order of their files."""

_BATCH_RECORDS = 2_000
"""Records of which the rows are in memory at once."""

_EVENTS_QUERY = """
SELECT r.json, e.start_day, e.known_by_day, e.end_day, e.direction
FROM event AS e JOIN record AS r ON r.number = e.number ORDER BY e.sort_key
"""
_RECORDS_QUERY = """
SELECT r.json FROM record AS r WHERE r.kind = :kind
ORDER BY CASE WHEN r.kind = 'indicator' THEN r.position END, r.id
"""


class DatasetTables:
    """The tables of a dataset."""

    def __init__(self, dataset: ExportedDataset) -> None:
        self._snapshot = dataset.snapshot
        self._terms = terms_from_meta(dataset.snapshot.meta)
        records = make_record_tables(self._terms)
        self._records = tuple(sorted(records, key=_place_of_kind))
        tables: list[Table] = []
        for record in self._records:
            tables.extend(record.reader.tables())
            # Lights come after the indicators.
            if record.kind == "indicator":
                tables += (LIGHT, LIGHT_EVENT)
        self.tables = (*tables, FORMER_ID, WORD)

    def batches(self) -> Iterator[Rows]:
        """Yield the rows of all tables; those of a table are in their order, none of it comes in one piece.

        Events are in order of date, indicators in the order of the scorecard, other records by id. Values are texts,
        numbers, booleans and None; dates are ISO texts.
        """
        for record in self._records:
            yield from self._record_batches(record)
            if record.kind == "indicator":
                yield from light_batches(self._snapshot)
        yield {WORD.name: list(_word_rows(self._terms))}

    def _record_batches(self, tables: RecordTables) -> Iterator[Rows]:
        rows: Rows = defaultdict(list)
        left = _BATCH_RECORDS
        for record, computed in _iter_records(self._snapshot, tables.kind):
            key = tuple(record[name] for name in tables.key)
            tables.reader.add_rows(record, key, (), computed, rows)
            for position, former_id in enumerate(record.get("former_ids", ()), 1):
                rows[FORMER_ID.name].append((tables.kind, str(key[-1]), position, former_id))
            left -= 1
            if not left:
                yield rows
                rows = defaultdict(list)
                left = _BATCH_RECORDS
        yield rows


def _place_of_kind(record: RecordTables) -> int:
    if record.kind in _FIRST_KINDS:
        return _FIRST_KINDS.index(record.kind)
    return len(_FIRST_KINDS)


def _iter_records(snapshot: Snapshot, kind: str) -> Iterator[tuple[Mapping[str, Any], Row]]:
    """Yield the records of a kind, each with the values of its computed columns."""
    if kind == "event":
        for row in snapshot.iter_rows(_EVENTS_QUERY):
            json, start_day, known_by_day, end_day, direction = row
            days = (_format_day(start_day), _format_day(known_by_day), _format_day(end_day))
            yield decode_json(json), (*days, direction)
    elif kind == "party":
        for dataset in snapshot.records("dataset"):
            for party in dataset["party"]:
                yield party, ()
    else:
        for row in snapshot.iter_rows(_RECORDS_QUERY, kind=kind):
            yield decode_json(row["json"]), ()


@lru_cache(maxsize=_BATCH_RECORDS)
def _format_day(number: int) -> str:
    """Return a day as ISO text. The events of a time share their days."""
    return day_from_number(number).isoformat()


def _word_rows(terms: Terms) -> Iterator[Row]:
    for vocabulary in VOCABULARIES:
        for word in words_of(vocabulary):
            labels = VOCABULARY_LABELS[vocabulary][word]
            meanings = VOCABULARY_MEANINGS[vocabulary][word]
            yield vocabulary, word, *labels, *meanings, False
    for own in terms.words:
        own_labels = dict(own.labels)
        own_meanings = dict(own.meanings)
        texts = (own_labels.get(""), own_labels.get("es"), own_meanings.get(""), own_meanings.get("es"))
        yield own.vocabulary, own.id, *texts, True
