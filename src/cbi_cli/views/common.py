"""What all documents and pages share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cbi_cli.reports.common import EventSummary, HiddenEvents


def json_envelope(name: str, meta: Mapping[str, str], day: date | None, **content: Any) -> dict[str, Any]:
    """A JSON document with the head that all have: schema, dataset, and the day (None where there is none)."""
    dataset = {"id": meta["id"], "version": meta["version"]}
    return {"schema": f"cbi/{name}/1", "dataset": dataset, "as_of": day and day.isoformat(), **content}


def end_date(event: EventSummary) -> str:
    """The end of an event, or its start where it has one day."""
    return event.end or event.start


def hidden_json(hidden: HiddenEvents) -> dict[str, int]:
    """Return how many events the day of a report hides, as the contract names it."""
    return {"events": hidden.events, "in_report": hidden.here}


def year_spans(years: Sequence[int]) -> Iterator[str]:
    """Yield the years, three or more in a row as a span."""
    start = 0
    for index, year in enumerate(years):
        if index + 1 < len(years) and years[index + 1] == year + 1:
            continue
        run = years[start : index + 1]
        yield from [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(one) for one in run]
        start = index + 1
