"""``dataset.toml``: the dataset itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from cbi_cli.schema.base import Address, FormerIds, Lang, Many, MaybeText, Record, Slug, Text, Translated, Year


class Party(Record):
    """A country or other party to the interactions."""

    id: Slug = Field(description="Short name, as `us`")
    former_ids: FormerIds = ()
    name: Text = Field(description="Name in English")
    name_es: MaybeText = Field("", description="Name in Spanish")


class Maintainer(Record):
    """Who answers for the dataset."""

    name: Text = Field(description="Name of the person or body")
    url: Address = Field("", description="Where they can be reached")


class Layout(Record):
    """Which files `cbi add-event` makes; all of them are read in either case."""

    events: Literal["year", "event"] = Field(
        "year",
        description="`year`: a file a year, `events/<year>.toml`; `event`: a file an event, `events/<year>/<id>.toml`",
    )


class Acceptance(Record):
    """A finding that the dataset accepts; it is counted, and no longer reported."""

    code: str = Field(pattern=r"^CBI[0-9]{3}$", description="Code of the check, as CBI305")
    record: Text = Field(description="Id of the record that it is about")
    reason: Text = Field(description="Why it is right as it is")


class DatasetInfo(Translated):
    """The dataset as a whole."""

    schema_version: int = Field(
        alias="schema",
        ge=1,
        le=2,
        description="Version of this file format: 2; `cbi fmt` brings a dataset of version 1 to 2",
    )
    id: Slug = Field(description="Unique name of the dataset")
    title: Text = Field(description="Title in English")
    title_es: MaybeText = Field("", description="Title in Spanish")
    version: str = Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$", description="Version of the data, as 1.0.0")
    license: Text = Field(description="SPDX name of the license of the data")
    languages: Many[Lang] = Field(min_length=1, description="The languages that titles and labels must have")
    covers_from: Year | None = Field(None, description="First year with an event-by-event list")
    covers_until: date = Field(description="Last day for which anybody has looked")
    parties: Many[Party] = Field(alias="party", min_length=2, description="The parties that records may name")
    exclude: Many[Text] = Field(
        (),
        description="Entries of the folder that are not data and that no check reports, as `drafts/`",
    )
    layout: Layout = Field(Layout(), description="Which files `cbi add-event` makes")
    between: Many[Slug] = Field(min_length=2, description="The parties that the dataset is about")
    accepted: Many[Acceptance] = Field((), description="Findings that are accepted, each with its reason")
    maintainers: Many[Maintainer] = Field((), alias="maintainer", description="Who answers for the dataset")
