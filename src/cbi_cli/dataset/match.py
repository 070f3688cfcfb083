"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def judge(indicator: Indicator, found: Trait) -> Match | None:
    """How events of a trait stand to an indicator; None where they are not even near."""
    misses = tuple(_misses(indicator.rule, found))
    if not misses:
        return Match("full", (), None)
    for position, weaker in enumerate(indicator.weaker):
        if next(_misses(weaker, found), None) is None:
            return Match("weak", misses, position)
    of_the_institution = all(miss.condition != "institutions" for miss in misses)
    return Match("near", misses, None) if of_the_institution and len(misses) == 1 else None


def direction(event: Event) -> str | None:
    """The direction of travel, ``guest>host``; None where nobody traveled or several parties did."""
    if event.host is None or len(event.guests) != 1 or event.mode != "in-person":
        return None
    return f"{event.guests[0]}>{event.host}"


def _misses(rule: Rule, event: Trait) -> Iterator[Miss]:
    """The conditions of a rule that events of a trait do not meet."""
    office = (event.office,) if event.office else ()
    one_of = (
        ("kinds", (event.kind,), rule.kinds),
        ("levels", (event.level,), rule.levels),
        ("offices", office, rule.offices),
        ("institutions", event.institutions, rule.institutions),
        ("modes", (event.mode,), rule.modes),
        ("statuses", (event.status,), rule.statuses),
    )
    for condition, has, asked in one_of:
        if asked and not set(has) & set(asked):
            yield Miss(condition, has, asked)
    for condition, has, refused in (
        ("not_offices", office, rule.not_offices),
        ("not_institutions", event.institutions, rule.not_institutions),
    ):
        if set(has) & set(refused):
            yield Miss(condition, has, refused)
    if rule.parties and set(event.parties) != set(rule.parties):
        yield Miss("parties", event.parties, rule.parties)
