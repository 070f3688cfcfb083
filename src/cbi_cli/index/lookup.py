"""Find the record that a person means by what they type: the one function of every command.

A text is compared without regard to case, accents and Unicode form, first with the ids of the records, then with their
former ids, then with their names, labels, abbreviations and aliases in every language. The first of these three that
finds anything decides. So an id always means its own record, whatever other records are called.

What is only near is offered, never taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.snapshot import Snapshot

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "edition", "dispute", "party")
SERIES_KINDS = ("indicator", "institution")
"""The kinds of records that can be a series."""

_MAX_SUGGESTIONS = 8
_MAX_LISTED_IDS = 30
MAX_COMPARISONS = 5_000
"""Names that are compared letter by letter when nothing else is near; more would take seconds."""

_BY_ID = "SELECT DISTINCT kind, id FROM record WHERE kind IN ({kinds}) AND id = :text"
_BY_NAME = "SELECT DISTINCT kind, id FROM record_name WHERE kind IN ({kinds}) AND name = :text AND is_former = :former"
_BY_TITLE = """
SELECT 'event' AS kind, e.id, e.title, e.title_es FROM event_search_text AS w JOIN event AS e ON e.number = w.event
WHERE instr(w.text, :text) > 0 ORDER BY e.sort_key
"""
_NAMES_QUERY = """
SELECT kind, id, id AS name FROM record WHERE kind IN ({kinds}) AND kind <> 'event'
UNION ALL
SELECT kind, id, name FROM record_name WHERE kind IN ({kinds}) AND is_former = 0
"""
_IDS_QUERY = "SELECT DISTINCT id FROM record WHERE kind IN ({kinds}) LIMIT :most"
_EVENT_IDS_QUERY = "SELECT id FROM event WHERE id >= :low AND id < :high ORDER BY id LIMIT :most"
_EVENTS_BY_ID_PART = "SELECT id FROM event WHERE instr(id, :text) > 0 ORDER BY sort_key LIMIT :most"
_TITLE_QUERY = """
SELECT COALESCE(
  json_extract(json, '$.title'), json_extract(json, '$.name'), json_extract(json, '$.label'),
  json_extract(json, '$.field'), '') AS title
