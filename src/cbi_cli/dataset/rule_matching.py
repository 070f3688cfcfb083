"""Find the indicators for which an event counts or nearly does.

An event matches a rule if it meets every condition of the rule. It is a *near* match if it meets all but one; if the
rule names institutions, only events of those institutions can be near, since everything else would be.
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
"""The conditions of a rule, in the order in which they are reported, each with the field that it compares."""


class MatchKey(NamedTuple):
    """The fields of an event that rules compare.

    Events with the same key match the same indicators.
    """

    kind: str
    level: str
    office: str | None
    mode: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]


class UnmetCondition(NamedTuple):
    """A condition that an event does not meet.

    `has` is what the event has, `asked` what the rule asks for.
    """

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class RuleMatch(NamedTuple):
    """How well events with a key match an indicator.

    `unmet` are the conditions of the full rule that they do not meet. `weaker` is the position of the weaker rule that
    a weak match meets, otherwise None.
    """

    strength: MatchStrength
    unmet: tuple[UnmetCondition, ...]
    weaker: int | None


def match_key(event: Event) -> MatchKey:
    """Return the fields of an event that rules compare."""
    return MatchKey(event.kind, event.level, event.office, event.mode, event.status, event.institutions, event.parties)


def direction(event: Event) -> str | None:
    """Return the direction of travel as `guest>host`.

    None if nobody traveled or several parties did.
    """
    # Guests are parties that traveled, so an unknown mode does not contradict them.
    if event.host is None or event.mode not in ("in-person", "unknown"):
        return None
    if len(event.guests) != 1:
        return None
    (guest,) = event.guests
    return f"{guest}>{event.host}"


class _Condition(NamedTuple):
    """One condition of a rule on one field.

    The field must have one of the values asked for, none of them, or exactly these. `field` is the position in a key.
    Conditions are sorted by `order`, in which they are reported.
    """

    order: int
    name: str
    field: int
    asked: tuple[str, ...]

    def is_met(self, value: _Value) -> bool:
        """Tell whether an event with this value in the field meets the condition."""
        has = set(_as_tuple(value))
        if self.name == "parties":
            return has == set(self.asked)
        if self.name.startswith("not_"):
            return has.isdisjoint(self.asked)
        return not has.isdisjoint(self.asked)


_Conditions = frozenset[_Condition]


class _MatchedIndicator(NamedTuple):
    """An indicator with the conditions of its rules."""

    id: str
    rule: _Conditions
    weaker_rules: tuple[_Conditions, ...]


class RuleMatcher:
    """The rules of indicators, prepared for the comparison with many keys."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._indicators: list[_MatchedIndicator] = []
        conditions: set[_Condition] = set()
        for indicator in indicators:
            rule = _rule_conditions(indicator.rule)
            weaker_rules = [_rule_conditions(weaker) for weaker in indicator.weaker]
            self._indicators.append(_MatchedIndicator(indicator.id, rule, tuple(weaker_rules)))
            conditions.update(rule, *weaker_rules)
        self._conditions = frozenset(conditions)

    def matches(self, key: MatchKey) -> Iterator[tuple[str, RuleMatch]]:
        """Yield the indicators that events with a key match, and how well.

        An indicator for which they nearly count is included.
        """
        met: set[_Condition] = set()
        for field, value in enumerate(key):
            met.update(_conditions_met_by(value, field, self._conditions))
        for indicator in self._indicators:
            match = _match_rule(key, met, indicator)
            if match is not None:
                yield indicator.id, match


# There are many keys, but few values of each field.
@lru_cache(maxsize=10_000)
def _conditions_met_by(value: _Value, field: int, conditions: _Conditions) -> _Conditions:
    """Return those conditions on a field that its value meets."""
    met = [condition for condition in conditions if condition.field == field and condition.is_met(value)]
    return frozenset(met)


def _rule_conditions(rule: Rule) -> _Conditions:
    """Return the conditions that a rule states."""
    conditions: set[_Condition] = set()
    for order, (name, field) in enumerate(_CONDITION_FIELDS.items()):
        asked = getattr(rule, name)
        if asked:
            position = MatchKey._fields.index(field)
            conditions.add(_Condition(order, name, position, asked))
    return frozenset(conditions)


def _match_rule(key: MatchKey, met: set[_Condition], indicator: _MatchedIndicator) -> RuleMatch | None:
    """Return how well events match an indicator; None if not even nearly.

    `met` are the conditions that the events meet.
    """
    missed = indicator.rule.difference(met)
    if not missed:
        return RuleMatch("full", (), None)
    # The first weaker rule that is met gives the reason for yellow.
    for position, weaker in enumerate(indicator.weaker_rules):
        if weaker <= met:
            return RuleMatch("weak", _unmet_conditions(missed, key), position)
    if len(missed) > 1:
        return None
    (unmet,) = _unmet_conditions(missed, key)
    # Otherwise every other event would nearly match a rule about an institution.
    if unmet.condition == "institutions":
        return None
    return RuleMatch("near", (unmet,), None)


def _unmet_conditions(missed: Iterable[_Condition], key: MatchKey) -> tuple[UnmetCondition, ...]:
    """Return conditions in the order of a report, with the event's values."""
    unmet: list[UnmetCondition] = []
    for condition in sorted(missed):
        value = key[condition.field]
        unmet.append(UnmetCondition(condition.name, _as_tuple(value), condition.asked))
    return tuple(unmet)


def _as_tuple(value: _Value) -> tuple[str, ...]:
    """Return the values of a field, which may be several, one, or none."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
