"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator, Rule

MatchStrength = Literal["full", "weak", "near"]
_Value = str | tuple[str, ...] | None

_CONDITION_FIELDS = {
    "kinds": "kind",
    "levels": "level",
    "offices": "office",
    "institutions": "institutions",
    "modes": "mode",
    "statuses": "status",
    "not_offices": "office",
    "not_institutions": "institutions",
    "parties": "parties",
}
"""The conditions of a rule, in the order in which they are reported, each with the field that it looks at."""


class MatchKey(NamedTuple):
    """What rules look at in an event; events with the same key match the same indicators."""

    kind: str
    level: str
    office: str | None
    mode: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]


class UnmetCondition(NamedTuple):
    """A condition that an event does not meet: what the event has, and what the rule asks for."""

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class RuleMatch(NamedTuple):
    """How well events with a key match an indicator, and which conditions of the full rule they do not meet.

    ``weaker`` is the position of the weaker rule that a weak match meets, otherwise None.
    """

    strength: MatchStrength
    unmet: tuple[UnmetCondition, ...]
    weaker: int | None


def match_key(event: Event) -> MatchKey:
    """Return what rules look at in an event."""
    return MatchKey(event.kind, event.level, event.office, event.mode, event.status, event.institutions, event.parties)


def direction(event: Event) -> str | None:
    """Return the direction of travel, ``guest>host``; None if nobody traveled or several parties did."""
    if event.host is None or len(event.guests) != 1 or event.mode != "in-person":
        return None
    return f"{event.guests[0]}>{event.host}"


class _Condition(NamedTuple):
    """One condition of a rule: a field has one of the values asked for, none of them, or exactly these.

    ``field`` is the position in a key. Conditions are sorted by ``order``, in which they are reported.
    """

    order: int
    name: str
    field: int
    asked: tuple[str, ...]

    def is_met(self, value: _Value) -> bool:
        """Say whether an event with this value in the field meets it."""
        has = set(_as_tuple(value))
        if self.name == "parties":
            return has == set(self.asked)
        if self.name.startswith("not_"):
            return has.isdisjoint(self.asked)
        return not has.isdisjoint(self.asked)


_Conditions = frozenset[_Condition]


class RuleMatcher:
    """The rules of indicators, ready to be compared with many keys."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._rules = [(one.id, _rule_conditions(one.rule), [*map(_rule_conditions, one.weaker)]) for one in indicators]
        self._all = _Conditions().union(*(rule.union(*weaker) for _, rule, weaker in self._rules))

    def matches(self, key: MatchKey) -> Iterator[tuple[str, RuleMatch]]:
        """Yield the ids of the indicators for which events with a key count or nearly do, and how well they match."""
        met = _Conditions().union(*(_conditions_met_by(value, field, self._all) for field, value in enumerate(key)))
        for indicator, rule, weaker_rules in self._rules:
            match = _match_rule(key, met, rule, weaker_rules)
            if match is not None:
                yield indicator, match


@lru_cache(maxsize=10_000)
def _conditions_met_by(value: _Value, field: int, conditions: _Conditions) -> _Conditions:
    """Return those of the conditions that are on a field and that its value meets.

    Keys are many, but a field has few values.
    """
    return frozenset(one for one in conditions if one.field == field and one.is_met(value))


def _rule_conditions(rule: Rule) -> _Conditions:
    """Return the conditions that a rule states."""
    conditions = [
        _Condition(order, name, MatchKey._fields.index(field), getattr(rule, name))
        for order, (name, field) in enumerate(_CONDITION_FIELDS.items())
    ]
    return frozenset(condition for condition in conditions if condition.asked)


def _match_rule(
    key: MatchKey, met: _Conditions, rule: _Conditions, weaker_rules: Iterable[_Conditions]
) -> RuleMatch | None:
    """Return how well events that meet some conditions match a rule and its weaker ones; None if not even nearly."""
    missed = rule - met
    if not missed:
        return RuleMatch("full", (), None)
    for position, weaker in enumerate(weaker_rules):
        if weaker <= met:
            return RuleMatch("weak", _unmet_conditions(missed, key), position)
    if len(missed) == 1:
        (condition,) = missed
        if condition.name != "institutions":
            return RuleMatch("near", _unmet_conditions(missed, key), None)
    return None


def _unmet_conditions(missed: Iterable[_Condition], key: MatchKey) -> tuple[UnmetCondition, ...]:
    """Return conditions in their order, each beside what a key has in its place."""
    return tuple(UnmetCondition(one.name, _as_tuple(key[one.field]), one.asked) for one in sorted(missed))


def _as_tuple(value: _Value) -> tuple[str, ...]:
    """Return the values of a field: several, one, or none."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
