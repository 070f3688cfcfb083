"""`topics.toml`: what events are about."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.records.base import FormerIds, NotedRecord, OptionalText, Slug, Text


class Topic(NotedRecord):
    """A subject of events."""

    id: Slug = Field(description="Unique name used in events and editions")
    former_ids: FormerIds = ()
    label: Text = Field(description="Label in English")
    label_es: OptionalText = Field("", description="Label in Spanish")
