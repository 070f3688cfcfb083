"""The scorecard of a year as of a day.

It has a light for each indicator, computed from events by its rule. The rules are described in docs/methodology.md.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cbi_cli.core.dates import day_number
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import (
    EVENTS_OF_CARD,
    EventSummary,
    HiddenEvents,
    LocalizedText,
    count_hidden_events,
    dataset_title,
    event_summary,
    is_year_complete,
    load_sql,
    record_text,
    report_day,
    row_text,
)
from cbi_cli.reports.edition_comparison import DateRange, PublishedRow, published_rows
from cbi_cli.reports.evidence import Evidence, select_evidence
from cbi_cli.reports.gaps import Series, series_as_of
from cbi_cli.reports.series_coverage import (
    NO_COVERAGE,
    CoverageSpan,
    SeriesCoverage,
    coverage_by_series,
    status_without_event,
)

Light = Literal["green", "yellow", "red", "unknown"]
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red", "unknown")
LightReason = Literal["counts", "weaker", "none", "paused", "not-yet", "not-looked", "doubtful"]

_INDICATORS_QUERY = "SELECT * FROM indicator ORDER BY sort_key"
_LATER_EDITION_QUERY = "SELECT 1 FROM edition WHERE year = :year AND published_day > :day"
_HIDDEN_QUERY = f"""
SELECT COUNT(DISTINCT m.event) AS n FROM match AS m JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND :strict = 0
WHERE m.event IN ({EVENTS_OF_CARD}) AND m.strength IN ('full', 'weak') AND m.known_by_day > :day
AND ((m.year = :year AND m.known_by_year = :year) OR a.event IS NOT NULL)
"""  # noqa: S608 - the text above
_COUNTED_QUERY = f"""
SELECT m.indicator, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other
FROM match AS m JOIN event AS e ON e.number = m.event
LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND :strict = 0
WHERE m.event IN ({EVENTS_OF_CARD}) AND m.strength = 'full' AND m.known_by_day <= :day
AND ((m.year = :year AND m.known_by_year = :year) OR a.event IS NOT NULL)
ORDER BY m.sort_key
"""  # noqa: S608 - the text above


class ScorecardQuery(NamedTuple):
    """What a scorecard is asked for.

    Without `as_of` it holds for the publication day of the year's edition, or else for the last covered day.
    `compare_year` names another year whose card is computed as of the same day. With the evidence `edition`, each card
    is what the edition of its year tells.
    """

    year: int
    as_of: date | None = None
    strict_year: bool = False
    compare_year: int | None = None
    evidence: Evidence = "all"


class Occurrence(NamedTuple):
    """An event that counts.

    It has its direction of travel (`guest>host` or None), and why it was admitted, if it was.
    """

    event: EventSummary
    direction: str | None
    admitted: bool
    admission: LocalizedText
    admission_source: str


class LightRow(NamedTuple):
    """A row of a year without an edition.

    It has only its light and why, the events that it shows, how many counted, and the coverage of the year.
    """

    indicator: str
    label: LocalizedText
    light: Light
    why: LightReason
    occurrences: tuple[Occurrence, ...]
    counted: int
    coverage: tuple[CoverageSpan, ...]

    @property
    def published(self) -> None:
        """None: the year has no published card."""
        return None


class ScorecardRow(NamedTuple):
    """One row: its light and why, and the occurrences that it shows.

    `counted` says how many counted in all. `series` is the row's series at the end of the year or on the day,
    whichever comes first. `coverage` has its entries that include the year. `why_weaker` is the weaker rule's reason
    for yellow, `near` the event that matched it.
    """

    indicator: str
    label: LocalizedText
    light: Light
    why: LightReason
    why_weaker: LocalizedText
    near: EventSummary | None
    occurrences: tuple[Occurrence, ...]
    counted: int
    series: Series
    coverage: tuple[CoverageSpan, ...]
    published: PublishedRow | None

    @property
    def last_held(self) -> EventSummary | None:
        """The latest event that counts, or the last before the year."""
        if self.occurrences:
            return self.occurrences[-1].event
        return self.series.last_held


class Scorecard(NamedTuple):
    """The scorecard of a year as of a day.

    Its rows are in the order of the indicators. `before_publication` says that the year's edition was published
    after that day, so that differences from it are to be expected. `published_on` is the date of that edition if
    the scorecard holds for it, `title` is the title of the dataset, `compared_with` the card of another year as of
    the same day, if one was asked for.
    """

    year: int
    day: date
    strict_year: bool
    rows: tuple[ScorecardRow, ...]
    before_publication: bool
    hidden: HiddenEvents
    title: LocalizedText
    published_on: str | None = None
    compared_with: Scorecard | None = None
    evidence: Evidence = "all"

    @property
    def agrees(self) -> bool:
        """Whether no row differs from the published card.

        A row that agrees with it may know more.
        """
        published = [row.published for row in self.rows if row.published is not None]
        return all(row.agrees for row in published)

    @property
    def totals(self) -> dict[Light, int]:
        """How many rows have each light."""
        return count_lights(self.rows)


def count_lights(rows: Iterable[ScorecardRow | LightRow]) -> dict[Light, int]:
    """Count the rows that have each light."""
    totals = dict.fromkeys(LIGHTS, 0)
    for row in rows:
        totals[row.light] += 1
    return totals


def compute_scorecard(snapshot: Snapshot, query: ScorecardQuery) -> Scorecard:
    """Compute the scorecard of a year as of a day.

    Raises CbiError if what an edition tells is asked for, and a year has none.
    """
    evidence = select_evidence(snapshot, query.year, query.evidence)
    card = _compute_card(evidence, query.year, query.as_of, query.strict_year)._replace(evidence=query.evidence)
    # As of any other day a card does not hold for the publication of its edition.
    if query.as_of is None:
        edition = snapshot.record("edition", str(query.year))
        if edition is not None:
            card = card._replace(published_on=str(edition["published"]))
    if query.compare_year is not None:
        evidence = select_evidence(snapshot, query.compare_year, query.evidence)
        other = _compute_card(evidence, query.compare_year, query.as_of, query.strict_year)
        card = card._replace(compared_with=other)
    return card


def _compute_card(snapshot: Snapshot, year: int, as_of: date | None, strict_year: bool) -> Scorecard:
    day = report_day(snapshot, year, as_of)
    matches = _load_matches(snapshot, year, day, strict_year)
    last_day = date(year, 12, 31)
    # What a row says of its series applies to the end of the year, or to the day if it is earlier.
    all_series = series_as_of(snapshot, min(day, last_day))
    series_by_id = {series.id: series for series in all_series}
    published = published_rows(snapshot, year)
    is_over = is_year_complete(year, day)
    rows = []
    for indicator in snapshot.rows(_INDICATORS_QUERY):
        indicator_id = indicator["id"]
        full = matches[indicator_id, "full"]
        weak = matches[indicator_id, "weak"]
        series = series_by_id[indicator_id]
        row = _make_row(snapshot, indicator, full, weak, series, is_over, year)
        rows.append(row._replace(published=published.get(indicator_id)))
    rows = _compare_with_published(snapshot, rows, {"year": year, "day": day_number(day), "strict": int(strict_year)})
    later_editions = snapshot.rows(_LATER_EDITION_QUERY, year=year, day=day_number(day))
    before_publication = bool(later_editions)
    hidden = count_hidden_for_card(snapshot, year, day, strict_year)
    title = dataset_title(snapshot)
    return Scorecard(year, day, strict_year, tuple(rows), before_publication, hidden, title)


def count_hidden_for_card(snapshot: Snapshot, year: int, day: date, strict_year: bool) -> HiddenEvents:
    """Count the events that a day hides, and those of them that the card of a year would count."""
    return count_hidden_events(snapshot, day, _HIDDEN_QUERY, year=year, strict=int(strict_year))


def light_rows(snapshot: Snapshot, days: Mapping[int, date]) -> dict[int, tuple[LightRow, ...]]:
    """Return the lights of several years, each as of its day.

    They are the same as on the scorecards, with less work.
    """
    coverage = coverage_by_series(snapshot)
    indicators = snapshot.rows(_INDICATORS_QUERY)
    cards: dict[int, tuple[LightRow, ...]] = {}
    for year, day in days.items():
        matches = _load_matches(snapshot, year, day)
        is_over = is_year_complete(year, day)
        rows: list[LightRow] = []
        for indicator in indicators:
            indicator_id = indicator["id"]
            full = matches[indicator_id, "full"]
            weak = matches[indicator_id, "weak"]
            series_coverage = coverage.get(indicator_id, NO_COVERAGE)
            light, why = _decide_light(bool(full), bool(weak), is_over, series_coverage, year)
            label = row_text(indicator, "label")
            occurrences = _select_occurrences(full)
            spans = series_coverage.of_year(year)
            rows.append(LightRow(indicator_id, label, light, why, occurrences, _count_events(full), spans))
        cards[year] = tuple(rows)
    return cards


def _load_matches(
    snapshot: Snapshot, year: int, day: date, strict_year: bool = False
) -> dict[tuple[str, str], list[sqlite3.Row]]:
    """Return the events that count for a year, by indicator and strength.

    Of each direction there is only the latest.
    """
    query = load_sql("scorecard")
    strict = int(strict_year)
    matches: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in snapshot.rows(query, year=year, day=day_number(day), strict=strict):
        key = row["indicator"], row["strength"]
        matches[key].append(row)
    return matches


def _make_row(
    snapshot: Snapshot,
    indicator: sqlite3.Row,
    full: Sequence[sqlite3.Row],
    weak: Sequence[sqlite3.Row],
    series: Series,
    is_over: bool,
    year: int,
) -> ScorecardRow:
    light, why = _decide_light(bool(full), bool(weak), is_over, series.coverage, year)
    near = None
    why_weaker = LocalizedText("")
    if light == "yellow":
        near = event_summary(weak[-1])
        why_weaker = _weaker_reason(snapshot, indicator["id"], weak[-1]["weaker"])
    coverage = series.coverage.of_year(year)
    return ScorecardRow(
        indicator=indicator["id"],
        label=row_text(indicator, "label"),
        light=light,
        why=why,
        why_weaker=why_weaker,
        near=near,
        occurrences=_select_occurrences(full),
        counted=_count_events(full),
        series=series,
        coverage=coverage,
        published=None,
    )


def _count_events(full: Sequence[sqlite3.Row]) -> int:
    """Return how many events match in full.

    Each row of the query has the number of all.
    """
    if not full:
        return 0
    return int(full[0]["counted"])


def _decide_light(
    full: bool, weak: bool, is_over: bool, coverage: SeriesCoverage, year: int
) -> tuple[Light, LightReason]:
    """Return the light and its reason, by the table in docs/methodology.md."""
    if full:
        return "green", "counts"
    if weak:
        return "yellow", "weaker"
    # A meeting can still be held until the year is over.
    if not is_over:
        return "unknown", "not-yet"
    # An event that may lie in the year could turn the light.
    if coverage.doubt(year):
        return "unknown", "doubtful"
    status = status_without_event(coverage, year)
    if status == "unknown":
        return "unknown", "not-looked"
    if status == "paused":
        return "red", "paused"
    return "red", "none"


def _select_occurrences(rows: Sequence[sqlite3.Row]) -> tuple[Occurrence, ...]:
    """Return the latest event in each direction.

    Events without a direction are returned only if none has one.
    """
    directed = [row for row in rows if row["direction"]]
    occurrences = []
    for row in directed or rows:
        event = event_summary(row)
        reason = row_text(row, "reason")
        source = row["admission_source"] or ""
        occurrences.append(Occurrence(event, row["direction"], bool(row["admitted"]), reason, source))
    return tuple(occurrences)


def _weaker_reason(snapshot: Snapshot, indicator: str, position: int) -> LocalizedText:
    record = snapshot.record("indicator", indicator) or {}
    return record_text(record["weaker"][position], "reason")


def _compare_with_published(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], values: Mapping[str, object]
) -> list[ScorecardRow]:
    """Return rows whose published ones are compared with them.

    `values` are those of the queries: the year, the day, and whether admitted events are left out.
    """
    # Most rows show the published dates, so only few cards need all events that count.
    counted: dict[str, list[EventSummary]] = {}
    if any(row.published is not None and row.published.dates != frozenset(_shown_dates(row)) for row in rows):
        for event in snapshot.rows(_COUNTED_QUERY, **values):
            counted.setdefault(event["indicator"], []).append(event_summary(event))
    compared = []
    for row in rows:
        published = row.published
        if published is not None:
            published = _compare_row(row, published, counted.get(row.indicator, []))
        compared.append(row._replace(published=published))
    return compared


def _compare_row(row: ScorecardRow, published: PublishedRow, counted: Sequence[EventSummary]) -> PublishedRow:
    """Return the published row with its differences from the computed one."""
    halted_since = row.series.halted_since
    # A row with an event in its year says nothing about a halt.
    if row.occurrences:
        halted_since = None
    return published.compare(row.light, _shown_dates(row), halted_since, counted)


def _shown_dates(row: ScorecardRow) -> list[DateRange]:
    return [occurrence.event.dates for occurrence in row.occurrences]
