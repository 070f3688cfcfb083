"""The last event like a new one, for the defaults of its questions.

An event is like another one if it belongs to the same institution and is of the same kind. Its values are defaults that
a person takes one by one; none is taken without a question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.index.snapshot import Snapshot

_LIKE_SQL = """
SELECT r.json FROM event AS e
JOIN event_institution AS i ON i.event = e.number AND i.institution = :institution
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
WHERE e.kind = :kind AND e.held = 1 AND e.start_day <= :day
ORDER BY e.sort_key DESC LIMIT :limit
"""
_NUMBER_SQL = """
SELECT 1 FROM event AS e
JOIN event_institution AS i ON i.event = e.number AND i.institution = :institution
JOIN record AS r ON r.kind = 'event' AND r.id = e.id
WHERE json_extract(r.json, '$.edition_number') IS NOT NULL LIMIT 1
"""
_MAX_EVENTS = 50

Values = Mapping[str, Any]


class LikeEvents:
    """Finds the events like one that is being entered, by its values so far."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        (self.info,) = snapshot.records("dataset")
        self._found: dict[tuple[str, str, int], list[dict[str, Any]]] = {}

    def find(self, values: Values) -> list[dict[str, Any]]:
        """Return the earlier events that are like the new one, the last first."""
        institutions = values.get("institutions") or ()
        start: PartialDate | None = values.get("start")
        if not institutions or start is None or not values.get("kind"):
            return []
        key = (institutions[0], values["kind"], start.last.toordinal())
        if key not in self._found:
            rows = self.snapshot.rows(_LIKE_SQL, institution=key[0], kind=key[1], day=key[2], limit=_MAX_EVENTS)
            self._found[key] = [json.loads(row["json"]) for row in rows]
        return self._found[key]

    def last(self, values: Values) -> dict[str, Any]:
        """Return the last event like the new one; empty if there is none."""
        return next(iter(self.find(values)), {})

    def suggest(self, name: str, values: Values) -> str:
        """Return a field of the last like event as it is typed."""
        value = self.last(values).get(name, "")
        if isinstance(value, list):
            return ", ".join(value)
        return str(value)

    def history(self, name: str, values: Values) -> list[str]:
        """Return a text of the like events, the oldest first."""
        texts = [str(event[name]) for event in reversed(self.find(values)) if event.get(name)]
        return list(dict.fromkeys(texts))

    def participants(self, values: Values) -> list[str]:
        """Return the participants of the like events as they are typed, the oldest first."""
        lines: dict[str, None] = {}
        for event in reversed(self.find(values)):
            for person in event.get("participants", ()):
                parts = [person["name"], person.get("office", ""), person.get("party", "")]
                lines["; ".join(parts).rstrip("; ")] = None
        return list(lines)

    def suggest_host(self, values: Values) -> str:
        """Return whose turn it is.

        It is the host of the last like event, or, if the parties took turns, the one whose turn was the longest ago.
        """
        events = self.find(values)
        turns = len(self.last(values).get("parties", ()))
        hosts = [str(event.get("host", "")) for event in events[:turns]]
        # If each party had its turn, the first of them is next.
        if turns and len(set(hosts)) == turns:
            return hosts[-1]
        return next(iter(hosts), "")

    def suggest_guests(self, values: Values) -> str:
        """Return the parties that are not the host."""
        parties: Sequence[str] = values.get("parties") or self.info["between"]
        return ", ".join(party for party in parties if party != values.get("host"))

    def suggest_place(self, values: Values) -> str:
        """Return the place of the last like event with the same host."""
        for event in self.find(values):
            if event.get("host") == values.get("host"):
                return str(event.get("place", ""))
        return ""

    def suggest_number(self, values: Values) -> str:
        """Return the number after that of the last like event."""
        number = self.last(values).get("edition_number")
        return str(number + 1) if number else ""

    def suggest_participant(self, values: Values, position: int) -> str:
        """Return the office and the party of a participant of the last like event, as they are typed.

        Names are never suggested: the people change.
        """
        people = self.last(values).get("participants", [])
        if position >= len(people):
            return ""
        parts = [people[position].get("office", ""), people[position].get("party", "")]
        return "; ".join(parts) if any(parts) else ""

    def are_numbered(self, values: Values) -> bool:
        """Tell whether the first institution of the new event numbers its meetings."""
        for institution in (values.get("institutions") or ())[:1]:
            record = self.snapshot.record("institution", institution) or {}
            if record.get("numbering") or self.snapshot.rows(_NUMBER_SQL, institution=institution):
                return True
        return False
