"""``editions/<year>.toml``: a published report as printed; never edited to fit."""

from __future__ import annotations

from pydantic import Field

from cbi_cli.schema.base import Citation, Light, Many, MaybeText, Record, Slug, Text, Translated, When, Year


class PrintedOccurrence(Record):
    """A date that the printed row gives, with the words beside it."""

    start: When
    end: When | None = Field(None, description="Last day of a range")
    text: Text = Field(description="The words as printed")


class PrintedRow(Translated):
    """One row of the printed scorecard."""

    indicator: Slug = Field(description="The indicator that the row stands for")
    label: Text = Field(description="The row's name as printed")
    status: Light = Field(description="The light as printed")
    text: MaybeText = Field("", description="The words of a row without occurrences, as printed")
    occurrences: Many[PrintedOccurrence] = Field((), description="The dates as printed, in that order")
    since: Year | None = Field(None, description='The year after "since", as printed')


class Admission(Record):
    """An event from another year that the edition counts for one row."""

    indicator: Slug = Field(description="The row")
    event: Slug = Field(description="The event")
    reason: Text = Field(description="Why it was admitted")
    reason_es: MaybeText = Field("", description="The reason in Spanish")
    source: Citation = Field(description="Where that shows")


class TopicShare(Record):
    """A bar of a printed graph: the share of meetings at which the topic came up."""

    topic: Slug = Field(description="The topic")
    percent: float | None = Field(None, ge=0, le=100, description="Left out where no figure is stated")
    rank: MaybeText = Field("", description="What is said instead of a figure, as `least`")


class TopicGraph(Translated):
    """A printed graph of topics; its shares need not add up to 100."""

    title: Text = Field(description="Title in English, in our own words")
    title_es: MaybeText = Field("", description="Title in Spanish")
    series: Slug = Field(description="The indicator or institution whose meetings were counted")
    start: Year = Field(alias="from", description="First year counted")
    end: Year = Field(alias="to", description="Last year counted")
    source: Citation = Field(description="Where the graph stands")
    shares: Many[TopicShare] = Field(description="The bars of the graph")


class Recommendation(Record):
    """A recommendation of the report, in our own words."""

    text: Text = Field(description="The recommendation in English")
    text_es: MaybeText = Field("", description="The recommendation in Spanish")
    source: Citation = Field(description="Where it stands")


class Edition(Translated):
    """A published report."""

    year: Year = Field(description="The year that it reports on")
    title: Text = Field(description="Title as printed")
    published: When = Field(description="Publication day, as far as it is known")
    source: Citation = Field(description="The report itself, as a source")
    rows: Many[PrintedRow] = Field(alias="row", description="The scorecard, row by row as printed")
    admissions: Many[Admission] = Field((), alias="admission", description="Events counted from other years")
    graphs: Many[TopicGraph] = Field((), alias="graph", description="Graphs of topics")
    recommendations: Many[Recommendation] = Field(
        (), alias="recommendation", description="The recommendations of the report"
    )
