"""``indicators.toml``: the rows of the scorecard, as rules over the fields of events."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.core.vocabulary import EventKind, Level, Mode, Office, Status
from cbi_cli.schema.base import Citations, FormerIds, Many, MaybeText, Record, Slug, Text, Translated
from cbi_cli.schema.institution import Coverage


class Rule(Record):
    """Conditions that an event must meet, all of them. An omitted condition is not checked."""

    kinds: Many[EventKind] = Field((), description="One of these kinds")
    levels: Many[Level] = Field((), description="One of these levels")
    offices: Many[Office] = Field((), description="Led by one of these offices")
    not_offices: Many[Office] = Field((), description="Led by none of these offices")
    institutions: Many[Slug] = Field((), description="Belongs to one of these institutions")
    not_institutions: Many[Slug] = Field((), description="Belongs to none of these institutions")
    parties: Many[Slug] = Field((), description="Exactly these parties, no more and no fewer")
    modes: Many[Mode] = Field((), description="Held in one of these ways")
    statuses: Many[Status] = Field(("held",), description="With one of these statuses")


class WeakerRule(Rule):
    """What lights yellow if nothing lights green."""

    reason: Text = Field(description="Why it falls short, in a few words")
    reason_es: MaybeText = Field("", description="The reason in Spanish")


class Indicator(Translated):
    """A row of the scorecard."""

    id: Slug = Field(description="Unique name of the row")
    former_ids: FormerIds = ()
    label: Text = Field(description="Label in English")
    label_es: MaybeText = Field("", description="Label in Spanish")
    rule: Rule = Field(description="What counts")
    weaker: Many[WeakerRule] = Field((), description="What lights yellow")
    per_direction: bool = Field(False, description="Show the latest occurrence in each direction of travel")
    cadence_years: int = Field(1, ge=1, le=50, description="Expected interval in years")
    coverage: Many[Coverage] = Field((), description="Years that were researched")
    sources: Citations = ()
