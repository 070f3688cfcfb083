"""``institutions.toml``: what events belong to."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.schema.base import (
    AgreementLevel,
    Citation,
    Citations,
    FormerIds,
    InstitutionType,
    Many,
    MaybeText,
    Slug,
    Succession,
    Text,
    Translated,
    When,
    Year,
)


class Coverage(Translated):
    """Years for which somebody has looked: no event in them means that none was held."""

    start: Year = Field(alias="from", description="First covered year")
    end: Year = Field(alias="to", description="Last covered year")
    source: Citation = Field(description="Who looked, or who says that none was held")


class Pause(Translated):
    """Years in which a source declares the institution suspended."""

    start: Year = Field(alias="from", description="First year of the pause")
    end: Year | None = Field(None, alias="to", description="Last year of the pause; left out while it lasts")
    source: Citation = Field(description="Who declares it")


class Institution(Translated):
    """An agreement, a dialogue, a program or an organization of two or more parties."""

    id: Slug = Field(description="Unique name used in events and rules")
    former_ids: FormerIds = ()
    name: Text = Field(description="The name it uses itself, in English")
    name_es: MaybeText = Field("", description="The name it uses itself, in Spanish")
    abbreviation: MaybeText = Field("", description="Short form in use")
    aliases: Many[Text] = Field((), description="Other names that people search for")
    type: InstitutionType = Field(description="One of the four types")
    level: AgreementLevel | None = Field(None, description="For an agreement: how binding it is")
    parties: Many[Slug] = Field(min_length=1, description="The parties to it")
    established: When | None = Field(None, description="When it came into being")
    ended: When | None = Field(None, description="When it ended or was replaced")
    replaced_by: Slug | None = Field(None, description="The one institution that took its place")
    succession: Succession | None = Field(None, description="How it ended")
    part_of: Slug | None = Field(None, description="The institution that it belongs to")
    lead_agencies: Many[Text] = Field((), description="Who leads it, as `us: Department of State`")
    cadence_years: int | None = Field(None, ge=1, le=50, description="Expected every so many years; makes it a series")
    numbering: MaybeText = Field("", description="From where its meetings are counted")
    pauses: Many[Pause] = Field((), description="Declared suspensions")
    coverage: Many[Coverage] = Field((), description="Years for which somebody has looked")
    sources: Citations = ()
