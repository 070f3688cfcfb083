"""Records of all kinds by words, in all languages of the dataset.

Every word has to be found, in any order; words in quotes have to be found together. Case and accents do not count. An
event is also found by the names of its institutions and its place.
"""

from __future__ import annotations

import re
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
from cbi_cli.reports.records import RECORD_KINDS, WITHDRAWN, record_title, telling_title
from cbi_cli.reports.timeline_query import split_search

Match = Literal["exact", "name", "text", "inside"]
"""How a record matches, best first.

It is called exactly so; each word begins a word of what it is called; each word begins a word of any of its texts; or a
word is found only inside another one.
"""

_MATCHES: tuple[Match, ...] = ("exact", "name", "text", "inside")
DEFAULT_LIMIT = 20

_NAME_FIELDS = ("id", "year", "title", "name", "label", "field", "abbreviation", "aliases", "former_ids")
_TEXT_FIELDS = (
    *("note", "why", "chosen", "value", "author", "publisher", "text", "reason", "state", "numbering"),
    *("lead_agencies", "url"),
)
_DATE_FIELDS = {"source": "published", "edition": "published"}

# A word is looked for in the event itself, and in what its place and its institutions are called.
_EVENT_QUERY = """
SELECT e.id, e.start_day, t.text, t.called FROM event_search_text AS t JOIN event AS e ON e.number = t.event
WHERE {conditions}
"""
_SHOWN_EVENT_QUERY = """
SELECT id, start_text, end_text, title, title_es, title_other, status FROM event WHERE id = :id
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
_FEW_KINDS = ("institution", "indicator", "topic", "place", "edition")
_FEW, _DATED, _REST = range(3)
"""Hits that match alike: what events belong to, then what has a date, the newest first, then the rest."""

_NAMES_QUERY = "SELECT substr(text, 1, called) AS name FROM event_search_text UNION ALL SELECT name FROM record_name"
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_MAX_COMPARED_WORDS = 5_000
"""Words of one search that are compared letter by letter; more would take seconds."""


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
    """A record with a name that is like what was searched; the title is in English."""

    kind: str
    id: str
    title: str


class SearchResult(NamedTuple):
    """The best hits of a search.

    `total` counts all. If nothing was found, `correction` has words of the dataset in place of those that it does not
    have, and `nearest` the records with similar names; both may be empty.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    total: int
    correction: str = ""
    nearest: tuple[NearName, ...] = ()


class _Found(NamedTuple):
    """What a hit is sorted by: how it matches, the group of its kind, its age, its kind, and its id.

    An event has no `hit` yet: only the best ones are read.
    """

    match: int
    group: int
    age: int
    kind: int
    id: str
    hit: SearchHit | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """All but the hit."""
        return self[:5]


def search_records(snapshot: Snapshot, query: SearchQuery) -> SearchResult:
    """Return the records with all words of a query.

    What matches better comes first; of these institutions and other records that events belong to, then the newest.
    Raises CbiError if there are no words, or too many.
    """
    words = split_search(query.words)
    kinds = query.kinds or RECORD_KINDS
    search = _Search(snapshot, words, kinds)
    best = nsmallest(query.limit, search.find(), key=lambda found: found.sort_key)
    hits = tuple(found.hit or search.read_event(found) for found in best)
    result = SearchResult(query, hits, search.total)
    if hits:
        return result
    correction = _correct_words(snapshot, words)
    nearest: list[NearName] = []
    for key in find_similar(snapshot, kinds, " ".join(words)):
        title = title_of(snapshot, key)
        nearest.append(NearName(key.kind, key.id, title))
    return result._replace(correction=correction, nearest=tuple(nearest))


