"""Write the tables that reports need as Parquet.

Other engines can read the folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.cache import TABLES_VERSION
from cbi_cli.index.snapshot import Snapshot

MANIFEST = "manifest.json"
REPORTS_FOLDER = "reports"
"""The folder of an export that has the tables, inside a download of `cbi export parquet`."""

EXPORT_SCHEMA = "cbi/export/1"
TABLE_QUERIES = {
    "admission": "SELECT * FROM admission",
    "edition": "SELECT * FROM edition",
    "event": "SELECT * FROM event WHERE year = :year ORDER BY sort_key",
    "event_institution": "SELECT * FROM event_institution",
    "file": "SELECT number, name FROM file",
    "indicator": "SELECT * FROM indicator",
    "place": "SELECT * FROM place",
    "rule_match": "SELECT * FROM rule_match",
    "coverage": "SELECT * FROM coverage",
    "record": "SELECT * FROM record WHERE kind IN ('dataset', 'edition', 'indicator')",
    "series": "SELECT * FROM series",
    "series_year": "SELECT * FROM series_year",
}
"""Each table with the query that fills it; events are written year by year."""

_META_FIELDS = ("id", "version", "covers_until")
_BATCH_ROWS = 50_000
"""Rows that are in memory at once."""

# No index holds the program, so its name alone must not be given to pip.
_INSTALL_HINTS = {
    "big": message("install cbi with its extra `big`: `pip install '.[big]'` in a copy of its repository"),
    "xlsx": message("install cbi with its extra `xlsx`: `pip install '.[xlsx]'` in a copy of its repository"),
}


def import_optional(name: str, extra: str = "big") -> Any:
    """Import a module of an extra of cbi.

    Raise CbiError if it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise CbiError(message("{package} is not installed", package=package), _INSTALL_HINTS[extra]) from None


def read_views() -> dict[str, str]:
    """Return the SELECT of each view over the tables.

    They are in the order in which they must be created.
    """
    text = Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")
    return dict(re.findall(r"^CREATE VIEW (\w++) AS\n((?>(?:(?!CREATE VIEW)[^;])+));$", text, re.MULTILINE))


def write_export(snapshot: Snapshot, folder: Path, queries: Mapping[str, str]) -> dict[str, int]:
    """Write tables, views and queries into an empty folder.

    Write the manifest last. Return the row count of each table. Raises OSError, and CbiError without the extra `big`.
    """
    import_optional("pyarrow.parquet")

    def write_tables() -> dict[str, int]:
        return {table: _write_table(snapshot, table, folder) for table in TABLE_QUERIES}

    row_counts = snapshot.with_rebuild(write_tables)
    statements: list[str] = []
    for name, select in read_views().items():
        statements.append(f"CREATE TEMPORARY VIEW {name} AS\n{select};\n")
    _write_text(folder / "views.sql", "".join(statements))
    for name, text in queries.items():
        _write_text(folder / f"{name}.sql", text)
    manifest: dict[str, Any] = {"schema": EXPORT_SCHEMA, "tables_version": TABLES_VERSION}
    manifest["dataset"] = {name: snapshot.meta[name] for name in _META_FIELDS}
    manifest["tables"] = row_counts
    text = json.dumps(manifest, indent=2)
    # Written last: a folder without it is not an export.
    _write_text(folder / MANIFEST, f"{text}\n")
    return row_counts


def is_export(folder: Path) -> bool:
    """Return whether a folder contains an export of any version."""
    return isinstance(_read_manifest(folder).get("tables_version"), int)


def find_export(folder: Path) -> Path | None:
    """Return the folder with the tables of an export: the given one, or the one inside a download; None without one."""
    for place in (folder, folder / REPORTS_FOLDER):
        if is_export(place):
            return place
    return None


