"""All exports by name. The module of an export is loaded when it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from cbi_cli.index.snapshot import Snapshot

ExportName = Literal["parquet"]


class Export(NamedTuple):
    """A writer of whole datasets in another format.

    `write` writes a folder completely or not at all, and returns the number of rows of each table. `package` is the
    optional package that it needs, if any.
    """

    name: ExportName
    write: Callable[[Snapshot, Path], dict[str, int]]
    package: str = ""


def _write_parquet(snapshot: Snapshot, folder: Path) -> dict[str, int]:
    from cbi_cli.exports.parquet import write_parquet

    return write_parquet(snapshot, folder)


EXPORTS: dict[ExportName, Export] = {"parquet": Export("parquet", _write_parquet, package="pyarrow")}
