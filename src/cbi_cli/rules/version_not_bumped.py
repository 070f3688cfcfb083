"""The data changed, but the version of the dataset did not.

Finds changes of the data since the last release if `version` in `dataset.toml` is not greater. Changes of the
formatting alone need no new version: comments, blank lines, the order of keys and of records.

A citation of a dataset names its version. Two different sets of data with one version could not be distinguished.

This check runs with `cbi release --check`. A pull request on data does not change the version, so that two of them
never conflict.

To fix it, run `cbi release`, which raises the version and writes the changelog: the major version if an id no longer
resolves or the file format is newer, the minor version if records were added or a light changed, the patch version
for corrections.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.comparison import changed_files
from cbi_cli.rules.dataset_change import DatasetChange, format_version, parse_version

RULE = Rule("CBI601", "version-not-bumped", "error", "version-not-raised")
_MAX_LISTED = 3


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """Yield a finding if the data changed and the version is not greater."""
    before = parse_version(change.before)
    after = parse_version(change.after)
    # Without a valid version, `dataset.toml` has an error of its own.
    if before is None or after is None or after > before:
        return
    version = format_version(after)
    files = changed_files(change.before, change.after)
    if after < before:
        description = message(
            "the version is {version}, but it was {old_version} before",
            version=version,
            old_version=format_version(before),
        )
    elif files:
        description = message(
            "the data changed ({files}), but the version is still {version}", files=_list_files(files), version=version
        )
    else:
        return
    # At least the patch version must be greater.
    next_version = (*before[:-1], before[-1] + 1)
    hint = message(
        "raise it to {next_version} or higher, and add a line to CHANGELOG.md",
        next_version=format_version(next_version),
    )
    yield RawFinding(RULE.code, "dataset.toml", ("version",), description, hint)


def _list_files(files: list[str]) -> str:
    """Return the first few files, and how many more there are."""
    listing = ", ".join(files[:_MAX_LISTED])
    omitted = len(files) - _MAX_LISTED
    if omitted > 0:
        return message("{names} and {omitted} more", names=listing, omitted=omitted)
    return listing
