"""``sources.toml``: citations."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.schema.base import Address, FormerIds, Many, MaybeText, Record, Slug, Text, Translated, When


class Locator(Record):
    """A named part of a source."""

    id: Slug = Field(description="The text after `#` in a citation")
    title: Text = Field(description="The part's name in English")
    title_es: MaybeText = Field("", description="The part's name in Spanish")


class Source(Translated):
    """A published page, report, book or data set that supports a fact."""

    id: Slug = Field(description="Unique name used in citations")
    former_ids: FormerIds = ()
    title: Text = Field(description="Its title, in its own language")
    author: MaybeText = Field("", description="Who wrote it")
    publisher: MaybeText = Field("", description="Who published it")
    published: When | None = Field(None, description="When it was published")
    url: Address = Field("", description="Its address")
    language: str = Field("en", pattern=r"^[a-z]{2}$", description="Its language")
    locators: Many[Locator] = Field((), description="Its parts that can be cited")
