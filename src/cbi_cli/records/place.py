"""`places.toml`: where events took place."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.records.base import FormerIds, NotedRecord, OptionalText, Slug, Text, TupleOf


def join_place_name(*parts: str) -> str:
    """Return a place as people write it, such as `El Paso, Texas`.

    The parts are its name, its state and its country; empty ones are left out.
    """
    return ", ".join(part for part in parts if part)


class Place(NotedRecord):
    """A town or another place, or a country that is not a party."""

    id: Slug = Field(description="Unique name used in events, e.g. `el-paso`")
    former_ids: FormerIds = ()
    name: Text = Field(description="Name in English, without state and country")
    name_es: OptionalText = Field("", description="Name in Spanish")
    state: OptionalText = Field("", description="State or province in English, e.g. `New Mexico`")
    state_es: OptionalText = Field("", description="State or province in Spanish, if its name differs")
    country: Slug | None = Field(
        None, description="The party or the place record that is its country; omitted for a country"
    )
    aliases: TupleOf[Text] = Field((), description="Other names by which it is found")
