"""``topics.toml``: what events are about."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.schema.base import FormerIds, MaybeText, Slug, Text, Translated


class Topic(Translated):
    """A subject of events."""

    id: Slug = Field(description="Unique name used in events and editions")
    former_ids: FormerIds = ()
    label: Text = Field(description="Label in English")
    label_es: MaybeText = Field("", description="Label in Spanish")
