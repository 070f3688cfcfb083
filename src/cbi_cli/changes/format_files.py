"""Plan to format the files of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.messages import message
from cbi_cli.loading import validate_files
from cbi_cli.records.file_kinds import SCHEMA_VERSION, file_kind
from cbi_cli.records.json_schema import schema_files
from cbi_cli.rules.runner import check_leftover
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.formatter import format_document
from cbi_cli.toml.upgrade import file_format
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import display_path
from cbi_cli.workspace.reader import list_leftover, read_files


class FormatDetails(NamedTuple):
    """How many files were read, and why others cannot be.

    `meta` has the id and the version of the dataset, if they can be read. The findings name files by the path from the
    working folder.
    """

    file_count: int
    findings: tuple[Finding, ...]
    meta: Mapping[str, str]


def plan_formatting(location: DatasetLocation, only: str | None, today: date) -> ChangeSet[FormatDetails]:
    """Plan to format a dataset, or one file of it.

    A whole dataset that can be read is upgraded to the newest version of the file format, and gets the JSON Schemas of
    that version, if it has any. Raises CbiError if there is no file to format, or if one cannot be formatted safely.
    """
    if only and not file_kind(only):
        shown = display_path(location.root, only)
        raise CbiError(
            message("{shown} is not a data file of a dataset", shown=shown), message("only data files can be formatted")
        )
    files = read_files(location)
    names = [name for name in files if only in (None, name) and file_kind(name)]
    if not names:
        raise CbiError(
            message("{root} contains no files to format", root=location.root),
            message("name a folder with a dataset.toml"),
        )
    documents = {name: parse(name, files[name]) for name in names}
    unreadable = {name: files[name] for name, document in documents.items() if document.errors}
    version = SCHEMA_VERSION
    # An upgrade of some of the files would change what the others mean.
    if only is None and not unreadable:
        version = file_format(files)
    formatted: dict[str, bytes] = {}
    for name, document in documents.items():
        if name not in unreadable:
            formatted[name] = format_document(document, version).encode("utf-8")
    changes = add_schema_changes(location, changed_files(files, formatted))
    findings = _syntax_findings(unreadable, today)
    for finding in check_leftover(list_leftover(files)):
        if only in (None, finding.file):
            findings.append(finding)
    shown_findings = [finding._replace(file=display_path(location.root, finding.file)) for finding in findings]
    info = parse("dataset.toml", files.get("dataset.toml", b""))
    details = FormatDetails(len(names), tuple(shown_findings), _read_meta(info))
    return ChangeSet("format", location, changes, details)


def changed_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    """Return the changes of the files whose content differs."""
    changes: list[FileChange] = []
    for name, content in new.items():
        if content != old[name]:
            changes.append(FileChange(name, old[name], content))
    return tuple(changes)


def add_schema_changes(location: DatasetLocation, changes: Iterable[FileChange]) -> tuple[FileChange, ...]:
    """Add the JSON Schemas of the dataset to changes that upgrade it.

    An upgrade leads to another version of the file format.
    """
    changes = tuple(changes)
    for change in changes:
        if change.path != "dataset.toml":
            continue
        old_info = parse(change.path, change.before or b"").data
        new_info = parse(change.path, change.after or b"").data
        if old_info.get("schema") != new_info.get("schema"):
            return changes + _plan_schema_changes(location)
    return changes


def _plan_schema_changes(location: DatasetLocation) -> tuple[FileChange, ...]:
    """Return the newest JSON Schemas that a dataset does not have yet.

    A dataset without JSON Schemas gets none.
    """
    tree = WorkTree(location.root)
    new = schema_files()
    old: dict[str, bytes] = {}
    for name in new:
        if tree.path_to_write(name).exists():
            old[name] = tree.read(name)
    if not old:
        return ()
    # A schema that is missing counts as empty, so that it is added.
    return changed_files({**dict.fromkeys(new, b""), **old}, new)


def _read_meta(info: Document) -> dict[str, str]:
    meta: dict[str, str] = {}
    for key in ("id", "version"):
        value = info.data.get(key)
        if isinstance(value, str):
            meta[key] = value
    return meta


def _syntax_findings(unreadable: Mapping[str, bytes], today: date) -> list[Finding]:
    """Return the findings about the text of files that cannot be parsed."""
    if not unreadable:
        return []
    dataset, findings = validate_files(unreadable, today)
    # Without the other files, the checks of references find errors that are none.
    known = {(error.code, error.file, error.region) for error in dataset.errors}
    return [finding for finding in findings if (finding.code, finding.file, finding.region) in known]
