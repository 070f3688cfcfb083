"""Records of all kinds by words, in all languages of the dataset.

Every word has to be found, in any order; words in quotes have to be found together. Case and accents do not count. An
event is also found by the names of its institutions and its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import Any, Literal, NamedTuple

from cbi_cli.core.dates import PartialDate, day_number
from cbi_cli.core.folding import begins_word, fold
from cbi_cli.core.languages import twin_of
from cbi_cli.index.lookup import RecordKey, find_exactly, find_similar, title_of
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, row_text
from cbi_cli.reports.records import RECORD_KINDS, WITHDRAWN, record_title
from cbi_cli.reports.timeline_query import split_search

Match = Literal["exact", "name", "text", "inside"]
"""How a record matches, best first: it is called so; each word begins a word of what it is called; or of its texts; or
a word is found only inside another one."""

_MATCHES: tuple[Match, ...] = ("exact", "name", "text", "inside")
DEFAULT_LIMIT = 20
MAX_NEAREST = 8

_NAME_FIELDS = ("id", "year", "title", "name", "label", "field", "abbreviation", "aliases", "former_ids")
_TEXT_FIELDS = ("note", "why", "chosen", "value", "author", "publisher", "text", "reason", "state", "numbering", "url")
_DATE_FIELDS = {"source": "published", "edition": "published", "withdrawn": "date"}

# A word is looked for in the event itself, and in what its place and its institutions are called.
_EVENT_QUERY = """
SELECT e.id, e.start_text, e.end_text, e.start_day, e.title, e.title_es, e.title_other, e.status, t.text, t.called
FROM event_search_text AS t JOIN event AS e ON e.number = t.event
WHERE {conditions}
"""
_WORD_CONDITION = """
(instr(t.text, :{word}) > 0
 OR e.place IN (SELECT id FROM record_name WHERE kind = 'place' AND instr(name, :{word}) > 0)
 OR t.event IN (
   SELECT event FROM event_institution WHERE institution IN (
     SELECT id FROM record_name WHERE kind = 'institution' AND instr(name, :{word}) > 0
     UNION ALL SELECT id FROM record WHERE kind = 'institution' AND instr(id, :{word}) > 0
   )
 ))
"""
_PLACE_LABELS = "SELECT id, label, label_es, label_other FROM place"


class SearchQuery(NamedTuple):
    """What is searched: words, the kinds of records, none for all, and how many hits are returned."""

    words: str
    kinds: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT


class SearchHit(NamedTuple):
    """A record that was found.

    `start` and `end` are its dates as ISO text: those of an event, or the day on which a work was published; they are
    empty if it has none. `status` is that of an event. Of a withdrawn record the kind and the id are those that it had.
    """

    kind: str
    id: str
    title: LocalizedText
    match: Match
    start: str = ""
    end: str = ""
    status: str = ""
    is_withdrawn: bool = False


class NearName(NamedTuple):
    """A record with a name that is like what was searched."""

    kind: str
    id: str
    title: str


class SearchResult(NamedTuple):
    """The best hits of a search.

    `total` counts all. `nearest` are similar names if nothing was found.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    total: int
    nearest: tuple[NearName, ...] = ()


class _Ranked(NamedTuple):
    """A hit with what it is sorted by: how it matches, then what has no date, then the newest."""

    match: int
    is_dated: bool
    age: int
    kind: int
    id: str
    hit: SearchHit


def search_records(snapshot: Snapshot, query: SearchQuery) -> SearchResult:
    """Return the records with all words of a query, the best first.

    Raises CbiError if it has no words, or too many.
    """
    words = split_search(query.words)
    kinds = query.kinds or RECORD_KINDS
    search = _Search(snapshot, words, frozenset(find_exactly(snapshot, kinds, query.words.replace('"', " "))))
    found: list[_Ranked] = []
    for kind in kinds:
        if kind == "event":
            found += search.events()
        else:
            found += search.records(kind)
    found += search.withdrawn(kinds)
    hits = tuple(ranked.hit for ranked in nsmallest(query.limit, found, key=lambda ranked: ranked[:-1]))
    nearest: tuple[NearName, ...] = ()
    if not hits:
        nearest = _find_nearest(snapshot, kinds, query.words, words)
    return SearchResult(query, hits, len(found), nearest)


