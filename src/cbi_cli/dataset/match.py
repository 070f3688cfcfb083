"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import getitem, or_
from typing import Literal, NamedTuple

from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator, Rule

Strength = Literal["full", "weak", "near"]


class Miss(NamedTuple):
    """A condition that an event does not meet: what the event has, and what the rule asks for."""

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class Trait(NamedTuple):
    """What rules look at in an event; events that are alike in it stand alike to every indicator."""

    kind: str
    level: str
    office: str | None
    mode: str
    status: str
    institutions: tuple[str, ...]
    parties: tuple[str, ...]


class Match(NamedTuple):
    """How well events of a trait match an indicator, and what they miss of the full rule.

    ``weaker`` is the position of the weaker rule that a weak match meets, otherwise None.
    """

    strength: Strength
    misses: tuple[Miss, ...]
    weaker: int | None


def trait(event: Event) -> Trait:
    """What rules look at in an event."""
    return Trait(event.kind, event.level, event.office, event.mode, event.status, event.institutions, event.parties)


class Judge:
    """The rules of indicators, made ready to be held against many traits.

    Each condition of a rule is a bit. So a rule is a number, and so are the conditions that a trait does not meet. All
    traits with the same number stand alike to each indicator, but for what they have in place of what is asked.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._conditions: list[_Condition] = []
        self._rules = [(one.id, self._bits(one.rule), [*map(self._bits, one.weaker)]) for one in indicators]
        self._unmet = [_Unmet(self._conditions, field) for field in range(len(Trait._fields))]
        self._named = sum(1 << bit for bit, one in enumerate(self._conditions) if one.name == "institutions")
        self._known: dict[int, tuple[_Standing, ...]] = {}

    def matches(self, found: Trait) -> Iterator[tuple[str, Match]]:
        """The indicators for which events of a trait count or nearly do, by id, and how."""
        unmet = reduce(or_, map(getitem, self._unmet, found))
        if unmet not in self._known:
            self._known[unmet] = tuple(self._standings(unmet))
        for name, strength, missed, weaker in self._known[unmet]:
            yield name, Match(strength, tuple([one.misses[found[one.field]] for one in missed]), weaker)

    def _bits(self, rule: Rule) -> int:
        """The bits of the conditions that a rule states."""
        first = len(self._conditions)
        self._conditions += _conditions(rule)
        return (1 << len(self._conditions)) - (1 << first)

    def _standings(self, unmet: int) -> Iterator[_Standing]:
        """How traits that do not meet these conditions stand to the indicators for which they count or nearly do."""
        for name, rule, weaker in self._rules:
            missed = rule & unmet
            if not missed:
                yield _Standing(name, "full", (), None)
                continue
            for position, one in enumerate(weaker):
                if not one & unmet:
                    yield _Standing(name, "weak", self._of(missed), position)
                    break
            else:
                if not missed & (missed - 1) and not missed & self._named:
                    yield _Standing(name, "near", self._of(missed), None)

    def _of(self, bits: int) -> tuple[_Condition, ...]:
        """The conditions of some bits, the lowest first."""
        return tuple(one for bit, one in enumerate(self._conditions) if bits >> bit & 1)


def direction(event: Event) -> str | None:
    """The direction of travel, ``guest>host``; None where nobody traveled or several parties did."""
    if event.host is None or len(event.guests) != 1 or event.mode != "in-person":
        return None
    return f"{event.guests[0]}>{event.host}"


class _Standing(NamedTuple):
    """How traits stand to an indicator: the conditions of the full rule that they miss, and as in `Match`."""

    indicator: str
    strength: Strength
    missed: tuple[_Condition, ...]
    weaker: int | None


class _Condition:
    """One condition of a rule: that a field has some of the values asked for, none of them, or just these."""

    def __init__(self, name: str, field: int, asked: tuple[str, ...]) -> None:
        self.name, self.field, self.asked = name, field, asked
        self.values = frozenset(asked)
        self.misses = _Misses(self)

    def met(self, value: object) -> bool:
        """Whether events with this in the field meet it."""
        has = _items(value)
        if self.name == "parties":
            return self.values == set(has)
        return self.values.isdisjoint(has) is self.name.startswith("not_")


class _Misses(dict[object, Miss]):
    """What a condition asks for, beside what is in the field; worked out when it is asked for first."""

    def __init__(self, condition: _Condition) -> None:
        self.condition = condition

    def __missing__(self, value: object) -> Miss:
        found = self[value] = Miss(self.condition.name, _items(value), self.condition.asked)
        return found


class _Unmet(dict[object, int]):
    """The bits of the conditions on a field that a value does not meet; worked out when it is asked for first."""

    def __init__(self, conditions: Sequence[_Condition], field: int) -> None:
        self.conditions = [(1 << bit, one) for bit, one in enumerate(conditions) if one.field == field]

    def __missing__(self, value: object) -> int:
        found = self[value] = sum(bit for bit, one in self.conditions if not one.met(value))
        return found


def _items(value: object) -> tuple[str, ...]:
    """What a field has: several values, one, or none."""
    if isinstance(value, tuple):
        return value
    return (str(value),) if value else ()


_FIELDS = {
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
"""The conditions of a rule, in the order in which a miss is told, each with the field that it looks at."""


def _conditions(rule: Rule) -> list[_Condition]:
    """The conditions that a rule states."""
    asked = ((name, Trait._fields.index(field), getattr(rule, name)) for name, field in _FIELDS.items())
    return [_Condition(*one) for one in asked if one[2]]
