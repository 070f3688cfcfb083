"""The evidence that a report is read from: every event, or what an edition tells."""

from __future__ import annotations

from typing import Literal

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.edition_comparison import get_edition

Evidence = Literal["all", "edition"]


def select_evidence(snapshot: Snapshot, year: int, evidence: Evidence) -> Snapshot:
    """Return the snapshot that a report on a year queries.

    For `edition`, it has only what the edition of the year tells. Raises CbiError if the year has none.
    """
    if evidence == "all":
        return snapshot
    edition = get_edition(snapshot, year)
    # The models of the records are loaded only for such a reading.
    from cbi_cli.index.edition_reading import build_reading

    return build_reading(snapshot, edition)
