"""The files of a dataset, read into frozen values: one for each file, and one for all of them."""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, zip_longest
from typing import Any, cast

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import KeyPath, RawFinding, max_findings_for
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.dataset.record_errors import TOO_FEW_ITEMS, RecordResult, validate_record
from cbi_cli.records.base import RecordModel
from cbi_cli.records.file_kinds import FileKind, file_kind
from cbi_cli.records.introspection import fields
from cbi_cli.toml.document import Document, parse

_TABLE_HEADER = re.compile(r"[ \t]*\[{1,2}[ \t]*\"?([A-Za-z0-9_-]+)")
"""The beginning of a line that opens a table, with the first part of its key."""

RECORD_FIELDS = (
    "errors",
    "declared_ids",
    "events",
    "institutions",
    "indicators",
    "sources",
    "topics",
    "editions",
    "disputes",
    "withdrawns",
    "partial",
)
"""The fields of a dataset that hold something of every file."""


def load_dataset(files: Mapping[str, bytes]) -> Dataset:
    """Read the files of a dataset, given by their paths inside its folder.

    Never raises on what the files hold: a file that does not parse and a record with a wrong shape become faults
    (codes CBI001 to CBI106). Files that are no part of a dataset are left out.
    """
    return merge_parts([load_file(name, files[name]) for name in sorted(files) if file_kind(name)])


def load_file(name: str, raw: bytes) -> Dataset:
    """What one file of a dataset holds; never raises either. The name is one for which `file_kind` knows a kind."""
    return load_document(parse(name, raw))


def load_document(document: Document) -> Dataset:
    """The same of a file that was parsed already."""
    with gc_disabled():
        return _load_records(document, cast("FileKind", file_kind(document.name)))


def merge_parts(parts: Sequence[Dataset]) -> Dataset:
    """Several files, each loaded by itself, as one dataset; the parts come in the order of their names."""
    entries = {name: tuple(chain.from_iterable(getattr(part, name) for part in parts)) for name in RECORD_FIELDS}
    documents = {name: document for part in parts for name, document in part.documents.items()}
    info = next((part.info for part in parts if part.info), None)
    languages = next((part.languages for part in parts if part.languages), ())
    unlisted = {name: count for part in parts for name, count in part.unlisted.items()}
    return Dataset(documents=documents, info=info, languages=languages, unlisted=unlisted, **entries)


def split_by_file(dataset: Dataset) -> list[Dataset]:
    """The inverse of `merge_parts`: each file by itself."""
    found: dict[str, dict[str, list[Any]]] = {name: {key: [] for key in RECORD_FIELDS} for name in dataset.documents}
    for key in RECORD_FIELDS:
        for one in getattr(dataset, key):
            found[one.file][key].append(one)
    return [
        Dataset(
            documents={name: dataset.documents[name]},
            info=dataset.info if dataset.info and dataset.info.file == name else None,
            languages=dataset.languages,
            unlisted={name: dataset.unlisted[name]} if name in dataset.unlisted else {},
            **{key: tuple(values) for key, values in parts.items()},
        )
        for name, parts in found.items()
    ]


def _load_records(document: Document, kind: FileKind) -> Dataset:
    faults = list(document.errors)
    mentions: list[DeclaredId] = []
    entries: list[RecordEntry[Any]] = []
    partial: list[RecordEntry[Any]] = []
    name, unlisted = document.name, 0
    most = max_findings_for(len(document.text))
    unread: dict[KeyPath, list[KeyPath]] = defaultdict(list)
    for one in document.unreadable:
        unread[one[:2] if kind.has_many_records else ()].append(one)
    for path, data, fault in _iter_tables(document, kind):
        if fault is not None:
            faults.append(fault)
            continue
        found = _declared_ids(kind, data, name, path)
        mentions += found
        record, wrong, broken = _read_table(document, kind, data, path, unread.get(path, ()))
        if not broken and not wrong:
            entries.append(
                RecordEntry(
                    kind.kind, _record_id(kind, cast("RecordModel", record)), name, path, cast("RecordModel", record)
                )
            )
        elif len(faults) > most:
            unlisted += len(wrong)  # their ids are still of use
        else:
            faults += wrong
            if record is not None:
                known = found[0].id if found and found[0].kind == kind.kind else ""
                partial.append(RecordEntry(kind.kind, known, name, path, cast("RecordModel", record), broken))
    kinds: dict[str, tuple[Any, ...]] = dict.fromkeys(RECORD_FIELDS, ())
    if kind.kind != "dataset":
        kinds[f"{kind.kind}s"] = tuple(entries)
    kinds |= {"errors": tuple(faults), "declared_ids": tuple(mentions), "partial": tuple(partial)}
    info = entries[0] if entries and kind.kind == "dataset" else None
    return Dataset(
        documents={document.name: document},
        info=info,
        languages=_promised_languages(kind, [*entries, *partial]),
        unlisted={name: unlisted} if unlisted else {},
        **kinds,
    )


