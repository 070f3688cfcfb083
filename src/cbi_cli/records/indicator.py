"""`indicators.toml`: the rows of the scorecard.

They are rules over the fields of events.
"""

from __future__ import annotations

from pydantic import Field

from cbi_cli.core.vocabulary import EventKind, Level, Mode, Office, Status
from cbi_cli.records.base import Citations, FormerIds, NotedRecord, OptionalText, RecordModel, Slug, Text, TupleOf
from cbi_cli.records.institution import Coverage


class Rule(RecordModel):
    """Conditions that an event must meet, all of them. An omitted condition is not checked."""

    kinds: TupleOf[EventKind] = Field((), description="One of these kinds")
    levels: TupleOf[Level] = Field((), description="One of these levels")
    offices: TupleOf[Office] = Field((), description="Led by one of these offices")
    not_offices: TupleOf[Office] = Field((), description="Led by none of these offices")
    institutions: TupleOf[Slug] = Field((), description="Belongs to one of these institutions")
    not_institutions: TupleOf[Slug] = Field((), description="Belongs to none of these institutions")
    parties: TupleOf[Slug] = Field((), description="Exactly these parties, no more and no fewer")
    modes: TupleOf[Mode] = Field((), description="Held in one of these ways")
    statuses: TupleOf[Status] = Field(("held",), description="With one of these statuses")


class WeakerRule(Rule):
    """What lights yellow if nothing lights green."""

    reason: Text = Field(description="Why it falls short, in a few words")
    reason_es: OptionalText = Field("", description="The reason in Spanish")


class Indicator(NotedRecord):
    """A row of the scorecard."""

    id: Slug = Field(description="Unique name of the row")
    former_ids: FormerIds = ()
    label: Text = Field(description="Label in English")
    label_es: OptionalText = Field("", description="Label in Spanish")
    why: OptionalText = Field("", description="Why the rule is so, in one sentence, in English")
    why_es: OptionalText = Field("", description="The reason for the rule in Spanish")
    rule: Rule = Field(description="What counts")
    weaker: TupleOf[WeakerRule] = Field((), description="What lights yellow")
    per_direction: bool = Field(False, description="Show the latest occurrence in each direction of travel")
    cadence_years: int = Field(1, ge=1, le=50, description="Expected interval in years")
    coverage: TupleOf[Coverage] = Field((), description="Years that were researched")
    sources: Citations = ()
