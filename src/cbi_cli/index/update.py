"""Write a snapshot.

Replace the rows of changed files, and derive again what follows from them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.dates import day_number
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.dataset.load import split_by_file
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.index.build import (
    PreparedFile,
    findings_to_json,
    insert_file,
    make_indexes,
    make_tables,
    prepare_file,
    remove_file,
)
from cbi_cli.index.cache import disable_durability
from cbi_cli.index.derived_tables import (
    derive_place_table,
    derive_series_tables,
    derive_series_years,
    find_duplicates_across_files,
    rematch_all,
)
from cbi_cli.index.records import NO_PARTS, RecordIndex
from cbi_cli.index.rows import number_range
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.staleness import ChangedFile
from cbi_cli.records.terms import terms_to_json
from cbi_cli.toml.locate import locate

_COUNTS_QUERY = """
SELECT COUNT(*), SUM(CASE WHEN kind = 'event' THEN 1 ELSE 0 END) FROM record WHERE kind <> 'party'
"""
_EVENT_YEARS_QUERY = "SELECT DISTINCT year FROM event WHERE number BETWEEN :low AND :high"
# CBI308 compares the years of events and institutions with the year 50 years from today.
_LATEST_DAY_QUERY = """
SELECT MAX(json_extract(json, '$.published')) FROM record WHERE kind IN ('source', 'edition')
UNION ALL SELECT json_extract(json, '$.covers_until') FROM record WHERE kind = 'dataset'
UNION ALL SELECT MAX(printf('%04d-01-01', json_extract(json, '$.year'))) FROM record WHERE kind = 'edition'
UNION ALL SELECT MAX(printf('%04d-01-01', json_extract(c.value, '$.to')))
FROM record AS r, json_each(r.json, '$.coverage') AS c WHERE r.kind IN ('institution', 'indicator')
UNION ALL SELECT MAX(printf('%04d-01-01', year - 50)) FROM event
UNION ALL SELECT MAX(printf('%04d-01-01', substr(json_extract(json, '$.ended'), 1, 4) - 50)) FROM record
WHERE kind = 'institution'
UNION ALL SELECT MAX(printf('%04d-01-01', substr(json_extract(json, '$.established'), 1, 4) - 50)) FROM record
WHERE kind = 'institution'
"""
SERIES_TABLE_KINDS = {"indicator", "institution", "edition"}
PLACE_TABLE_KINDS = {"dataset", "place"}
MAX_YEARS_SINGLY = 3
"""Years that are summarized one by one; if there are more, all years are."""

_MAX_SOURCE_LENGTH = 500


class CheckResult(NamedTuple):
    """What the checks across files found.

    It has the number of checks, and the codes that a dataset can accept.
    """

    findings: tuple[Finding, ...]
    check_count: int
    acceptable: frozenset[str]


NOT_CHECKED = CheckResult((), 0, frozenset())
"""For records that were checked before."""


class SnapshotWriter:
    """Writes what was read and found into the tables of a snapshot.

    This is done in one transaction that the caller commits. `read` returns the bytes of a file; `parts` are files that
    were loaded already. `index` has the records for the checks. The order is: `replace_files`, `insert` for each file,
    events last, `derive`, `finish`.
    """

    def __init__(
        self, connection: sqlite3.Connection, read: Callable[[str], bytes], parts: Mapping[str, Dataset] = NO_PARTS
    ) -> None:
        self.connection = connection
        self.index = RecordIndex(connection, read, parts)
        self.is_new = False
        self._replaced_kinds: set[str] = set()
        self._replaced_years: set[int] = set()
        self._inserted: set[int] = set()

    def create_tables(self) -> None:
        """Create the tables in an empty database, and begin the transaction."""
        make_tables(self.connection)
        self.connection.execute("BEGIN")
        self.is_new = True

    def files(self) -> list[ChangedFile]:
        """Return all files of the snapshot."""
        return [ChangedFile(number, name) for number, name in self.index.rows("SELECT number, name FROM file")]

    def matcher(self) -> RuleMatcher:
        """Return the rules of the indicators that are in the snapshot."""
        return RuleMatcher(entry.record for entry in self.index.entries("indicator"))

    def replace_files(self, numbers: Iterable[int]) -> None:
        """Delete the rows of files that have changed or are gone."""
        for number in numbers:
            for (kind,) in self.index.rows("SELECT kind FROM file WHERE number = :number", number=number):
                self._replaced_kinds.add(kind)
            self._replaced_years |= self._event_years(number)
            remove_file(self.connection, number)

    def insert(self, file: PreparedFile) -> None:
        """Insert a file that was read and checked."""
        insert_file(self.connection, file)
        self._replaced_kinds.add(file.status.kind)
        self._inserted.add(file.number)

    def derive(self, for_reports: bool = True) -> None:
        """Derive what follows from several files, as far as it can have changed.

        With `for_reports` false, what no check queries is left out.
        """
        years: set[int] | None = None
        if self.is_new:
            # Filling tables without indexes is faster.
            make_indexes(self.connection)
        else:
            years = self._replaced_years
            for number in self._inserted:
                years |= self._event_years(number)
            # Files that did not change have been matched with the old rules.
            if "indicator" in self._replaced_kinds:
                rematch_all(self.index)
        if self.is_new or self._replaced_kinds & SERIES_TABLE_KINDS:
            years = None
            derive_series_tables(self.index)
        if self.is_new or self._replaced_kinds & PLACE_TABLE_KINDS:
            derive_place_table(self.index)
        if for_reports:
            # Many single years take longer than all at once.
            if years is not None and len(years) > MAX_YEARS_SINGLY:
                years = None
            derive_series_years(self.connection, years)
        find_duplicates_across_files(self.index, self._inserted)

    def finish(self, result: CheckResult, today: date, folder: Mapping[str, str] | None = None) -> None:
        """Write down what the dataset says of itself.

        Also write what the checks found, and what the snapshot is valid for.
        """
        meta = _dataset_meta(self.index)
        meta["terms"] = terms_to_json(self.index.terms)
        if folder is not None:
            meta.update(folder)
        meta["across"] = findings_to_json(result.findings)
        acceptances = _usable_acceptances(self.index, result.acceptable)
        meta["accepted"] = json.dumps(acceptances, ensure_ascii=False)
        meta["checks"] = str(result.check_count)
        future_events = count_future_events(self.connection, today)
        meta["future"] = str(future_events)
        meta["day"] = today.isoformat()
        meta["latest"] = _latest_compared_day(self.index)
        ((records, events),) = self.index.rows(_COUNTS_QUERY)
        meta["records"] = str(records)
        meta["events"] = str(events or 0)
        self.connection.execute("DELETE FROM meta")
        self.connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def _event_years(self, file: int) -> set[int]:
        low, high = number_range(file)
        return {year for (year,) in self.index.rows(_EVENT_YEARS_QUERY, low=low, high=high)}


def build_from_dataset(dataset: Dataset) -> Snapshot:
    """Build the snapshot of a dataset that was checked already.

    Raise CbiError if it has no valid `dataset.toml`.
    """
    if dataset.info is None:
        problem = message("the dataset has no valid dataset.toml")
        raise CbiError(problem, message("`cbi validate` says what is wrong"))
    matcher = RuleMatcher(entry.record for entry in dataset.indicators)
    parts: dict[str, Dataset] = {}
    for part in split_by_file(dataset):
        (name,) = part.documents
        parts[name] = part
    # All files are in `parts`, so none is read.
    writer = SnapshotWriter(private_database(), lambda name: b"", parts)
    writer.index.terms = dataset.terms
    writer.create_tables()
    for number, name in enumerate(sorted(parts), start=1):
        file = ChangedFile(number, name)
        prepared = prepare_file(file, parts[name], (), matcher)
        writer.insert(prepared)
    writer.derive()
    writer.finish(NOT_CHECKED, date.min)
    writer.connection.commit()
    return Snapshot(writer.connection)


def private_database() -> sqlite3.Connection:
    """Open an empty database of this process.

    It is in memory, and in a temporary file as it grows.
    """
    connection = sqlite3.connect("", isolation_level=None)
    disable_durability(connection)
    return connection


def count_future_events(connection: sqlite3.Connection, today: date) -> int:
    """Count the events marked as held that are still to come.

    While that stays the same, so do the findings.
    """
    query = "SELECT COUNT(*) FROM event WHERE start_day > ? AND held = 1"
    return int(connection.execute(query, (day_number(today),)).fetchone()[0])


def _latest_compared_day(index: RecordIndex) -> str:
    """Return the last day that a check compares with today.

    The day is later than all days if a record has bad values. While neither today nor the day of the check is before
    it, both find the same.
    """
    if index.rows("SELECT 1 FROM partial LIMIT 1"):
        return "9999-12-31"
    days = [day for (day,) in index.rows(_LATEST_DAY_QUERY) if day]
    return max(days, default="")


def _dataset_meta(index: RecordIndex) -> dict[str, str]:
    """Return what the dataset says of itself.

    This is what can be read of `dataset.toml`.
    """
    for entry in index.every("dataset"):
        fields = vars(entry.record)
        return {name: str(fields[name]) for name in ("id", "version", "covers_until") if name in fields}
    return {}


def _usable_acceptances(index: RecordIndex, acceptable: frozenset[str]) -> list[list[Any]]:
    """Return the acceptances that can be used.

    Each comes with its code, its record, its place, its number and its line.
    """
    usable: list[list[Any]] = []
    for entry in index.every("dataset"):
        acceptances = vars(entry.record).get("accepted") or ()
        for number, acceptance in enumerate(acceptances):
            if acceptance is BROKEN or not {"code", "record"} <= set(vars(acceptance)):
                continue
            if acceptance.code not in acceptable:
                continue
            document = index.document(entry.file)
            location = locate(document, ("accepted", number, "record"))
            region = location.value
            lines = document.text.split("\n")
            line = lines[region.line - 1]
            source = line[:_MAX_SOURCE_LENGTH]
            usable.append([acceptance.code, acceptance.record, list(region), number, source])
    return usable
