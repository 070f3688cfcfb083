"""Two versions of a dataset compared, each given as its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from cbi_cli.loading import validate_files
from cbi_cli.reports.dataset_version import DatasetVersion
from cbi_cli.reports.diff import Diff, compare_versions


def compare_files(
    base: Mapping[str, bytes], head: Mapping[str, bytes], today: date, as_of: date | Literal["latest"] | None = None
) -> Diff:
    """Compare two versions of a dataset, each given as its files.

    The files are mapped by their paths inside the folder. `as_of` replaces the days of all reports in the impact;
    `latest` is the last day that anything reaches on either side. `today` is the day for the checks. Never raises
    because of what the files contain: if a side has errors, the impact is None.
    """
    old = _load_version(base, today)
    new = _load_version(head, today)
    return compare_versions(old, new, as_of)


def _load_version(files: Mapping[str, bytes], today: date) -> DatasetVersion:
    dataset, findings = validate_files(files, today)
    errors = [finding for finding in findings if finding.severity == "error"]
    return DatasetVersion(files, dataset, len(errors))
