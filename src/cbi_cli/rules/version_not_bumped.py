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
from cbi_cli.dataset.comparison import changed_files
from cbi_cli.rules.dataset_change import DatasetChange, format_version, parse_version

RULE = Rule("CBI601", "version-not-bumped", "error", "version-not-raised")
_MAX_LISTED = 3


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """At most one fault, at the version."""
    before, after = parse_version(change.before), parse_version(change.after)
    if before is None or after is None or after > before:
        return
    changed = changed_files(change.before, change.after)
    if after < before:
        message = f"the version is {format_version(after)}, but it was {format_version(before)} before"
    elif changed:
        message = f"the data changed ({_list_files(changed)}), but the version is still {format_version(after)}"
    else:
        return
    hint = f"raise it to {format_version(_bump_patch(before))} or higher, and add a line to CHANGELOG.md"
    yield RawFinding(RULE.code, "dataset.toml", ("version",), message, hint)


def _bump_patch(version: tuple[int, ...]) -> tuple[int, ...]:
    return (*version[:-1], version[-1] + 1)


def _list_files(files: list[str]) -> str:
    """The first few files, and how many more there are."""
    named = ", ".join(files[:_MAX_LISTED])
    more = len(files) - _MAX_LISTED
    return f"{named} and {more} more" if more > 0 else named
