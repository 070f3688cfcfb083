"""The data of a dataset without its form, to tell a change of the data from one of the form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from cbi_cli.dataset.model import Dataset
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.toml.document import Document

_VERSION_KEY = ("dataset", "version")


def to_json_value(value: Any) -> Any:
    """Parsed TOML as JSON holds it: a date becomes its ISO text, which a partial date has anyway."""
    if isinstance(value, dict):
        return {key: to_json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json_value(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def canonical_json(value: Any) -> str:
    """One text for all forms of the same data: the order of keys does not show, that of lists does."""
    return json.dumps(to_json_value(value), sort_keys=True)


def changed_files(before: Dataset, after: Dataset) -> list[str]:
    """The files whose data differ; none where the records as a whole are the same.

    Comments, blank lines, the order of keys and records, and the version of the dataset make no difference. The text
    of a table that cannot be read counts as it stands.
    """
    old, new = Counter(_record_texts(before)), Counter(_record_texts(after))
    if sorted(text for _, text in old.elements()) == sorted(text for _, text in new.elements()):
        return []
    return sorted({name for name, _ in (old - new) + (new - old)})


def _record_texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """The file and the text of each record."""
    for name, document in dataset.documents.items():
        for key, record in _iter_tables(document):
            yield name, f"{key} {canonical_json(record)}"
        if document.errors:
            yield name, document.text


def _iter_tables(document: Document) -> Iterator[tuple[str, Any]]:
    """Each record of a file, with the name of its table; a file that is a single record is one."""
    kind = file_kind(document.name)
    if kind and not kind.has_many_records:
        yield kind.kind, {key: value for key, value in document.data.items() if (kind.kind, key) != _VERSION_KEY}
        return
    for key, value in document.data.items():
        yield from ((key, one) for one in (value if isinstance(value, list) else [value]))
