"""A record has no source.

Finds events, institutions and indicators without `sources`, or with an empty list. Pauses, coverage and claims have
a required key for their source.

Everything in a scorecard must be verifiable. A record without a source is an opinion.

To fix it, add the id of a source, if possible with the part of it: `sources = ["cbi-2022#timeline"]`. Add a new
source to `sources.toml` first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.rules.common import check_each

RULE = Rule("CBI403", "missing-source", "error")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield records with an empty list of sources."""
    for kind in ("event", "institution", "indicator"):
        yield from check_each(dataset.every(kind), _check_record)


def _check_record(entry: RecordEntry[Any]) -> Iterator[RawFinding]:
    if not entry.record.sources:
        description = message("this {kind} has no source", kind=entry.kind)
        yield entry.finding(
            RULE.code, "sources", description, message('add `sources = ["ID"]`, with the id of a source')
        )