FROM record WHERE kind = :kind AND id = :id
"""
_WITHDRAWN_QUERY = """
SELECT r.kind, r.id, r.position, f.name AS file, r.json FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.kind = 'withdrawn' AND r.id = :id AND r.json IS NOT NULL ORDER BY r.number
"""
_SERIES_QUERY = """
SELECT id, kind, label FROM series WHERE (kind = :kind AND id = :id) OR (:kind = 'institution' AND institution = :id)
ORDER BY sort_key
"""


class RecordKey(NamedTuple):
    """A record that a text means, or may mean."""

    kind: str
    id: str


class LookupResult(NamedTuple):
    """What a text can mean: the records that it names, or, if there is none, those that are near it."""

    matches: tuple[RecordKey, ...]
    offers: tuple[RecordKey, ...] = ()


def find_record(snapshot: Snapshot, kinds: Sequence[str], text: str) -> LookupResult:
    """Find the records of some kinds that a text names, by id, former id, name, abbreviation or alias.

    There is one match, or several of which the caller lets the person choose, or none but offers.
    """
    matches = find_exactly(snapshot, kinds, text)
    return LookupResult(matches) if matches else LookupResult((), tuple(find_similar(snapshot, kinds, text)))


def find_exactly(snapshot: Snapshot, kinds: Sequence[str], text: str) -> tuple[RecordKey, ...]:
    """Find the records that a text names, without a search for near ones."""
    folded = fold(text)
    if not folded:
        return ()
    slots = _placeholders(kinds)
    values = {**_placeholder_values(kinds), "text": folded}
    found = snapshot.rows(_BY_ID.format(kinds=slots), **values)
    for former in (1, 0):
        found = found or snapshot.rows(_BY_NAME.format(kinds=slots), **values, former=former)
    matches = {RecordKey(row["kind"], row["id"]) for row in found}
    if not matches and "event" in kinds:
        matches = set(_find_events_by_title(snapshot, folded))
    return tuple(sorted(matches, key=lambda match: (kinds.index(match.kind), match.id)))


def current_id(snapshot: Snapshot, kinds: Sequence[str], text: str) -> str:
    """Return the id in use of the record that a text names by a former id; empty if it names none by one."""
    folded = fold(text)
    slots = _placeholders(kinds)
    values = {**_placeholder_values(kinds), "text": folded}
    if snapshot.rows(_BY_ID.format(kinds=slots), **values):
        return ""
    rows = snapshot.rows(_BY_NAME.format(kinds=slots), **values, former=1)
    return str(rows[0]["id"]) if len(rows) == 1 else ""


def require_record(snapshot: Snapshot, kinds: Sequence[str], text: str, noun: str, option: str = "") -> str:
    """Return the id of the one record that a text names.

    ``noun`` says in messages what is looked for, ``option`` where the text comes from. Raises CbiError with the records
    to choose from if the text names several, and with the near ones if it names none.
    """
    found = find_record(snapshot, kinds, text)
    if len(found.matches) == 1:
        return found.matches[0].id
    raise not_found_error(snapshot, kinds, found, text, noun, option)


def find_series(snapshot: Snapshot, text: str) -> str:
    """Return the id of the series that a text names: an indicator, or an institution that is expected to recur.

    An institution that an indicator counts as a whole is that indicator's series. Raises CbiError as `require_record`.
    """
    kinds = SERIES_KINDS
    found = find_record(snapshot, kinds, text)
    series = list(dict.fromkeys(one for match in found.matches for one in _series_of(snapshot, match)))
    exact = [one for one in series if one == fold(text)]
    if exact or len(series) == 1:
        return (exact or series)[0]
    if not series and found.matches:
        # No two institutions share a name, and every indicator is a series.
        hint = "only indicators and institutions with a cadence are series; `cbi gaps` lists them"
        raise CbiError(f"`{found.matches[0].id}` is not a series", hint)
    if series:
        raise CbiError(f"`{text}` can mean {len(series)} series", f"choose one by its id: {', '.join(series)}")
    offers = [match for match in found.offers if _series_of(snapshot, match)]
    if not offers and not describe_withdrawal(snapshot, kinds, text):
        raise CbiError(
            f"no series is called `{text}`{_describe_other_match(snapshot, kinds, text)}", "`cbi gaps` lists them"
        )
    raise not_found_error(snapshot, kinds, LookupResult((), tuple(offers)), text, "series")


def require_source(snapshot: Snapshot, text: str) -> str:
    """Return the citation that a text means: a source, or a source and one of its parts behind ``#``."""
    name, sign, part = text.partition("#")
    if not name.strip():
        raise CbiError(f"`{text}` names a part of no source", "write it as SOURCE#PART")
    source = require_record(snapshot, ("source",), name, "source")
    if not sign:
        return source
    parts = (snapshot.record("source", source) or {}).get("locators", ())
    for one in parts:
        titles = [value for key, value in one.items() if key.startswith("title")]
        if fold(part) in (fold(name) for name in (one["id"], *titles)):
            return f"{source}#{one['id']}"
    hint = did_you_mean(part, [one["id"] for one in parts]) or "it has no parts"
    raise CbiError(f"the source `{source}` has no part `{part}`", hint)


def not_found_error(
    snapshot: Snapshot,
    kinds: Sequence[str],
    found: LookupResult,
    text: str,
    noun: str,
    option: str = "",
    default_hint: str = "",
) -> CbiError:
    """Make the error for a text that does not name exactly one record, with what to choose from."""
    if found.matches:
        names = ", ".join(describe_record(snapshot, match) for match in found.matches)
        return CbiError(
            f"{_option_prefix(option)}`{text}` can mean {len(found.matches)} records", f"choose one by its id: {names}"
        )
    gone = describe_withdrawal(snapshot, kinds, text)
    if gone:
        return CbiError(f"{_option_prefix(option)}{gone[0]}", gone[1])
    hint = _list_ids_hint(snapshot, kinds) or default_hint
    if found.offers:
        # Records of several kinds can share an id; one of them says enough.
        by_id = {match.id: match for match in reversed(found.offers)}
        hint = (
            f"did you mean {_join_with_or([describe_record(snapshot, match) for match in reversed(by_id.values())])}?"
        )
    return CbiError(
        f"{_option_prefix(option)}no {noun} is called `{text}`{_describe_other_match(snapshot, kinds, text)}", hint
    )