class _Search:
    """The words of a search in records of some kinds; `total` counts what was found so far."""

    def __init__(self, snapshot: Snapshot, words: Sequence[str], kinds: Sequence[str]) -> None:
        self._snapshot = snapshot
        self._words = words
        self._kinds = kinds
        self.total = 0
        self._exact = set(find_exactly(snapshot, kinds, " ".join(words)))

    def find(self) -> Iterator[_Found]:
        """Yield all hits, in no certain order."""
        for found in self._find_all():
            self.total += 1
            yield found

    def _find_all(self) -> Iterator[_Found]:
        for kind in self._kinds:
            if kind == "event":
                yield from self._find_events()
            else:
                yield from self._find_records(kind)
        yield from self._find_withdrawn()

    def _find_events(self) -> Iterator[_Found]:
        values: dict[str, str] = {}
        conditions: list[str] = []
        for number, word in enumerate(self._words):
            name = f"word{number}"
            values[name] = word
            condition = _WORD_CONDITION.format(word=name)
            conditions.append(condition)
        query = _EVENT_QUERY.format(conditions=" AND ".join(conditions))
        kind = RECORD_KINDS.index("event")
        for record_id, day, text, called in self._snapshot.iter_rows(query, **values):
            match = self._match(RecordKey("event", record_id), text[:called], text)
            yield _Found(_MATCHES.index(match), _DATED, -day, kind, record_id)

    def read_event(self, found: _Found) -> SearchHit:
        """Return the hit of an event that was found."""
        (row,) = self._snapshot.rows(_SHOWN_EVENT_QUERY, id=found.id)
        title = row_text(row, "title")
        match = _MATCHES[found.match]
        end = row["end_text"] or ""
        return SearchHit("event", found.id, title, match, row["start_text"], end, row["status"])

    def _find_records(self, kind: str) -> Iterator[_Found]:
        """Yield the hits of another kind than events."""
        for fields in self._snapshot.records(kind):
            # An edition has no id; it goes by its year.
            record_id = str(fields.get("id", fields.get("year")))
            match = self._match_fields(RecordKey(kind, record_id), fields)
            if match is None:
                continue
            title = telling_title(self._snapshot, kind, fields)
            hit = SearchHit(kind, record_id, title, match)
            yield _with_date(hit, fields, kind)

    def _find_withdrawn(self) -> Iterator[_Found]:
        for fields in self._snapshot.records(WITHDRAWN):
            key = RecordKey(fields["kind"], fields["id"])
            if key.kind not in self._kinds:
                continue
            match = self._match_fields(key, fields)
            if match is None:
                continue
            title = record_title(fields)
            hit = SearchHit(key.kind, key.id, title, match, is_withdrawn=True)
            yield _with_date(hit, fields, WITHDRAWN)

    def _match_fields(self, key: RecordKey, fields: Mapping[str, Any]) -> Match | None:
        """Return how a record matches; None if it does not have all words."""
        names = _fold_names(fields)
        text = f"{names} {_fold_texts(fields)}"
        if not all(word in text for word in self._words):
            return None
        return self._match(key, names, text)

    def _match(self, key: RecordKey, names: str, text: str) -> Match:
        """Return how a record with all words matches."""
        if key in self._exact or [key.id] == self._words:
            return "exact"
        if all(begins_word(names, word) for word in self._words):
            return "name"
        for word in self._words:
            # What is not in its own texts is in what its place or its institutions are called.
            if word in text and not begins_word(text, word):
                return "inside"
        return "text"


def _with_date(hit: SearchHit, fields: Mapping[str, Any], kind: str) -> _Found:
    """Return a hit with the date that its kind has, and what it is sorted by."""
    match = _MATCHES.index(hit.match)
    kind_number = RECORD_KINDS.index(hit.kind)
    group = _REST
    # What was withdrawn comes last, whatever it was.
    if hit.kind in _FEW_KINDS and not hit.is_withdrawn:
        group = _FEW
    date = fields.get(_DATE_FIELDS.get(kind, ""))
    if date is None:
        return _Found(match, group, 0, kind_number, hit.id, hit)
    dated = hit._replace(start=str(date))
    first_day = PartialDate.parse(dated.start).first
    return _Found(match, min(group, _DATED), -day_number(first_day), kind_number, hit.id, dated)


def _fold_names(fields: Mapping[str, Any]) -> str:
    """Return what a record is called in all languages, folded."""
    texts: list[str] = []
    for key, value in fields.items():
        if _is_named(key, _NAME_FIELDS):
            texts += _plain_texts(value)
    return fold(" ".join(texts))


def _fold_texts(fields: Mapping[str, Any]) -> str:
    """Return the texts of a record at any depth in all languages, folded."""
    texts = _deep_texts(fields)
    return fold(" ".join(texts))


def _deep_texts(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if _is_named(key, _NAME_FIELDS) or _is_named(key, _TEXT_FIELDS):
            yield from _plain_texts(value)
        if not isinstance(value, list):
            continue
        for part in value:
            if isinstance(part, dict):
                yield from _deep_texts(part)


def _plain_texts(value: Any) -> list[str]:
    """Return a value as texts; none if it is a table or a list of tables."""
    values = value
    if not isinstance(value, list):
        values = [value]
    return [str(part) for part in values if isinstance(part, str | int)]


@lru_cache(maxsize=1000)
def _is_named(key: str, names: tuple[str, ...]) -> bool:
    """Tell whether a key is one of some fields, in any language."""
    if key in names:
        return True
    return bool(twin_of(key, names))


def _correct_words(snapshot: Snapshot, words: Sequence[str]) -> str:
    """Return a search with the nearest words of the dataset in place of those that it does not have.

    Return an empty text if all words are there, or if one is like none.
    """
    known = _known_words(snapshot)
    corrected: list[str] = []
    for word in words:
        nearest = _nearest_word(word, known)
        if not nearest:
            return ""
        corrected.append(nearest)
    if corrected == list(words):
        return ""
    return " ".join(corrected)


def _known_words(snapshot: Snapshot) -> set[str]:
    """Return the words of what records are called, in all languages."""
    parts: set[str] = set()
    for row in snapshot.iter_rows(_NAMES_QUERY):
        parts.update(row["name"].split())
    # The same few parts stand in many names.
    known: set[str] = set()
    for part in parts:
        known.update(_LETTERS.findall(part))
    return known


def _nearest_word(word: str, known: set[str]) -> str:
    """Return the known word that is most like another one: itself if it begins a known one; empty if none is."""
    # Only a search that found nothing needs it.
    from difflib import get_close_matches

    if not _LETTERS.fullmatch(word):
        return word
    similar: list[str] = []
    for name in sorted(known):
        if name.startswith(word):
            return word
        # A typing error rarely changes the first letter, or the length by more than two.
        if name[0] == word[0] and abs(len(name) - len(word)) <= 2:
            similar.append(name)
    matches = get_close_matches(word, similar[:_MAX_COMPARED_WORDS], n=1, cutoff=0.75)
    return "".join(matches)
