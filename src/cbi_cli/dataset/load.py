"""The files of a dataset, read into one frozen value."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from cbi_cli.core.findings import Fault, Path
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.dataset.model import Dataset, Entry, Mention
from cbi_cli.dataset.shape import read_record
from cbi_cli.document.parse import Document, parse
from cbi_cli.schema.base import Record
from cbi_cli.schema.files import FILE_KINDS, FileKind, file_kind


def load(files: Mapping[str, bytes]) -> Dataset:
    """Read the files of a dataset, given by their paths inside its folder.

    Never raises on what the files hold: a file that does not parse and a record with a wrong shape become faults
    (codes CBI001 to CBI106). Files that are no part of a dataset are reported as unread (CBI004).
    """
    with collection_paused():
        return _load({name: parse(name, files[name]) for name in sorted(files) if file_kind(name)}, files)


def _load(documents: Mapping[str, Document], files: Mapping[str, bytes]) -> Dataset:
    faults = [fault for document in documents.values() for fault in document.faults]
    faults += _missing_files(documents) + [_unread(name) for name in sorted(files) if name not in documents]
    mentions: list[Mention] = []
    entries: dict[str, list[Entry[Any]]] = {kind.kind: [] for kind in FILE_KINDS}
    for document in documents.values():
        kind = cast("FileKind", file_kind(document.name))
        for path, data, fault in _tables(document, kind):
            if fault is not None:
                faults.append(fault)
                continue
            mentions += _mentions(kind, data, document.name, path)
            record, wrong = read_record(kind.model, data, document.name, path)
            faults += wrong
            if record is not None:
                name = _id(kind, cast("Record", record))
                entries[kind.kind].append(Entry(kind.kind, name, document.name, path, cast("Record", record)))
    return Dataset(
        documents=documents,
        faults=tuple(faults),
        mentions=tuple(mentions),
        info=next(iter(entries["dataset"]), None),
        **{f"{kind}s": tuple(found) for kind, found in entries.items() if kind != "dataset"},
    )


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection while many records come to life: it would cost more than the reading itself."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _missing_files(documents: Mapping[str, Document]) -> list[Fault]:
    """Files that a dataset must have and this one has not."""
    names = {kind.pattern.pattern.replace("\\", "") for kind in FILE_KINDS if kind.required}
    hint = "add it; `cbi init DIR --from us-mexico` makes a complete dataset"
    return [Fault("CBI003", name, (), f"the file {name} is missing", hint) for name in sorted(names - documents.keys())]


def _unread(name: str) -> Fault:
    message = f"{name} is no file of a dataset, so nothing in it is read"
    return Fault("CBI004", name, (), message, "move its records to a file that is read, or rename it")


def _tables(document: Document, kind: FileKind) -> Iterator[tuple[Path, dict[str, Any], Fault | None]]:
    """Each table that should be a record, with its path; or a fault in place of what is no such table."""
    if not kind.many:
        if document.data or not document.faults:
            yield (), document.data, None
        return
    for key, value in document.data.items():
        if key != kind.kind:
            hint = did_you_mean(key, [kind.kind]) or f"this file holds [[{kind.kind}]] tables only"
            fault = Fault("CBI101", document.name, (key,), f"unknown key `{key}`", hint, at_key=True)
            yield (key,), {}, fault
        elif not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            message = f"`{key}` is not a list of tables"
            hint = f"begin each record with [[{key}]], in double brackets"
            yield (key,), {}, Fault("CBI103", document.name, (key,), message, hint, at_key=True)
        else:
            yield from (((key, index), item, None) for index, item in enumerate(value))


def _mentions(kind: FileKind, data: Mapping[str, Any], file: str, path: Path) -> Iterator[Mention]:
    """The ids that a raw record brings."""
    key = "year" if kind.kind == "edition" else "id"
    if key in data:
        yield Mention(kind.kind, str(data[key]), file, path)
    if kind.kind == "dataset" and isinstance(data.get("party"), list):
        parties = [party for party in data["party"] if isinstance(party, dict) and "id" in party]
        yield from (Mention("party", str(party["id"]), file, ("party", index)) for index, party in enumerate(parties))


def _id(kind: FileKind, record: Record) -> str:
    """The id of a record; an edition's is its year."""
    return str(getattr(record, "year" if kind.kind == "edition" else "id"))
