"""Open a dataset.

From a location or from files come records, findings and a snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

from cbi_cli.core.errors import InvalidDatasetError
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES
from cbi_cli.core.settings import Settings
from cbi_cli.index.cache import CacheStatus, SnapshotCache
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.locate import DatasetLocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.loading.pipeline import Pipeline
    from cbi_cli.toml.document import Document


class Session:
    """The dataset at a location, as one call works on it.

    It is loaded when it is first asked for. `on_progress` is called with the part of the files that was read, from 0 to
    1. Every property raises CbiError if files or the revision cannot be read, or if there is nothing to read.
    """

    def __init__(
        self, settings: Settings, location: DatasetLocation, on_progress: Callable[[float], None] | None = None
    ) -> None:
        self.settings = settings
        self.location = location
        self.on_progress = on_progress

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot of a dataset without errors.

        Raises InvalidDatasetError if there are any.
        """
        if any(finding.severity == "error" for finding in self.findings):
            raise InvalidDatasetError(self.findings)
        return self.unverified_snapshot

    @cached_property
    def unverified_snapshot(self) -> Snapshot:
        """The snapshot, whatever the checks find."""
        return self._in_language(self._load(for_reports=True))

    @cached_property
    def checked_snapshot(self) -> Snapshot:
        """The snapshot as far as the checks need it.

        If none is cached, it has no rows that only reports need.
        """
        return self._in_language(self._load(for_reports=False))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that the checks find and the dataset does not accept."""
        return self.unverified_snapshot.findings()

    def reopen(self) -> Session:
        """Return a session for the files as they are now."""
        return Session(self.settings, self.location, self.on_progress)

    def preview(self, *documents: Document, removed: Iterable[str] = ()) -> Snapshot:
        """Return the snapshot as it would be with these files, of any kind, and without the removed ones.

        Nothing is written.
        """
        snapshot = self.unverified_snapshot
        cache = SnapshotCache(self.location, self.settings)
        return _make_pipeline(self.location, self.settings, self.on_progress).preview(
            snapshot, cache, documents, removed
        )

    def _in_language(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot; raise CbiError if it has no texts in the language of the call."""
        if self.settings.lang not in INTERFACE_LANGUAGES:
            # Most calls are in a language of the program.
            from cbi_cli.core.languages import refuse_language
            from cbi_cli.records.terms import terms_from_meta

            refuse_language(self.settings.lang, terms_from_meta(snapshot.meta).languages)
        return snapshot

    def _load(self, for_reports: bool) -> Snapshot:
        """Return the snapshot: cached, updated, or built from the files.

        The cached one is used if it is fresh.
        """
        location = self.location
        settings = self.settings
        on_progress = self.on_progress
        cache = SnapshotCache(location, settings)

        # Without a reference to this session, so that the snapshot closes as soon as nothing uses it.
        def rebuild(numbers: Mapping[str, int]) -> sqlite3.Connection:
            connection = _make_pipeline(location, settings, on_progress).build(numbers)
            cache.save(connection)
            return connection

        cached = cache.load(rebuild)
        if cached.snapshot is not None:
            return cached.snapshot
        pipeline = _make_pipeline(location, settings, on_progress)
        if cached.status is CacheStatus.STALE:
            updated = pipeline.update(cache, rebuild)
            if updated is not None:
                return updated
        if cache.path is None:
            return Snapshot(pipeline.build(for_reports=for_reports))
        connection = pipeline.build()
        cache.save(connection)
        return Snapshot(connection)


def _make_pipeline(
    location: DatasetLocation, settings: Settings, on_progress: Callable[[float], None] | None
) -> Pipeline:
    # A fresh snapshot needs neither models nor parser nor checks.
    from cbi_cli.loading.pipeline import Pipeline

    return Pipeline(location, settings.today, on_progress)


def validate_files(files: Mapping[str, bytes], today: date) -> tuple[Dataset, tuple[Finding, ...]]:
    """Run every check on the files of a dataset.

    They are given by their paths inside its folder.
    """
    from cbi_cli.dataset.load import merge_parts
    from cbi_cli.loading.pipeline import build_from_files, load_parts

    parts = load_parts(files)
    snapshot = build_from_files(files, parts, today, for_reports=False)
    return merge_parts(list(parts.values())), snapshot.findings()
