"""Run the queries of reports on an export with DuckDB."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.parquet_tables import (
    TABLE_QUERIES,
    import_optional,
    parquet_pattern,
    read_meta,
    read_views,
    write_export,
)
from cbi_cli.index.snapshot import Snapshot

_REWRITE_HINT = message("write it again: `cbi export parquet`")
# A colon in a cast (`::`) begins no parameter.
_NAMED_PARAMETER = re.compile(r"(?<![\w:]):(\w+)")


class DuckDbSnapshot(Snapshot):
    """An export, open for reading by the reports that a `Snapshot` serves."""

    def __init__(self, connection: Any, folder: Path, temporary: TemporaryDirectory[str] | None = None) -> None:
        self.connection = connection
        self.remembered = False
        self._rebuild = None
        self.folder = folder
        self.meta = read_meta(folder)
        self._temporary = temporary
        with _wrap_duckdb_errors(folder):
            for table in TABLE_QUERIES:
                connection.read_parquet(parquet_pattern(folder, table), hive_partitioning=True).create_view(table)
            for name, select in read_views().items():
                connection.execute(f"CREATE VIEW {name} AS {select}")

    def __del__(self) -> None:
        super().__del__()
        temporary: TemporaryDirectory[str] | None = getattr(self, "_temporary", None)
        if temporary is not None:
            temporary.cleanup()

    def rows(self, sql: str, **values: object) -> list[Any]:
        """Return all rows of a query; raises as `iter_rows` does."""
        return list(self.iter_rows(sql, **values))

    def iter_rows(self, sql: str, **values: object) -> Iterator[Any]:
        """Yield the rows of a query with named parameters, by column name.

        Raises CbiError if the export is damaged.
        """
        with _wrap_duckdb_errors(self.folder):
            # DuckDB marks parameters with another sign than SQLite.
            result: Any = self.connection.execute(_NAMED_PARAMETER.sub(r"$\1", sql), values)
            names = [column[0] for column in result.description]
            for row in result.fetchall():
                yield dict(zip(names, row, strict=True))

    def decoded_rows(self, column: str, sql: str, **values: object) -> list[tuple[Any, Any]]:
        """Return all rows of a query, each with its column of JSON parsed.

        Raises CbiError if the export is damaged.
        """
        rows = self.rows(sql, **values)
        try:
            return [(row, json.loads(row[column])) for row in rows]
        except (TypeError, ValueError):
            problem = message("the export {folder} contains text that is not JSON", folder=self.folder)
            raise CbiError(problem, _REWRITE_HINT) from None


def open_export(folder: Path) -> DuckDbSnapshot:
    """Open an export.

    Raise CbiError if it cannot be read or the extra `big` is not installed.
    """
    return DuckDbSnapshot(_connect(), folder)


def open_temporary_export(snapshot: Snapshot) -> DuckDbSnapshot:
    """Export the tables of a snapshot into a temporary folder.

    The folder is deleted when the returned export closes.
    """
    temporary = TemporaryDirectory(prefix="cbi-")
    try:
        folder = Path(temporary.name)
        write_export(snapshot, folder, {})
        return DuckDbSnapshot(_connect(), folder, temporary)
    except BaseException:
        temporary.cleanup()
        raise


def _connect() -> Any:
    """Open a database in memory that never fetches extensions."""
    settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return import_optional("duckdb").connect(":memory:", config=settings)


@contextmanager
def _wrap_duckdb_errors(folder: Path) -> Iterator[None]:
    """Turn an error of DuckDB into one that names the export."""
    try:
        yield
    except import_optional("duckdb").Error as error:
        reason = str(error).partition("\n")[0]
        problem = message("the export {folder} cannot be read: {reason}", folder=folder, reason=reason)
        raise CbiError(problem, _REWRITE_HINT) from None
