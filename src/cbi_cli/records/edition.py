"""`editions/<year>.toml`: a published report as printed.

It is never corrected.
"""

from __future__ import annotations

from pydantic import Field

from cbi_cli.records.base import (
    Citation,
    DateBetweenField,
    DateField,
    Light,
    NotedRecord,
    OptionalText,
    RecordModel,
    Slug,
    Text,
    TupleOf,
    Year,
)


class PrintedOccurrence(RecordModel):
    """A date in the published row, with its text."""

    start: DateBetweenField
    end: DateBetweenField | None = Field(None, description="Last day of a range")
    text: Text = Field(description="The text as published")


class PrintedRow(NotedRecord):
    """One row of the published scorecard."""

    indicator: Slug = Field(description="The indicator of the row")
    label: Text = Field(description="The row's name as published")
    status: Light = Field(description="The light as published")
    text: OptionalText = Field("", description="The text of a row without occurrences, as published")
    occurrences: TupleOf[PrintedOccurrence] = Field((), description="The dates as published, in that order")
    since: Year | None = Field(None, description='The year after "since", as published')


class Admission(RecordModel):
    """An event from another year that the edition counts for one row."""

    indicator: Slug = Field(description="The row")
    event: Slug = Field(description="The event")
    reason: Text = Field(description="Why it was admitted")
    reason_es: OptionalText = Field("", description="The reason in Spanish")
    source: Citation = Field(description="The source that shows it")


class TopicShare(RecordModel):
    """A bar of a published graph: the share of meetings about the topic."""

    topic: Slug = Field(description="The topic")
    percent: float | None = Field(None, ge=0, le=100, description="Omitted if no figure is given")
    rank: OptionalText = Field("", description="The text instead of a figure, e.g. `least`")


class TopicGraph(NotedRecord):
    """A published graph of topics. Its shares need not add up to 100."""

    title: Text = Field(description="Title in English, in our own words")
    title_es: OptionalText = Field("", description="Title in Spanish")
    series: Slug = Field(description="The indicator or institution whose meetings were counted")
    # `from` is a keyword of Python.
    start: Year = Field(alias="from", description="First year counted")
    end: Year = Field(alias="to", description="Last year counted")
    source: Citation = Field(description="The source of the graph")
    shares: TupleOf[TopicShare] = Field(description="The bars of the graph")


class Recommendation(RecordModel):
    """A recommendation of the report, in our own words."""

    text: Text = Field(description="The recommendation in English")
    text_es: OptionalText = Field("", description="The recommendation in Spanish")
    source: Citation = Field(description="The source of the recommendation")


class Edition(NotedRecord):
    """A published report."""

    year: Year = Field(description="The year that it reports on")
    title: Text = Field(description="Title as published")
    published: DateField = Field(description="Publication day, as far as it is known")
    source: Citation = Field(description="The report itself, as a source")
    rows: TupleOf[PrintedRow] = Field(alias="row", description="The rows of the scorecard, as published")
    admissions: TupleOf[Admission] = Field((), alias="admission", description="Events counted from other years")
    graphs: TupleOf[TopicGraph] = Field((), alias="graph", description="Graphs of topics")
    recommendations: TupleOf[Recommendation] = Field(
        (), alias="recommendation", description="The recommendations of the report"
    )
