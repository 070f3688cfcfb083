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

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.compare import changed_files
from cbi_cli.rules.change import Change, version_of, written

CHECK = Check("CBI601", "version-not-raised", "error")
_NAMED = 3


def find(change: Change) -> Iterator[Fault]:
    """At most one fault, at the version."""
    before, after = version_of(change.before), version_of(change.after)
    if before is None or after is None or after > before:
        return
    changed = changed_files(change.before, change.after)
    if after < before:
        message = f"the version is {written(after)}, but it was {written(before)} before"
    elif changed:
        message = f"the data changed ({_names(changed)}), but the version is still {written(after)}"
    else:
        return
    hint = f"raise it to {written(_next(before))} or higher, and add a line to CHANGELOG.md"
    yield Fault(CHECK.code, "dataset.toml", ("version",), message, hint)


def _next(version: tuple[int, ...]) -> tuple[int, ...]:
    return (*version[:-1], version[-1] + 1)


def _names(files: list[str]) -> str:
    """The first few files, and how many more there are."""
    named = ", ".join(files[:_NAMED])
    more = len(files) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
