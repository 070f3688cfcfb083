"""Parquet exports, written completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.index.parquet_tables import MANIFEST, TABLE_QUERIES, is_export, write_export
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.paths import current_directory

EXPORTED_REPORTS = ("scorecard", "gaps")
_EXPORT_FILE_NAMES = {MANIFEST, *TABLE_QUERIES, *(f"{name}.sql" for name in ("views", *EXPORTED_REPORTS))}


def write_parquet_export(snapshot: Snapshot, folder: Path) -> dict[str, int]:
    """Write an export beside its place and move it there, in place of an older one; gives the rows of each table.

    Raises CbiError where the folder holds anything else, is the one that the call was made in, or cannot be written.
    """
    from cbi_cli.reports.common import load_sql
    from cbi_cli.workspace.atomic_write import refuse_external_link, wrap_os_errors
    from cbi_cli.workspace.temp_files import temporary_folder

    refuse_external_link(folder)
    with wrap_os_errors(folder):
        target = Path(os.path.realpath(folder))
        _check_target(folder, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(target.parent) as made:
            rows = write_export(snapshot, made, {name: load_sql(name) for name in EXPORTED_REPORTS})
            _replace_directory(made, target)
    return rows


def _check_target(folder: Path, target: Path) -> None:
    """CbiError for a folder that holds anything but an export, and for the working folder."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise CbiError(f"{folder} is not a folder", "name a new one; nothing was written")
    if not _is_replaceable(target):
        raise CbiError(f"{folder} contains more than an export", "name a new folder; nothing was written")
    if target.samefile(current_directory()):
        raise CbiError(f"{folder} is the working folder", "name a new folder; `cbi export` makes it")


def _is_replaceable(target: Path) -> bool:
    """Whether a folder is empty, or holds an export and nothing beside it."""
    names = set(os.listdir(target))
    return not names or (is_export(target) and names <= _EXPORT_FILE_NAMES)


def _replace_directory(made: Path, target: Path) -> None:
    """Put a new folder in place of an old one, which stays where that fails."""
    from cbi_cli.workspace.temp_files import temporary_folder

    with temporary_folder(target.parent) as old:
        if target.exists():
            os.replace(target, old / "before")
        try:
            os.replace(made, target)
        except BaseException:
            if (old / "before").exists():
                os.replace(old / "before", target)
            raise
