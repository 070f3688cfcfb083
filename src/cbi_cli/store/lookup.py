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
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.store.snapshot import Store

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "edition", "dispute", "party")
SERIES_KINDS = ("indicator", "institution")
"""The kinds of records that can be a series."""

_MOST_OFFERS = 8
_FEW = 30
_MOST_COMPARED = 5_000
"""Names that are compared letter by letter when nothing else is near; more would take seconds."""

_BY_ID = "SELECT DISTINCT kind, id FROM record WHERE kind IN ({kinds}) AND id = :text"
_BY_NAME = "SELECT DISTINCT kind, id FROM record_name WHERE kind IN ({kinds}) AND name = :text AND is_former = :former"
_BY_TITLE = """
SELECT 'event' AS kind, e.id, e.title, e.title_es FROM event_words AS w JOIN event AS e ON e.number = w.event
WHERE instr(w.words, :text) > 0 ORDER BY e.seq
"""
_NAMES = """
SELECT kind, id, id AS name FROM record WHERE kind IN ({kinds}) AND kind <> 'event'
UNION ALL
SELECT kind, id, name FROM record_name WHERE kind IN ({kinds}) AND is_former = 0
"""
_IDS = "SELECT DISTINCT id FROM record WHERE kind IN ({kinds}) LIMIT :most"
_EVENT_IDS = "SELECT id FROM event WHERE id >= :low AND id < :high ORDER BY id LIMIT :most"
_EVENTS_NAMED = "SELECT id FROM event WHERE instr(id, :text) > 0 ORDER BY seq LIMIT :most"
_TITLE = """
SELECT COALESCE(
  json_extract(json, '$.title'), json_extract(json, '$.name'), json_extract(json, '$.label'),
  json_extract(json, '$.field'), '') AS title
FROM record WHERE kind = :kind AND id = :id
"""
_WITHDRAWN = """
SELECT r.kind, r.id, r.position, f.name AS file, r.json FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.kind = 'withdrawn' AND r.id = :id AND r.json IS NOT NULL ORDER BY r.number
"""
_SERIES = """
SELECT id, kind, label FROM series WHERE (kind = :kind AND id = :id) OR (:kind = 'institution' AND institution = :id)
ORDER BY seq
"""


class Match(NamedTuple):
    """A record that a text means, or may mean."""

    kind: str
    id: str


class Found(NamedTuple):
    """What a text can mean: the records that it names, or, if there is none, those that are near it."""

    matches: tuple[Match, ...]
    offers: tuple[Match, ...] = ()


def find_record(store: Store, kinds: Sequence[str], text: str) -> Found:
    """Find the records of some kinds that a text names, by id, former id, name, abbreviation or alias.

    There is one match, or several of which the caller lets the person choose, or none but offers.
    """
    matches = find_exactly(store, kinds, text)
    return Found(matches) if matches else Found((), tuple(near(store, kinds, text)))


def find_exactly(store: Store, kinds: Sequence[str], text: str) -> tuple[Match, ...]:
    """Find the records that a text names, without a search for near ones."""
    folded = fold(text)
    if not folded:
        return ()
    slots = _slots(kinds)
    values = {**_values(kinds), "text": folded}
    found = store.rows(_BY_ID.format(kinds=slots), **values)
    for former in (1, 0):
        found = found or store.rows(_BY_NAME.format(kinds=slots), **values, former=former)
    matches = {Match(row["kind"], row["id"]) for row in found}
    if not matches and "event" in kinds:
        matches = set(_titled(store, folded))
    return tuple(sorted(matches, key=lambda match: (kinds.index(match.kind), match.id)))


def current_id(store: Store, kinds: Sequence[str], text: str) -> str:
    """Return the id in use of the record that a text names by a former id; empty if it names none by one."""
    folded = fold(text)
    slots = _slots(kinds)
    values = {**_values(kinds), "text": folded}
    if store.rows(_BY_ID.format(kinds=slots), **values):
        return ""
    rows = store.rows(_BY_NAME.format(kinds=slots), **values, former=1)
    return str(rows[0]["id"]) if len(rows) == 1 else ""


def require_record(store: Store, kinds: Sequence[str], text: str, noun: str, option: str = "") -> str:
    """Return the id of the one record that a text names.

    ``noun`` says in messages what is looked for, ``option`` where the text comes from. Raises CbiError with the records
    to choose from if the text names several, and with the near ones if it names none.
    """
    found = find_record(store, kinds, text)
    if len(found.matches) == 1:
        return found.matches[0].id
    raise not_found(store, kinds, found, text, noun, option)


