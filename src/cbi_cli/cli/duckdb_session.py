"""The snapshot that DuckDB queries."""

from __future__ import annotations

from cbi_cli.cli.session import open_reading_session, print_dataset_note
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.index.duckdb import open_export, open_temporary_export
from cbi_cli.index.parquet_tables import find_export
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.paths import current_directory, format_dataset_label


def open_duckdb_snapshot(settings: Settings, dataset: str | None, revision: str) -> Snapshot:
    """Return the snapshot that DuckDB queries.

    This is the export that a call names, else its dataset, exported for this call. Raises CbiError as `open_export`,
    and for a revision of an export.
    """
    folder = current_directory() / (dataset or "")
    export = find_export(folder) if dataset else None
    if export is None:
        return open_temporary_export(open_reading_session(settings, dataset, revision).snapshot)
    if revision:
        problem = message("{dataset} is an export, which has no revisions", dataset=dataset)
        raise CbiError(problem, message("leave out --at, or export that revision"))
    snapshot = open_export(export)
    label = format_dataset_label(DatasetLocation(folder, "named"), snapshot.meta)
    print_dataset_note(message("dataset {dataset}", dataset=label))
    return snapshot
