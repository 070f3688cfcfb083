"""`sources.toml`: citations."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from cbi_cli.records.base import (
    DateField,
    FormerIds,
    Language,
    NotedRecord,
    OptionalText,
    RecordModel,
    Slug,
    Text,
    TupleOf,
    Url,
)


class Locator(RecordModel):
    """A named part of a source."""

    id: Slug = Field(description="The text after `#` in a citation")
    title: Text = Field(description="The part's name in English")
    title_es: OptionalText = Field("", description="The part's name in Spanish")


class Source(NotedRecord):
    """A published page, report, book or data set that supports a fact."""

    id: Slug = Field(description="Unique name used in citations")
    former_ids: FormerIds = ()
    title: Text = Field(description="Its title, in its own language")
    author: OptionalText = Field("", description="Who wrote it")
    publisher: OptionalText = Field("", description="Who published it")
    published: DateField | None = Field(None, description="When it was published")
    url: Url = Field("", description="Its address")
    archive_url: Url = Field("", description="The address of an archived copy")
    accessed: date | None = Field(None, description="The day on which it was read at its address")
    language: Language = Field("en", description="Its language")
    locators: TupleOf[Locator] = Field((), description="Its parts that can be cited")
