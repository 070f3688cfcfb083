"""The releases of a dataset, and what they say about the age of its records."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from cbi_cli.core.versions import version_key
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.gaps import SeriesState
from cbi_cli.reports.records import WITHDRAWN, record_title
from cbi_cli.reports.scorecard import Light

ReleasedChange = Literal["added", "changed", "renamed", "withdrawn", "removed"]
RELEASED_CHANGES: tuple[ReleasedChange, ...] = ("added", "changed", "renamed", "withdrawn", "removed")

_FORMER_IDS_QUERY = "SELECT kind, shown, id FROM record_name WHERE is_former = 1"


class RecordId(NamedTuple):
    """The kind and the id of a record."""

    kind: str
    id: str


class ReleasedRecord(NamedTuple):
    """A record that a release changed, with its id in that version; `former_id` is empty unless it was renamed."""

    change: ReleasedChange
    kind: str
    id: str
    former_id: str = ""


class ReleasedLight(NamedTuple):
    """A light that a release changed.

    `to_year` is a later year if all years up to it changed in this way. `as_of` is None if the reports show the change
    by default.
    """

    indicator: str
    year: int
    to_year: int
    before: Light
    after: Light
    as_of: date | None


class ReleasedState(NamedTuple):
    """A state of a series that a release changed, each with the year after "halted since", if it has one."""

    series: str
    before: SeriesState
    before_since: int | None
    after: SeriesState
    after_since: int | None
    as_of: date | None


class Release(NamedTuple):
    """A version, the day of its release, and what it changed since another version.

    `since` is empty for the first release, which lists no records.
    """

    version: str
    day: date
    since: str
    note: LocalizedText
    records: tuple[ReleasedRecord, ...]
    lights: tuple[ReleasedLight, ...]
    states: tuple[ReleasedState, ...]

    def count(self, change: ReleasedChange) -> int:
        """Return how many records were changed in this way."""
        return sum(record.change == change for record in self.records)


def list_releases(snapshot: Snapshot) -> tuple[Release, ...]:
    """Return the releases that `releases.toml` lists, the newest first."""
    entries = snapshot.records("release")
    entries.sort(key=lambda entry: version_key(entry["version"]), reverse=True)
    return tuple(_release(entry) for entry in entries)


def _release(entry: Mapping[str, Any]) -> Release:
    day = date.fromisoformat(entry["date"])
    note = record_text(entry, "note")
    records = tuple(_records(entry))
    lights = map(_light, entry.get("lights", ()))
    states = map(_state, entry.get("states", ()))
    since = entry.get("since", "")
    return Release(entry["version"], day, since, note, records, tuple(lights), tuple(states))


def _records(entry: Mapping[str, Any]) -> Iterator[ReleasedRecord]:
    for change in RELEASED_CHANGES:
        if change == "renamed":
            for record in entry.get(change, ()):
                yield ReleasedRecord(change, record["kind"], record["id"], record["former_id"])
            continue
        for kind, ids in entry.get(change, {}).items():
            for record_id in ids:
                yield ReleasedRecord(change, kind, record_id)


def _light(light: Mapping[str, Any]) -> ReleasedLight:
    year = light["year"]
    to_year = light.get("to_year", year)
    as_of = _optional_day(light)
    return ReleasedLight(light["indicator"], year, to_year, light["before"], light["after"], as_of)


def _state(state: Mapping[str, Any]) -> ReleasedState:
    before_since = state.get("before_since")
    after_since = state.get("after_since")
    as_of = _optional_day(state)
    return ReleasedState(state["series"], state["before"], before_since, state["after"], after_since, as_of)


def _optional_day(entry: Mapping[str, Any]) -> date | None:
    if "as_of" not in entry:
        return None
    return date.fromisoformat(entry["as_of"])


class RecordAge(NamedTuple):
    """When a record was added, and when it was last changed.

    `added` is None if no release lists it as added: then it was in the first one, or is in none yet. `last` is the last
    release that added, changed or renamed it, None if none did. `changes` counts the releases that changed it after it
    was added.
    """

    added: Release | None
    last: Release | None
    changes: int


UNKNOWN_AGE = RecordAge(None, None, 0)


class RecordAges:
    """The ages of all records of a dataset, under their current ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.current_ids = CurrentIds(snapshot)
        self._ages: dict[RecordId, RecordAge] = {}
        for release in reversed(list_releases(snapshot)):
            self._add_release(release)

    def _add_release(self, release: Release) -> None:
        for record in release.records:
            key = self.current_ids.of(record.kind, record.id)
            if record.change == "added":
                self._ages[key] = RecordAge(release, release, 0)
            elif record.change in ("changed", "renamed"):
                age = self.of(*key)
                changes = age.changes + 1
                self._ages[key] = RecordAge(age.added, release, changes)

    def of(self, kind: str, record_id: str) -> RecordAge:
        """Return the age of a record."""
        return self._ages.get(RecordId(kind, record_id), UNKNOWN_AGE)

    def known(self) -> ItemsView[RecordId, RecordAge]:
        """Return the ages of all records that a release lists."""
        return self._ages.items()


class CurrentIds:
    """The current ids of records, by ids that they had in an earlier version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._current: dict[RecordId, str] = {}
        for row in snapshot.rows(_FORMER_IDS_QUERY):
            self._current[RecordId(row["kind"], row["shown"])] = row["id"]
        self._withdrawn: dict[RecordId, LocalizedText] = {}
        for entry in snapshot.records(WITHDRAWN):
            self._withdrawn[RecordId(entry["kind"], entry["id"])] = record_text(entry, "title")

    def of(self, kind: str, record_id: str) -> RecordId:
        """Return the current id of a record, or the given one if it is no former one."""
        key = RecordId(kind, record_id)
        current = self._current.get(key, record_id)
        return RecordId(kind, current)

    def title(self, kind: str, record_id: str) -> LocalizedText:
        """Return what a record is called now, or was when it was withdrawn; its id if that is not known."""
        current = self.of(kind, record_id)
        record = self._snapshot.record(current.kind, current.id)
        if record is not None:
            return record_title(record)
        return self._withdrawn.get(current, LocalizedText(record_id))
