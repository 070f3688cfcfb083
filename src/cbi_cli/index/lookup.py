"""Find the record that a person means by what they type.

This works in the same way for every command. A text is compared without regard to case, accents and Unicode form, first
with the ids of the records, then with their former ids, then with their names, labels, abbreviations and aliases in
every language. The first of these three that finds anything decides. So an id always means its own record, whatever
other records are called.

Similar names are only suggested.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import begins_word, fold
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.snapshot import Snapshot, decode_json

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "place", "edition", "dispute", "party")
SERIES_KINDS = ("indicator", "institution")
"""The kinds of records that can be a series."""

_MAX_SUGGESTIONS = 8
_MAX_LISTED_IDS = 30
MAX_COMPARISONS = 5_000
"""Names that are compared letter by letter if nothing else is similar; more would take seconds."""

_BY_ID = "SELECT DISTINCT kind, id FROM record WHERE kind IN ({kinds}) AND id = :text"
_BY_NAME = "SELECT DISTINCT kind, id FROM record_name WHERE kind IN ({kinds}) AND name = :text AND is_former = :former"
_BY_TITLE = """
SELECT 'event' AS kind, e.id, e.title, e.title_es, e.title_other
FROM event_search_text AS w JOIN event AS e ON e.number = w.event
WHERE instr(w.text, :text) > 0 ORDER BY e.sort_key
"""
_NAMES_QUERY = """
SELECT kind, id, id AS name FROM record WHERE kind IN ({kinds}) AND kind <> 'event'
UNION ALL
SELECT kind, id, name FROM record_name WHERE kind IN ({kinds}) AND is_former = 0
"""
_IDS_QUERY = "SELECT DISTINCT id FROM record WHERE kind IN ({kinds}) LIMIT :limit"
_EVENT_IDS_QUERY = "SELECT id FROM event WHERE id >= :low AND id < :high ORDER BY id LIMIT :limit"
_EVENTS_BY_ID_PART = "SELECT id FROM event WHERE instr(id, :text) > 0 ORDER BY sort_key LIMIT :limit"
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
    """What a text can mean.

    These are the records that it names, or, if there are none, similar ones.
    """

    matches: tuple[RecordKey, ...]
    suggestions: tuple[RecordKey, ...] = ()


def find_record(snapshot: Snapshot, kinds: Sequence[str], text: str) -> LookupResult:
    """Find the records of some kinds that a text names.

    It can be an id, a former id, a name, an abbreviation or an alias. There is one match, or several of which the
    caller lets the person choose, or only suggestions.
    """
    matches = find_exactly(snapshot, kinds, text)
    if matches:
        return LookupResult(matches)
    return LookupResult((), tuple(find_similar(snapshot, kinds, text)))


def find_exactly(snapshot: Snapshot, kinds: Sequence[str], text: str) -> tuple[RecordKey, ...]:
    """Find the records that a text names, without a search for similar ones."""
    folded = fold(text)
    if not folded:
        return ()
    placeholders = _placeholders(kinds)
    values = {**_placeholder_values(kinds), "text": folded}
    rows = snapshot.rows(_BY_ID.format(kinds=placeholders), **values)
    name_query = _BY_NAME.format(kinds=placeholders)
    # Former ids decide before names: links to them were published.
    for former in (1, 0):
        if not rows:
            rows = snapshot.rows(name_query, **values, former=former)
    matches = {RecordKey(row["kind"], row["id"]) for row in rows}
    if not matches and "event" in kinds:
        matches.update(_find_events_by_title(snapshot, folded))
    return tuple(sorted(matches, key=lambda match: (kinds.index(match.kind), match.id)))


def current_id(snapshot: Snapshot, kinds: Sequence[str], text: str) -> str:
    """Return the current id of the record with a former id.

    The result is empty if there is none.
    """
    placeholders = _placeholders(kinds)
    values = {**_placeholder_values(kinds), "text": fold(text)}
    id_query = _BY_ID.format(kinds=placeholders)
    if snapshot.rows(id_query, **values):
        return ""
    name_query = _BY_NAME.format(kinds=placeholders)
    rows = snapshot.rows(name_query, **values, former=1)
    if len(rows) != 1:
        return ""
    return str(rows[0]["id"])


def require_record(snapshot: Snapshot, kinds: Sequence[str], text: str, noun: str, option: str = "") -> str:
    """Return the id of the one record that a text names.

    `noun` says in messages what is searched for, `option` where the text comes from. Raises CbiError with the records
    to choose from if the text names several, and with similar ones if it names none.
    """
    result = find_record(snapshot, kinds, text)
    if len(result.matches) == 1:
        return result.matches[0].id
    raise not_found_error(snapshot, kinds, result, text, noun, option)


def find_series(snapshot: Snapshot, text: str) -> str:
    """Return the id of the series that a text names.

    It is an indicator, or an institution that is expected to recur. An institution that an indicator counts as a whole
    is that indicator's series. Raises CbiError as `require_record`.
    """
    kinds = SERIES_KINDS
    result = find_record(snapshot, kinds, text)
    series: dict[str, None] = {}
    for match in result.matches:
        for series_id in _series_of(snapshot, match):
            series[series_id] = None
    folded = fold(text)
    if folded in series:
        return folded
    if len(series) == 1:
        (only,) = series
        return only
    if series:
        hint = message("choose one by its id: {choices}", choices=", ".join(series))
        raise CbiError(message("`{text}` can mean {n} series", text=text, n=len(series)), hint)
    if result.matches:
        # No two institutions share a name, and every indicator is a series.
        hint = message("only indicators and institutions with a cadence are series; `cbi gaps` lists them")
        raise CbiError(message("`{id}` is not a series", id=result.matches[0].id), hint)
    suggestions = [match for match in result.suggestions if _series_of(snapshot, match)]
    if not suggestions and not describe_withdrawal(snapshot, kinds, text):
        problem = _describe_missing(snapshot, kinds, text, "series")
        raise CbiError(problem, message("`cbi gaps` lists them"))
    raise not_found_error(snapshot, kinds, LookupResult((), tuple(suggestions)), text, "series")


def require_source(snapshot: Snapshot, text: str) -> str:
    """Return the citation that a text means.

    It is a source, or a source and one of its parts after `#`.
    """
    name, separator, part = text.partition("#")
    if not name.strip():
        raise CbiError(message("`{text}` names a part of no source", text=text), message("write it as SOURCE#PART"))
    source = require_record(snapshot, ("source",), name, "source")
    if not separator:
        return source
    record = snapshot.record("source", source) or {}
    locators = record.get("locators", ())
    folded = fold(part)
    for locator in locators:
        for key, value in locator.items():
            if (key == "id" or key.startswith("title")) and fold(value) == folded:
                return f"{source}#{locator['id']}"
    part_ids = [locator["id"] for locator in locators]
    hint = did_you_mean(part, part_ids) or message("it has no parts")
    raise CbiError(message("the source `{source}` has no part `{part}`", source=source, part=part), hint)


def not_found_error(
    snapshot: Snapshot,
    kinds: Sequence[str],
    result: LookupResult,
    text: str,
    noun: str,
    option: str = "",
    default_hint: str = "",
) -> CbiError:
    """Return the error for a text that does not name exactly one record.

    It says what there is to choose from.
    """
    withdrawal = describe_withdrawal(snapshot, kinds, text)
    if result.matches:
        choices = [describe_record(snapshot, match) for match in result.matches]
        problem: str = message("`{text}` can mean {n} records", text=text, n=len(choices))
        hint: str = message("choose one by its id: {choices}", choices=", ".join(choices))
    elif withdrawal:
        problem, hint = withdrawal
    else:
        problem = _describe_missing(snapshot, kinds, text, noun)
        hint = _suggest_records(snapshot, kinds, result) or default_hint
    if option:
        problem = message("{option}: {problem}", option=option, problem=problem)
    return CbiError(problem, hint)


def _suggest_records(snapshot: Snapshot, kinds: Sequence[str], result: LookupResult) -> str:
    """Return a hint with the similar records, else with all of some kinds.

    The text is empty if there are neither.
    """
    if result.suggestions:
        # Records of several kinds can share an id; the first of them says enough.
        by_id = {match.id: match for match in reversed(result.suggestions)}
        names = [describe_record(snapshot, match) for match in reversed(by_id.values())]
        return message("did you mean {names}?", names=_join_with_or(names))
    return _list_ids_hint(snapshot, kinds)


def _describe_missing(snapshot: Snapshot, kinds: Sequence[str], text: str, noun: str) -> str:
    """Say that no record of some kinds has a name.

    A record of another kind that has it is named.
    """
    # In other languages the sentence depends on the noun.
    if noun == "record":
        problem = message("no record is called `{text}`", text=text)
    elif noun == "series":
        problem = message("no series is called `{text}`", text=text)
    else:
        problem = message("no {kind} is called `{text}`", kind=noun, text=text)
    other = _describe_other_match(snapshot, kinds, text)
    if not other:
        return problem
    return message("{first}; {next}", first=problem, next=other)


def describe_withdrawal(snapshot: Snapshot, kinds: Sequence[str], text: str) -> tuple[str, str] | None:
    """Return when and why a record of some kinds was withdrawn.

    With it comes what is right in its place. Returns None if no record with that id was. The text is an id, or a source
    with a part of it.
    """
    for _, entry in find_withdrawn(snapshot, text.partition("#")[0]):
        if entry.get("kind") not in kinds:
            continue
        hint = message("`cbi show {id}` shows the entry", id=entry["id"])
        if entry.get("replaced_by"):
            hint = message("use `{id}` instead", id=entry["replaced_by"])
        problem = message(
            "the {kind} `{id}` was withdrawn on {date}: {reason}",
            kind=entry["kind"],
            id=entry["id"],
            date=entry["date"],
            reason=entry["reason"],
        )
        return problem, hint
    return None


def find_withdrawn(snapshot: Snapshot, text: str) -> list[tuple[sqlite3.Row, dict[str, Any]]]:
    """Return the entries of `withdrawn.toml` with an id, each with its row.

    There is at most one for each kind of record.
    """
    return list(snapshot.decoded_rows("json", _WITHDRAWN_QUERY, id=fold(text)))


def _describe_other_match(snapshot: Snapshot, kinds: Sequence[str], text: str) -> str:
    """Say which record of another kind a text names.

    Return an empty text if there is none.
    """
    other_kinds = [kind for kind in RECORD_KINDS if kind not in kinds]
    others = find_exactly(snapshot, other_kinds, text)
    if others:
        return message("that is the {kind} `{id}`", kind=others[0].kind, id=others[0].id)
    withdrawal = describe_withdrawal(snapshot, RECORD_KINDS, text)
    if withdrawal:
        return withdrawal[0]
    return ""


def describe_record(snapshot: Snapshot, match: RecordKey) -> str:
    """Return the id of a record with its title in parentheses."""
    title = title_of(snapshot, match)
    if not title:
        return f"`{match.id}`"
    return f"`{match.id}` ({title})"


def title_of(snapshot: Snapshot, match: RecordKey) -> str:
    """Return what a record is called in English, or an empty text."""
    if match.kind == "party":
        rows = snapshot.rows("SELECT shown AS title FROM record_name WHERE kind = 'party' AND id = :id", id=match.id)
    else:
        rows = snapshot.rows(_TITLE_QUERY, kind=match.kind, id=match.id)
    if not rows:
        return ""
    return str(rows[0]["title"])


def find_by_prefix(snapshot: Snapshot, kinds: Sequence[str], prefix: str) -> list[RecordKey]:
    """Return the records with an id or a name that begins with a text.

    They are in the order of their kinds.
    """
    folded = fold(prefix)
    names = _folded_names(snapshot, kinds)
    matches = [match for match, name in names if name.startswith(folded)]
    if "event" in kinds:
        event_ids = _event_ids(snapshot, folded, 1_000)
        matches += [RecordKey("event", event_id) for event_id in event_ids]
    matches.sort(key=lambda match: kinds.index(match.kind))
    return list(dict.fromkeys(matches))


def match_unique_prefix(text: str, names: Iterable[tuple[RecordKey, str]]) -> RecordKey | None:
    """Return the only record that a beginning can mean, or None.

    The records are given with their folded names. It must begin a name of the record, and no other record may have a
    word that begins so in its names.
    """
    folded = fold(text)
    if not folded:
        return None
    with_prefix: set[RecordKey] = set()
    with_word: set[RecordKey] = set()
    for match, name in names:
        if name.startswith(folded):
            with_prefix.add(match)
        if begins_word(name, folded):
            with_word.add(match)
    if len(with_prefix) != 1 or with_prefix != with_word:
        return None
    return with_prefix.pop()


def find_similar(snapshot: Snapshot, kinds: Sequence[str], text: str) -> list[RecordKey]:
    """Return records whose ids or names are like a text, likeliest first.

    They are only suggested.
    """
    folded = fold(text)
    if not folded:
        return []
    similar = match_similar(folded, _folded_names(snapshot, kinds))
    if "event" in kinds and len(similar) < _MAX_SUGGESTIONS:
        similar += _find_similar_events(snapshot, folded)
    return list(dict.fromkeys(similar))[:_MAX_SUGGESTIONS]


def match_similar(text: str, names: Sequence[tuple[RecordKey, str]]) -> list[RecordKey]:
    """Return the records whose names are like a text, the likeliest first.

    The records are given with their folded names.
    """
    folded = fold(text)
    with_prefix: list[RecordKey] = []
    with_word: list[RecordKey] = []
    with_words: list[RecordKey] = []
    for match, name in names:
        if name.startswith(folded):
            with_prefix.append(match)
        elif begins_word(name, folded):
            with_word.append(match)
        elif _has_words(name, folded):
            with_words.append(match)
    similar = dict.fromkeys(with_prefix + with_word + with_words)
    # Comparing letter by letter is slow, so it comes last.
    if len(similar) < _MAX_SUGGESTIONS:
        similar |= dict.fromkeys(_close_matches(folded, names))
    return list(similar)[:_MAX_SUGGESTIONS]


def _list_ids_hint(snapshot: Snapshot, kinds: Sequence[str]) -> str:
    """Return a hint with the ids of all records of some kinds.

    The text is empty if they are not few.
    """
    query = _IDS_QUERY.format(kinds=_placeholders(kinds))
    rows = snapshot.rows(query, **_placeholder_values(kinds), limit=_MAX_LISTED_IDS + 1)
    if not rows or len(rows) > _MAX_LISTED_IDS:
        return ""
    return message("one of: {names}", names=", ".join([row["id"] for row in rows]))


def _close_matches(folded: str, names: Sequence[tuple[RecordKey, str]]) -> list[RecordKey]:
    """Return the records with names that differ in a few letters.

    Such a difference is left by a typing error.
    """
    from difflib import get_close_matches

    by_name: dict[str, list[RecordKey]] = {}
    for match, name in names[:MAX_COMPARISONS]:
        by_name.setdefault(name, []).append(match)
    matches: list[RecordKey] = []
    # The time that difflib takes can grow with the square of the length.
    for name in get_close_matches(folded[:200], by_name, n=3):
        matches.extend(by_name[name])
    return matches


def _find_similar_events(snapshot: Snapshot, folded: str) -> list[RecordKey]:
    """Return events with an id that is like a text."""
    id_part = folded.replace(" ", "-")
    event_ids = _event_ids(snapshot, folded, _MAX_SUGGESTIONS)
    for row in snapshot.rows(_EVENTS_BY_ID_PART, text=id_part, limit=_MAX_SUGGESTIONS):
        event_ids.append(row["id"])
    similar = [RecordKey("event", event_id) for event_id in event_ids]
    if folded[:4].isdigit():
        # Only events of the same month are compared letter by letter.
        same_month = _event_ids(snapshot, folded[:7], 500)
        names = [(RecordKey("event", event_id), event_id) for event_id in same_month]
        similar += _close_matches(folded, names)
    return similar


def _event_ids(snapshot: Snapshot, prefix: str, limit: int) -> list[str]:
    """Return ids of events that begin with a text, in order."""
    # Every id with this prefix sorts before the prefix with the last code point.
    high = prefix + "\U0010ffff"
    return [row["id"] for row in snapshot.rows(_EVENT_IDS_QUERY, low=prefix, high=high, limit=limit)]


def _find_events_by_title(snapshot: Snapshot, folded: str) -> list[RecordKey]:
    """Return the events with a title."""
    # The search text of an event is searched first, so that few titles have to be folded.
    longest_word = max(folded.split(), key=len)
    matches: list[RecordKey] = []
    for row in snapshot.rows(_BY_TITLE, text=longest_word):
        titles = [row["title"], row["title_es"]]
        if row["title_other"]:
            titles += decode_json(row["title_other"]).values()
        if folded in [fold(title) for title in titles]:
            match = RecordKey("event", row["id"])
            matches.append(match)
    return matches


def _series_of(snapshot: Snapshot, match: RecordKey) -> list[str]:
    """Return the series that a record is.

    This is itself, or the indicators that count an institution as a whole.
    """
    rows = snapshot.rows(_SERIES_QUERY, kind=match.kind, id=match.id)
    return [row["id"] for row in rows]


def _folded_names(snapshot: Snapshot, kinds: Sequence[str]) -> list[tuple[RecordKey, str]]:
    """Return the records of some kinds with their ids and folded names.

    Events have none.
    """
    query = _NAMES_QUERY.format(kinds=_placeholders(kinds))
    names: list[tuple[RecordKey, str]] = []
    for row in snapshot.rows(query, **_placeholder_values(kinds)):
        match = RecordKey(row["kind"], row["id"])
        names.append((match, row["name"]))
    return names


def _has_words(name: str, folded: str) -> bool:
    """Return whether a name has all the words of a text, in any order."""
    return all(begins_word(name, word) for word in folded.split())


def _placeholders(kinds: Sequence[str]) -> str:
    return ", ".join(f":kind{number}" for number in range(len(kinds)))


def _placeholder_values(kinds: Sequence[str]) -> dict[str, str]:
    return {f"kind{number}": kind for number, kind in enumerate(kinds)}


def _join_with_or(names: Sequence[str]) -> str:
    """Join names with commas and a final "or"."""
    if len(names) == 1:
        return names[0]
    return message("{items} or {last}", items=", ".join(names[:-1]), last=names[-1])
