"""The files of a dataset, read into frozen values: one for each file, and one for all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

from cbi_cli.core.findings import Fault, Path, most_findings
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.dataset.model import Dataset, Entry, Mention
from cbi_cli.dataset.shape import read_record
from cbi_cli.document.parse import Document, parse
from cbi_cli.schema.base import Record
from cbi_cli.schema.files import FileKind, file_kind

_TUPLES = (
    "faults",
    "mentions",
    "events",
    "institutions",
    "indicators",
    "sources",
    "topics",
    "editions",
    "disputes",
)
"""The fields of a dataset that hold something of every file."""


def load(files: Mapping[str, bytes]) -> Dataset:
    """Read the files of a dataset, given by their paths inside its folder.

    Never raises on what the files hold: a file that does not parse and a record with a wrong shape become faults
    (codes CBI001 to CBI106). Files that are no part of a dataset are left out.
    """
    return joined([load_file(name, files[name]) for name in sorted(files) if file_kind(name)])


def load_file(name: str, raw: bytes) -> Dataset:
    """What one file of a dataset holds; never raises either. The name is one for which `file_kind` knows a kind."""
    return load_document(parse(name, raw))


def load_document(document: Document) -> Dataset:
    """The same of a file that was parsed already."""
    with collection_paused():
        return _read(document, cast("FileKind", file_kind(document.name)))


def joined(parts: Sequence[Dataset]) -> Dataset:
    """Several files, each loaded by itself, as one dataset; the parts come in the order of their names."""
    entries = {name: tuple(chain.from_iterable(getattr(part, name) for part in parts)) for name in _TUPLES}
    documents = {name: document for part in parts for name, document in part.documents.items()}
    info = next((part.info for part in parts if part.info), None)
    return Dataset(documents=documents, info=info, languages=info.record.languages if info else (), **entries)


def split(dataset: Dataset) -> list[Dataset]:
    """The inverse of `joined`: each file by itself."""
    found: dict[str, dict[str, list[Any]]] = {name: {key: [] for key in _TUPLES} for name in dataset.documents}
    for key in _TUPLES:
        for one in getattr(dataset, key):
            found[one.file][key].append(one)
    return [
        Dataset(
            documents={name: dataset.documents[name]},
            info=dataset.info if dataset.info and dataset.info.file == name else None,
            languages=dataset.languages,
            **{key: tuple(values) for key, values in parts.items()},
        )
        for name, parts in found.items()
    ]


def _read(document: Document, kind: FileKind) -> Dataset:
    faults = list(document.faults)
    mentions: list[Mention] = []
    entries: list[Entry[Any]] = []
    name = document.name
    for path, data, fault in _tables(document, kind):
        if fault is not None:
            faults.append(fault)
            continue
        mentions += _mentions(kind, data, name, path)
        if len(faults) > most_findings(len(document.text)):
            continue  # the rest would not be told; only its ids are of use
        record, wrong = read_record(kind.model, data, name, path)
        faults += wrong
        if record is not None:
            entries.append(Entry(kind.kind, _id(kind, cast("Record", record)), name, path, record))
    info = entries[0] if entries and kind.kind == "dataset" else None
    kinds: dict[str, tuple[Any, ...]] = dict.fromkeys(_TUPLES, ())
    if kind.kind != "dataset":
        kinds[f"{kind.kind}s"] = tuple(entries)
    kinds |= {"faults": tuple(faults), "mentions": tuple(mentions)}
    languages = info.record.languages if info else ()
    return Dataset(documents={document.name: document}, info=info, languages=languages, **kinds)


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


def _tables(document: Document, kind: FileKind) -> Iterator[tuple[Path, dict[str, Any], Fault | None]]:
    """Each table that should be a record, with its path; or a fault in place of what is no such table."""
    if not kind.many:
        if document.data or not document.faults:
            yield (), document.data, None
        return
    for key, value in document.data.items():
        if key != kind.kind:
            hint = did_you_mean(key, [kind.kind])
            yield (key,), {}, Fault("CBI101", document.name, (key,), f"unknown key `{key}`", hint, at_key=True)
        elif not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            message = f"`{key}` is not a list of tables"
            hint = f"begin each record with [[{key}]], in double brackets"
            yield (key,), {}, Fault("CBI103", document.name, (key,), message, hint, at_key=True)
        elif len(value) > kind.most:
            message = f"{len(value):,} records are too many for one file"
            yield (key,), {}, Fault("CBI106", document.name, (key,), message, f"at most {kind.most:,}", at_key=True)
        else:
            yield from (((key, index), item, None) for index, item in enumerate(value))


def _mentions(kind: FileKind, data: Mapping[str, Any], file: str, path: Path) -> Iterator[Mention]:
    """The ids that a raw record brings."""
    key = "year" if kind.kind == "edition" else "id"
    if key in data:
        yield Mention(kind.kind, str(data[key]), file, path)
    parties = data.get("party") if kind.kind == "dataset" else None
    for index, party in enumerate(parties if isinstance(parties, list) else ()):
        if isinstance(party, dict) and "id" in party:
            yield Mention("party", str(party["id"]), file, ("party", index))


def _id(kind: FileKind, record: Record) -> str:
    """The id of a record; an edition's is its year."""
    return str(getattr(record, "year" if kind.kind == "edition" else "id"))
