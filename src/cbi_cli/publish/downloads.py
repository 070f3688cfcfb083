"""The whole dataset as files below `data/`, in every format that can be written."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from weakref import finalize

from cbi_cli.exports.download import write_download
from cbi_cli.exports.registry import ExportName, RowCounts
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.site_files import CopiedFile

FOLDER = "data"
SITE_FORMATS: tuple[ExportName, ...] = ("xlsx", "csv", "sqlite", "json", "ndjson", "datapackage")
"""The formats on a site, in the order of its page. Parquet files are many: `cbi export` makes them."""

LARGE_SITE_FORMATS: tuple[ExportName, ...] = ("xlsx", "csv", "sqlite", "datapackage")
"""Those on the site of very many events: the records as JSON are below `api/` by year, and hosts limit the size."""

DESCRIPTOR = f"{FOLDER}/datapackage.json"
"""The description of all tables for programs."""

_DATA_SUFFIXES = frozenset((".csv", ".json", ".ndjson", ".parquet", ".sqlite", ".xlsx"))
"""The files that have rows; others describe them."""


class DownloadableFile(NamedTuple):
    """A file for downloading.

    `path` is inside the folder of the site, `format` the name of its export, empty for files that belong to all.
    `rows` are those of its table, or the records of a document; None if it has none.
    """

    path: str
    format: str
    rows: int | None
    size: int
    sha256: str


class Downloads:
    """The files, which are written to a temporary folder and removed with this value."""

    def __init__(self, snapshot: Snapshot, is_large: bool = False) -> None:
        place = tempfile.mkdtemp(prefix="cbi-data-")
        finalize(self, shutil.rmtree, place, ignore_errors=True)
        self._folder = Path(place, FOLDER)
        formats = LARGE_SITE_FORMATS if is_large else SITE_FORMATS
        download = write_download(snapshot, self._folder, "all", formats)
        files: list[DownloadableFile] = []
        for file in download.files:
            export, _, _ = file.path.rpartition("/")
            counts = download.formats.get(export, {})
            rows = _count_rows(file.path, counts)
            path = f"{FOLDER}/{file.path}"
            described = DownloadableFile(path, export, rows, file.size, file.sha256)
            files.append(described)
        self.files = tuple(files)

    def copy(self, file: DownloadableFile) -> CopiedFile:
        """Return a file as one of the site."""
        return CopiedFile(file.path, self._folder.parent / file.path, file.size, file.sha256, self)


def _count_rows(path: str, rows: RowCounts) -> int | None:
    """Return the rows of a file: those of the table that it is named after, or else of all tables in it."""
    name = PurePosixPath(path)
    if name.stem in rows:
        return rows[name.stem]
    if rows and name.suffix in _DATA_SUFFIXES and name.name != "manifest.json":
        return sum(rows.values())
    return None
