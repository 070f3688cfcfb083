"""The files of a dataset brought into their one form: planned in memory, shown as a diff, written whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import display_path


class FileChange(NamedTuple):
    """A file that would change: its path inside the dataset, as the user can open it, and its two contents."""

    name: str
    shown: str
    old: bytes
    new: bytes


class FormatPlan(NamedTuple):
    """What formatting would do: how many files were looked at, those that change, and why others cannot be read.

    ``meta`` has the id and the version of the dataset, as far as they can be read.
    """

    files: int
    changes: tuple[FileChange, ...]
    findings: tuple[Finding, ...]
    meta: Mapping[str, str]


def plan_formatting(location: DatasetLocation, only: str | None, today: date) -> FormatPlan:
    """Work out the form of a dataset's files, or of one of them, without writing.

    A dataset that comes to a newer version of the file format gets the schemas of that version, if it carries any.
    Raises CbiError where there is no file to format, or one cannot be formatted safely.
    """
    from cbi_cli.records.file_kinds import file_kind
    from cbi_cli.toml.document import parse
    from cbi_cli.toml.formatter import format_document
    from cbi_cli.workspace.reader import read_files

    if only and not file_kind(only):
        raise CbiError(
            f"{display_path(location.root, only)} is not a data file of a dataset", "only data files can be formatted"
        )
    files = read_files(location)
    documents = {name: parse(name, files[name]) for name in files if only in (None, name) and file_kind(name)}
    if not documents:
        raise CbiError(f"{location.root} contains no files to format", "name a folder with a dataset.toml")
    info = documents.get("dataset.toml") or parse("dataset.toml", files.get("dataset.toml", b""))
    meta = {key: info.data[key] for key in ("id", "version") if isinstance(info.data.get(key), str)}
    texts = {name: format_document(one).encode("utf-8") for name, one in documents.items() if not one.errors}
    broken = [name for name, one in documents.items() if one.errors]
    planned = add_schema_changes(location, file_changes(location, files, texts))
    findings = [
        *_syntax_findings(location, {name: files[name] for name in broken}, today),
        *_find_unreadable_entries(location, files, only),
    ]
    return FormatPlan(len(documents), planned, tuple(findings), meta)


def _find_unreadable_entries(
    location: DatasetLocation, files: Mapping[str, bytes], only: str | None
) -> Iterator[Finding]:
    """Yield what is found of entries in the place of data that cannot be read."""
    from cbi_cli.rules.runner import check_leftover
    from cbi_cli.workspace.reader import list_leftover

    for one in check_leftover(list_leftover(files)):
        if only in (None, one.file):
            yield one._replace(file=display_path(location.root, one.file))


def add_schema_changes(location: DatasetLocation, planned: tuple[FileChange, ...]) -> tuple[FileChange, ...]:
    """Add the schemas of the folder to changes that bring the dataset to another version of the file format."""
    from cbi_cli.toml.document import parse

    for change in planned:
        if change.name == "dataset.toml":
            old, new = (parse(change.name, content).data.get("schema") for content in (change.old, change.new))
            return planned if old == new else (*planned, *_plan_schema_changes(location))
    return planned


def _plan_schema_changes(location: DatasetLocation) -> Iterator[FileChange]:
    """Yield the schemas of the newest file format that the dataset's folder of schemas does not hold yet."""
    from cbi_cli.records.json_schema import schema_files
    from cbi_cli.workspace.entries import WorkTree

    tree = WorkTree(location.root)
    wanted = schema_files()
    there = {name: tree.read(name) for name in wanted if tree.path_to_write(name).exists()}
    if there:
        yield from file_changes(location, {**dict.fromkeys(wanted, b""), **there}, wanted)


def file_changes(
    location: DatasetLocation, old: Mapping[str, bytes], new: Mapping[str, bytes]
) -> tuple[FileChange, ...]:
    """The files whose new content is another than the old one."""
    return tuple(
        FileChange(name, display_path(location.root, name), old[name], content)
        for name, content in new.items()
        if content != old[name]
    )


def _syntax_findings(location: DatasetLocation, broken: Mapping[str, bytes], today: date) -> tuple[Finding, ...]:
    """What is wrong with the text of files that do not parse, with places."""
    from cbi_cli.loading import validate_files

    dataset, findings = validate_files(broken, today) if broken else (None, ())
    known = {(one.code, one.file, one.region) for one in dataset.errors} if dataset else set()
    own = (one for one in findings if (one.code, one.file, one.region) in known)
    return tuple(one._replace(file=display_path(location.root, one.file)) for one in own)


def write_changes(location: DatasetLocation, planned: tuple[FileChange, ...]) -> None:
    """Put the new contents in place of the old ones, each file whole.

    Raises CbiError where that cannot be, or where another program changed a file after it was read.
    """
    from cbi_cli.workspace.atomic_write import PendingWrite, write_all_atomic
    from cbi_cli.workspace.entries import WorkTree

    if planned and location.origin == "built-in":
        raise CbiError(
            f"the built-in dataset {location.root.name} cannot be edited",
            f"make an editable copy: cbi init --from {location.root.name} DIR, then cd DIR",
        )
    tree = WorkTree(location.root)
    write_all_atomic([PendingWrite(tree.path_to_write(change.name), change.new, change.old) for change in planned])


def format_diff(change: FileChange) -> Iterator[str]:
    """The change of a file as a unified diff, harmless for a terminal; empty where only line ends change."""
    from difflib import unified_diff

    from cbi_cli.core.sanitize import replace_control_characters

    old, new = _split_lines(change.old), _split_lines(change.new)
    for line in unified_diff(old, new, change.shown, change.shown, lineterm=""):
        yield replace_control_characters(line) + "\n"


def only_line_endings_differ(change: FileChange) -> bool:
    """Whether only line ends or the byte order mark change; asked without a diff, which can take long."""
    return _split_lines(change.old) == _split_lines(change.new)


def _split_lines(content: bytes) -> list[str]:
    """The lines of a file without their ends."""
    lines = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
