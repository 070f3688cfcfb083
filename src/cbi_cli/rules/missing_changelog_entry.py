"""A new version of the dataset is missing from its changelog.

Finds a `version` in `dataset.toml` that is greater than in the last release, if no line of `CHANGELOG.md` in the
same folder starts with it. The line may be a heading or a list item, such as `## 1.0.1 (2026-11-24)`.

Readers of a new version want to know what changed without comparing files.

To fix it, add a heading with the version to `CHANGELOG.md`, and list below it what was added, changed or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.rules.dataset_change import DatasetChange, format_version, parse_version

RULE = Rule("CBI602", "missing-changelog-entry", "error", "changelog-missing")
CHANGELOG = "CHANGELOG.md"


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """At most one fault, at the beginning of the changelog."""
    before, after = parse_version(change.before), parse_version(change.after)
    if before is None or after is None or after <= before:
        return
    version = format_version(after)
    if change.changelog is None:
        yield RawFinding(
            RULE.code, CHANGELOG, (), f"there is no {CHANGELOG} for the version {version}", _make_hint(version)
        )
    elif not has_line(change.changelog, version):
        message = f"no line of {CHANGELOG} begins with the version {version}"
        yield RawFinding(RULE.code, CHANGELOG, (), message, _make_hint(version))


def has_line(changelog: str, version: str) -> bool:
    """Whether a line begins with the version, after the marks of a heading or an item."""
    mark = r"^[ \t]*+(?:(?:#++|[-*+])[ \t]*+)?[\[*]*+v?"
    return re.search(rf"{mark}{re.escape(version)}(?![-+]?\w|\.\d)", changelog, re.MULTILINE) is not None


def _make_hint(version: str) -> str:
    return f"add `## {version}` and the changes"
