"""`institutions.toml`: what events belong to."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.records.base import (
    AgreementLevel,
    Basis,
    Citation,
    Citations,
    DateBetweenField,
    Direction,
    FormerIds,
    InstitutionType,
    NotedRecord,
    OptionalText,
    Slug,
    Succession,
    Text,
    TupleOf,
    Year,
)


class Coverage(NotedRecord):
    """Years that were researched: if they have no event, none was held. The note limits what was researched."""

    # `from` is a keyword of Python, here and in `Pause`.
    start: Year = Field(alias="from", description="First covered year")
    end: Year = Field(alias="to", description="Last covered year")
    source: Citation = Field(description="The source that was searched, or that says that none was held")
    direction: Direction | None = Field(
        None, description="The only direction of travel that was looked through, e.g. `us>mx`; omitted for all"
    )
    basis: Basis = Field(
        "searched",
        description="Whether the source was searched, states that none was held, or its numbering leaves no room",
    )


class Pause(NotedRecord):
    """Years in which a source declares the institution suspended."""

    start: Year = Field(alias="from", description="First year of the pause")
    end: Year | None = Field(None, alias="to", description="Last year of the pause; omitted while it lasts")
    source: Citation = Field(description="The source that declares it")


class Institution(NotedRecord):
    """An agreement, a dialogue, a program or an organization of two or more parties."""

    id: Slug = Field(description="Unique name used in events and rules")
    former_ids: FormerIds = ()
    name: Text = Field(description="Its own name, in English")
    name_es: OptionalText = Field("", description="Its own name, in Spanish")
    abbreviation: OptionalText = Field("", description="Abbreviation in use")
    aliases: TupleOf[Text] = Field((), description="Other names that people search for")
    type: InstitutionType = Field(description="One of the four types")
    level: AgreementLevel | None = Field(None, description="For an agreement: how binding it is")
    parties: TupleOf[Slug] = Field(min_length=1, description="The parties to it")
    established: DateBetweenField | None = Field(None, description="When it was established")
    ended: DateBetweenField | None = Field(None, description="When it ended or was replaced")
    replaced_by: Slug | None = Field(None, description="The institution that replaced it")
    succession: Succession | None = Field(None, description="How it ended")
    part_of: Slug | None = Field(None, description="The institution that it belongs to")
    lead_agencies: TupleOf[Text] = Field((), description="The agencies that lead it, e.g. `us: Department of State`")
    lead_agencies_es: TupleOf[Text] = Field((), description="The same agencies in Spanish, in the same order")
    cadence_years: int | None = Field(None, ge=1, le=50, description="Expected interval in years; makes it a series")
    numbering: OptionalText = Field("", description="How its meetings are numbered, in English")
    numbering_es: OptionalText = Field("", description="How its meetings are numbered, in Spanish")
    pauses: TupleOf[Pause] = Field((), description="Declared suspensions")
    coverage: TupleOf[Coverage] = Field((), description="Years that were researched")
    sources: Citations = ()
