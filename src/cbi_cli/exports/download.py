"""Write a download: a folder with a dataset in one format or in all of them, completely or not at all.

Beside the files of the format it has a readme, checksums, and a manifest by which it is known again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.files import DownloadFile, describe_file, iter_paths, list_files, write_text
from cbi_cli.exports.parquet import is_older_export
from cbi_cli.exports.readme import format_readme, format_readme_of_all
from cbi_cli.exports.registry import EXPORTS, Export, ExportChoice, ExportName, RowCounts
from cbi_cli.index.parquet_tables import import_optional
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.atomic_directory import new_directory

MANIFEST = "manifest.json"
README = "README.md"
CHECKSUMS = "SHA256SUMS"
ALL: Final = "all"
_SCHEMA = "cbi/download/1"


class LeftOut(NamedTuple):
    """A format that was left out, since a package is not installed: its name and the extra that installs it."""

    format: str
    extra: str


class Download(NamedTuple):
    """What was written: the rows of each table in each format, and all files. `left_out` are formats of `all`."""

    folder: Path
    formats: Mapping[str, RowCounts]
    files: tuple[DownloadFile, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def events(self) -> int:
        """The number of events; the formats that have all of them agree."""
        return max(rows.get("event", 0) for rows in self.formats.values())


def require_package(choice: ExportChoice) -> None:
    """Raise CbiError if the package that a format needs is not installed. All formats together need none."""
    if choice == ALL:
        return
    export = EXPORTS[choice]
    if export.package:
        import_optional(export.package, export.extra)


def write_download(
    snapshot: Snapshot, folder: Path, choice: ExportChoice, among: Collection[ExportName] = tuple(EXPORTS)
) -> Download:
    """Write a dataset to a folder in a format, or in all, which can be limited to those that are `among` some.

    An older download in that place is replaced. Raises CbiError if the folder contains anything else, is the working
    folder, or cannot be written, and if the package of the format is not installed; then everything is as it was.
    """
    require_package(choice)
    dataset = ExportedDataset(snapshot)
    with new_directory(folder, "cbi export", partial(_refuse_other_content, folder)) as staged:
        download = _write_content(dataset, choice, among, staged)
    return download._replace(folder=folder)


def _write_content(
    dataset: ExportedDataset, choice: ExportChoice, among: Collection[ExportName], folder: Path
) -> Download:
    if choice == ALL:
        exports = [export for export in EXPORTS.values() if export.name in among]
        return _write_all(dataset, exports, folder)
    return _write_single(dataset, EXPORTS[choice], folder)


def _write_single(dataset: ExportedDataset, export: Export, folder: Path) -> Download:
    """Write one format with its readme, manifest and checksums."""
    rows = _write_anew(dataset, (folder,), lambda: export.write(dataset, folder))
    return _describe_single(dataset, export, rows, folder)


def _describe_single(dataset: ExportedDataset, export: Export, rows: RowCounts, folder: Path) -> Download:
    """Write the readme, the manifest and the checksums of one format, whose files are there."""
    write_text(folder / README, format_readme(dataset, export, rows))
    formats: dict[str, RowCounts] = {export.name: rows}
    files = _write_manifest(dataset, formats, folder)
    return Download(folder, formats, tuple(files))


def _write_all(dataset: ExportedDataset, exports: Iterable[Export], folder: Path) -> Download:
    """Write every one of some formats that can be written to a folder of its own, then what stands beside them."""
    formats: dict[str, RowCounts] = {}
    left_out: list[LeftOut] = []
    in_folders: list[Export] = []
    at_top: list[Export] = []
    for export in exports:
        if export.package and not _is_installed(export):
            left_out.append(LeftOut(export.name, export.extra))
        elif export.write_top is not None:
            at_top.append(export)
        else:
            (folder / export.name).mkdir()
            in_folders.append(export)
    rows = _write_shared_rows(dataset, in_folders, folder)
    for export in in_folders:
        place = folder / export.name
        if export.write_rows is None:
            download = _write_single(dataset, export, place)
        else:
            download = _describe_single(dataset, export, rows, place)
        formats |= download.formats
    for export in at_top:
        formats[export.name] = {}
        if export.write_top is not None:
            export.write_top(dataset, folder)
    write_text(folder / README, format_readme_of_all(dataset, in_folders, at_top))
    files = _write_manifest(dataset, formats, folder)
    return Download(folder, formats, tuple(files), tuple(left_out))


def _write_shared_rows(dataset: ExportedDataset, exports: Iterable[Export], folder: Path) -> RowCounts:
    """Write the tables in all formats that share their rows, which are made once; return their number."""
    writers = [(export.write_rows, folder / export.name) for export in exports if export.write_rows is not None]
    if not writers:
        return {}
    # The models of records take long to load.
    from cbi_cli.exports.table_writing import write_tables

    places = [place for _, place in writers]
    return _write_anew(dataset, places, lambda: write_tables(dataset, writers))


def _write_anew(dataset: ExportedDataset, folders: Iterable[Path], write: Callable[[], RowCounts]) -> RowCounts:
    """Write files into folders; begin anew if the snapshot turns out to be damaged."""

    def begin() -> RowCounts:
        for folder in folders:
            _empty(folder)
        return write()

    return dataset.snapshot.with_rebuild(begin)


def _empty(folder: Path) -> None:
    for entry in list(folder.iterdir()):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _is_installed(export: Export) -> bool:
    try:
        import_optional(export.package, export.extra)
    except CbiError:
        return False
    return True


def _write_manifest(dataset: ExportedDataset, formats: Mapping[str, RowCounts], folder: Path) -> list[DownloadFile]:
    """Write the manifest and the checksums last; return all files."""
    files = list_files(folder)
    listed: list[dict[str, Any]] = []
    for file in files:
        entry = {"path": file.path, "bytes": file.size, "sha256": file.sha256}
        listed.append(entry)
    manifest: dict[str, Any] = {"schema": _SCHEMA}
    manifest["dataset"] = {"id": dataset.id, "version": dataset.version, "covers_until": dataset.covers_until}
    manifest["formats"] = formats
    manifest["files"] = listed
    text = json.dumps(manifest, indent=2)
    write_text(folder / MANIFEST, f"{text}\n")
    described = describe_file(folder, MANIFEST)
    files.append(described)
    lines = [f"{file.sha256}  {file.path}\n" for file in files]
    write_text(folder / CHECKSUMS, "".join(lines))
    described = describe_file(folder, CHECKSUMS)
    files.append(described)
    return files


def _refuse_other_content(folder: Path, target: Path) -> None:
    """Raise CbiError unless a place is a folder that is empty or contains only a download.

    `folder` is what the place is called in the error.
    """
    if not target.is_dir():
        raise CbiError(
            message("{folder} is not a folder", folder=folder), message("name a new one; nothing was written")
        )
    if not os.listdir(target) or is_older_export(target) or _has_only(target, _listed_files(target)):
        return
    raise CbiError(
        message("{folder} contains more than an export", folder=folder),
        message("name a new folder; nothing was written"),
    )


def _listed_files(folder: Path) -> set[str]:
    """Return the files that the manifest of a download lists, with itself; none if there is no such manifest."""
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_bytes())
        if manifest["schema"] != _SCHEMA:
            return set()
        listed = {str(file["path"]) for file in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return listed | {MANIFEST, CHECKSUMS}


def _has_only(folder: Path, listed: Iterable[str]) -> bool:
    """Tell whether all files below a folder are among those listed."""
    return set(iter_paths(folder)) <= set(listed)