def _read_table(
    document: Document, kind: FileKind, data: Mapping[str, Any], path: KeyPath, unread: Sequence[KeyPath]
) -> RecordResult:
    """Read one record of a file; ``unread`` are the paths of those of its values that do not parse.

    A value that does not parse is a fault already. So is a table that does not parse in a file that is a single
    record: its keys are not missing from the record.
    """
    read = validate_record(kind.model, data, document.name, path, lambda place: _source_text(document, place))
    if unread:
        read = _without_unread(read, kind, data, path, unread)
    if kind.has_many_records or not document.errors:
        return read
    hidden = _hidden_keys(document, fields(kind.model))
    faults = tuple(one for one in read.errors if not _is_consequence(one, hidden))
    broken = read.broken | {(key,) for key in hidden if key not in data}
    return RecordResult(read_valid_fields(kind.model, data, broken), faults, broken)


def _without_unread(
    read: RecordResult, kind: FileKind, data: Mapping[str, Any], path: KeyPath, unread: Sequence[KeyPath]
) -> RecordResult:
    """Return a reading of a record of which some values do not parse: those are broken, whatever their texts are."""
    inside = set(unread)
    faults = tuple(one for one in read.errors if not any(one.path[:end] in inside for end in range(len(one.path) + 1)))
    broken = read.broken | {one[len(path) :] for one in inside}
    record = read.record if read.record is None else read_valid_fields(kind.model, data, broken)
    return RecordResult(record, faults, broken)


def _is_consequence(fault: RawFinding, hidden: set[str]) -> bool:
    """Whether a fault says only that something of a broken table is not there."""
    if len(fault.path) != 1 or fault.path[0] not in hidden:
        return False
    return fault.code == "CBI102" or fault.message.endswith(TOO_FEW_ITEMS)


def _hidden_keys(document: Document, keys: Iterable[str]) -> set[str]:
    """Return the keys of a record that tables which do not parse can have."""
    hidden: set[str] = set()
    is_top = True
    # The lines of a table that does not parse are left empty.
    lines = zip_longest(document.text.split("\n"), document.clean.split("\n"), fillvalue="")
    for line, clean in lines:
        header = _TABLE_HEADER.match(line)
        is_top = is_top and not header
        if clean.strip() or not line.strip() or line.lstrip().startswith("#"):
            continue
        if is_top:
            return set(keys)
        if header:
            hidden.add(header[1])
    return hidden


def _source_text(document: Document, path: KeyPath) -> str:
    """Return a value as the file has it."""
    from cbi_cli.toml.locate import locate

    region = locate(document, path).value
    line = document.text.split("\n")[region.line - 1]
    return line[region.column - 1 : region.end_column - 1] if region.end_line == region.line else ""


def _promised_languages(kind: FileKind, entries: Sequence[RecordEntry[Any]]) -> tuple[str, ...]:
    """Return the languages that a dataset promises; none if they are unknown."""
    if kind.kind != "dataset" or not entries:
        return ()
    languages: tuple[Any, ...] = vars(entries[0].record).get("languages", ())
    return () if any(one is BROKEN for one in languages) else languages


@contextmanager
def gc_disabled() -> Iterator[None]:
    """No garbage collection while many records come to life: it would cost more than the reading itself."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _iter_tables(document: Document, kind: FileKind) -> Iterator[tuple[KeyPath, dict[str, Any], RawFinding | None]]:
    """Each table that should be a record, with its path; or a fault in place of what is no such table."""
    if not kind.has_many_records:
        if document.data or not document.errors:
            yield (), document.data, None
        return
    for key, value in document.data.items():
        if key != kind.kind:
            hint = did_you_mean(key, [kind.kind])
            yield (key,), {}, RawFinding("CBI101", document.name, (key,), f"unknown key `{key}`", hint, at_key=True)
        elif not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
            message = f"`{key}` is not a list of tables"
            hint = f"begin each record with [[{key}]], in double brackets"
            yield (key,), {}, RawFinding("CBI103", document.name, (key,), message, hint, at_key=True)
        elif len(value) > kind.max_records:
            message = f"{len(value):,} records are too many for one file"
            yield (
                (key,),
                {},
                RawFinding("CBI106", document.name, (key,), message, f"at most {kind.max_records:,}", at_key=True),
            )
        else:
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield (key, index), item, None
                else:
                    message = f"this item of `{key}` is not a table"
                    yield (key, index), {}, RawFinding("CBI103", document.name, (key, index), message, "delete it")


def _declared_ids(kind: FileKind, data: Mapping[str, Any], file: str, path: KeyPath) -> list[DeclaredId]:
    """Return the ids that a table has, its own first."""
    key = "year" if kind.kind == "edition" else "id"
    found = [DeclaredId(kind.kind, str(data[key]), file, path)] if key in data else []
    parties = data.get("party") if kind.kind == "dataset" else None
    for index, party in enumerate(parties if isinstance(parties, list) else ()):
        if isinstance(party, dict) and "id" in party:
            found.append(DeclaredId("party", str(party["id"]), file, ("party", index)))
    return found


def _record_id(kind: FileKind, record: RecordModel) -> str:
    """The id of a record; an edition's is its year."""
    return str(getattr(record, "year" if kind.kind == "edition" else "id"))
