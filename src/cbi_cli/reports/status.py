"""The state of a dataset, whether it has errors or not."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, covers_until, latest_edition, record_text
from cbi_cli.reports.gaps import series_as_of
from cbi_cli.reports.scorecard import ScorecardQuery, compute_scorecard


class EditionAgreement(NamedTuple):
    """How many of the rows of an edition agree with the computed ones."""

    year: int
    agreeing: int
    rows: int


class DatasetStatus(NamedTuple):
    """What a dataset contains, what the checks find, and what is overdue.

    `years` are those of the first and the last event, None if there are no events. With errors, nothing is computed:
    there is no `edition`, and no series is `overdue`. `covers_until` is None if it cannot be read.
    """

    title: LocalizedText
    events: int
    years: tuple[int, int] | None
    covers_until: date | None
    errors: int
    warnings: int
    edition: EditionAgreement | None
    overdue: tuple[str, ...]


def compute_status(snapshot: Snapshot) -> DatasetStatus:
    """Describe the state of a dataset, which may have errors."""
    severities = [finding.severity for finding in snapshot.findings()]
    errors = severities.count("error")
    until = None
    if "covers_until" in snapshot.meta:
        until = _read_day(snapshot.meta["covers_until"])
    edition = None
    overdue: tuple[str, ...] = ()
    if not errors:
        edition = _compare_latest_edition(snapshot)
        series = series_as_of(snapshot, covers_until(snapshot))
        overdue = tuple([one.id for one in series if one.state == "overdue"])
    title = _read_title(snapshot)
    events = int(snapshot.meta["events"])
    years = _event_years(snapshot)
    warnings = severities.count("warning")
    return DatasetStatus(
        title=title,
        events=events,
        years=years,
        covers_until=until,
        errors=errors,
        warnings=warnings,
        edition=edition,
        overdue=overdue,
    )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_title(snapshot: Snapshot) -> LocalizedText:
    """Return the title of the dataset, empty if it cannot be read."""
    for record in snapshot.records("dataset"):
        if "title" in record:
            return record_text(record, "title")
    return LocalizedText("", "")


def _event_years(snapshot: Snapshot) -> tuple[int, int] | None:
    span = snapshot.rows("SELECT MIN(year) AS first, MAX(year) AS last FROM event")[0]
    if span["first"] is None:
        return None
    return span["first"], span["last"]


def _compare_latest_edition(snapshot: Snapshot) -> EditionAgreement | None:
    """Hold the latest edition against what is computed; None if there is none."""
    if not snapshot.rows("SELECT 1 FROM edition LIMIT 1"):
        return None
    year = latest_edition(snapshot)
    card = compute_scorecard(snapshot, ScorecardQuery(year))
    published = [row.published for row in card.rows if row.published is not None]
    agreeing = [row for row in published if row.agrees]
    return EditionAgreement(year, len(agreeing), len(published))
