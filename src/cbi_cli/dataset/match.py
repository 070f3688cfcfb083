"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

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
    """An indicator's rules, made ready to be held against many traits."""

    def __init__(self, indicator: Indicator) -> None:
        self.rule = _conditions(indicator.rule)
        self.weaker = [_conditions(weaker) for weaker in indicator.weaker]

    def match(self, found: Trait) -> Match | None:
        """How events of a trait stand to the indicator; None where they are not even near."""
        misses = [condition for condition in self.rule if not condition.met(found)]
        if not misses:
            return Match("full", (), None)
        for position, weaker in enumerate(self.weaker):
            if all(condition.met(found) for condition in weaker):
                return Match("weak", tuple(one.miss(found) for one in misses), position)
        if len(misses) > 1 or misses[0].name == "institutions":
            return None
        return Match("near", (misses[0].miss(found),), None)


def judge(indicator: Indicator, found: Trait) -> Match | None:
    """How events of a trait stand to one indicator; None where they are not even near."""
    return Judge(indicator).match(found)


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
        self._known: dict[object, bool] = {}

    def has(self, found: Trait) -> tuple[str, ...]:
        """What events of a trait have in the field."""
        value = found[self.field]
        return value if isinstance(value, tuple) else (value,) if value else ()

    def met(self, found: Trait) -> bool:
        """Whether events of a trait meet it; worked out once for each value of the field."""
        value = found[self.field]
        if value not in self._known:
            self._known[value] = self._met(self.has(found))
        return self._known[value]

    def _met(self, has: tuple[str, ...]) -> bool:
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
