"""Exports: put in place all at once, and taken as the dataset of a call."""

from __future__ import annotations

import os
from pathlib import Path

from cbi_cli.cli.session import current_directory, label, print_dataset, reading_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings
from cbi_cli.store.parquet import MANIFEST, TABLES, is_export, write_export
from cbi_cli.store.place import Place
from cbi_cli.store.snapshot import Store

REPORTS = ("scorecard", "gaps")
_NAMES = {MANIFEST, *TABLES, *(f"{name}.sql" for name in ("views", *REPORTS))}


def put_export(store: Store, folder: Path) -> dict[str, int]:
    """Write an export beside its place and move it there, in place of an older one; gives the rows of each table.

    Raises CbiError where the folder holds anything else, is the one that the call was made in, or cannot be written.
    """
    from cbi_cli.cli.files import refuse_leading_out, told
    from cbi_cli.cli.temporary import temporary_folder
    from cbi_cli.reports.base import sql

    refuse_leading_out(folder)
    with told(folder):
        target = Path(os.path.realpath(folder))
        _refuse_taken(folder, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(target.parent) as made:
            rows = write_export(store, made, {name: sql(name) for name in REPORTS})
            _exchange(made, target)
    return rows


def duckdb_snapshot(settings: Settings, dataset: str | None, revision: str) -> Store:
    """Return the snapshot that DuckDB queries: the export that a call names, else its dataset, exported for this call.

    Raises CbiError as `open_export`, and for a revision of an export.
    """
    from cbi_cli.store.duck import exported, open_export

    folder = current_directory() / dataset if dataset else None
    if folder is None or not is_export(folder):
        return exported(reading_session(settings, dataset, revision).snapshot)
    if revision:
        raise CbiError(f"{dataset} is an export, which has no revisions", "leave out --at, or export that revision")
    store = open_export(folder)
    print_dataset("dataset " + label(Place(folder, "named"), store.meta))
    return store


def _refuse_taken(folder: Path, target: Path) -> None:
    """CbiError for a folder that holds anything but an export, and for the working folder."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise CbiError(f"{folder} is not a folder", "name a new one; nothing was written")
    if not _may_go(target):
        raise CbiError(f"{folder} contains more than an export", "name a new folder; nothing was written")
    if target.samefile(current_directory()):
        raise CbiError(f"{folder} is the working folder", "name a new folder; `cbi export` makes it")


def _may_go(target: Path) -> bool:
    """Whether a folder is empty, or holds an export and nothing beside it."""
    names = set(os.listdir(target))
    return not names or (is_export(target) and names <= _NAMES)


def _exchange(made: Path, target: Path) -> None:
    """Put a new folder in place of an old one, which stays where that fails."""
    from cbi_cli.cli.temporary import temporary_folder

    with temporary_folder(target.parent) as old:
        if target.exists():
            os.replace(target, old / "before")
        try:
            os.replace(made, target)
        except BaseException:
            if (old / "before").exists():
                os.replace(old / "before", target)
            raise
