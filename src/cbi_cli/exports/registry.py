"""All exports by name. The module of an export is loaded when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cbi_cli.exports.dataset import ExportedDataset

if TYPE_CHECKING:
    from cbi_cli.exports.table_writing import TableFile, TableWriter
    from cbi_cli.exports.tables import Table

ExportName = Literal[
    "csv", "sqlite", "parquet", "xlsx", "json", "ndjson", "ics", "atom", "jsonfeed", "datapackage", "jsonld", "dcat"
]
ExportChoice = Literal[ExportName, "all"]

RowCounts = Mapping[str, int]
"""The number of rows of each table, or of records of each kind in a document."""


class Export(NamedTuple):
    """A writer of whole datasets in another format.

    `title` says in a line what it is, in English, as readmes do. `write` writes its files into an empty folder.
    `package` is the optional package that it needs, if any, and `extra` the extra of cbi that installs it. `has_tables`
    says that it has the tables of `exports.tables`; `write_rows` takes their rows, which several formats can share, and
    has no other files. If there is a `write_top`, it writes files that stand in
    `cbi export all` beside the folders of the other formats, which are there already, and the format has no folder of
    its own.
    """

    name: ExportName
    title: str
    media_type: str
    write: Callable[[ExportedDataset, Path], RowCounts]
    package: str = ""
    extra: str = ""
    has_tables: bool = False
    write_rows: TableWriter | None = None
    write_top: Callable[[ExportedDataset, Path], object] | None = None


def _open_csv(
    dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path
) -> AbstractContextManager[Mapping[str, TableFile]]:
    from cbi_cli.exports.csv_files import open_csv

    return open_csv(dataset, tables, folder)


def _open_sqlite(
    dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path
) -> AbstractContextManager[Mapping[str, TableFile]]:
    from cbi_cli.exports.sqlite_file import open_sqlite

    return open_sqlite(dataset, tables, folder)


def _open_parquet(
    dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path
) -> AbstractContextManager[Mapping[str, TableFile]]:
    from cbi_cli.exports.parquet import open_parquet

    return open_parquet(dataset, tables, folder)


def _open_xlsx(
    dataset: ExportedDataset, tables: tuple[Table, ...], folder: Path
) -> AbstractContextManager[Mapping[str, TableFile]]:
    from cbi_cli.exports.xlsx_file import open_xlsx

    return open_xlsx(dataset, tables, folder)


def _tables(writer: TableWriter) -> Callable[[ExportedDataset, Path], RowCounts]:
    """Return a function that writes all tables with a writer."""

    def write(dataset: ExportedDataset, folder: Path) -> RowCounts:
        from cbi_cli.exports.table_writing import write_tables

        return write_tables(dataset, ((writer, folder),))

    return write


def _write_data_package(dataset: ExportedDataset, folder: Path) -> RowCounts:
    from cbi_cli.exports.data_package import write_data_package

    return write_data_package(dataset, folder)


def _document(name: str) -> Callable[[ExportedDataset, Path], RowCounts]:
    """Return a function of `exports.documents`, which is loaded when it is called."""

    def write(dataset: ExportedDataset, folder: Path) -> RowCounts:
        module = import_module("cbi_cli.exports.documents")
        writer: Callable[[ExportedDataset, Path], RowCounts] = getattr(module, name)
        return writer(dataset, folder)

    return write


def _write_descriptor(dataset: ExportedDataset, folder: Path) -> None:
    from cbi_cli.exports.data_package import write_descriptor

    write_descriptor(dataset, folder, "csv")


_EXPORTS = (
    Export(
        "csv",
        "CSV tables for spreadsheets, R, pandas and any other program",
        "text/csv",
        _tables(_open_csv),
        write_rows=_open_csv,
        has_tables=True,
    ),
    Export(
        "sqlite",
        "an SQLite database with keys, indexes and views, for questions in SQL",
        "application/vnd.sqlite3",
        _tables(_open_sqlite),
        write_rows=_open_sqlite,
        has_tables=True,
    ),
    Export(
        "parquet",
        "Parquet files for DuckDB, pandas, R and Spark, and the SQL of the reports",
        "application/vnd.apache.parquet",
        _tables(_open_parquet),
        write_rows=_open_parquet,
        package="pyarrow.parquet",
        extra="big",
        has_tables=True,
    ),
    Export(
        "xlsx",
        "an Excel workbook with a sheet for each table",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _tables(_open_xlsx),
        write_rows=_open_xlsx,
        package="xlsxwriter",
        extra="xlsx",
        has_tables=True,
    ),
    Export("json", "one JSON document with all records", "application/json", _document("write_json")),
    Export("ndjson", "JSON lines, a record on each", "application/x-ndjson", _document("write_ndjson")),
    Export(
        "ics",
        "calendars of the events and of what is expected, in each language",
        "text/calendar",
        _document("write_calendars"),
    ),
    Export(
        "atom",
        "the feed of the newest events as Atom, in each language",
        "application/atom+xml",
        _document("write_atom_feeds"),
    ),
    Export(
        "jsonfeed",
        "the feed of the newest events as JSON Feed, in each language",
        "application/feed+json",
        _document("write_json_feeds"),
    ),
    Export(
        "datapackage",
        "a data package: the CSV tables with a description that programs can read and check, `datapackage.json`",
        "application/json",
        _write_data_package,
        has_tables=True,
        write_top=_write_descriptor,
    ),
    Export(
        "jsonld",
        "a description of the dataset for search engines, in the words of schema.org, `dataset.jsonld`",
        "application/ld+json",
        _document("write_schema_org"),
        write_top=_document("write_schema_org_of_all"),
    ),
    Export(
        "dcat",
        "a description of the dataset for public catalogs, DCAT-US, `data.json`",
        "application/json",
        _document("write_catalog"),
        write_top=_document("write_catalog_of_all"),
    ),
)

EXPORTS: dict[ExportName, Export] = {export.name: export for export in _EXPORTS}
"""The formats, in the order in which they are listed and written."""
