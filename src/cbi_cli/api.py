"""The Python API: the same reports as the commands, as frozen results; nothing is printed.

``open_dataset`` gives a `Store`; the reports are functions of it::

    from cbi_cli import api

    store = api.open_dataset("us-mexico")
    card = api.scorecard(store, 2022)
    card.totals["green"]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cbi_cli.core.findings import Finding
from cbi_cli.reports.explain import explain
from cbi_cli.reports.gaps import gaps
from cbi_cli.reports.history import history
from cbi_cli.reports.reconcile import reconcile
from cbi_cli.reports.records import info, list_records, show
from cbi_cli.reports.scorecard import scorecard
from cbi_cli.reports.timeline import Filters, timeline
from cbi_cli.reports.topics import topics
from cbi_cli.store.open import open_store, store_of_parts, supposed
from cbi_cli.store.place import Place, find_place
from cbi_cli.store.snapshot import Store

if TYPE_CHECKING:
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.document.parse import Document
    from cbi_cli.reports.diff import Diff, Side
    from cbi_cli.store.refresh import Checks

__all__ = [
    "DataErrors",
    "Filters",
    "Store",
    "check_files",
    "diff",
    "explain",
    "gaps",
    "history",
    "info",
    "list_records",
    "open_checked",
    "open_dataset",
    "open_place",
    "reconcile",
    "scorecard",
    "show",
    "timeline",
    "topics",
]


class DataErrors(Exception):
    """A dataset with errors, of which no report is made; ``findings`` holds all of them, warnings too."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("the dataset has errors")
        self.findings = findings


def open_dataset(wanted: str | None = None, revision: str = "", today: date | None = None) -> Store:
    """The store of a dataset by name or path; without one, of the dataset that ``cbi`` would take.

    ``today`` is the day for the checks, by default the calendar's. Raises CbiError where there is no such dataset or
    git revision, and DataErrors where it has errors.
    """
    return open_place(find_place(wanted, Path.cwd(), revision), today or date.today())  # noqa: DTZ011


def open_place(place: Place, today: date, tell: Callable[[float], None] | None = None) -> Store:
    """The store of the dataset at a place; raises as `open_dataset` does."""
    store = open_checked(place, today, tell)
    if any(finding.severity == "error" for finding in store.findings()):
        raise DataErrors(store.findings())
    return store


def open_checked(place: Place, today: date, tell: Callable[[float], None] | None = None) -> Store:
    """The same of a dataset that may have errors: `Store.findings` gives them.

    ``tell`` is told how much of what has to be read was read, from 0 to 1. No report can be made where there are
    errors.
    """
    return open_store(place, _checks, today, *([tell] if tell else []))


def suppose_file(place: Place, store: Store, document: Document, today: date) -> Store:
    """The store of a dataset as it would be if one of its files of events were this one; nothing is written."""
    from cbi_cli.dataset.load import load_document

    return supposed(store, place, load_document(document), _checks(), today)


def check_files(files: Mapping[str, bytes], today: date) -> tuple[Dataset, tuple[Finding, ...]]:
    """Every check on the files of a dataset, given by their paths inside its folder."""
    from cbi_cli.dataset.load import joined, load_file
    from cbi_cli.schema.files import file_kind

    parts = {name: load_file(name, files[name]) for name in sorted(files) if file_kind(name)}
    found = store_of_parts(parts, files, _checks(), today).findings()
    return joined(list(parts.values())), found


def diff(base: Mapping[str, bytes], head: Mapping[str, bytes], today: date, day: date | None = None) -> Diff:
    """What changed between two states of a dataset, each given as its files by their paths inside its folder.

    ``day`` stands for the days of all reports in the effect; ``today`` is the day for the checks. Never raises on what
    the files hold: where a side has errors, the effect is None.
    """
    from cbi_cli.reports.diff import diff as make

    return make(_side(base, today), _side(head, today), day)


def _side(files: Mapping[str, bytes], today: date) -> Side:
    from cbi_cli.reports.diff import Side

    dataset, findings = check_files(files, today)
    return Side(files, dataset, sum(finding.severity == "error" for finding in findings))


def _checks() -> Checks:
    from cbi_cli.rules.run import CHECKS

    return CHECKS