def describe_withdrawal(snapshot: Snapshot, kinds: Sequence[str], text: str) -> tuple[str, str] | None:
    """Return when and why a record of some kinds was withdrawn, and what is right in its place.

    Returns None if no record with that id was. The text is an id, or a source with a part of it.
    """
    for _, one in find_withdrawn(snapshot, text.partition("#")[0]):
        if one.get("kind") in kinds:
            other = one.get("replaced_by")
            hint = f"use `{other}` instead" if other else f"`cbi show {one['id']}` shows the entry"
            return f"the {one['kind']} `{one['id']}` was withdrawn on {one['date']}: {one['reason']}", hint
    return None


def find_withdrawn(snapshot: Snapshot, text: str) -> list[tuple[sqlite3.Row, dict[str, Any]]]:
    """Return the entries of `withdrawn.toml` with an id, each with its row: at most one for each kind of record."""
    return list(snapshot.decoded_rows("json", _WITHDRAWN_QUERY, id=fold(text)))


def _describe_other_match(snapshot: Snapshot, kinds: Sequence[str], text: str) -> str:
    """Say what else a text names that names no record of some kinds; an empty text if it is nothing."""
    others = find_exactly(snapshot, [kind for kind in RECORD_KINDS if kind not in kinds], text)
    if others:
        return f"; that is the {others[0].kind} `{others[0].id}`"
    gone = describe_withdrawal(snapshot, RECORD_KINDS, text)
    return f"; {gone[0]}" if gone else ""


def describe_record(snapshot: Snapshot, match: RecordKey) -> str:
    """Return the id of a record with its title in parentheses."""
    title = title_of(snapshot, match)
    return f"`{match.id}` ({title})" if title else f"`{match.id}`"


def title_of(snapshot: Snapshot, match: RecordKey) -> str:
    """Return what a record is called in English, or an empty text."""
    if match.kind == "party":
        rows = snapshot.rows("SELECT shown AS title FROM record_name WHERE kind = 'party' AND id = :id", id=match.id)
    else:
        rows = snapshot.rows(_TITLE_QUERY, kind=match.kind, id=match.id)
    return str(rows[0]["title"]) if rows else ""


def find_by_prefix(snapshot: Snapshot, kinds: Sequence[str], prefix: str) -> list[RecordKey]:
    """Return the records with an id or a name that begins with a text, in the order of their kinds."""
    folded = fold(prefix)
    found = [
        RecordKey(kind, record_id)
        for kind, record_id, name in _folded_names(snapshot, kinds)
        if name.startswith(folded)
    ]
    if "event" in kinds:
        found += [RecordKey("event", one) for one in _event_ids(snapshot, folded, 1_000)]
    found.sort(key=lambda match: kinds.index(match.kind))
    return list(dict.fromkeys(found))


def match_unique_prefix(text: str, names: Iterable[tuple[RecordKey, str]]) -> RecordKey | None:
    """Return the only one of some records, given with their folded names, that a beginning can mean, or None.

    It must begin a name of the record, and no other record may have a word that begins so in its names.
    """
    folded = fold(text)
    if not folded:
        return None
    begun: set[RecordKey] = set()
    mentioned: set[RecordKey] = set()
    for match, name in names:
        if name.startswith(folded):
            begun.add(match)
        if _has_word(name, folded):
            mentioned.add(match)
    return begun.pop() if len(begun) == 1 and begun == mentioned else None


def find_similar(snapshot: Snapshot, kinds: Sequence[str], text: str) -> list[RecordKey]:
    """Return records whose ids or names are like a text, the likeliest first: to be offered, never to be taken."""
    folded = fold(text)
    if not folded:
        return []
    spoken = [(RecordKey(kind, record_id), name) for kind, record_id, name in _folded_names(snapshot, kinds)]
    found = match_similar(folded, spoken)
    if "event" in kinds and len(found) < _MAX_SUGGESTIONS:
        found += _find_similar_events(snapshot, folded)
    return list(dict.fromkeys(found))[:_MAX_SUGGESTIONS]


