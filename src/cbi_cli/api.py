"""The Python API: the same reports as the commands, as frozen results; nothing is printed.

``open_dataset`` gives a `Snapshot`; the reports are functions of it::

    from cbi_cli import api

    store = api.open_dataset("us-mexico")
    card = api.scorecard(store, 2022)
    card.totals["green"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cbi_cli.core.errors import InvalidDatasetError
from cbi_cli.core.settings import Lang, Settings, read_cache
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session, validate_files
from cbi_cli.reports.explain import ExplainQuery, Explanation, compute_explanation
from cbi_cli.reports.gaps import Gaps, GapsQuery, compute_gaps
from cbi_cli.reports.history import History, HistoryQuery, compute_history
from cbi_cli.reports.info import DatasetOverview, InfoQuery, compute_overview
from cbi_cli.reports.list import ListQuery, RecordList
from cbi_cli.reports.list import list_records as compute_list
from cbi_cli.reports.reconcile import ReconcileQuery, Reconciliation, compute_reconciliation
from cbi_cli.reports.scorecard import Scorecard, ScorecardQuery, compute_scorecard
from cbi_cli.reports.show import ShownRecords, ShowQuery, find_records
from cbi_cli.reports.timeline import Timeline, TimelineQuery, compute_timeline
from cbi_cli.reports.topics import Topics, TopicsQuery, compute_topics
from cbi_cli.views.registry import find_report
from cbi_cli.workspace.locate import locate_dataset

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Diff

__all__ = [
    "InvalidDatasetError",
    "Snapshot",
    "TimelineQuery",
    "diff",
    "explain",
    "gaps",
    "history",
    "info",
    "list_records",
    "open_dataset",
    "reconcile",
    "scorecard",
    "show",
    "timeline",
    "to_dict",
    "topics",
    "validate_files",
]


def open_dataset(wanted: str | None = None, revision: str = "", today: date | None = None) -> Snapshot:
    """The store of a dataset by name or path; without one, of the dataset that ``cbi`` would take.

    ``today`` is the day for the checks, by default the calendar's. Raises CbiError where there is no such dataset or
    git revision, and DataErrors where it has errors.
    """
    settings = Settings(today or date.today(), cache=read_cache())  # noqa: DTZ011 - the user's own calendar day is meant
    return Session(settings, locate_dataset(wanted, Path.cwd(), revision)).snapshot


def scorecard(
    snapshot: Snapshot,
    year: int,
    as_of: date | None = None,
    strict_year: bool = False,
    compare_year: int | None = None,
) -> Scorecard:
    """Return the scorecard of a year: the light of each indicator, and why."""
    return compute_scorecard(snapshot, ScorecardQuery(year, as_of, strict_year, compare_year))


def timeline(snapshot: Snapshot, query: TimelineQuery | None = None, as_of: date | None = None) -> Timeline:
    """Return the events that match a query, in order of date."""
    query = query or TimelineQuery()
    if as_of is not None:
        query = query._replace(as_of=as_of)
    return compute_timeline(snapshot, query)


def gaps(snapshot: Snapshot, as_of: date | None = None, series: Iterable[str] = ()) -> Gaps:
    """Return each series with its years, gaps and state."""
    return compute_gaps(snapshot, GapsQuery(tuple(series), as_of))


def history(snapshot: Snapshot, series: str, as_of: date | None = None) -> History:
    """Return one series year by year."""
    return compute_history(snapshot, HistoryQuery(series, as_of))


def reconcile(snapshot: Snapshot, year: int, as_of: date | None = None) -> Reconciliation:
    """Compare the computed and the published scorecard of a year."""
    return compute_reconciliation(snapshot, ReconcileQuery(year, as_of))


def topics(snapshot: Snapshot, year: int | None = None, as_of: date | None = None) -> Topics:
    """Return the topics of the events of a year, or of all years."""
    return compute_topics(snapshot, TopicsQuery(year, as_of))


def show(snapshot: Snapshot, name: str, kind: str | None = None) -> ShownRecords:
    """Return the records with this id or name."""
    return find_records(snapshot, ShowQuery(name, kind))


def list_records(snapshot: Snapshot, kind: str) -> RecordList:
    """Return all records of a kind."""
    return compute_list(snapshot, ListQuery(kind))


def info(snapshot: Snapshot) -> DatasetOverview:
    """Return the dataset, its coverage and the number of records."""
    return compute_overview(snapshot, InfoQuery())


def explain(
    snapshot: Snapshot, year: int, indicator: str, as_of: date | None = None, strict_year: bool = False
) -> Explanation:
    """Return the reasons for one light."""
    return compute_explanation(snapshot, ExplainQuery(year, indicator, as_of, strict_year))


def to_dict(snapshot: Snapshot, result: object, lang: Lang = "en") -> dict[str, Any]:
    """Return the result of a report as the JSON document that the command prints; TypeError for anything else."""
    return find_report(result).to_json(snapshot, result, lang)


def diff(
    base: Mapping[str, bytes], head: Mapping[str, bytes], today: date, day: date | Literal["latest"] | None = None
) -> Diff:
    """What changed between two states of a dataset, each given as its files by their paths inside its folder.

    ``day`` stands for the days of all reports in the effect; ``latest`` is the last day that anything reaches on either
    side. ``today`` is the day for the checks. Never raises on what the files hold: where a side has errors, the effect
    is None.
    """
    from cbi_cli.reports.compare_files import compare_files

    return compare_files(base, head, today, day)
