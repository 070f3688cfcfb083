"""What calendars, feeds and metadata say of the time and the place of their publication.

None of it comes from the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.releases import RecordAges, list_releases

RecordKey = tuple[str, str]
"""The kind and the id of a record."""

_TAG_YEAR = 2026
"""The year in the names of entries: since then their host is responsible for them. It never changes."""


class RecordHistory(NamedTuple):
    """What the releases of a dataset tell of a record.

    `added` is the day of the first one that had it, `changed` that of the last one that changed it, None if that is not
    known. `changes` counts those that changed it after it was added.
    """

    added: date | None = None
    changed: date | None = None
    changes: int = 0


NO_HISTORY = RecordHistory()
NO_HISTORIES: Mapping[RecordKey, RecordHistory] = {}


def no_address(_kind: str, _record_id: str) -> str:
    """Return an empty text: it is not known where the pages of records are."""
    return ""


class Publication(NamedTuple):
    """When and where a dataset is published.

    `day` is the day of its version. `home` is the address of its pages, with a slash at its end, empty if it is not
    known. `address_of` returns the full address of the page of a record by its kind and id, empty if it has none.
    """

    day: date
    home: str = ""
    address_of: Callable[[str, str], str] = no_address
    histories: Mapping[RecordKey, RecordHistory] = NO_HISTORIES

    def history(self, kind: str, record_id: str) -> RecordHistory:
        """Return what is known of the history of a record."""
        return self.histories.get((kind, record_id), NO_HISTORY)


def read_histories(snapshot: Snapshot) -> dict[RecordKey, RecordHistory]:
    """Return what the releases tell of each record that they name."""
    histories: dict[RecordKey, RecordHistory] = {}
    ages = RecordAges(snapshot)
    for (kind, record_id), age in ages.known():
        added = age.added.day if age.added else None
        changed = age.last.day if age.last else None
        histories[kind, record_id] = RecordHistory(added, changed, age.changes)
    return histories


def release_day(snapshot: Snapshot) -> date:
    """Return the day of the version.

    It is the one that the dataset states, or else that of its newest release, or else the last day that it covers.
    """
    stated = snapshot.records("dataset")[0].get("released")
    if stated:
        return date.fromisoformat(stated)
    for release in list_releases(snapshot):
        return release.day
    return covers_until(snapshot)


def tag_prefix(snapshot: Snapshot, publication: Publication) -> str:
    """Return what the permanent names of entries begin with, such as `tag:example.org,2026:us-mexico/`.

    The host is that of the homepage of the dataset, or else that of the publication: then names change when the pages
    move. Without either it is one that cannot exist.
    """
    dataset_id = snapshot.meta["id"]
    homepage = snapshot.records("dataset")[0].get("homepage", "")
    host = urlsplit(homepage).hostname or urlsplit(publication.home).hostname or f"{dataset_id}.invalid"
    return f"tag:{host},{_TAG_YEAR}:{dataset_id}/"


def find_first_id(record_id: str, former_ids: Sequence[str]) -> str:
    """Return the id that a record had first, by which calendars and feeds know it for ever.

    A record that got back its first id has it as the first of its former ids, too.
    """
    if former_ids:
        return former_ids[0]
    return record_id
