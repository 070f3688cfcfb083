"""The tables that reports need as Parquet, in a folder that other engines read too."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import TABLES_VERSION, Snapshot

MANIFEST = "manifest.json"
EXPORT_SCHEMA = "cbi/export/1"
TABLE_QUERIES = {
    "admission": "SELECT * FROM admission",
    "edition": "SELECT * FROM edition",
    "event": "SELECT * FROM event WHERE year = :year ORDER BY sort_key",
    "event_institution": "SELECT * FROM event_institution",
    "file": "SELECT number, name FROM file",
    "indicator": "SELECT * FROM indicator",
    "rule_match": "SELECT * FROM rule_match",
    "coverage": "SELECT * FROM coverage",
    "record": "SELECT * FROM record WHERE kind IN ('dataset', 'edition', 'indicator')",
    "series": "SELECT * FROM series",
    "series_year": "SELECT * FROM series_year",
}
"""Each table with the query that fills it; events are written year by year."""

_META_FIELDS = ("id", "version", "covers_until")
_BATCH_ROWS = 50_000
"""Rows that are held at once."""

# No index holds the program, so its name alone must not be given to pip.
_INSTALL_HINT = "install cbi with its extra `big`: `pip install '.[big]'` in a copy of its repository"


def import_optional(name: str) -> Any:
    """A module of the extra ``big``; CbiError where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise CbiError(f"{package} is not installed", _INSTALL_HINT) from None


def read_views() -> dict[str, str]:
    """The SELECT of each view over the tables, in the order in which they have to be made."""
    text = Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")
    return dict(re.findall(r"^CREATE VIEW (\w++) AS\n((?:(?!CREATE VIEW)[^;])++);$", text, re.MULTILINE))


def write_export(snapshot: Snapshot, folder: Path, queries: Mapping[str, str]) -> dict[str, int]:
    """Write tables, views and queries into an empty folder, the manifest last; gives the rows of each table.

    Raises OSError, and CbiError without the extra ``big``.
    """
    import_optional("pyarrow.parquet")
    rows = snapshot.with_rebuild(lambda: {table: _write_table(snapshot, table, folder) for table in TABLE_QUERIES})
    made = "".join(f"CREATE TEMPORARY VIEW {name} AS\n{select};\n" for name, select in read_views().items())
    for name, text in {"views": made, **queries}.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8", newline="\n")
    dataset = {name: snapshot.meta[name] for name in _META_FIELDS}
    manifest = {"schema": EXPORT_SCHEMA, "tables_version": TABLES_VERSION, "dataset": dataset, "tables": rows}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8", newline="\n")
    return rows


def is_export(folder: Path) -> bool:
    """Whether a folder holds an export, from whatever version of the program."""
    return isinstance(_read_manifest(folder).get("tables_version"), int)


def read_meta(folder: Path) -> dict[str, str]:
    """What an export says of its dataset; CbiError where the folder holds none that this version can read."""
    manifest = _read_manifest(folder)
    dataset = manifest.get("dataset")
    if not isinstance(dataset, dict) or not all(isinstance(dataset.get(name), str) for name in _META_FIELDS):
        raise CbiError(f"{folder} contains no export", "`cbi export parquet --output DIR` creates one")
    if manifest.get("tables_version") != TABLES_VERSION:
        raise CbiError(f"{folder} was written by another version of cbi", "write it again: `cbi export parquet`")
    return {name: dataset[name] for name in _META_FIELDS}


def parquet_pattern(folder: Path, table: str) -> str:
    """Where the files of a table lie, as the pattern that engines take."""
    plain = re.sub(r"([*?[])", r"[\1]", os.fspath(folder.absolute()))
    return f"{plain}/{table}/{'*/' if table == 'event' else ''}*.parquet"


def _read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("schema") == EXPORT_SCHEMA else {}


def _write_table(snapshot: Snapshot, table: str, folder: Path) -> int:
    if table != "event":
        return _write_file(snapshot, table, folder / table)
    years = [row["year"] for row in snapshot.rows("SELECT DISTINCT year FROM event ORDER BY year")]
    # Engines refuse a table without any file, so one without events has an empty one.
    years = years or [int(snapshot.meta["covers_until"][:4])]
    return sum(_write_file(snapshot, table, folder / table / f"year={year}", year) for year in years)


def _write_file(snapshot: Snapshot, table: str, folder: Path, year: int | None = None) -> int:
    """Write one file of a table, batch by batch; the year of a partition stands in its name alone."""
    arrow, parquet = import_optional("pyarrow"), import_optional("pyarrow.parquet")
    folder.mkdir(parents=True, exist_ok=True)
    rows = snapshot.connection.execute(TABLE_QUERIES[table], {"year": year})
    names = [one[0] for one in rows.description]
    kept = [place for place, name in enumerate(names) if year is None or name != "year"]
    types = _column_types(snapshot, table)
    schema = arrow.schema([(names[place], types[names[place]]) for place in kept])
    count = 0
    with parquet.ParquetWriter(folder / "part-0.parquet", schema, compression="zstd") as writer:
        for batch in _iter_batches(rows):
            columns = list(zip(*batch, strict=True)) if batch else [()] * len(names)
            arrays = [arrow.array(columns[place], types[names[place]]) for place in kept]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _column_types(snapshot: Snapshot, table: str) -> dict[str, Any]:
    """The type of each column."""
    arrow = import_optional("pyarrow")
    types = {"INTEGER": arrow.int64(), "TEXT": arrow.string()}
    return {row["name"]: types[row["type"]] for row in snapshot.rows(f"PRAGMA table_info({table})")}


def _iter_batches(rows: Any) -> Iterator[list[Any]]:
    """The rows in batches; an empty one where there are none."""
    return chain([rows.fetchmany(_BATCH_ROWS)], iter(lambda: rows.fetchmany(_BATCH_ROWS), []))
