"""The place of an event is not in the country of its host.

Finds an event whose host is a party and whose place is in the country of another party.

Guests travel to the host, so the place is on the soil of the host. If it is elsewhere, the host, the place, or the
country of the place is wrong, and with the host the direction of the visit.

To fix it, correct `host` or `place`, or the `country` of the place. Omit `host` and `guests` if they met in a third
country.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import RecordEntry
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.common import get_field

RULE = Rule("CBI412", "place-outside-host", "warning")

_PLACES = """
SELECT p.id, p.country FROM place AS p JOIN record AS r ON r.kind = 'party' AND r.id = p.country
"""
_PARTIES = "SELECT id FROM record WHERE kind = 'party'"
_OUTSIDE = """
SELECT e.number FROM event AS e
JOIN place AS p ON p.id = e.place
JOIN record AS r ON r.number = e.number
JOIN record AS h ON h.kind = 'party' AND h.id = json_extract(r.json, '$.host')
JOIN file AS f ON f.number = r.file
WHERE p.country <> h.id AND EXISTS (SELECT 1 FROM record AS c WHERE c.kind = 'party' AND c.id = p.country)
ORDER BY f.name, e.number
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield the events that took place in the country of another party than the host."""
    countries = dict(index.rows(_PLACES))
    if not countries:
        return
    numbers = [number for (number,) in index.rows(_OUTSIDE)]
    for entry in index.events(numbers):
        yield _make_finding(entry, countries)
    parties = {party for (party,) in index.rows(_PARTIES)}
    for entry in index.partial("event"):
        host = get_field(entry.record, "host")
        country = countries.get(get_field(entry.record, "place"))
        if country and host in parties and host != country:
            yield _make_finding(entry, countries)


def _make_finding(entry: RecordEntry[Any], countries: dict[str, str]) -> RawFinding:
    place = entry.record.place
    host = entry.record.host
    description = message(
        "the host is `{host}`, but `{place}` is in `{country}`", host=host, place=place, country=countries[place]
    )
    hint = message("correct the host or the place; leave host and guests out if they met in a third country")
    return entry.finding(RULE.code, "place", description, hint)
