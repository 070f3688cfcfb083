"""`withdrawn.toml`: records that were taken out."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from cbi_cli.records.base import NotedRecord, OptionalText, Slug, Text

WithdrawnKind = Literal["event", "institution", "indicator", "source", "topic", "place", "edition", "dispute", "party"]


class Withdrawn(NotedRecord):
    """A record that was removed; its id still resolves."""

    kind: WithdrawnKind = Field(description="The kind of the record")
    id: Slug = Field(description="The id that it had; no record of that kind may use it again")
    title: Text = Field(description="Its title, in English")
    title_es: OptionalText = Field("", description="Its title, in Spanish")
    # A field named `date` would hide its own type in the class.
    day: date = Field(alias="date", description="The day on which it was withdrawn")
    reason: Text = Field(description="Why it was withdrawn")
    reason_es: OptionalText = Field("", description="The reason in Spanish")
    replaced_by: Slug | None = Field(None, description="The record of the same kind that replaces it")
