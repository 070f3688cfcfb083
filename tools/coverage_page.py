"""Build docs/coverage.md: which years of each series the shipped dataset knows, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cbi_cli import api
from cbi_cli.reports.common import latest_day
from cbi_cli.reports.history import History, HistoryYear
from cbi_cli.reports.series_coverage import CoverageSpan, SeriesCoverage
from tools.run_cbi import ROOT

REPORT_SOURCE = "cbi-2022"
MAX_SOURCES = 6
"""How many sources a line names; the rest is counted."""

_DATASET = ROOT / "datasets" / "us-mexico"
_HEAD = """# Coverage of the us-mexico dataset

For each series of `us-mexico`: the years in which something was held, the years in which nothing was, and the years
that are not known, as of the last day that the dataset covers. A year without an event counts as "none held" only if a
source covers it: one that was searched, one that states it, or edition numbers that leave no room. Every other year is
"not known". [Methodology](methodology.md) says how that becomes a light; `cbi history SERIES` lists the events, with
all their sources in JSON and CSV.
"""
_STATES = {
    "held": "held",
    "missed": "none held",
    "paused": "none held (declared pause)",
    "idle": "not due",
    "unknown": "not known",
}
_BASES = {"searched": "searched", "stated": "stated", "numbering": "by numbering"}
_REPORT_ALONE = """## Events that rest on the report alone

These events have no source besides the report:
"""


def coverage_page(folder: Path = _DATASET) -> str:
    """Return the page: a table of years for each series, then the events that rest on the report alone."""
    parts = [_HEAD]
    with api.open_dataset(folder) as dataset:
        for series in api.gaps(dataset).series:
            history = api.history(dataset, series.id)
            parts.append(_series_section(history))
        lonely = [f"- `{event_id}`: {title}" for event_id, title in _events_on_report_alone(dataset)]
    parts.append("\n".join([_REPORT_ALONE, *(lonely or ["None."]), ""]))
    return "\n".join(parts)


def _series_section(history: History) -> str:
    series = history.series
    lines = [f"## {series.label.en}", "", _summary(history.years), ""]
    lines += ["| years | state | evidence |", "| --- | --- | --- |"]
    told: dict[CoverageSpan, str] = {}
    for years in _runs(history.years, series.coverage):
        state = _STATES[years[0].mark]
        evidence = _evidence(years, series.coverage, told)
        lines.append(f"| {_format_years(years)} | {state} | {evidence} |")
    return "\n".join([*lines, ""])


def _summary(years: Sequence[HistoryYear]) -> str:
    """Return how many years have each state, in words."""
    if not years:
        return "Nothing is known of it."
    counts: dict[str, int] = {}
    for year in years:
        state = _STATES[year.mark]
        counts[state] = counts.get(state, 0) + 1
    stated = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"{_format_years(years)}: {stated}."


def _runs(years: Sequence[HistoryYear], coverage: SeriesCoverage) -> Iterator[list[HistoryYear]]:
    """Yield neighboring years of one state that have the same evidence."""

    def likeness(year: HistoryYear) -> tuple[str, tuple[CoverageSpan, ...]]:
        if year.meetings:
            return year.mark, ()
        return year.mark, (*_pauses(year, coverage), *coverage.of_year(year.year))

    for _, run in groupby(years, key=likeness):
        yield list(run)


def _format_years(years: Sequence[HistoryYear]) -> str:
    first = years[0].year
    last = years[-1].year
    if first == last:
        return str(first)
    return f"{first}–{last}"


def _evidence(years: Sequence[HistoryYear], coverage: SeriesCoverage, told: dict[CoverageSpan, str]) -> str:
    """Return what a state rests on: the sources of the events, or those of the coverage with their limits.

    `told` has the years beside which the limits of a coverage already stand; they are not repeated.
    """
    meetings = [meeting for year in years for meeting in year.meetings]
    if meetings:
        cited = _source_ids(source for meeting in meetings for source in meeting.sources)
        count = len(meetings)
        noun = "event" if count == 1 else "events"
        return f"{count} {noun}: {_join_sources(cited)}"
    spans = [*_pauses(years[0], coverage), *coverage.of_year(years[0].year)]
    evidence = "; ".join(_format_span(span, told.get(span)) for span in spans)
    for span in spans:
        told.setdefault(span, _format_years(years))
    return evidence


def _pauses(year: HistoryYear, coverage: SeriesCoverage) -> list[CoverageSpan]:
    """Return the declared pauses that include a year."""
    return [span for span in coverage.spans if span.paused and span.includes(year.year)]


def _source_ids(citations: Iterable[str]) -> list[str]:
    """Return the sources of citations, each once."""
    ids = (citation.partition("#")[0] for citation in citations)
    return [f"`{source}`" for source in dict.fromkeys(ids)]


def _join_sources(cited: Sequence[str]) -> str:
    named = ", ".join(cited[:MAX_SOURCES])
    further = len(cited) - MAX_SOURCES
    if further > 0:
        return f"{named} and {further} more"
    return named


def _format_span(span: CoverageSpan, told: str | None) -> str:
    parts = [f"`{span.source}`", "declared pause" if span.paused else _BASES[span.basis or "searched"]]
    if span.direction:
        parts.append(f"only {span.direction.upper().replace('>', ' to ')}")
    if span.note.en and told:
        parts.append(f"as for {told}")
    evidence = ", ".join(parts)
    if span.note.en and not told:
        evidence += f": {span.note.en.rstrip('.')}"
    return evidence.replace("|", "\\|")


def _events_on_report_alone(dataset: api.OpenDataset) -> Iterator[tuple[str, str]]:
    """Yield the id and the title of each event whose only source is the report."""
    timeline = api.timeline(dataset, api.TimelineQuery(status="any", as_of=latest_day(dataset.snapshot)))
    for entry in timeline.events:
        if {source.partition("#")[0] for source in entry.sources} == {REPORT_SOURCE}:
            yield entry.event.id, entry.event.title.en
