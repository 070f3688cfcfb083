"""Documents for programs: JSON, and CSV made from the list in a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(document: dict[str, Any]) -> str:
    """The document as indented JSON with a final line feed; text beyond ASCII stays readable."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(document: dict[str, Any], rows_key: str) -> str:
    """The list of a document as CSV (RFC 4180): nested keys joined by a dot, lists by ``; ``.

    A cell that a spreadsheet would read as a formula begins with an apostrophe.
    """
    rows = [dict(_flat(row)) for row in document[rows_key]]
    keys = dict.fromkeys(key for row in rows for key in row)
    # An empty list and a null have no columns of their own where other rows have filled ones.
    headers = [key for key in keys if not any(other.startswith(f"{key}.") for other in keys)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([_cell(row.get(key, "")) for key in headers] for row in rows)
    return text.getvalue()


def _flat(value: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _flat(item, f"{before}{key}.")
        elif isinstance(item, list) and any(isinstance(one, dict) for one in item):
            inner = list(dict.fromkeys(name for one in item for name in one))
            for name in inner:
                yield f"{before}{key}.{name}", [one.get(name) for one in item]
        else:
            yield before + key, item


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _cell("; ".join(_cell(one) for one in value))
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(_FORMULA) else text
