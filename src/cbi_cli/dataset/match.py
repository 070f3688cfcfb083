"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    Each condition of a rule is a bit. So a rule is a number, and so are the conditions that a trait meets.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._conditions: list[_Condition] = []
        self._met: list[dict[object, int]] = [{} for _ in Trait._fields]
        self._rules = [(one.id, self._bits(one.rule), [*map(self._bits, one.weaker)]) for one in indicators]
        self._named = sum(1 << bit for bit, one in enumerate(self._conditions) if one.name == "institutions")

    def matches(self, found: Trait) -> Iterator[tuple[str, Match]]:
        """The indicators for which events of a trait count or nearly do, by id, and how."""
        unmet = self._unmet(found)
        for name, rule, weaker in self._rules:
            missed = rule & unmet
            if not missed:
                yield name, Match("full", (), None)
                continue
            for position, one in enumerate(weaker):
                if not one & unmet:
                    yield name, Match("weak", self._misses(missed, found), position)
                    break
            else:
                if not missed & (missed - 1) and not missed & self._named:
                    yield name, Match("near", self._misses(missed, found), None)

    def _bits(self, rule: Rule) -> int:
        """The bits of the conditions that a rule states."""
        first = len(self._conditions)
        self._conditions += _conditions(rule)
        return (1 << len(self._conditions)) - (1 << first)

    def _unmet(self, found: Trait) -> int:
        """The bits of all conditions that a trait does not meet; worked out once for each value of a field."""
        unmet = 0
        for field, (known, value) in enumerate(zip(self._met, found, strict=True)):
            if value not in known:
                known[value] = sum(
                    1 << bit for bit, one in enumerate(self._conditions) if one.field == field and not one.met(found)
                )
            unmet |= known[value]
        return unmet

    def _misses(self, missed: int, found: Trait) -> tuple[Miss, ...]:
        """What a trait misses, for the bits of the conditions, the first of them lowest."""
        lowest = (missed & -missed).bit_length() - 1
        bits = [bit for bit in range(lowest, missed.bit_length()) if missed >> bit & 1]
        return tuple(self._conditions[bit].miss(found) for bit in bits)


def judge(indicator: Indicator, found: Trait) -> Match | None:
    """How events of a trait stand to one indicator; None where they are not even near."""
    return next((match for _, match in Judge([indicator]).matches(found)), None)


def direction(event: Event) -> str | None:
    """The direction of travel, ``guest>host``; None where nobody traveled or several parties did."""
    if event.host is None or len(event.guests) != 1 or event.mode != "in-person":
        return None
    return f"{event.guests[0]}>{event.host}"


class _Condition:
    """One condition of a rule: that a field has some of the values asked for, none of them, or just these."""

    def __init__(self, name: str, field: int, asked: tuple[str, ...]) -> None:
        self.name, self.field, self.asked = name, field, asked
        self.values = frozenset(asked)

    def has(self, found: Trait) -> tuple[str, ...]:
        """What events of a trait have in the field."""
        value = found[self.field]
        return value if isinstance(value, tuple) else (value,) if value else ()

    def met(self, found: Trait) -> bool:
        """Whether events of a trait meet it."""
        has = self.has(found)
        if self.name == "parties":
            return self.values == set(has)
        return self.values.isdisjoint(has) is self.name.startswith("not_")

    def miss(self, found: Trait) -> Miss:
        """What it asks for, beside what events of a trait have."""
        return Miss(self.name, self.has(found), self.asked)


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