def read_meta(folder: Path) -> dict[str, str]:
    """Return what an export says of its dataset.

    Raise CbiError if this version cannot read the folder.
    """
    manifest = _read_manifest(folder)
    dataset = manifest.get("dataset")
    if not isinstance(dataset, dict):
        dataset = {}
    if not all(isinstance(dataset.get(name), str) for name in _META_FIELDS):
        hint = message("`cbi export parquet --output DIR` creates one")
        raise CbiError(message("{folder} contains no export", folder=folder), hint)
    if manifest.get("tables_version") != TABLES_VERSION:
        problem = message("{folder} was written by another version of cbi", folder=folder)
        raise CbiError(problem, message("write it again: `cbi export parquet`"))
    return {name: dataset[name] for name in _META_FIELDS}


def parquet_pattern(folder: Path, table: str) -> str:
    """Return the pattern of the files of a table.

    It is for engines that take patterns.
    """
    # The path of a folder may contain the signs that patterns use.
    escaped = re.sub(r"([*?[])", r"[\1]", os.fspath(folder.absolute()))
    partitions = ""
    if table == "event":
        partitions = "*/"
    return f"{escaped}/{table}/{partitions}*.parquet"


def _write_text(path: Path, text: str) -> None:
    # With the line ends of Windows, the same dataset would give other bytes there.
    path.write_text(text, encoding="utf-8", newline="\n")


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; empty if there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(manifest, dict) or manifest.get("schema") != EXPORT_SCHEMA:
        return {}
    return manifest


def _write_table(snapshot: Snapshot, table: str, folder: Path) -> int:
    """Write the files of a table; return how many rows they have."""
    if table != "event":
        return _write_file(snapshot, table, folder / table)
    years = [row["year"] for row in snapshot.rows("SELECT DISTINCT year FROM event ORDER BY year")]
    if not years:
        # Engines refuse a table without any file, so one without events has an empty file.
        years.append(int(snapshot.meta["covers_until"][:4]))
    count = 0
    for year in years:
        count += _write_file(snapshot, table, folder / table / f"year={year}", year)
    return count


def _write_file(snapshot: Snapshot, table: str, folder: Path, year: int | None = None) -> int:
    """Write one file of a table in batches; return how many rows it has."""
    arrow = import_optional("pyarrow")
    parquet = import_optional("pyarrow.parquet")
    folder.mkdir(parents=True, exist_ok=True)
    rows = snapshot.connection.execute(TABLE_QUERIES[table], {"year": year})
    types = _column_types(snapshot, table)
    positions: list[int] = []
    fields: list[tuple[str, Any]] = []
    for position, column in enumerate(rows.description):
        name = column[0]
        # The year of a partition is only in the name of its folder.
        if year is None or name != "year":
            positions.append(position)
            fields.append((name, types[name]))
    schema = arrow.schema(fields)
    count = 0
    with parquet.ParquetWriter(folder / "part-0.parquet", schema, compression="zstd") as writer:
        for batch in _iter_batches(rows):
            arrays: list[Any] = []
            for position, (_, type_) in zip(positions, fields, strict=True):
                values = [row[position] for row in batch]
                arrays.append(arrow.array(values, type_))
            record_batch = arrow.record_batch(arrays, schema=schema)
            writer.write_batch(record_batch)
            count += len(batch)
    return count


def _column_types(snapshot: Snapshot, table: str) -> dict[str, Any]:
    """Return the Arrow type of each column."""
    arrow = import_optional("pyarrow")
    types = {"INTEGER": arrow.int64(), "TEXT": arrow.string()}
    columns = snapshot.rows(f"PRAGMA table_info({table})")
    return {column["name"]: types[column["type"]] for column in columns}


def _iter_batches(rows: Any) -> Iterator[list[Any]]:
    """Yield the rows in batches; one empty batch if there are none."""
    batch = rows.fetchmany(_BATCH_ROWS)
    yield batch
    while batch:
        batch = rows.fetchmany(_BATCH_ROWS)
        if batch:
            yield batch
