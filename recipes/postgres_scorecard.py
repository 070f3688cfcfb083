"""Run the SQL of the scorecard and the gaps on PostgreSQL, over an export of `cbi export parquet`.

``python recipes/postgres_scorecard.py EXPORT 2022 2023-03-31`` loads the export into the schema ``cbi_export`` of the
database that psql connects to (``PGHOST``, ``PGDATABASE`` and so on), replaces the content of that schema, and queries
it with psql. ``--loaded`` queries what was loaded before.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pyarrow
from pyarrow import dataset
from pyarrow.csv import CSVWriter, WriteOptions
from rows import Row, call, run, tables

_TYPES = {pyarrow.string(): 'text COLLATE "C"', pyarrow.int64(): "bigint", pyarrow.int32(): "integer"}
_PSQL = ("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
_INDEXES = """
CREATE INDEX ON event (year, sort_key);
CREATE INDEX ON event (number);
CREATE INDEX ON event (sort_key);
CREATE INDEX ON event (id);
ANALYZE;
"""
_NULL = "\\N"


def main() -> int:
    """Load the export and run both reports; return 1 if rows were compared and differ."""
    parser = call("Reports of an export on PostgreSQL.")
    parser.add_argument("--loaded", action="store_true", help="load nothing, query what was loaded before")
    given = parser.parse_args()
    os.environ["PGOPTIONS"] = "-c search_path=cbi_export -c client_min_messages=warning"
    if not given.loaded:
        _psql("--command=DROP SCHEMA IF EXISTS cbi_export CASCADE", "--command=CREATE SCHEMA cbi_export")
        for table in tables(given.export):
            _load(given.export / table, table)
        _psql(given=_INDEXES)
    return run(given, lambda name, values: _ask(given.export, name, values))


def _load(folder: Path, table: str) -> None:
    """Create a table and fill it in batches."""
    found = dataset.dataset(folder, format="parquet", partitioning="hive")
    columns = ", ".join(f"{field.name} {_TYPES[field.type]}" for field in found.schema)
    _psql(f"--command=CREATE TABLE {table} ({columns})")
    words = [*_PSQL, f"--command=COPY {table} FROM STDIN (FORMAT csv)"]
    options = WriteOptions(include_header=False, quoting_style="all_valid")
    with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None  # noqa: S101 - it was asked for
        with CSVWriter(process.stdin, found.schema, write_options=options) as writer:
            for batch in found.to_batches():
                writer.write_batch(batch)
        process.stdin.close()
    if process.returncode:
        sys.exit(process.returncode)


def _ask(export: Path, name: str, values: dict[str, int]) -> list[Row]:
    """Return the rows of a report, from the views and its unchanged SQL in one session."""
    files = [f"--file={export / one}.sql" for one in ("views", name)]
    variables = [f"--set={key}={value}" for key, value in values.items()]
    text = _psql("--csv", "--tuples-only", f"--pset=null={_NULL}", *variables, *files)
    return [tuple(None if cell == _NULL else cell for cell in row) for row in csv.reader(StringIO(text, newline=""))]


def _psql(*words: str, given: str = "") -> str:
    """Return the output of psql; exit if it fails."""
    done = subprocess.run([*_PSQL, *words], input=given, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
