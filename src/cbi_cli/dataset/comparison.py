"""Compare the data of two datasets without their formatting."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from cbi_cli.dataset.model import Dataset
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.records.names import RELEASES_FILE
from cbi_cli.toml.document import Document

_VERSION_KEY = "version"


def to_json_value(value: Any) -> Any:
    """Convert parsed TOML to a value of JSON.

    A date becomes its ISO text, which a partial date is anyway.
    """
    if isinstance(value, dict):
        return {key: to_json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json_value(item) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def canonical_json(value: Any) -> str:
    """Return the same text for the same data in any formatting.

    The order of keys makes no difference, that of lists does.
    """
    return json.dumps(to_json_value(value), sort_keys=True)


def changed_files(before: Dataset, after: Dataset) -> list[str]:
    """Return the files whose data differ, in order.

    Returns none if all records together are the same. Comments, blank lines, the order of keys and records, and the
    version of the dataset make no difference. The text of a file with tables that cannot be read counts as it is.
    """
    old = Counter(_record_texts(before))
    new = Counter(_record_texts(after))
    if _texts_of(old) == _texts_of(new):
        return []
    differences = (old - new) + (new - old)
    files = {file for file, _ in differences}
    return sorted(files)


def _texts_of(records: Counter[tuple[str, str]]) -> list[str]:
    # A record may move to another file without being changed.
    return sorted(text for _, text in records.elements())


def _record_texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield the file and the text of each record."""
    for name, document in dataset.documents.items():
        # What a release says of itself is no data of the dataset.
        if name == RELEASES_FILE:
            continue
        for key, record in _iter_tables(document):
            yield name, f"{key} {canonical_json(record)}"
        if document.errors:
            yield name, document.text


def _iter_tables(document: Document) -> Iterator[tuple[str, Any]]:
    """Yield each record of a file with the name of its table.

    A file may be a single record.
    """
    kind = file_kind(document.name)
    if kind is not None and not kind.has_many_records:
        record = dict(document.data)
        # A new version alone is not a change of the data.
        if kind.kind == "dataset":
            record.pop(_VERSION_KEY, None)
        yield kind.kind, record
        return
    for key, value in document.data.items():
        records = value if isinstance(value, list) else [value]
        for record in records:
            yield key, record
