"""A dataset before and after a change, for the checks that need both."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.findings import Finding
from cbi_cli.dataset.model import Dataset


class DatasetChange(NamedTuple):
    """The dataset as BASE has it and as it is now.

    ``broken`` names the files in which BASE has errors, which may be corrected now. ``changelog``, which only checks
    of a release read, is the text of the dataset's ``CHANGELOG.md`` as it is now, or None if there is none.
    """

    before: Dataset
    after: Dataset
    broken: frozenset[str] = frozenset()
    changelog: str | None = None


def find_broken_files(findings: tuple[Finding, ...]) -> frozenset[str]:
    """The files with an error in them."""
    return frozenset(one.file for one in findings if one.severity == "error")


def parse_version(dataset: Dataset) -> tuple[int, ...] | None:
    """The version as numbers, which compare as versions do; None where ``dataset.toml`` is missing or at fault."""
    return tuple(int(part) for part in dataset.info.record.version.split(".")) if dataset.info else None


def format_version(version: tuple[int, ...]) -> str:
    """A version as it is written."""
    return ".".join(str(part) for part in version)
