"""What the search of a site can find: every record, with its words and what narrows a search.

The order of the entries is that in which equally good results are shown: first the records that others belong to, then
the events from the newest to the oldest, then what the events rest on.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.folding import fold
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, row_text
from cbi_cli.reports.records import record_title

FIRST_KINDS = ("indicator", "institution", "topic", "place", "edition")
LAST_KINDS = ("dispute", "source", "withdrawn")
ENTRY_KINDS = (*FIRST_KINDS, "event", *LAST_KINDS)
"""The kinds of records that can be found, in the order of the results."""

MAX_WORD = 40
"""The letters of a word that count; nobody types more."""

# A date is one word, so that the beginning of one finds a month. The script in `static/search.js` has the same pattern.
_WORD = re.compile(r"[0-9]{4}(?:-[0-9]{1,2}){1,2}(?![0-9])|[^\W_]+")

_TEXT_KEYS = frozenset(
    (
        *("title", "name", "label", "note", "why", "author", "publisher", "field", "value"),
        *("chosen", "reason", "numbering", "lead_agencies", "text"),
    )
)
"""The fields of records other than events that have words to be found, besides names; each also has its twins."""

_EVENTS_QUERY = """
SELECT e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.kind, e.level, e.place, e.year,
  e.last_year, w.text,
  (SELECT group_concat(institution, ' ') FROM event_institution AS x WHERE x.event = e.number) AS institutions,
  (SELECT group_concat(topic, ' ') FROM event_topic AS x WHERE x.event = e.number) AS topics
FROM event AS e JOIN event_search_text AS w ON w.event = e.number ORDER BY e.sort_key DESC
"""
_NAMES_QUERY = "SELECT kind, id, name FROM record_name WHERE kind <> 'party'"

_Names = Mapping[tuple[str, str], str]
"""The folded names of each record, by its kind and id."""


class SearchEntry(NamedTuple):
    """A record that can be found.

    `former_kind` is that of a record which was withdrawn. `title_language` is set if the title has a language of its
    own. `name` is what the record is called, in all languages and
    with its ids, and `text` what else finds it, both folded. `years` and `institutions` are those that it belongs to;
    dates, kind and level of an event are empty for other records.
    """

    kind: str
    id: str
    title: LocalizedText
    name: str
    text: str
    former_kind: str = ""
    title_language: str = ""
    start: str = ""
    end: str | None = None
    event_kind: str = ""
    level: str = ""
    years: tuple[int, ...] = ()
    institutions: tuple[str, ...] = ()


def iter_entries(snapshot: Snapshot) -> Iterator[SearchEntry]:
    """Yield all records that can be found, in the order of the results."""
    names = _read_names(snapshot)
    for kind in FIRST_KINDS:
        yield from _record_entries(snapshot, kind, names)
    for row in snapshot.iter_rows(_EVENTS_QUERY):
        yield _event_entry(row, names)
    for kind in LAST_KINDS:
        yield from _record_entries(snapshot, kind, names)


def split_words(folded: str) -> set[str]:
    """Return the words of a folded text, each as far as it counts."""
    if not folded.isascii():
        # Folding keeps the vowel signs of some scripts, which would split words.
        folded = "".join(letter for letter in folded if not unicodedata.category(letter).startswith("M"))
    return {word[:MAX_WORD] for word in _WORD.findall(folded)}


def _read_names(snapshot: Snapshot) -> _Names:
    names: dict[tuple[str, str], str] = {}
    for row in snapshot.rows(_NAMES_QUERY):
        key = (row["kind"], row["id"])
        names[key] = f"{names.get(key, '')} {row['name']}"
    return names


def _event_entry(row: sqlite3.Row, names: _Names) -> SearchEntry:
    event_id = row["id"]
    title = row_text(row, "title")
    called = [event_id, names.get(("event", event_id), "")]
    for text in title.all_texts():
        folded = fold(text)
        called.append(folded)
    start = row["start_text"]
    end = row["end_text"]
    institutions = _split_ids(row["institutions"])
    related = [("place", row["place"])]
    related += [("institution", institution) for institution in institutions]
    related += [("topic", topic) for topic in _split_ids(row["topics"])]
    texts = [row["text"], start, end or ""]
    texts += [names.get(key, "") for key in related]
    years = range(row["year"], row["last_year"] + 1)
    name = " ".join(called)
    everything = " ".join(texts)
    entry = SearchEntry("event", event_id, title, name, everything)
    return entry._replace(
        start=start,
        end=end,
        event_kind=row["kind"],
        level=row["level"],
        years=tuple(years),
        institutions=institutions,
    )


def _split_ids(text: str | None) -> tuple[str, ...]:
    """Return the ids of a list that the query has joined."""
    if not text:
        return ()
    return tuple(text.split())


def _record_entries(snapshot: Snapshot, kind: str, names: _Names) -> Iterator[SearchEntry]:
    entries = [_record_entry(kind, record, names) for record in snapshot.records(kind)]
    if kind == "source":
        # Sources without a date come last.
        entries.sort(key=lambda entry: entry.start, reverse=True)
    yield from entries


def _record_entry(kind: str, record: Mapping[str, Any], names: _Names) -> SearchEntry:
    # An edition goes by its year.
    key = "year" if kind == "edition" else "id"
    record_id = str(record[key])
    start = str(record.get("published", ""))
    called = names.get((kind, record_id), "")
    texts = [start]
    for text in _find_texts(record):
        folded = fold(text)
        texts.append(folded)
    title = record_title(dict(record))
    everything = " ".join(texts)
    entry = SearchEntry(kind, record_id, title, f"{record_id} {called}", everything, start=start)
    if kind == "edition":
        return entry._replace(years=(record["year"],))
    if kind == "institution":
        return entry._replace(institutions=(record_id,))
    if kind == "withdrawn":
        return entry._replace(former_kind=record["kind"])
    if kind == "source":
        language = record.get("language", "en")
        years = (int(start[:4]),) if start else ()
        return entry._replace(title_language=language, years=years)
    return entry


def _find_texts(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a record and of the tables in it, in all languages."""
    for key, value in record.items():
        values = value if isinstance(value, list) else [value]
        for item in values:
            if isinstance(item, dict):
                yield from _find_texts(item)
            elif isinstance(item, str) and _is_text_key(key):
                yield item


def _is_text_key(key: str) -> bool:
    if key in _TEXT_KEYS:
        return True
    return any(key.startswith(f"{name}_") for name in _TEXT_KEYS)
