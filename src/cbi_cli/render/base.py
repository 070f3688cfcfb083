"""What all documents and pages share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cbi_cli.reports.base import Held, Hidden
from cbi_cli.reports.scorecard import Light

LAMPS: dict[Light, str] = {"green": "●○○", "yellow": "○●○", "red": "○○●", "unknown": "○○○"}
"""The three lamps as the report draws them, green first; which one is lit tells the light without color."""


def document(name: str, meta: Mapping[str, str], day: date | None, **content: Any) -> dict[str, Any]:
    """A JSON document with the head that all have: schema, dataset, and the day (None where there is none)."""
    dataset = {"id": meta["id"], "version": meta["version"]}
    return {"schema": f"cbi/{name}/1", "dataset": dataset, "as_of": day and day.isoformat(), **content}


def event_json(event: Held | None, lang: str) -> dict[str, Any] | None:
    """An event as the contract names it; ``end`` is null for an event of one day."""
    if event is None:
        return None
    return {"id": event.id, "start": event.start, "end": event.end, "title": event.title.text(lang)}


def last_day(event: Held) -> str:
    """The end of an event, or its start where it has one day."""
    return event.end or event.start


def hidden_json(hidden: Hidden) -> dict[str, int]:
    """Return how many events the day of a report hides, as the contract names it."""
    return {"events": hidden.events, "in_report": hidden.here}
