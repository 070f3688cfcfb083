"""Read the files of a dataset into immutable values.

Each file can be read by itself, or all together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, cast

from cbi_cli.core.findings import KeyPath, RawFinding, max_findings_for
from cbi_cli.core.garbage import gc_disabled
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.model import Dataset, DeclaredId, RecordEntry
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.dataset.record_errors import (
    INVALID_VALUE,
    MISSING_KEY,
    TOO_FEW_ITEMS,
    UNKNOWN_KEY,
    WRONG_TYPE,
    RecordResult,
    language_of_key,
    validate_record,
)
from cbi_cli.records.base import RecordModel
from cbi_cli.records.file_kinds import FileKind, file_kind, localized_kind
from cbi_cli.records.introspection import fields
from cbi_cli.records.names import DATASET_FILE, ID_KEYS
from cbi_cli.records.terms import NO_TERMS, Terms, read_terms
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.locate import locate

_TABLE_HEADER = re.compile(r"[ \t]*\[{1,2}[ \t]*\"?([A-Za-z0-9_-]+)")
"""The beginning of the header of a table, with the first part of its key."""

RECORD_FIELDS = (
    "errors",
    "declared_ids",
    "events",
    "institutions",
    "indicators",
    "sources",
    "topics",
    "places",
    "editions",
    "disputes",
    "withdrawns",
    "releases",
    "partial",
)
"""The fields of a dataset with values of every file."""


def load_dataset(files: Mapping[str, bytes]) -> Dataset:
    """Read the files of a dataset by their paths inside its folder.

    Never raises because of their content: a file that cannot be parsed and an invalid record become errors (codes
    CBI001 to CBI106). Files that are not part of a dataset are ignored.
    """
    return merge_parts(list(load_files(files).values()))


def load_files(files: Mapping[str, bytes]) -> dict[str, Dataset]:
    """Read each data file by itself, in the order of their names.

    `dataset.toml` is read first: it says which languages the records have.
    """
    terms = NO_TERMS
    if DATASET_FILE in files:
        head = load_file(DATASET_FILE, files[DATASET_FILE])
        terms = head.terms
    parts: dict[str, Dataset] = {}
    for name in sorted(files):
        if name == DATASET_FILE:
            parts[name] = head
        elif file_kind(name):
            parts[name] = load_file(name, files[name], terms)
    return parts


def load_file(name: str, raw: bytes, terms: Terms = NO_TERMS) -> Dataset:
    """Read one file of a dataset, whose name `file_kind` must know.

    `terms` are those of the dataset; `dataset.toml` has its own. Never raises because of its content.
    """
    return load_document(parse(name, raw), terms)


def load_document(document: Document, terms: Terms = NO_TERMS) -> Dataset:
    """Read the records of a file that is already parsed."""
    kind = cast("FileKind", file_kind(document.name))
    if kind.kind == "dataset":
        terms = _read_own_terms(document)
    with gc_disabled():
        return _load_records(document, localized_kind(kind, terms), terms)


def _read_own_terms(document: Document) -> Terms:
    """Return what `dataset.toml` says of the form of the records, as far as it can be read."""
    table = dict(document.data)
    for path in document.unreadable:
        key = str(path[0])
        table.pop(key, None)
    return read_terms(table)


def merge_parts(parts: Sequence[Dataset]) -> Dataset:
    """Merge files that were read separately to one dataset.

    The parts must be in the order of their names.
    """
    entries = _no_entries()
    documents: dict[str, Document] = {}
    unlisted: dict[str, int] = {}
    info = None
    terms = NO_TERMS
    for part in parts:
        for name, values in entries.items():
            values.extend(getattr(part, name))
        documents.update(part.documents)
        unlisted.update(part.unlisted)
        if info is None:
            info = part.info
        if terms == NO_TERMS:
            terms = part.terms
    return Dataset(documents=documents, info=info, terms=terms, unlisted=unlisted, **_as_tuples(entries))


def split_by_file(dataset: Dataset) -> list[Dataset]:
    """Return each file by itself: the inverse of `merge_parts`."""
    entries_by_file = {file: _no_entries() for file in dataset.documents}
    for name in RECORD_FIELDS:
        for entry in getattr(dataset, name):
            entries_by_file[entry.file][name].append(entry)
    parts: list[Dataset] = []
    for file, entries in entries_by_file.items():
        info = dataset.info
        if info is not None and info.file != file:
            info = None
        unlisted: dict[str, int] = {}
        if file in dataset.unlisted:
            unlisted[file] = dataset.unlisted[file]
        part = Dataset(
            documents={file: dataset.documents[file]},
            info=info,
            terms=dataset.terms,
            unlisted=unlisted,
            **_as_tuples(entries),
        )
        parts.append(part)
    return parts


def _no_entries() -> dict[str, list[Any]]:
    return {name: [] for name in RECORD_FIELDS}


def _as_tuples(entries: Mapping[str, Iterable[Any]]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(values) for name, values in entries.items()}


def _load_records(document: Document, kind: FileKind, terms: Terms) -> Dataset:
    """Read the records of a parsed file."""
    file = document.name
    errors = list(document.errors)
    declared_ids: list[DeclaredId] = []
    valid: list[RecordEntry[Any]] = []
    partial: list[RecordEntry[Any]] = []
    unlisted = 0
    max_errors = max_findings_for(len(document.text))
    unreadable = _unreadable_by_record(document, kind)
    for path, table in _iter_tables(document, kind):
        if isinstance(table, RawFinding):
            errors.append(table)
            continue
        ids = _declared_ids(kind, table, file, path)
        declared_ids += ids
        record_id = ""
        # Without an id of its own, the first id of `dataset.toml` is that of a party.
        if ids and ids[0].kind == kind.kind:
            record_id = ids[0].id
        result = _read_table(document, kind, table, path, unreadable.get(path, ()))
        if not terms.languages:
            result = _without_twins(result, kind, path)
        record = cast("RecordModel", result.record)
        entry = RecordEntry(kind.kind, record_id, file, path, record, result.broken)
        if not result.broken and not result.errors:
            valid.append(entry)
        elif len(errors) > max_errors:
            # Too many are listed already, but other records may still refer to the ids.
            unlisted += len(result.errors)
        else:
            errors += result.errors
            if result.record is not None:
                partial.append(entry)
    entries = _no_entries()
    entries.update(errors=errors, declared_ids=declared_ids, partial=partial)
    info: RecordEntry[Any] | None = None
    if kind.kind != "dataset":
        entries[f"{kind.kind}s"] = valid
    elif valid:
        info = valid[0]
    unlisted_by_file: dict[str, int] = {}
    if unlisted > 0:
        unlisted_by_file[file] = unlisted
    return Dataset(
        documents={file: document},
        info=info,
        terms=terms,
        unlisted=unlisted_by_file,
        **_as_tuples(entries),
    )


def _unreadable_by_record(document: Document, kind: FileKind) -> dict[KeyPath, list[KeyPath]]:
    """Group the paths of values that cannot be parsed by record."""
    by_record: dict[KeyPath, list[KeyPath]] = defaultdict(list)
    for path in document.unreadable:
        record_path = path[:2] if kind.has_many_records else ()
        by_record[record_path].append(path)
    return by_record


def _read_table(
    document: Document, kind: FileKind, table: Mapping[str, Any], path: KeyPath, unreadable: Sequence[KeyPath]
) -> RecordResult:
    """Read one record of a file.

    `unreadable` has the paths of those of its values that cannot be parsed.
    """
    result = validate_record(kind.model, table, document.name, path, lambda location: _source_text(document, location))
    if unreadable:
        result = _without_unreadable(result, kind, table, path, unreadable)
    if kind.has_many_records or not document.errors:
        return result
    # If the file is a single record, a table that cannot be parsed belongs to it. Its keys are not missing.
    hidden = _hidden_keys(document, fields(kind.model))
    errors = [error for error in result.errors if not _is_consequence(error, hidden)]
    broken = set(result.broken)
    for key in hidden:
        if key not in table:
            broken.add((key,))
    record = read_valid_fields(kind.model, table, broken)
    return RecordResult(record, tuple(errors), frozenset(broken))


def _without_unreadable(
    result: RecordResult, kind: FileKind, table: Mapping[str, Any], path: KeyPath, unreadable: Sequence[KeyPath]
) -> RecordResult:
    """Return a result in which values that cannot be parsed are broken.

    Each of them is already an error of the document, so other errors in them are left out.
    """
    unreadable_paths = set(unreadable)
    errors = [error for error in result.errors if not _is_inside(error.path, unreadable_paths)]
    broken = set(result.broken)
    for unreadable_path in unreadable:
        broken.add(unreadable_path[len(path) :])
    record = result.record
    if record is not None:
        record = read_valid_fields(kind.model, table, broken)
    return RecordResult(record, tuple(errors), frozenset(broken))


def _without_twins(result: RecordResult, kind: FileKind, path: KeyPath) -> RecordResult:
    """Return a result without errors about texts in other languages.

    If it is not known which languages the dataset has, nothing is known of their keys.
    """
    errors: list[RawFinding] = []
    for error in result.errors:
        location = error.path[len(path) :]
        if error.code != UNKNOWN_KEY or not language_of_key(kind.model, location):
            errors.append(error)
    return result._replace(errors=tuple(errors))


def _is_inside(path: KeyPath, outer_paths: set[KeyPath]) -> bool:
    """Tell whether a path is one of others or leads into one of them."""
    for end in range(len(path) + 1):
        start_of_path = path[:end]
        if start_of_path in outer_paths:
            return True
    return False


def _is_consequence(error: RawFinding, hidden: set[str]) -> bool:
    """Tell whether an error is only about a table that cannot be parsed.

    If so, it says that something in that table is missing.
    """
    if len(error.path) != 1:
        return False
    (key,) = error.path
    if key not in hidden:
        return False
    return error.code == MISSING_KEY or error.message.endswith(TOO_FEW_ITEMS)


def _hidden_keys(document: Document, keys: Iterable[str]) -> set[str]:
    """Return the keys of a record that may be in tables that cannot be parsed."""
    hidden: set[str] = set()
    is_before_tables = True
    # The lines of a table that cannot be parsed are empty in the clean text.
    lines = zip_longest(document.text.split("\n"), document.clean.split("\n"), fillvalue="")
    for line, clean_line in lines:
        header = _TABLE_HEADER.match(line)
        if header:
            is_before_tables = False
        # A line that the clean text has too was read.
        if clean_line.strip() or not line.strip() or line.lstrip().startswith("#"):
            continue
        # The key of such a line is not known, so it may be any.
        if is_before_tables:
            return set(keys)
        if header:
            hidden.add(header[1])
    return hidden


def _source_text(document: Document, path: KeyPath) -> str:
    """Return a value as the file has it; empty if it has several lines."""
    region = locate(document, path).value
    if region.end_line != region.line:
        return ""
    line = document.text.split("\n")[region.line - 1]
    return line[region.column - 1 : region.end_column - 1]


def _iter_tables(document: Document, kind: FileKind) -> Iterator[tuple[KeyPath, dict[str, Any] | RawFinding]]:
    """Yield each table that should be a record, with its path.

    Yields an error in place of a value that is not such a table.
    """
    if not kind.has_many_records:
        # A file that cannot be parsed at all has no record, not an empty one.
        if document.data or not document.errors:
            yield (), document.data
        return
    for key, value in document.data.items():
        path: KeyPath = (key,)
        error = _check_table_list(document.name, kind, key, value)
        if error is not None:
            yield path, error
            continue
        for index, item in enumerate(value):
            path = (key, index)
            if isinstance(item, dict):
                yield path, item
            else:
                description = message("this item of `{key}` is not a table", key=key)
                yield path, RawFinding(WRONG_TYPE, document.name, path, description, message("delete it"))


def _check_table_list(file: str, kind: FileKind, key: str, value: Any) -> RawFinding | None:
    """Return what is wrong with a value that should be a list of tables."""
    if key != kind.kind:
        code = UNKNOWN_KEY
        description = message("unknown key `{key}`", key=key)
        hint = did_you_mean(key, [kind.kind])
    elif not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
        code = WRONG_TYPE
        description = message("`{key}` is not a list of tables", key=key)
        hint = message("begin each record with [[{key}]], in double brackets", key=key)
    elif len(value) > kind.max_records:
        code = INVALID_VALUE
        description = message("{count:,} records are too many for one file", count=len(value))
        hint = message("at most {limit:,}", limit=kind.max_records)
    else:
        return None
    return RawFinding(code, file, (key,), description, hint, at_key=True)


def _declared_ids(kind: FileKind, table: Mapping[str, Any], file: str, path: KeyPath) -> list[DeclaredId]:
    """Return the ids in a table, its own first."""
    declared_ids: list[DeclaredId] = []
    id_key = ID_KEYS.get(kind.kind, "id")
    if id_key in table:
        declared_ids.append(DeclaredId(kind.kind, str(table[id_key]), file, path))
    if kind.kind != "dataset":
        return declared_ids
    parties = table.get("party")
    if not isinstance(parties, list):
        return declared_ids
    for index, party in enumerate(parties):
        if isinstance(party, dict) and "id" in party:
            declared_ids.append(DeclaredId("party", str(party["id"]), file, ("party", index)))
    return declared_ids