def find_series(store: Store, text: str) -> str:
    """Return the id of the series that a text names: an indicator, or an institution that is expected to recur.

    An institution that an indicator counts as a whole is that indicator's series. Raises CbiError as `require_record`.
    """
    kinds = SERIES_KINDS
    found = find_record(store, kinds, text)
    series = list(dict.fromkeys(one for match in found.matches for one in _series_of(store, match)))
    exact = [one for one in series if one == fold(text)]
    if exact or len(series) == 1:
        return (exact or series)[0]
    if not series and found.matches:
        # No two institutions share a name, and every indicator is a series.
        hint = "only indicators and institutions with a cadence are series; `cbi gaps` lists them"
        raise CbiError(f"`{found.matches[0].id}` is not a series", hint)
    if series:
        raise CbiError(f"`{text}` can mean {len(series)} series", f"choose one by its id: {', '.join(series)}")
    offers = [match for match in found.offers if _series_of(store, match)]
    if not offers and not withdrawal(store, kinds, text):
        raise CbiError(f"no series is called `{text}`{_elsewhere(store, kinds, text)}", "`cbi gaps` lists them")
    raise not_found(store, kinds, Found((), tuple(offers)), text, "series")


def require_source(store: Store, text: str) -> str:
    """Return the citation that a text means: a source, or a source and one of its parts behind ``#``."""
    name, sign, part = text.partition("#")
    if not name.strip():
        raise CbiError(f"`{text}` names a part of no source", "write it as SOURCE#PART")
    source = require_record(store, ("source",), name, "source")
    if not sign:
        return source
    parts = (store.record("source", source) or {}).get("locators", ())
    for one in parts:
        titles = [value for key, value in one.items() if key.startswith("title")]
        if fold(part) in (fold(name) for name in (one["id"], *titles)):
            return f"{source}#{one['id']}"
    hint = did_you_mean(part, [one["id"] for one in parts]) or "it has no parts"
    raise CbiError(f"the source `{source}` has no part `{part}`", hint)


def not_found(
    store: Store, kinds: Sequence[str], found: Found, text: str, noun: str, option: str = "", default_hint: str = ""
) -> CbiError:
    """Make the error for a text that does not name exactly one record, with what to choose from."""
    if found.matches:
        names = ", ".join(described(store, match) for match in found.matches)
        return CbiError(
            f"{_at(option)}`{text}` can mean {len(found.matches)} records", f"choose one by its id: {names}"
        )
    gone = withdrawal(store, kinds, text)
    if gone:
        return CbiError(f"{_at(option)}{gone[0]}", gone[1])
    hint = _all_of(store, kinds) or default_hint
    if found.offers:
        # Records of several kinds can share an id; one of them says enough.
        by_id = {match.id: match for match in reversed(found.offers)}
        hint = f"did you mean {_or([described(store, match) for match in reversed(by_id.values())])}?"
    return CbiError(f"{_at(option)}no {noun} is called `{text}`{_elsewhere(store, kinds, text)}", hint)


def withdrawal(store: Store, kinds: Sequence[str], text: str) -> tuple[str, str] | None:
    """Return when and why a record of some kinds was withdrawn, and what is right in its place.

    Returns None if no record with that id was. The text is an id, or a source with a part of it.
    """
    for _, one in withdrawn(store, text.partition("#")[0]):
        if one.get("kind") in kinds:
            other = one.get("replaced_by")
            hint = f"use `{other}` instead" if other else f"`cbi show {one['id']}` shows the entry"
            return f"the {one['kind']} `{one['id']}` was withdrawn on {one['date']}: {one['reason']}", hint
    return None


def withdrawn(store: Store, text: str) -> list[tuple[sqlite3.Row, dict[str, Any]]]:
    """Return the entries of `withdrawn.toml` with an id, each with its row: at most one for each kind of record."""
    return list(store.decoded("json", _WITHDRAWN, id=fold(text)))


def _elsewhere(store: Store, kinds: Sequence[str], text: str) -> str:
    """Say what else a text names that names no record of some kinds; an empty text if it is nothing."""
    others = find_exactly(store, [kind for kind in RECORD_KINDS if kind not in kinds], text)
    if others:
        return f"; that is the {others[0].kind} `{others[0].id}`"
    gone = withdrawal(store, RECORD_KINDS, text)
    return f"; {gone[0]}" if gone else ""


def described(store: Store, match: Match) -> str:
    """Return the id of a record with its title in parentheses."""
    title = title_of(store, match)
    return f"`{match.id}` ({title})" if title else f"`{match.id}`"


def title_of(store: Store, match: Match) -> str:
    """Return what a record is called in English, or an empty text."""
    if match.kind == "party":
        rows = store.rows("SELECT shown AS title FROM record_name WHERE kind = 'party' AND id = :id", id=match.id)
    else:
        rows = store.rows(_TITLE, kind=match.kind, id=match.id)
    return str(rows[0]["title"]) if rows else ""


def named_so_far(store: Store, kinds: Sequence[str], prefix: str) -> list[Match]:
    """Return the records with an id or a name that begins with a text, in the order of their kinds."""
    folded = fold(prefix)
    found = [Match(kind, record_id) for kind, record_id, name in _spoken(store, kinds) if name.startswith(folded)]
    if "event" in kinds:
        found += [Match("event", one) for one in _event_ids(store, folded, 1_000)]
    found.sort(key=lambda match: kinds.index(match.kind))
    return list(dict.fromkeys(found))


