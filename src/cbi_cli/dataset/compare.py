"""The data of a dataset without its form, to tell a change of the data from one of the form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from cbi_cli.dataset.model import Dataset
from cbi_cli.document.parse import Document
from cbi_cli.schema.files import file_kind


def plain(value: Any) -> Any:
    """Parsed TOML as JSON holds it: a date becomes its ISO text, which a partial date has anyway."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def canonical(value: Any) -> str:
    """One text for all forms of the same data: the order of keys does not show, that of lists does."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


def changed_files(before: Dataset, after: Dataset) -> list[str]:
    """The files whose data differ; none where the records as a whole are the same.

    Comments, blank lines, the order of keys and records, and the version of the dataset make no difference. The text
    of a table that cannot be read counts as it stands.
    """
    old, new = _by_file(before), _by_file(after)
    if sum(old.values(), Counter[str]()) == sum(new.values(), Counter[str]()):
        return []
    return sorted(name for name in old.keys() | new.keys() if old.get(name, Counter()) != new.get(name, Counter()))


def _by_file(dataset: Dataset) -> dict[str, Counter[str]]:
    """How often each record stands in each file."""
    return {name: Counter(_records(document)) for name, document in dataset.documents.items()}


def _records(document: Document) -> Iterator[str]:
    kind = file_kind(document.name)
    name = kind.kind if kind else ""
    for key, value in _without_version(document, name).items():
        for item in value if isinstance(value, list) and key == name else [value]:
            yield f"{name} {_owner(document, name)} {key} {canonical(item)}"
    if document.faults:
        yield f"unreadable {document.text}"


def _without_version(document: Document, kind: str) -> dict[str, Any]:
    return {key: value for key, value in document.data.items() if (kind, key) != ("dataset", "version")}


def _owner(document: Document, kind: str) -> str:
    """The year of an edition, whose file is a single record."""
    return str(document.data.get("year", "")) if kind == "edition" else ""
