"""The files of an annual report, read from the folder of a dataset or from a git revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbi_cli.records.names import DATASET_FILE, MAX_BYTES
from cbi_cli.records.report_files import is_report_file, report_folder
from cbi_cli.workspace.commit_tree import CommitTree
from cbi_cli.workspace.entries import EntryTree, WorkTree, read_plain_file, resolve_links
from cbi_cli.workspace.exclude import is_excluded, read_exclude
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation

ReportFiles = dict[str, bytes]
"""The files of an annual report by their names in the folder of its edition."""


def read_report_files(location: DatasetLocation, year: int) -> ReportFiles:
    """Read the files of the annual report on a year; none if it has none.

    Files that `dataset.toml` excludes, and links that lead out, are not read. Raises CbiError if a file or the revision
    cannot be read.
    """
    folder = report_folder(year)
    if location.revision:
        return _read_from_commit(location, folder)
    tree = WorkTree(location.root)
    patterns = read_exclude(tree.read_if_exists(DATASET_FILE))
    files: ReportFiles = {}
    for name, place in _find_files(tree, tree.root, folder):
        if not is_excluded(f"{folder}/{name}", patterns):
            files[name] = read_plain_file(tree.top / place, location.root / folder / name)
    return files


def read_all_report_files(location: DatasetLocation, years: Iterable[int]) -> dict[int, ReportFiles]:
    """Read the files of the annual reports on some years; raises CbiError as `read_report_files` does."""
    return {year: read_report_files(location, year) for year in years}


def _read_from_commit(location: DatasetLocation, folder: str) -> ReportFiles:
    from cbi_cli.workspace.moved_datasets import find_folder_in_commit

    repository = Repository.of(location.root)
    commit = repository.commit_of(location.revision)
    root = find_folder_in_commit(repository, commit, location.root)
    if root is None:
        return {}
    tree = CommitTree(repository, commit, root)
    blobs = {name: tree.id_of(place) for name, place in _find_files(tree, root, folder)}
    return dict(repository.read_blobs(blobs, MAX_BYTES))


def _find_files(tree: EntryTree, root: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the place of each file of a report in a folder of the dataset at `root`."""
    place, reason = resolve_links(tree, folder, root)
    if reason is not None or tree.sort(place) != "folder":
        return
    for name in sorted(tree.children(place)):
        if not is_report_file(f"{folder}/{name}"):
            continue
        file_place, reason = resolve_links(tree, name, place)
        if reason is None and tree.sort(file_place) == "file":
            yield name, file_place
