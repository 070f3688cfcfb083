"""Which event counts for which indicator, which nearly does, and why not.

An event meets a rule when it meets every condition that the rule states. A *near* match fails exactly one condition;
where the rule names institutions, only events of those institutions can be near, since everything else would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator, Rule

Strength = Literal["full", "weak", "near"]


class Miss(NamedTuple):
    """A condition that an event does not meet: what the event has, and what the rule asks for."""

    condition: str
    has: tuple[str, ...]
    asked: tuple[str, ...]


class Match(NamedTuple):
    """An event beside an indicator: how well it matches, and what it misses of the full rule.

    ``weaker`` is the position of the weaker rule that a weak match meets, otherwise None.
    """

    event: Entry[Event]
    indicator: str
    strength: Strength
    misses: tuple[Miss, ...]
    weaker: int | None


def matches(dataset: Dataset) -> Iterator[Match]:
    """Every event that matches an indicator fully, weakly or nearly."""
    for indicator in dataset.indicators:
        for event in dataset.events:
            match = judge(indicator.record, event)
            if match is not None:
                yield match


def judge(indicator: Indicator, event: Entry[Event]) -> Match | None:
    """How an event stands to an indicator; None where it is not even near."""
    misses = tuple(_misses(indicator.rule, event.record))
    if not misses:
        return Match(event, indicator.id, "full", (), None)
    for position, weaker in enumerate(indicator.weaker):
        if next(_misses(weaker, event.record), None) is None:
            return Match(event, indicator.id, "weak", misses, position)
    of_the_institution = all(miss.condition != "institutions" for miss in misses)
    if of_the_institution and len(misses) == 1:
        return Match(event, indicator.id, "near", misses, None)
    return None


def direction(event: Event) -> str | None:
    """The direction of travel, ``guest>host``; None where nobody traveled or several parties did."""
    if event.host is None or len(event.guests) != 1 or event.mode != "in-person":
        return None
    return f"{event.guests[0]}>{event.host}"


def _misses(rule: Rule, event: Event) -> Iterator[Miss]:
    """The conditions of a rule that an event does not meet."""
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
