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
from cbi_cli.core.messages import message
from cbi_cli.rules.dataset_change import DatasetChange, format_version, parse_version

RULE = Rule("CBI602", "missing-changelog-entry", "error", "changelog-missing")
CHANGELOG = "CHANGELOG.md"


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """Yield a finding if the changelog does not have a greater version.

    The finding is at the beginning of the changelog.
    """
    before = parse_version(change.before)
    after = parse_version(change.after)
    # CBI601 reports a version that should be greater.
    if before is None or after is None or after <= before:
        return
    version = format_version(after)
    if change.changelog is None:
        description = message("there is no {file} for the version {version}", file=CHANGELOG, version=version)
    elif not has_line(change.changelog, version):
        description = message("no line of {file} begins with the version {version}", file=CHANGELOG, version=version)
    else:
        return
    yield RawFinding(
        RULE.code, CHANGELOG, (), description, message("add `## {version}` and the changes", version=version)
    )


def has_line(changelog: str, version: str) -> bool:
    """Tell whether a line of a changelog begins with a version.

    The marks of a heading or a list item may precede it.
    """
    marks = r"^[ \t]*+(?:(?:#++|[-*+])[ \t]*+)?[\[*]*+v?"
    # 1.2.3-rc1 and 1.2.3.4 are other versions.
    line = re.compile(rf"{marks}{re.escape(version)}(?![-+]?\w|\.\d)", re.MULTILINE)
    return line.search(changelog) is not None
