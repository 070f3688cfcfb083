"""The Python API: the same reports as the commands, as frozen results; nothing is printed.

``open_dataset`` gives a `Snapshot`; the reports are functions of it::

    from cbi_cli import api

    store = api.open_dataset("us-mexico")
    card = api.scorecard(store, 2022)
    card.totals["green"]
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cbi_cli.core.errors import InvalidDatasetError
from cbi_cli.core.settings import Settings, read_cache
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session, validate_files
from cbi_cli.reports.explain import explain
from cbi_cli.reports.gaps import gaps
from cbi_cli.reports.history import history
from cbi_cli.reports.reconcile import reconcile
from cbi_cli.reports.records import info, list_records, show
from cbi_cli.reports.scorecard import scorecard
from cbi_cli.reports.timeline import TimelineQuery, timeline
from cbi_cli.reports.topics import topics
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