class _Search:
    """The words of a search, and the records that are called exactly so."""

    def __init__(self, snapshot: Snapshot, words: Sequence[str], exact: frozenset[RecordKey]) -> None:
        self._snapshot = snapshot
        self._words = words
        self._exact = exact

    def events(self) -> Iterator[_Ranked]:
        """Yield the events with all words."""
        values: dict[str, str] = {}
        conditions = []
        for number, word in enumerate(self._words):
            name = f"word{number}"
            values[name] = word
            conditions.append(_WORD_CONDITION.format(word=name))
        query = _EVENT_QUERY.format(conditions=" AND ".join(conditions))
        for row in self._snapshot.iter_rows(query, **values):
            text = row["text"]
            match = self._match(RecordKey("event", row["id"]), text[: row["called"]], text)
            hit = SearchHit(
                "event",
                row["id"],
                row_text(row, "title"),
                match,
                row["start_text"],
                row["end_text"] or "",
                row["status"],
            )
            yield _rank(hit, row["start_day"])

    def records(self, kind: str) -> Iterator[_Ranked]:
        """Yield the records of another kind with all words."""
        labels = {}
        if kind == "place":
            labels = {row["id"]: row_text(row, "label") for row in self._snapshot.rows(_PLACE_LABELS)}
        for fields in self._snapshot.records(kind):
            record_id = str(fields["id"] if "id" in fields else fields["year"])
            names = _fold_names(fields)
            text = f"{names} {_fold_texts(fields)}"
            if not all(word in text for word in self._words):
                continue
            match = self._match(RecordKey(kind, record_id), names, text)
            title = labels.get(record_id) or record_title(fields)
            yield _rank_dated(SearchHit(kind, record_id, title, match), fields, kind)

    def withdrawn(self, kinds: Sequence[str]) -> Iterator[_Ranked]:
        """Yield the withdrawn records of some kinds with all words."""
        for fields in self._snapshot.records(WITHDRAWN):
            names = _fold_names(fields)
            text = f"{names} {_fold_texts(fields)}"
            if fields["kind"] not in kinds or not all(word in text for word in self._words):
                continue
            match = self._match(RecordKey(fields["kind"], fields["id"]), names, text)
            hit = SearchHit(fields["kind"], fields["id"], record_title(fields), match, is_withdrawn=True)
            yield _rank_dated(hit, fields, WITHDRAWN)

    def _match(self, key: RecordKey, names: str, text: str) -> Match:
        """Return how a record with all words matches."""
        if key in self._exact or [key.id] == self._words:
            return "exact"
        if all(begins_word(names, word) for word in self._words):
            return "name"
        # What is not in its own texts is in what its place or its institutions are called.
        if all(word not in text or begins_word(text, word) for word in self._words):
            return "text"
        return "inside"


def _rank_dated(hit: SearchHit, fields: Mapping[str, Any], kind: str) -> _Ranked:
    """Return a hit with the date that its kind has."""
    date = fields.get(_DATE_FIELDS.get(kind, ""))
    if date is None:
        return _rank(hit, None)
    return _rank(hit._replace(start=str(date)), day_number(PartialDate.parse(str(date)).first))


def _rank(hit: SearchHit, day: int | None) -> _Ranked:
    match = _MATCHES.index(hit.match)
    kind = RECORD_KINDS.index(hit.kind) if hit.kind in RECORD_KINDS else len(RECORD_KINDS)
    if day is None:
        return _Ranked(match, False, 0, kind, hit.id, hit)
    return _Ranked(match, True, -day, kind, hit.id, hit)


def _fold_names(fields: Mapping[str, Any]) -> str:
    """Return what a record is called in all languages, folded."""
    texts: list[str] = []
    for key, value in fields.items():
        if _is_named(key, _NAME_FIELDS):
            texts += _plain_texts(value)
    return fold(" ".join(texts))


def _fold_texts(fields: Mapping[str, Any]) -> str:
    """Return the texts of a record at any depth in all languages, folded."""
    return fold(" ".join(_deep_texts(fields)))


def _deep_texts(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if _is_named(key, _NAME_FIELDS) or _is_named(key, _TEXT_FIELDS):
            yield from _plain_texts(value)
        for part in value if isinstance(value, list) else ():
            if isinstance(part, dict):
                yield from _deep_texts(part)


def _plain_texts(value: Any) -> list[str]:
    """Return a value as texts; none if it is a table or a list of tables."""
    values = value if isinstance(value, list) else [value]
    return [str(part) for part in values if isinstance(part, str | int)]


@lru_cache(maxsize=1000)
def _is_named(key: str, names: tuple[str, ...]) -> bool:
    """Tell whether a key is one of some fields, in any language."""
    return key in names or bool(twin_of(key, names))


def _find_nearest(snapshot: Snapshot, kinds: Sequence[str], text: str, words: Sequence[str]) -> tuple[NearName, ...]:
    """Return records whose names are like a text, or else like one of its words."""
    nearest: dict[RecordKey, None] = {}
    for part in dict.fromkeys((text, *words)):
        for key in find_similar(snapshot, kinds, part):
            nearest[key] = None
    keys = list(nearest)[:MAX_NEAREST]
    return tuple(NearName(key.kind, key.id, title_of(snapshot, key)) for key in keys)
