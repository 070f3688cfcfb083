"""Documents for programs: JSON, and CSV made from the list in a document."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.sanitize import escape_hidden_characters, neutralize_ci_commands, replace_controls_keep_tabs

_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the start of a formula; the last four are the wide forms of the first."""


def format_json(document: dict[str, Any]) -> str:
    """The document as indented JSON with a final line feed."""
    return dump_json(document, indent=2) + "\n"


def dump_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON: text beyond ASCII stays readable, what could harm a terminal is escaped and so comes back."""
    return escape_hidden_characters(json.dumps(value, ensure_ascii=False, indent=indent))


def format_csv(document: dict[str, Any], name: str = "", for_excel: bool = False) -> str:
    """Return a table of a document as CSV (RFC 4180) with a header, one row a record, a list of words joined by ``; ``.

    A cell that a spreadsheet would read as a formula begins with an apostrophe. Hidden characters, and what a CI system
    would obey at the start of a line, which no quoting hides, are shown by their numbers. Excel reads UTF-8 after a
    byte order mark. Raises CbiError for a table that the document does not have.
    """
    from cbi_cli.core.suggestions import did_you_mean
    from cbi_cli.formats.csv import CSV_TABLES, csv_rows

    tables = CSV_TABLES[document["schema"].split("/")[1]]
    wanted = name or next(iter(tables))
    if wanted not in tables:
        hint = did_you_mean(wanted, tables) or f"the tables are {', '.join(tables)}"
        raise CbiError(f"--table: this report has no table `{wanted}`", hint)
    text = io.StringIO()
    csv.writer(text).writerows([_format_cell(value) for value in row] for row in csv_rows(document, tables[wanted]))
    return "\ufeff" * for_excel + neutralize_ci_commands(text.getvalue())


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _format_cell("; ".join(_format_cell(one) for one in value))
    text = replace_controls_keep_tabs(str(value))
    return "'" + text if isinstance(value, str) and value.startswith(_FORMULA_PREFIXES) else text
