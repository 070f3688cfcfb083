"""The files of a dataset brought into their one form: planned in memory, shown as a diff, written whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cbi_cli.cli.session import display_path
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.store.place import Place


class Change(NamedTuple):
    """A file that would change: its path inside the dataset, as the user can open it, and its two contents."""

    name: str
    shown: str
    old: bytes
    new: bytes


class Plan(NamedTuple):
    """What formatting would do: how many files were looked at, those that change, and why others cannot be read.

    ``meta`` has the id and the version of the dataset, as far as they can be read.
    """

    files: int
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    meta: Mapping[str, str]


def plan_format(place: Place, only: str | None, today: date) -> Plan:
    """Work out the form of a dataset's files, or of one of them, without writing.

    A dataset that comes to a newer version of the file format gets the schemas of that version, if it carries any.
    Raises CbiError where there is no file to format, or one cannot be formatted safely.
    """
    from cbi_cli.document.parse import parse
    from cbi_cli.edit.canonical import canonical
    from cbi_cli.schema.files import file_kind
    from cbi_cli.store.files import read_files

    if only and not file_kind(only):
        raise CbiError(
            f"{display_path(place.root, only)} is not a data file of a dataset", "only data files can be formatted"
        )
    files = read_files(place)
    documents = {name: parse(name, files[name]) for name in files if only in (None, name) and file_kind(name)}
    if not documents:
        raise CbiError(f"{place.root} contains no files to format", "name a folder with a dataset.toml")
    info = documents.get("dataset.toml") or parse("dataset.toml", files.get("dataset.toml", b""))
    meta = {key: info.data[key] for key in ("id", "version") if isinstance(info.data.get(key), str)}
    texts = {name: canonical(one).encode("utf-8") for name, one in documents.items() if not one.faults}
    broken = [name for name, one in documents.items() if one.faults]
    planned = with_schemas(place, changes(place, files, texts))
    findings = [*_faults(place, {name: files[name] for name in broken}, today), *_unread(place, files, only)]
    return Plan(len(documents), planned, tuple(findings), meta)


def _unread(place: Place, files: Mapping[str, bytes], only: str | None) -> Iterator[Finding]:
    """Yield what is found of entries in the place of data that cannot be read."""
    from cbi_cli.rules.run import find_leftover
    from cbi_cli.store.files import leftover_of

    for one in find_leftover(leftover_of(files)):
        if only in (None, one.file):
            yield one._replace(file=display_path(place.root, one.file))


def with_schemas(place: Place, planned: tuple[Change, ...]) -> tuple[Change, ...]:
    """Add the schemas of the folder to changes that bring the dataset to another version of the file format."""
    from cbi_cli.document.parse import parse

    for change in planned:
        if change.name == "dataset.toml":
            old, new = (parse(change.name, content).data.get("schema") for content in (change.old, change.new))
            return planned if old == new else (*planned, *_schema_changes(place))
    return planned


def _schema_changes(place: Place) -> Iterator[Change]:
    """Yield the schemas of the newest file format that the dataset's folder of schemas does not hold yet."""
    from cbi_cli.schema.json_schema import schema_files
    from cbi_cli.store.entries import WorkTree

    tree = WorkTree(place.root)
    wanted = schema_files()
    there = {name: tree.read(name) for name in wanted if tree.path_to_write(name).exists()}
    if there:
        yield from changes(place, {**dict.fromkeys(wanted, b""), **there}, wanted)


def changes(place: Place, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Change, ...]:
    """The files whose new content is another than the old one."""
    return tuple(
        Change(name, display_path(place.root, name), old[name], content)
        for name, content in new.items()
        if content != old[name]
    )


def _faults(place: Place, broken: Mapping[str, bytes], today: date) -> tuple[Finding, ...]:
    """What is wrong with the text of files that do not parse, with places."""
    from cbi_cli.session import check_files

    dataset, findings = check_files(broken, today) if broken else (None, ())
    known = {(one.code, one.file, one.region) for one in dataset.faults} if dataset else set()
    own = (one for one in findings if (one.code, one.file, one.region) in known)
    return tuple(one._replace(file=display_path(place.root, one.file)) for one in own)


def write_changes(place: Place, planned: tuple[Change, ...]) -> None:
    """Put the new contents in place of the old ones, each file whole.

    Raises CbiError where that cannot be, or where another program changed a file after it was read.
    """
    from cbi_cli.cli.files import NewFile, write_all
    from cbi_cli.store.entries import WorkTree

    if planned and place.origin == "built-in":
        raise CbiError(
            f"the built-in dataset {place.root.name} cannot be edited",
            f"make an editable copy: cbi init --from {place.root.name} DIR, then cd DIR",
        )
    tree = WorkTree(place.root)
    write_all([NewFile(tree.path_to_write(change.name), change.new, change.old) for change in planned])


def diff(change: Change) -> Iterator[str]:
    """The change of a file as a unified diff, harmless for a terminal; empty where only line ends change."""
    from difflib import unified_diff

    from cbi_cli.render.text import clean

    old, new = _lines(change.old), _lines(change.new)
    for line in unified_diff(old, new, change.shown, change.shown, lineterm=""):
        yield clean(line) + "\n"


def same_lines(change: Change) -> bool:
    """Whether only line ends or the byte order mark change; asked without a diff, which can take long."""
    return _lines(change.old) == _lines(change.new)


def _lines(content: bytes) -> list[str]:
    """The lines of a file without their ends."""
    lines = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
