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
from cbi_cli.core.findings import Fault, Path, most_findings
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.dataset.model import Dataset, Entry, Mention
from cbi_cli.dataset.partial import read_sound
from cbi_cli.dataset.shape import TOO_FEW, Reading, read_record
from cbi_cli.document.parse import Document, parse
from cbi_cli.schema.base import Record
from cbi_cli.schema.files import FileKind, file_kind

_TABLE = re.compile(r"[ \t]*\[{1,2}[ \t]*\"?([A-Za-z0-9_-]+)")
"""The beginning of a line that opens a table, with the first part of its key."""

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
    "withdrawns",
    "partial",
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
    languages = next((part.languages for part in parts if part.languages), ())
    unlisted = {name: count for part in parts for name, count in part.unlisted.items()}
    return Dataset(documents=documents, info=info, languages=languages, unlisted=unlisted, **entries)


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
            unlisted={name: dataset.unlisted[name]} if name in dataset.unlisted else {},
            **{key: tuple(values) for key, values in parts.items()},
        )
        for name, parts in found.items()
    ]


def _read(document: Document, kind: FileKind) -> Dataset:
    faults = list(document.faults)
    mentions: list[Mention] = []
    entries: list[Entry[Any]] = []
    partial: list[Entry[Any]] = []
    name, unlisted = document.name, 0
    most = most_findings(len(document.text))
    unread: dict[Path, list[Path]] = defaultdict(list)
    for one in document.unread:
        unread[one[:2] if kind.many else ()].append(one)
    for path, data, fault in _tables(document, kind):
        if fault is not None:
            faults.append(fault)
            continue
        found = _mentions(kind, data, name, path)
        mentions += found
        record, wrong, broken = _read_table(document, kind, data, path, unread.get(path, ()))
        if not broken and not wrong:
            entries.append(Entry(kind.kind, _id(kind, cast("Record", record)), name, path, cast("Record", record)))
        elif len(faults) > most:
            unlisted += len(wrong)  # their ids are still of use
        else:
            faults += wrong
            if record is not None:
                known = found[0].id if found and found[0].kind == kind.kind else ""
                partial.append(Entry(kind.kind, known, name, path, cast("Record", record), broken))
    kinds: dict[str, tuple[Any, ...]] = dict.fromkeys(_TUPLES, ())
    if kind.kind != "dataset":
        kinds[f"{kind.kind}s"] = tuple(entries)
    kinds |= {"faults": tuple(faults), "mentions": tuple(mentions), "partial": tuple(partial)}
    info = entries[0] if entries and kind.kind == "dataset" else None
    return Dataset(
        documents={document.name: document},
        info=info,
        languages=_languages(kind, [*entries, *partial]),
        unlisted={name: unlisted} if unlisted else {},
        **kinds,
    )


def _read_table(
    document: Document, kind: FileKind, data: Mapping[str, Any], path: Path, unread: Sequence[Path]
) -> Reading:
    """Read one record of a file; ``unread`` are the paths of those of its values that do not parse.

    A value that does not parse is a fault already. So is a table that does not parse in a file that is a single
    record: its keys are not missing from the record.
    """
    read = read_record(kind.model, data, document.name, path, lambda place: _written(document, place))
    if unread:
        read = _without(read, kind, data, path, unread)
    if kind.many or not document.faults:
        return read
    hidden = _hidden_keys(document, [field.alias or name for name, field in kind.model.model_fields.items()])
    faults = tuple(one for one in read.faults if not _follows(one, hidden))
    broken = read.broken | {(key,) for key in hidden if key not in data}
    return Reading(read_sound(kind.model, data, broken), faults, broken)


def _without(read: Reading, kind: FileKind, data: Mapping[str, Any], path: Path, unread: Sequence[Path]) -> Reading:
    """Return a reading of a record of which some values do not parse: those are broken, whatever their texts are."""
    inside = set(unread)
    faults = tuple(one for one in read.faults if not any(one.path[:end] in inside for end in range(len(one.path) + 1)))
    broken = read.broken | {one[len(path) :] for one in inside}
    record = read.record if read.record is None else read_sound(kind.model, data, broken)
    return Reading(record, faults, broken)


def _follows(fault: Fault, hidden: set[str]) -> bool:
    """Whether a fault says only that something of a broken table is not there."""
    if len(fault.path) != 1 or fault.path[0] not in hidden:
        return False
    return fault.code == "CBI102" or fault.message.endswith(TOO_FEW)


def _hidden_keys(document: Document, keys: Iterable[str]) -> set[str]:
    """Return the keys of a record that tables which do not parse can have."""
    hidden: set[str] = set()
    is_top = True
    # The lines of a table that does not parse are left empty.
    lines = zip_longest(document.text.split("\n"), document.clean.split("\n"), fillvalue="")
    for line, clean in lines:
        header = _TABLE.match(line)
        is_top = is_top and not header
        if clean.strip() or not line.strip() or line.lstrip().startswith("#"):
            continue
        if is_top:
            return set(keys)
        if header:
            hidden.add(header[1])
    return hidden


def _written(document: Document, path: Path) -> str:
    """Return a value as the file has it."""
    from cbi_cli.document.locate import locate

    region = locate(document, path).value
    line = document.text.split("\n")[region.line - 1]
    return line[region.column - 1 : region.end_column - 1] if region.end_line == region.line else ""


def _languages(kind: FileKind, entries: Sequence[Entry[Any]]) -> tuple[str, ...]:
    """Return the languages that a dataset promises; none if they are unknown."""
    if kind.kind != "dataset" or not entries:
        return ()
    languages: tuple[Any, ...] = vars(entries[0].record).get("languages", ())
    return () if any(one is BROKEN for one in languages) else languages


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
        elif not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
            message = f"`{key}` is not a list of tables"
            hint = f"begin each record with [[{key}]], in double brackets"
            yield (key,), {}, Fault("CBI103", document.name, (key,), message, hint, at_key=True)
        elif len(value) > kind.most:
            message = f"{len(value):,} records are too many for one file"
            yield (key,), {}, Fault("CBI106", document.name, (key,), message, f"at most {kind.most:,}", at_key=True)
        else:
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield (key, index), item, None
                else:
                    message = f"this item of `{key}` is not a table"
                    yield (key, index), {}, Fault("CBI103", document.name, (key, index), message, "delete it")


def _mentions(kind: FileKind, data: Mapping[str, Any], file: str, path: Path) -> list[Mention]:
    """Return the ids that a table has, its own first."""
    key = "year" if kind.kind == "edition" else "id"
    found = [Mention(kind.kind, str(data[key]), file, path)] if key in data else []
    parties = data.get("party") if kind.kind == "dataset" else None
    for index, party in enumerate(parties if isinstance(parties, list) else ()):
        if isinstance(party, dict) and "id" in party:
            found.append(Mention("party", str(party["id"]), file, ("party", index)))
    return found


def _id(kind: FileKind, record: Record) -> str:
    """The id of a record; an edition's is its year."""
    return str(getattr(record, "year" if kind.kind == "edition" else "id"))
