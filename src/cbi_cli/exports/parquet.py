"""Export the tables that the reports need to Parquet.

The SQL of the reports comes with them.
"""

from __future__ import annotations

import os
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.parquet_tables import MANIFEST, TABLE_QUERIES, is_export, write_export
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import load_sql
from cbi_cli.workspace.atomic_directory import new_directory

EXPORTED_REPORTS = ("scorecard", "gaps")
_FILE_NAMES = {MANIFEST, *TABLE_QUERIES, *(f"{name}.sql" for name in ("views", *EXPORTED_REPORTS))}


def write_parquet(snapshot: Snapshot, folder: Path) -> dict[str, int]:
    """Write an export completely or not at all, replacing an older one.

    Return the number of rows of each table. Raises CbiError if the folder contains anything else, is the working
    folder, or cannot be written.
    """

    def check_existing(target: Path) -> None:
        if not target.is_dir():
            raise CbiError(
                message("{folder} is not a folder", folder=folder), message("name a new one; nothing was written")
            )
        if not _is_replaceable(target):
            raise CbiError(
                message("{folder} contains more than an export", folder=folder),
                message("name a new folder; nothing was written"),
            )

    with new_directory(folder, "cbi export", check_existing) as staged:
        return write_export(snapshot, staged, {name: load_sql(name) for name in EXPORTED_REPORTS})


def _is_replaceable(target: Path) -> bool:
    """Return whether a folder is empty or contains only an export."""
    names = set(os.listdir(target))
    if not names:
        return True
    return is_export(target) and names <= _FILE_NAMES
