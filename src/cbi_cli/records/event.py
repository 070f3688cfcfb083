"""`events/<year>.toml`: one dated interaction."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.vocabulary import EventKind, Level, Mode, Office, Status
from cbi_cli.records.base import (
    Citation,
    Citations,
    DateBetweenField,
    FormerIds,
    NotedRecord,
    OptionalText,
    RecordModel,
    Slug,
    Text,
    TupleOf,
)


class Participant(RecordModel):
    """A person or delegation that took part."""

    name: Text = Field(description="Name as the person uses it")
    office: Office | None = Field(None, description="Office held on that day")
    party: Slug | None = Field(None, description="The party that the person represents")


class Attendance(RecordModel):
    """How many of a party's representatives came, as a source counts them."""

    party: Slug = Field(description="The party whose representatives are counted")
    count: int = Field(ge=0, description="How many came")
    of: int | None = Field(None, ge=1, description="How many could have come")
    what: OptionalText = Field("", description="Who is counted, in English, e.g. `governors`")
    what_es: OptionalText = Field("", description="Who is counted, in Spanish")
    source: Citation | None = Field(None, description="The source that counts them")


class Event(NotedRecord):
    """One dated interaction: a meeting, a visit, a signed document, a program launched."""

    id: Slug = Field(description="Unique; starts with the start date as far as it is known")
    start: DateBetweenField
    end: DateBetweenField | None = Field(None, description="Last day; omitted for an event of one day")
    title: Text = Field(description="What happened, in our own words, in English")
    title_es: OptionalText = Field("", description="The title in Spanish")
    kind: EventKind = Field(description="The kind of interaction")
    level: Level = Field(description="The rank at which both sides took part: the lower one of those who led")
    office: Office | None = Field(None, description="The office that led it, if it matters for an indicator")
    institutions: TupleOf[Slug] = Field((), description="The institutions that it belongs to")
    edition_number: int | None = Field(None, ge=1, description="Its number in the institution's own numbering")
    parties: TupleOf[Slug] = Field(min_length=1, description="The parties that took part")
    host: Slug | None = Field(None, description="The party that received the others")
    guests: TupleOf[Slug] = Field((), description="The parties that traveled to the host")
    place: OptionalText = Field("", description="Where it took place: the id of a place, or any text with a warning")
    participants: TupleOf[Participant] = Field((), description="The participants, if a source names them")
    attendance: TupleOf[Attendance] = Field((), description="How many of each party came, if a source says so")
    topics: TupleOf[Slug] = Field((), description="What it was about")
    status: Status = Field("held", description="Only held events count for a green light")
    mode: Mode = Field("unknown", description="How it was held; `document` for a document without a meeting")
    side_event_of: Slug | None = Field(None, description="The event or the trip beside which it was held")
    sources: Citations = ()
    distinct_from: TupleOf[Slug] = Field((), description="Similar events that are different from this one")
    former_ids: FormerIds = ()

    @property
    def last(self) -> PartialDate:
        """The end, or the start of an event of one day."""
        return self.end or self.start
