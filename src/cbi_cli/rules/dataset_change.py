"""A dataset before and after a change, for the checks that need both."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.dataset.model import Dataset


class DatasetChange(NamedTuple):
    """The dataset of the base revision and as it is now.

    `broken` names the files in which the base has errors, which may be corrected now. `changelog`, which only checks
    of a release read, is the text of the dataset's `CHANGELOG.md` as it is now, or None if there is none.
    """

    before: Dataset
    after: Dataset
    broken: frozenset[str] = frozenset()
    changelog: str | None = None


def find_broken_files(findings: tuple[Finding, ...]) -> frozenset[str]:
    """Return the files with an error."""
    return frozenset([finding.file for finding in findings if finding.severity == "error"])


def parse_version(dataset: Dataset) -> tuple[int, ...] | None:
    """Return the version of a dataset as numbers that can be compared.

    None if `dataset.toml` is missing or invalid.
    """
    if dataset.info is None:
        return None
    numbers = [int(part) for part in dataset.info.record.version.split(".")]
    return tuple(numbers)


def format_version(version: tuple[int, ...]) -> str:
    """Return a version as people write it."""
    return ".".join(str(number) for number in version)
