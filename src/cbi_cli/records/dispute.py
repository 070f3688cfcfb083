"""`disputes.toml`: sources that disagree."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cbi_cli.records.base import Citation, FormerIds, NotedRecord, OptionalText, RecordModel, Slug, Text, TupleOf

Subject = Literal["event", "institution", "indicator", "source", "edition", "topic"]


class Claim(RecordModel):
    """What one source says."""

    value: Text = Field(description="The value that it gives, in English")
    value_es: OptionalText = Field("", description="The value in Spanish, if it has words")
    source: Citation = Field(description="The source that gives it")


class Dispute(NotedRecord):
    """Two or more sources that disagree on a value, with the reading that the dataset uses and why."""

    id: Slug = Field(description="Unique name")
    former_ids: FormerIds = ()
    record: Subject = Field(description="The kind of the record concerned")
    about: Slug = Field(description="The id of that record; an edition's id is its year")
    field: Text = Field(description="The field or row in question")
    claims: TupleOf[Claim] = Field(min_length=1, description="What each source says")
    chosen: Text = Field(description="The reading that the dataset uses, in English")
    chosen_es: OptionalText = Field("", description="The reading in Spanish")
    why: Text = Field(description="Why the dataset uses it")
    why_es: OptionalText = Field("", description="The reason in Spanish")
