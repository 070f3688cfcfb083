"""CSV for spreadsheets and programs, made from the lists in a document."""

from __future__ import annotations

import csv
import io
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import neutralize_ci_commands, replace_controls_keep_tabs
from cbi_cli.core.spreadsheet import FORMULA_PREFIXES
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.formats.csv_tables import CSV_TABLES, CsvTable, csv_rows
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.views.report_view import ReportView

_BYTE_ORDER_MARK = "\ufeff"


def render(view: ReportView[Any], options: RenderOptions) -> str:
    """Return a table of a view as CSV."""
    return format_csv(view.document(), options.table)


def render_for_excel(view: ReportView[Any], options: RenderOptions) -> str:
    """Return a table of a view as CSV that Excel reads as UTF-8."""
    return _BYTE_ORDER_MARK + render(view, options)


def format_csv(document: dict[str, Any], table_name: str = "") -> str:
    """Return a table of a document as CSV (RFC 4180) with a header.

    By default, this is the first table. A list of words is joined by `; `. A cell that a spreadsheet would read as a
    formula begins with an apostrophe. Hidden characters, and what a CI system would obey at the start of a line, which
    no quoting hides, are shown by their numbers. Raises CbiError for a table that the document does not have.
    """
    table = _find_table(document, table_name)
    output = io.StringIO()
    writer = csv.writer(output)
    for row in csv_rows(document, table):
        writer.writerow([_format_cell(value) for value in row])
    return neutralize_ci_commands(output.getvalue())


def _find_table(document: dict[str, Any], name: str) -> CsvTable:
    _, document_name, _ = document["schema"].split("/")
    tables = CSV_TABLES[document_name]
    names = list(tables)
    if not name:
        name = names[0]
    if name not in tables:
        hint = did_you_mean(name, tables) or message("the tables are {names}", names=", ".join(names))
        raise CbiError(message("--table: this report has no table `{name}`", name=name), hint)
    return tables[name]


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = [_format_cell(item) for item in value]
        return _format_cell("; ".join(items))
    text = replace_controls_keep_tabs(str(value))
    # A negative number is not a formula.
    if isinstance(value, str) and value.startswith(FORMULA_PREFIXES):
        return f"'{text}"
    return text
