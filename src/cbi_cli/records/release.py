"""`releases.toml`: the memory of the releases, which `cbi release` writes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Strict

from cbi_cli.records.base import VERSION_PATTERN, Light, NotedRecord, RecordModel, Slug, Year

ReleasedKind = Literal[
    "dataset", "institution", "indicator", "source", "topic", "place", "event", "edition", "dispute", "withdrawn"
]
State = Literal["active", "overdue", "halted", "ended", "unknown"]
Version = Annotated[str, Field(pattern=VERSION_PATTERN)]

# A release can name every event of a dataset.
Ids = Annotated[tuple[Slug, ...], Strict(False), Field(max_length=1_000_000)]


class ReleasedIds(RecordModel):
    """Ids of records, by the kind of the record."""

    dataset: Ids = Field((), description="The id of the dataset, if `dataset.toml` differs")
    institution: Ids = Field((), description="Ids of institutions")
    indicator: Ids = Field((), description="Ids of indicators")
    source: Ids = Field((), description="Ids of sources")
    topic: Ids = Field((), description="Ids of topics")
    place: Ids = Field((), description="Ids of places")
    event: Ids = Field((), description="Ids of events")
    edition: Ids = Field((), description="Years of editions")
    dispute: Ids = Field((), description="Ids of disputes")
    withdrawn: Ids = Field((), description="Ids of entries of `withdrawn.toml`")


class RenamedRecord(RecordModel):
    """A record that got another id."""

    kind: ReleasedKind = Field(description="The kind of the record")
    id: Slug = Field(description="Its id in this version")
    former_id: Slug = Field(description="Its id in the version before")


class ChangedLight(RecordModel):
    """A light that differs from the version before."""

    indicator: Slug = Field(description="The row of the scorecard")
    year: Year = Field(description="The year of the scorecard")
    to_year: Year | None = Field(None, description="The last year, if several years in a row changed in this way")
    before: Light = Field(description="The light in the version before")
    after: Light = Field(description="The light in this version")
    as_of: date | None = Field(None, description="The day of the scorecard, if it is after the last covered day")


class ChangedState(RecordModel):
    """A state of a series that differs from the version before."""

    series: Slug = Field(description="The indicator or institution")
    before: State = Field(description="The state in the version before")
    before_since: Year | None = Field(None, description='The year after "halted since" before')
    after: State = Field(description="The state in this version")
    after_since: Year | None = Field(None, description='The year after "halted since" in this version')
    as_of: date | None = Field(None, description="The day of the state, if it is after the last covered day")


Renamed = Annotated[tuple[RenamedRecord, ...], Strict(False), Field(max_length=1_000_000)]
Lights = Annotated[tuple[ChangedLight, ...], Strict(False), Field(max_length=1_000_000)]
States = Annotated[tuple[ChangedState, ...], Strict(False), Field(max_length=1_000_000)]


class Release(NotedRecord):
    """A released version, and what it changed. Ids are those of that version: later ones may differ."""

    version: Version = Field(description="The version, e.g. 1.1.0")
    # A field named `date` would hide its own type in the class.
    day: date = Field(alias="date", description="The day of the release")
    since: Version | None = Field(
        None, description="The version that it is compared with; omitted for the first release, which lists no records"
    )
    added: ReleasedIds | None = Field(None, description="Records that were added")
    changed: ReleasedIds | None = Field(None, description="Records with other values")
    renamed: Renamed = Field((), description="Records with another id")
    withdrawn: ReleasedIds | None = Field(None, description="Records that were withdrawn")
    removed: ReleasedIds | None = Field(None, description="Records that are gone without being withdrawn")
    lights: Lights = Field((), description="Lights of scorecards that changed")
    states: States = Field((), description="States of series that changed")