def unique_prefix(store: Store, kinds: Sequence[str], text: str) -> Match | None:
    """Return the only record that a beginning can mean, or None.

    It must begin an id or a name of the record, and no other record may have a word that begins so in its id or names.
    """
    return only_prefix(text, ((Match(kind, record_id), name) for kind, record_id, name in _spoken(store, kinds)))


def only_prefix(text: str, names: Iterable[tuple[Match, str]]) -> Match | None:
    """Return the only one of some records, given with their folded names, that a beginning can mean, or None."""
    folded = fold(text)
    if not folded:
        return None
    begun: set[Match] = set()
    mentioned: set[Match] = set()
    for match, name in names:
        if name.startswith(folded):
            begun.add(match)
        if _has_word(name, folded):
            mentioned.add(match)
    return begun.pop() if len(begun) == 1 and begun == mentioned else None


def near(store: Store, kinds: Sequence[str], text: str) -> list[Match]:
    """Return records whose ids or names are like a text, the likeliest first: to be offered, never to be taken."""
    folded = fold(text)
    if not folded:
        return []
    spoken = [(Match(kind, record_id), name) for kind, record_id, name in _spoken(store, kinds)]
    found = like(folded, spoken)
    if "event" in kinds and len(found) < _MOST_OFFERS:
        found += _near_events(store, folded)
    return list(dict.fromkeys(found))[:_MOST_OFFERS]


def like(text: str, names: Sequence[tuple[Match, str]]) -> list[Match]:
    """Return the records, given with their folded names, whose names are like a text, the likeliest first."""
    folded = fold(text)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name.startswith(folded),
        lambda name: _has_word(name, folded),
        lambda name: _has_words(name, folded),
    )
    found: dict[Match, None] = {}
    for is_near in tests:
        found |= dict.fromkeys(match for match, name in names if is_near(name))
    if len(found) < _MOST_OFFERS:
        found |= dict.fromkeys(_close(folded, names))
    return list(found)[:_MOST_OFFERS]


def _all_of(store: Store, kinds: Sequence[str]) -> str:
    """Return a hint with the ids of all records of some kinds if they are few, else an empty text."""
    rows = store.rows(_IDS.format(kinds=_slots(kinds)), **_values(kinds), most=_FEW + 1)
    ids = [row["id"] for row in rows]
    return f"one of: {', '.join(ids)}" if 0 < len(ids) <= _FEW else ""


def _close(folded: str, names: Sequence[tuple[Match, str]]) -> list[Match]:
    """Return the records with names that differ in a few letters, as of a typing error."""
    from difflib import get_close_matches

    by_name: dict[str, list[Match]] = {}
    for match, name in names[:_MOST_COMPARED]:
        by_name.setdefault(name, []).append(match)
    close = get_close_matches(folded[:200], by_name, n=3)
    return [match for name in close for match in by_name[name]]


def _near_events(store: Store, folded: str) -> list[Match]:
    """Return events with an id that is like a text."""
    found = _event_ids(store, folded, _MOST_OFFERS)
    found += [row["id"] for row in store.rows(_EVENTS_NAMED, text=folded.replace(" ", "-"), most=_MOST_OFFERS)]
    same_month = _event_ids(store, folded[:7], 500) if folded[:4].isdigit() else []
    close = _close(folded, [(Match("event", one), one) for one in same_month])
    return [*(Match("event", one) for one in found), *close]


def _event_ids(store: Store, prefix: str, most: int) -> list[str]:
    """Return ids of events that begin with a text, in order."""
    high = prefix + "\U0010ffff"
    return [row["id"] for row in store.rows(_EVENT_IDS, low=prefix, high=high, most=most)]


def _titled(store: Store, folded: str) -> list[Match]:
    """Return the events with a title."""
    # The words of an event are searched first, so that few titles have to be folded.
    longest = max(folded.split(), key=len)
    rows = store.rows(_BY_TITLE, text=longest)
    return [Match("event", row["id"]) for row in rows if folded in (fold(row["title"]), fold(row["title_es"]))]


def _series_of(store: Store, match: Match) -> list[str]:
    """Return the series that a record is: itself, or the indicators that count an institution as a whole."""
    rows = store.rows(_SERIES, kind=match.kind, id=match.id)
    return [row["id"] for row in rows]


def _spoken(store: Store, kinds: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return each id and each folded name of the records of some kinds; of events none."""
    rows = store.rows(_NAMES.format(kinds=_slots(kinds)), **_values(kinds))
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


def _slots(kinds: Sequence[str]) -> str:
    return ", ".join(f":kind{number}" for number in range(len(kinds)))


def _values(kinds: Sequence[str]) -> dict[str, str]:
    return {f"kind{number}": kind for number, kind in enumerate(kinds)}


def _at(option: str) -> str:
    return f"{option}: " if option else ""


def _or(names: Sequence[str]) -> str:
    """Join names with commas and a final "or"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
