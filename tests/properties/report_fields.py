"""The fields of the reports in the shape in which the reference model gives them."""

from __future__ import annotations

from datetime import date
from typing import Any

from cbi_cli import api
from cbi_cli.api import Snapshot
from cbi_cli.reports.evidence import Evidence


def scorecard_fields(
    store: Snapshot, year: int, day: date | None, strict: bool, evidence: Evidence = "all"
) -> dict[str, dict[str, Any]]:
    """The scorecard in the shape of the model."""
    found = {}
    for row in api.scorecard(store, year, day, strict, evidence=evidence).rows:
        printed = row.published
        found[row.indicator] = {
            "light": row.light,
            "counted": row.counted,
            "occurrences": [(one.event.id, one.direction, one.admitted) for one in row.occurrences],
            "last_held": row.last_held and row.last_held.id,
            "halted_since": None if row.occurrences else row.series.halted_since,
            "first_missed": None if row.occurrences else row.series.first_missed,
            "differs": None if printed is None else {one.what for one in printed.differences},
        }
    return found


def series_fields(store: Snapshot, day: date | None) -> dict[str, dict[str, Any]]:
    """The gap report in the shape of the model."""

    def gap(one: Any) -> dict[str, Any]:
        after, before = one.after and one.after.id, one.before and one.before.id
        return {"from": one.from_year, "to": one.to_year, "after": after, "before": before, "days": one.days}

    return {
        one.id: {
            "state": one.state,
            "marks": dict(one.years),
            "first_held": one.first_held and one.first_held.id,
            "last_held": one.last_held and one.last_held.id,
            "halted_since": one.halted_since,
            "first_missed": one.first_missed,
            "gaps": [gap(each) for each in one.gaps],
            "longest": one.longest_gap and gap(one.longest_gap),
            "pauses": [(each.from_year, each.to_year, each.source) for each in one.pauses],
            "successor": one.successor,
        }
        for one in api.gaps(store, day).series
    }
