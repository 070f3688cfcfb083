"""The data changed, and the version of the dataset did not.

Finds a change of the data since the last release without a greater `version` in `dataset.toml`. Changes
of the form alone need no new version: comments, blank lines, the order of keys and of records.

Whoever cites a dataset cites its version. Two different sets of data under one version cannot be told apart.

`cbi release --check` looks for it. A pull request on data raises no version, so that two of them never collide.

To correct it, run `cbi release`, which raises the version and writes the changelog: the first number if an id answers
no more or the file format is a newer one, the middle one if records came or a light changed, the last one for
corrections.
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
        message = f"the version is {written(after)}, and it was {written(before)} before"
    elif changed:
        message = f"the data changed ({_names(changed)}), and the version is still {written(after)}"
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
