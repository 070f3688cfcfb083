"""The scorecards of several years side by side.

Each year is the same as on its own card, as of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import HiddenEvents, LocalizedText, dataset_title, known_years, report_day
from cbi_cli.reports.edition_comparison import PublishedRow
from cbi_cli.reports.evidence import Evidence
from cbi_cli.reports.scorecard import (
    Light,
    LightReason,
    LightRow,
    Occurrence,
    Scorecard,
    ScorecardQuery,
    ScorecardRow,
    compute_scorecard,
    count_hidden_for_card,
    count_lights,
    light_rows,
)
from cbi_cli.reports.series_coverage import CoverageSpan

MAX_YEARS = 60
"""How many years can stand side by side."""


class ScorecardsQuery(NamedTuple):
    """What cards are asked for.

    `compare_year` is another year whose card stands beside them. Without `as_of`, each year has its own day.
    """

    years: tuple[int, ...]
    as_of: date | None = None
    strict_year: bool = False
    compare_year: int | None = None
    evidence: Evidence = "all"


class CardYear(NamedTuple):
    """A year: the day that its card holds for, and how many rows have each light.

    `published_on` is the date of its edition if the card holds for it. `has_edition` says whether its rows are compared
    with a published card, `before_publication` that it was published after the day.
    """

    year: int
    day: date
    published_on: str | None
    has_edition: bool
    before_publication: bool
    totals: dict[Light, int]
    hidden: HiddenEvents


class CardCell(NamedTuple):
    """The light of a row in a year and why, what the year is covered by, and what was published."""

    year: int
    light: Light
    why: LightReason
    counted: int
    occurrences: tuple[Occurrence, ...]
    coverage: tuple[CoverageSpan, ...]
    published: PublishedRow | None

    @property
    def limits(self) -> tuple[CoverageSpan, ...]:
        """What limits the coverage that a red light rests on; a declared pause needs none."""
        if self.why != "none":
            return ()
        return tuple(span for span in self.coverage if span.is_limited)

    @property
    def admitted(self) -> tuple[Occurrence, ...]:
        """The events that the edition admits from another year."""
        return tuple(occurrence for occurrence in self.occurrences if occurrence.admitted)


class CardsRow(NamedTuple):
    """An indicator with its lights, in the order of the years."""

    indicator: str
    label: LocalizedText
    cells: tuple[CardCell, ...]


class Scorecards(NamedTuple):
    """The cards of several years, in their order; one that is only compared with comes first.

    `asked_years` are the others.
    """

    asked_years: tuple[int, ...]
    years: tuple[CardYear, ...]
    rows: tuple[CardsRow, ...]
    strict_year: bool
    title: LocalizedText
    compare_year: int | None = None
    evidence: Evidence = "all"

    @property
    def agrees(self) -> bool:
        """Whether no row differs from a published card."""
        published = [cell.published for row in self.rows for cell in row.cells if cell.published is not None]
        return all(row.agrees for row in published)


def compute_scorecards(snapshot: Snapshot, query: ScorecardsQuery) -> Scorecards:
    """Compute the scorecards of several years.

    Raises CbiError if there are too many, if the dataset names none of them, or if what an edition tells is asked for
    and a year has none.
    """
    _check_years(snapshot, query.years)
    years = list(query.years)
    if query.compare_year is not None and query.compare_year not in years:
        years.insert(0, query.compare_year)
    cards = _full_cards(snapshot, query, years)
    # Years without an edition all have the same day.
    plain_day = report_day(snapshot, None, query.as_of)
    plain_days = {year: plain_day for year in years if year not in cards}
    rows_by_year: dict[int, Sequence[ScorecardRow | LightRow]] = dict(light_rows(snapshot, plain_days))
    card_years = []
    for year in years:
        card = cards.get(year)
        if card is not None:
            rows_by_year[year] = card.rows
            card_years.append(_year_of_card(card))
        else:
            hidden = count_hidden_for_card(snapshot, year, plain_day, query.strict_year)
            totals = count_lights(rows_by_year[year])
            card_years.append(CardYear(year, plain_day, None, False, False, totals, hidden))
    rows = _join_rows([(year, rows_by_year[year]) for year in years])
    title = dataset_title(snapshot)
    return Scorecards(
        query.years, tuple(card_years), rows, query.strict_year, title, query.compare_year, query.evidence
    )


def _check_years(snapshot: Snapshot, years: Sequence[int]) -> None:
    if not years:
        raise CbiError(message("no year is given"), message("give one or more"))
    if len(years) > MAX_YEARS:
        problem = message("{n} years are too many for one table", n=len(years))
        raise CbiError(problem, message("ask for at most {most} years", most=MAX_YEARS))
    known = known_years(snapshot)
    first = known[0]
    last = known[-1]
    if min(years) > last or max(years) < first:
        problem = message("the dataset has nothing from {start} to {end}", start=min(years), end=max(years))
        raise CbiError(problem, message("its years are {first} to {last}", first=first, last=last))


def _full_cards(snapshot: Snapshot, query: ScorecardsQuery, years: Iterable[int]) -> dict[int, Scorecard]:
    """Return the cards of the years that have an edition, whose rows are compared with it.

    If only what editions tell is asked for, these are all years.
    """
    editions = {row["year"] for row in snapshot.rows("SELECT year FROM edition")}
    cards: dict[int, Scorecard] = {}
    for year in years:
        if query.evidence == "edition" or year in editions:
            card_query = ScorecardQuery(year, query.as_of, query.strict_year, evidence=query.evidence)
            cards[year] = compute_scorecard(snapshot, card_query)
    return cards


def _year_of_card(card: Scorecard) -> CardYear:
    return CardYear(
        card.year,
        card.day,
        card.published_on,
        has_edition=True,
        before_publication=card.before_publication,
        totals=card.totals,
        hidden=card.hidden,
    )


def _join_rows(cards: Sequence[tuple[int, Sequence[ScorecardRow | LightRow]]]) -> tuple[CardsRow, ...]:
    """Return the rows of several cards side by side; all have the same indicators."""
    rows = []
    _, first_rows = cards[0]
    for position, first in enumerate(first_rows):
        cells = tuple(_make_cell(year, year_rows[position]) for year, year_rows in cards)
        rows.append(CardsRow(first.indicator, first.label, cells))
    return tuple(rows)


def _make_cell(year: int, row: ScorecardRow | LightRow) -> CardCell:
    return CardCell(year, row.light, row.why, row.counted, row.occurrences, row.coverage, row.published)
