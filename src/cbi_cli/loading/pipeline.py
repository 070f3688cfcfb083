"""Read, check and index the files of a dataset.

`Pipeline._fill` has the order: the files that changed are read and checked one by one, and their rows inserted; then
comes what follows from several files, and the checks across files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.garbage import gc_disabled
from cbi_cli.core.messages import message
from cbi_cli.dataset.load import load_document, load_file, load_files
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.rule_matching import RuleMatcher
from cbi_cli.index.build import FileStamp, PreparedFile, insert_leftover, prepare_file
from cbi_cli.index.cache import Rebuild, SnapshotCache, cache_key, is_on_disk
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.staleness import NO_NUMBERS, NOTHING_KNOWN, ChangedFile, FileChanges, find_changes, read_known_files
from cbi_cli.index.update import CheckResult, SnapshotWriter, private_database
from cbi_cli.loading.workers import read_in_parallel
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.names import DATASET_FILE
from cbi_cli.records.terms import NO_TERMS, Terms, terms_from_meta
from cbi_cli.rules.registry import ACCEPTABLE, RULE_MODULES
from cbi_cli.rules.runner import check_index, check_part
from cbi_cli.toml.document import Document, parse
from cbi_cli.workspace.entries import LeftoverReason, WorkTree, read_plain_file
from cbi_cli.workspace.fingerprints import digest_of, now_ns, stat_fingerprint
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import is_upgraded, list_leftover, read_files

ProgressCallback = Callable[[float], None]


class Pipeline:
    """Builds and updates the snapshot of the dataset at a location.

    Every method raises CbiError if a file or the revision cannot be read.
    """

    def __init__(self, location: DatasetLocation, today: date, on_progress: ProgressCallback | None = None) -> None:
        self.location = location
        self.today = today
        self.on_progress = on_progress

    def build(self, numbers: Mapping[str, int] = NO_NUMBERS, for_reports: bool = True) -> sqlite3.Connection:
        """Build the snapshot from the files, in a private database.

        `numbers` are those that files had before; others get free ones. With `for_reports` false, rows that only
        reports need are left out.
        """
        if self.location.revision:
            files = read_files(self.location)
            return _build_from_parts(load_parts(files), list_leftover(files), self.today, for_reports)
        tree = WorkTree(self.location.root)
        changes = find_changes(NOTHING_KNOWN, tree, numbers)
        if not changes.changed:
            problem = message("{folder} contains no dataset", folder=self.location.root)
            raise CbiError(problem, message("`cbi init DIR --from us-mexico` creates one"))
        writer = SnapshotWriter(private_database(), tree.read)
        writer.create_tables()
        self._fill(writer, tree, changes, for_reports)
        writer.connection.commit()
        return writer.connection

    def update(self, cache: SnapshotCache, rebuild: Rebuild) -> Snapshot | None:
        """Update the cached snapshot; return None if it must be built again."""
        connection = cache.open_for_update()
        if connection is None:
            return None
        try:
            known = read_known_files(connection)
            tree = WorkTree(self.location.root)
            changes = find_changes(known, tree)
            self._fill(SnapshotWriter(connection, tree.read), tree, changes)
            cache.commit(connection)
            return cache.with_repair(connection, read_known_files(connection), rebuild, remembered=False)
        except (sqlite3.Error, LookupError, TypeError, ValueError):
            # The cached tables are damaged; the files have everything.
            connection.close()
            return None
        except BaseException:
            connection.close()
            raise

    def preview(
        self,
        snapshot: Snapshot,
        cache: SnapshotCache,
        documents: Sequence[Document],
        removed: Iterable[str] = (),
    ) -> Snapshot:
        """Return the snapshot as it would be with some files replaced or removed.

        The transaction is never committed.
        """
        # What `dataset.toml` says concerns how every other file is read.
        if any(document.name == DATASET_FILE for document in documents):
            return self._preview_all(documents, removed)
        tree = WorkTree(self.location.root)
        terms = terms_from_meta(snapshot.meta)
        parts = {document.name: load_document(document, terms) for document in documents}

        def copy_and_replace() -> sqlite3.Connection:
            connection = _open_writable_copy(snapshot, cache)
            self._replace_files(connection, tree, parts, removed)
            return connection

        def build_and_replace() -> sqlite3.Connection:
            connection = self.build()
            connection.execute("BEGIN")
            self._replace_files(connection, tree, parts, removed)
            return connection

        return Snapshot(snapshot.with_rebuild(copy_and_replace), rebuild=build_and_replace)

    def _preview_all(self, documents: Sequence[Document], removed: Iterable[str]) -> Snapshot:
        """Return the snapshot of all files, with `dataset.toml` among those replaced."""
        files = read_files(self.location)
        replaced = {document.name: document for document in documents}
        terms = load_document(replaced[DATASET_FILE]).terms
        parts: dict[str, Dataset] = {}
        for name in sorted((files.keys() | replaced.keys()) - set(removed)):
            document = replaced.get(name) or parse(name, files[name])
            parts[name] = load_document(document, terms)
        return Snapshot(_build_from_parts(parts, list_leftover(files), self.today, for_reports=True))

    def _fill(self, writer: SnapshotWriter, tree: WorkTree, changes: FileChanges, for_reports: bool = True) -> None:
        """Read and check what has changed.

        Write what the files have and what the checks find.
        """
        connection = writer.connection
        connection.executemany("UPDATE file SET stat = ?, read_ns = ? WHERE number = ?", changes.touched)
        if not changes.is_fresh:
            if changes.leftover is not None:
                insert_leftover(connection, changes.leftover)
            writer.replace_files(changes.removed)
            self._insert_changed_files(writer, tree, changes, for_reports)
            writer.derive(for_reports)
        folder_meta = {"made_by": cache_key(tree.shown), "exclude": json.dumps(changes.exclude)}
        writer.finish(_check_across(writer, self.today), self.today, folder_meta)

    def _insert_changed_files(
        self, writer: SnapshotWriter, tree: WorkTree, changes: FileChanges, for_reports: bool
    ) -> None:
        files = list(changes.changed)
        if any(file.name == DATASET_FILE for file in files):
            terms = load_file(DATASET_FILE, tree.read(DATASET_FILE)).terms
            if terms != writer.index.terms:
                # Every file is read and checked again with the new languages.
                numbers = {file.number for file in files}
                files.extend(file for file in writer.files() if file.number not in numbers)
            writer.index.terms = terms
        writer.replace_files([file.number for file in files])
        event_files = [file for file in files if _is_event_file(file.name)]
        context = ReadContext(tree, writer.index.terms, None)
        for file in files:
            if not _is_event_file(file.name):
                writer.insert(read_file(context, file))
        if for_reports:
            # The indicators are complete now, so events can be matched.
            context = context._replace(matcher=writer.matcher())
        for prepared in self._read_event_files(context, event_files):
            writer.insert(prepared)

    def _read_event_files(self, context: ReadContext, files: Sequence[ChangedFile]) -> Iterator[PreparedFile]:
        """Yield files that were read and checked, and report the progress."""
        for done, prepared in enumerate(read_in_parallel(read_file, context, files)):
            self._report_progress(done / len(files))
            yield prepared
        self._report_progress(1.0)

    def _report_progress(self, done: float) -> None:
        if self.on_progress is not None:
            self.on_progress(done)

    def _replace_files(
        self, connection: sqlite3.Connection, tree: WorkTree, parts: Mapping[str, Dataset], removed: Iterable[str]
    ) -> None:
        """Replace files in a snapshot, add those that it lacks, and remove others."""
        writer = SnapshotWriter(connection, tree.read, parts)
        numbers = {file.name: file.number for file in writer.files()}
        for name in parts:
            numbers.setdefault(name, max(numbers.values()) + 1)
        writer.replace_files([numbers[name] for name in (*parts, *removed)])
        # The rules of the indicators come before the events that are matched with them.
        for name in sorted(parts, key=_is_event_file):
            part = parts[name]
            file = ChangedFile(numbers[name], name)
            writer.insert(prepare_file(file, part, check_part(part), writer.matcher()))
        writer.derive()
        writer.finish(_check_across(writer, self.today), self.today)


class ReadContext(NamedTuple):
    """What it takes to read any file.

    This is the folder, the terms of the dataset, and the rules of the indicators. Without a matcher, rows that only
    reports need are left out.
    """

    tree: WorkTree
    terms: Terms
    matcher: RuleMatcher | None


def read_file(context: ReadContext, file: ChangedFile) -> PreparedFile:
    """Read and check a file; raise CbiError if it cannot be read."""
    with gc_disabled():
        path = context.tree.path_of(file.name)
        # The times come first: a change while the file is read must show.
        read_ns = now_ns()
        stat = stat_fingerprint(path)
        raw = read_plain_file(path, context.tree.shown / file.name)
        part = load_file(file.name, raw, context.terms)
        stamp = FileStamp(stat, digest_of(raw), read_ns)
        return prepare_file(file, part, check_part(part), context.matcher, stamp)


def load_parts(files: Mapping[str, bytes]) -> dict[str, Dataset]:
    """Load each data file by itself, in the order of their names.

    Files that were upgraded from an older file format promise no languages: some of their texts could not be
    translated there.
    """
    parts = load_files(files)
    if is_upgraded(files):
        return {name: part.with_terms(NO_TERMS) for name, part in parts.items()}
    return parts


def build_from_files(
    files: Mapping[str, bytes], parts: Mapping[str, Dataset], today: date, for_reports: bool = True
) -> Snapshot:
    """Build the snapshot of loaded files in a private database.

    With `for_reports` false, rows that only reports need are left out.
    """
    return Snapshot(_build_from_parts(parts, list_leftover(files), today, for_reports))


def _build_from_parts(
    parts: Mapping[str, Dataset], leftover: Mapping[str, LeftoverReason], today: date, for_reports: bool
) -> sqlite3.Connection:
    matcher = None
    if for_reports:
        indicators: list[Indicator] = []
        for part in parts.values():
            indicators.extend(entry.record for entry in part.indicators)
        matcher = RuleMatcher(indicators)
    writer = SnapshotWriter(private_database(), lambda name: b"", parts)
    if DATASET_FILE in parts:
        writer.index.terms = parts[DATASET_FILE].terms
    writer.create_tables()
    for number, (name, part) in enumerate(parts.items(), start=1):
        writer.insert(prepare_file(ChangedFile(number, name), part, check_part(part), matcher))
    insert_leftover(writer.connection, leftover)
    writer.derive(for_reports)
    writer.finish(_check_across(writer, today), today)
    writer.connection.commit()
    return writer.connection


def _check_across(writer: SnapshotWriter, today: date) -> CheckResult:
    return CheckResult(check_index(writer.index, today), len(RULE_MODULES), ACCEPTABLE)


def _is_event_file(name: str) -> bool:
    kind = file_kind(name)
    return kind is not None and kind.kind == "event"


def _open_writable_copy(snapshot: Snapshot, cache: SnapshotCache) -> sqlite3.Connection:
    """Open a transaction in which a snapshot can be changed.

    It changes the file, or is to be rolled back, or changes a copy.
    """
    if is_on_disk(snapshot.connection):
        connection = cache.open_for_update()
        if connection is not None:
            return connection
    copy = private_database()
    snapshot.connection.backup(copy)
    copy.execute("BEGIN")
    return copy
