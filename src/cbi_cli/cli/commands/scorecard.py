"""`cbi scorecard`."""

from __future__ import annotations

from typing import Annotated, Literal

from cbi_cli.cli.exit_codes import DATA_ERRORS, OK
from cbi_cli.cli.options import (
    CheckCard,
    DatedReportOptions,
    EvidenceOptions,
    StrictYear,
    parse_year,
    parse_years,
    require_year,
    resolve_as_of,
)
from cbi_cli.cli.output import write_view
from cbi_cli.cli.parser import argument, option
from cbi_cli.cli.reports import write_report
from cbi_cli.cli.session import open_reading_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.edition_comparison import get_edition, load_published_card
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard
from cbi_cli.views.scorecard import REPORT, PublishedView


class ScorecardOptions(EvidenceOptions, DatedReportOptions):
    """The options of `cbi scorecard`."""

    year: Annotated[
        str | None,
        argument(
            metavar="[YEAR]",
            help="The year to report, or several such as 2019-2023. Default: the year of the latest edition.",
        ),
    ] = None
    strict_year: StrictYear = False
    compare: Annotated[
        str | None, option("--compare", metavar="YEAR", help="Also show which lights changed since this year.")
    ] = None
    published: Annotated[
        bool, option("--published", help="Show the published card as printed, without computing anything.")
    ] = False
    check: CheckCard = False
    engine: Annotated[
        Literal["sqlite", "duckdb"],
        option("--engine", help="Run the SQL in this engine. DuckDB also reads an export, and needs the extra `big`."),
    ] = "sqlite"


def scorecard(options: ScorecardOptions, settings: Settings) -> int:
    """Show the scorecard for a year.

    The light of each row is computed from events as of a stated day, and compared with the published card.

    Several years, such as 2019-2023, are shown side by side, each as of its own day; a sign beside a light says how it
    compares with the published card of that year.

    \b
    Examples:
      cbi scorecard 2022
      cbi scorecard 2022 --strict-year
      cbi scorecard 2022 --as-of 2022-06-30
      cbi scorecard 2022 --compare 2021 --lang es
      cbi scorecard 2022 --evidence edition
      cbi scorecard 2022 --published
      cbi scorecard 2022 --format json
      cbi scorecard 2019-2023
      cbi scorecard 2022 --engine duckdb
    """
    snapshot = _open_snapshot(options, settings)
    years = parse_years(options.year, snapshot)
    if years:
        return _show_years(snapshot, years, options, settings)
    year = require_year(options.year, snapshot)
    if options.published:
        _refuse_computing(options)
        return _show_published(snapshot, year, options, settings)
    if options.check:
        # Without a published card there is nothing that could agree.
        get_edition(snapshot, year)
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    compare_year = None
    if options.compare:
        compare_year = parse_year(options.compare, snapshot)
    card = compute_scorecard(snapshot, ScorecardQuery(year, as_of, options.strict_year, compare_year, options.evidence))
    write_report(REPORT, card, snapshot, options, settings)
    if options.check and not card.agrees:
        return DATA_ERRORS
    return OK


def _show_years(snapshot: Snapshot, years: tuple[int, ...], options: ScorecardOptions, settings: Settings) -> int:
    """Show the cards of several years side by side."""
    from cbi_cli.reports.scorecards import ScorecardsQuery, compute_scorecards
    from cbi_cli.views.scorecards import REPORT as SCORECARDS

    if options.published:
        problem = message("--published shows the card of one year")
        raise CbiError(problem, message("name one year, or leave out --published"))
    as_of = resolve_as_of(options.as_of, snapshot, settings)
    compare_year = parse_year(options.compare, snapshot) if options.compare else None
    query = ScorecardsQuery(years, as_of, options.strict_year, compare_year, options.evidence)
    cards = compute_scorecards(snapshot, query)
    if options.check and not any(year.has_edition for year in cards.years):
        # Without a published card there is nothing that could agree.
        get_edition(snapshot, years[-1])
    write_report(SCORECARDS, cards, snapshot, options, settings)
    if options.check and not cards.agrees:
        return DATA_ERRORS
    return OK


def _refuse_computing(options: ScorecardOptions) -> None:
    """Raise CbiError for an option that has no meaning with `--published`."""
    computed = {
        "--strict-year": options.strict_year,
        "--compare": options.compare,
        "--check": options.check,
        "--as-of": options.as_of,
        "--evidence": options.evidence != "all",
    }
    for name, value in computed.items():
        if value:
            problem = message("--published computes nothing, so {option} has no meaning with it", option=name)
            raise CbiError(problem, message("leave out one of them"))


def _show_published(snapshot: Snapshot, year: int, options: ScorecardOptions, settings: Settings) -> int:
    """Show the card as printed."""
    card = load_published_card(snapshot, year)
    write_view(PublishedView(card, snapshot.meta, get_translator(settings.lang)), options, settings)
    return OK


def _open_snapshot(options: ScorecardOptions, settings: Settings) -> Snapshot:
    """Return the snapshot of the dataset, for the engine asked for."""
    if options.engine == "sqlite":
        return open_reading_session(settings, options.dataset, options.at).snapshot
    if options.evidence != "all":
        problem = message("--engine {engine} cannot read what an edition tells", engine=options.engine)
        raise CbiError(problem, message("leave out --engine, or --evidence"))
    from cbi_cli.cli.duckdb_session import open_duckdb_snapshot

    return open_duckdb_snapshot(settings, options.dataset, options.at)
