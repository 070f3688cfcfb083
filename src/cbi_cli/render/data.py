"""Documents for programs: JSON, and CSV made from the list in a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from cbi_cli.render.text import escaped, no_commands, without_controls

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the start of a formula; the last four are the wide forms of the first."""


def as_json(document: dict[str, Any]) -> str:
    """The document as indented JSON with a final line feed."""
    return json_text(document, indent=2) + "\n"


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON: text beyond ASCII stays readable, what could harm a terminal is escaped and so comes back."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent))


def as_csv(document: dict[str, Any], rows_key: str) -> str:
    """The list of a document as CSV (RFC 4180): nested keys joined by a dot, lists by ``; ``.

    A cell that a spreadsheet would read as a formula begins with an apostrophe. Hidden characters, and what a CI system
    would obey at the start of a line, which no quoting hides, are shown by their numbers.
    """
    rows = [dict(_flat(row)) for row in document[rows_key]]
    keys = dict.fromkeys(key for row in rows for key in row)
    # An empty list and a null have no columns of their own where other rows have filled ones.
    headers = [key for key in keys if not any(other.startswith(f"{key}.") for other in keys)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([_cell(row.get(key, "")) for key in headers] for row in rows)
    return no_commands(text.getvalue())


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
    text = without_controls(str(value))
    return "'" + text if isinstance(value, str) and value.startswith(_FORMULA) else text
