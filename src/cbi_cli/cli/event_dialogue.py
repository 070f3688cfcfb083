"""Which questions `add-event` asks, in which order, and with which defaults.

The kind of the event, its institutions and the last event like it decide what matters. All other fields are in the
summary at the end, where each can be given or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.like_events import LikeEvents, Values
from cbi_cli.index.snapshot import Snapshot

Condition = Callable[[Values], bool]

QUESTION_ORDER = (
    "start",
    "kind",
    "institutions",
    "level",
    "office",
    "parties",
    "title",
    "title_es",
    "host",
    "guests",
    "place",
    "mode",
    "edition_number",
    "participants",
    "topics",
    "status",
    "sources",
)
"""The fields that can be asked for, those first that decide about the defaults of the others."""

_DOCUMENTS = frozenset({"agreement", "statement", "plan", "launch", "entry-into-force", "anniversary", "work"})
"""Kinds in which nobody receives anybody."""

_LEVELS_WITH_OFFICES = frozenset({"cabinet", "envoy", "deputy", "agency"})
"""Levels at which the office is not clear from the level."""


def arrange_questions(snapshot: Snapshot, fields: Sequence[EventField], today: date) -> tuple[EventField, ...]:
    """Return the fields in the order of the questions, with what decides whether each is asked.

    Those that are not asked for come last.
    """
    likes = LikeEvents(snapshot)
    known = {field.name: field for field in fields}
    conditions = _conditions(likes, today, list(_find_rules_on_mode(snapshot)))
    suggestions = _suggestions(likes)
    arranged: list[EventField] = []
    for name in QUESTION_ORDER:
        field = known.pop(name)
        field = field._replace(applies=conditions.get(name), suggest=suggestions.get(name))
        if name == "participants":
            field = field._replace(suggest_line=likes.suggest_participant, history=likes.participants)
        if name.startswith("title"):
            field = field._replace(history=partial(likes.history, name))
        arranged.append(field)
        if name == "title":
            # The title in each other language of the dataset comes with it.
            others = [other for other in known if other.startswith("title_") and other not in QUESTION_ORDER]
            arranged += [known.pop(other) for other in others]
    # A translation is asked for with its original, even if that is given at the end.
    translations = [field for field in known.values() if field.depends_on]
    rest = [field._replace(applies=_never) for field in known.values() if not field.depends_on]
    return (*arranged, *rest, *translations)


def _never(values: Values) -> bool:
    return False


def _find_rules_on_mode(snapshot: Snapshot) -> Iterator[Mapping[str, Any]]:
    """Yield the rules of the scorecard by which an event counts only if its mode is known."""
    for indicator in snapshot.records("indicator"):
        for rule in (indicator["rule"], *indicator.get("weaker", ())):
            if rule.get("modes"):
                yield rule


def _conditions(likes: LikeEvents, today: date, rules_on_mode: Sequence[Mapping[str, Any]]) -> Mapping[str, Condition]:
    """Return which fields are asked for only under a condition."""

    def needs_office(values: Values) -> bool:
        last = likes.last(values)
        if last:
            return bool(last.get("office"))
        return values.get("level") in _LEVELS_WITH_OFFICES

    def has_other_parties(values: Values) -> bool:
        last = likes.last(values)
        return bool(last) and set(last["parties"]) != set(likes.info["between"])

    def has_place(values: Values) -> bool:
        return _is_meeting(values) or bool(likes.last(values).get("place"))

    def needs_mode(values: Values) -> bool:
        return any(
            _allows(rule, "kinds", [values["kind"]])
            and _allows(rule, "levels", [values["level"]])
            and _allows(rule, "institutions", values.get("institutions") or ())
            for rule in rules_on_mode
        )

    def has_participants(values: Values) -> bool:
        return values.get("kind") in ("visit", "summit") or bool(likes.last(values).get("participants"))

    def has_topics(values: Values) -> bool:
        return bool(likes.last(values).get("topics"))

    def is_ahead(values: Values) -> bool:
        return bool(values["start"].last > today)

    return {
        "office": needs_office,
        "parties": has_other_parties,
        "host": _is_meeting,
        "guests": _has_host,
        "place": has_place,
        "mode": needs_mode,
        "edition_number": likes.are_numbered,
        "participants": has_participants,
        "topics": has_topics,
        "status": is_ahead,
    }


def _suggestions(likes: LikeEvents) -> Mapping[str, Callable[[Values], str]]:
    """Return what gives each field its default."""
    same = {name: partial(likes.suggest, name) for name in ("level", "office", "parties", "topics")}
    return {
        **same,
        "host": likes.suggest_host,
        "guests": likes.suggest_guests,
        "place": likes.suggest_place,
        "edition_number": likes.suggest_number,
    }


def _allows(rule: Mapping[str, Any], key: str, words: Sequence[str]) -> bool:
    """Tell whether a rule takes one of these words, or any."""
    allowed = rule.get(key)
    return not allowed or not set(allowed).isdisjoint(words)


def _is_meeting(values: Values) -> bool:
    return values.get("kind") not in _DOCUMENTS


def _has_host(values: Values) -> bool:
    return bool(values.get("host"))