def match_similar(text: str, names: Sequence[tuple[RecordKey, str]]) -> list[RecordKey]:
    """Return the records, given with their folded names, whose names are like a text, the likeliest first."""
    folded = fold(text)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name.startswith(folded),
        lambda name: _has_word(name, folded),
        lambda name: _has_words(name, folded),
    )
    found: dict[RecordKey, None] = {}
    for is_near in tests:
        found |= dict.fromkeys(match for match, name in names if is_near(name))
    if len(found) < _MAX_SUGGESTIONS:
        found |= dict.fromkeys(_close_matches(folded, names))
    return list(found)[:_MAX_SUGGESTIONS]


def _list_ids_hint(snapshot: Snapshot, kinds: Sequence[str]) -> str:
    """Return a hint with the ids of all records of some kinds if they are few, else an empty text."""
    rows = snapshot.rows(
        _IDS_QUERY.format(kinds=_placeholders(kinds)), **_placeholder_values(kinds), most=_MAX_LISTED_IDS + 1
    )
    ids = [row["id"] for row in rows]
    return f"one of: {', '.join(ids)}" if 0 < len(ids) <= _MAX_LISTED_IDS else ""


def _close_matches(folded: str, names: Sequence[tuple[RecordKey, str]]) -> list[RecordKey]:
    """Return the records with names that differ in a few letters, as of a typing error."""
    from difflib import get_close_matches

    by_name: dict[str, list[RecordKey]] = {}
    for match, name in names[:MAX_COMPARISONS]:
        by_name.setdefault(name, []).append(match)
    close = get_close_matches(folded[:200], by_name, n=3)
    return [match for name in close for match in by_name[name]]


def _find_similar_events(snapshot: Snapshot, folded: str) -> list[RecordKey]:
    """Return events with an id that is like a text."""
    found = _event_ids(snapshot, folded, _MAX_SUGGESTIONS)
    found += [
        row["id"] for row in snapshot.rows(_EVENTS_BY_ID_PART, text=folded.replace(" ", "-"), most=_MAX_SUGGESTIONS)
    ]
    same_month = _event_ids(snapshot, folded[:7], 500) if folded[:4].isdigit() else []
    close = _close_matches(folded, [(RecordKey("event", one), one) for one in same_month])
    return [*(RecordKey("event", one) for one in found), *close]


def _event_ids(snapshot: Snapshot, prefix: str, most: int) -> list[str]:
    """Return ids of events that begin with a text, in order."""
    high = prefix + "\U0010ffff"
    return [row["id"] for row in snapshot.rows(_EVENT_IDS_QUERY, low=prefix, high=high, most=most)]


def _find_events_by_title(snapshot: Snapshot, folded: str) -> list[RecordKey]:
    """Return the events with a title."""
    # The words of an event are searched first, so that few titles have to be folded.
    longest = max(folded.split(), key=len)
    rows = snapshot.rows(_BY_TITLE, text=longest)
    return [RecordKey("event", row["id"]) for row in rows if folded in (fold(row["title"]), fold(row["title_es"]))]


def _series_of(snapshot: Snapshot, match: RecordKey) -> list[str]:
    """Return the series that a record is: itself, or the indicators that count an institution as a whole."""
    rows = snapshot.rows(_SERIES_QUERY, kind=match.kind, id=match.id)
    return [row["id"] for row in rows]


def _folded_names(snapshot: Snapshot, kinds: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return each id and each folded name of the records of some kinds; of events none."""
    rows = snapshot.rows(_NAMES_QUERY.format(kinds=_placeholders(kinds)), **_placeholder_values(kinds))
    return [(row["kind"], row["id"], row["name"]) for row in rows]


def _has_word(name: str, folded: str) -> bool:
    """Return whether a name has a word that begins with a text."""
    at = name.find(folded)
    while at > 0 and name[at - 1].isalnum():
        at = name.find(folded, at + 1)
    return at >= 0


def _has_words(name: str, folded: str) -> bool:
    """Return whether a name has all the words of a text, in any order."""
    return all(_has_word(name, word) for word in folded.split())


def _placeholders(kinds: Sequence[str]) -> str:
    return ", ".join(f":kind{number}" for number in range(len(kinds)))


def _placeholder_values(kinds: Sequence[str]) -> dict[str, str]:
    return {f"kind{number}": kind for number, kind in enumerate(kinds)}


def _option_prefix(option: str) -> str:
    return f"{option}: " if option else ""


def _join_with_or(names: Sequence[str]) -> str:
    """Join names with commas and a final "or"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
