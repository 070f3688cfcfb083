"""The releases of `releases.toml` are out of order.

Finds a version that is not greater than the one above it, and a release with an earlier day than the one above it.

The site, the feeds and the calendars read from this file when a record was added or changed, and which version is the
newest. `cbi release` appends to it.

To fix it, list the versions from the oldest to the newest, and correct the version or the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.core.versions import version_key
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.release import Release
from cbi_cli.rules.common import check_each

RULE = Rule("CBI211", "release-order", "error")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each release that does not follow the one above it."""
    pairs = list(pairwise(dataset.every("release")))
    yield from check_each(pairs, _check_version)
    yield from check_each(pairs, _check_day)


def _check_version(pair: tuple[RecordEntry[Release], RecordEntry[Release]]) -> Iterator[RawFinding]:
    above, entry = pair
    before = above.record.version
    version = entry.record.version
    # CBI201 reports a version that is listed twice.
    if version == before or version_key(version) > version_key(before):
        return
    description = message("`{version}` follows the greater version `{before}`", version=version, before=before)
    yield entry.finding(RULE.code, "version", description, message("list the versions from the oldest to the newest"))


def _check_day(pair: tuple[RecordEntry[Release], RecordEntry[Release]]) -> Iterator[RawFinding]:
    above, entry = pair
    before = above.record.day
    day = entry.record.day
    if day >= before:
        return
    description = message(
        "`{version}` was released on {day}, but the version above it on {before}",
        version=entry.record.version,
        day=day,
        before=before,
    )
    yield entry.finding(RULE.code, "date", description, message("correct one of the two days"))
