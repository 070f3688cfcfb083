"""A new version of the dataset is missing from its changelog.

Finds a `version` in `dataset.toml` that is greater than in the last release, if no line of `CHANGELOG.md` in the
same folder starts with it. The line may be a heading or a list item, such as `## 1.0.1 (2026-11-24)`.

Readers of a new version want to know what changed without comparing files.

To fix it, add a heading with the version to `CHANGELOG.md`, and list below it what was added, changed or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.rules.change import Change, version_of, written

CHECK = Check("CBI602", "changelog-missing", "error")
CHANGELOG = "CHANGELOG.md"


def find(change: Change) -> Iterator[Fault]:
    """At most one fault, at the beginning of the changelog."""
    before, after = version_of(change.before), version_of(change.after)
    if before is None or after is None or after <= before:
        return
    version = written(after)
    if change.changelog is None:
        yield Fault(CHECK.code, CHANGELOG, (), f"there is no {CHANGELOG} for the version {version}", _hint(version))
    elif not has_line(change.changelog, version):
        message = f"no line of {CHANGELOG} begins with the version {version}"
        yield Fault(CHECK.code, CHANGELOG, (), message, _hint(version))


def has_line(changelog: str, version: str) -> bool:
    """Whether a line begins with the version, after the marks of a heading or an item."""
    mark = r"^[ \t]*+(?:(?:#++|[-*+])[ \t]*+)?[\[*]*+v?"
    return re.search(rf"{mark}{re.escape(version)}(?![-+]?\w|\.\d)", changelog, re.MULTILINE) is not None


def _hint(version: str) -> str:
    return f"add `## {version}` and the changes"
