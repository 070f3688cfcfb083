"""Describe an event in the words of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cbi_cli.core.dates import BETWEEN
from cbi_cli.exports.publication import Publication
from cbi_cli.exports.schema_org import CONTEXT, JsonLd
from cbi_cli.formats.links import is_safe_link
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import record_text

_STATUSES = {
    "held": "EventScheduled",
    "planned": "EventScheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}
"""Schema.org has no word for an event that was held: it stays one that was scheduled."""

_MODES = {"in-person": "OfflineEventAttendanceMode", "virtual": "OnlineEventAttendanceMode"}
_ISO_LENGTHS = (len("2022-10-13"), len("2022-10"), len("2022"))


class EventDescriber:
    """What describes the events of a dataset in one language; it reads the other records once."""

    def __init__(self, snapshot: Snapshot, publication: Publication, lang: str) -> None:
        self._snapshot = snapshot
        self._publication = publication
        self._lang = lang

    def describe(self, event: Mapping[str, Any]) -> JsonLd:
        """Return the document of an event, given the fields of its record."""
        document: JsonLd = {"@context": CONTEXT, "@type": "Event"}
        address = self._publication.address_of("event", event["id"])
        if is_safe_link(address):
            document["@id"] = address
            document["url"] = address
        document["identifier"] = event["id"]
        document["name"] = self._text(event, "title")
        note = self._text(event, "note")
        if note:
            document["description"] = note
        document.update(_dates(event))
        status = event.get("status", "held")
        document["eventStatus"] = f"{CONTEXT}/{_STATUSES[status]}"
        mode = event.get("mode")
        if mode in _MODES:
            document["eventAttendanceMode"] = f"{CONTEXT}/{_MODES[mode]}"
        if event.get("place"):
            document["location"] = self._place(event["place"])
        document["about"] = [self._named("institution", one) for one in event.get("institutions", ())]
        document["attendee"] = [_person(one) for one in event.get("participants", ())]
        sources = dict.fromkeys(one.partition("#")[0] for one in event.get("sources", ()))
        document["subjectOf"] = [self._source(one) for one in sources]
        return {key: value for key, value in document.items() if value}

    def _text(self, record: Mapping[str, Any], key: str) -> str:
        return record_text(record, key).text(self._lang)

    def _named(self, kind: str, record_id: str) -> JsonLd:
        named: JsonLd = {"@type": "Thing", "name": self._text(self._records[kind][record_id], "name")}
        address = self._publication.address_of(kind, record_id)
        if is_safe_link(address):
            named["url"] = address
        return named

    def _place(self, place: str) -> JsonLd:
        """Return the place of an event: that of a record, or a text of the event itself."""
        record = self._records["place"].get(place)
        if record is None:
            return {"@type": "Place", "name": place}
        name = self._text(record, "name")
        described: JsonLd = {"@type": "Place", "name": name}
        address: JsonLd = {"@type": "PostalAddress", "addressLocality": name}
        state = self._text(record, "state")
        if state:
            address["addressRegion"] = state
        country = self._country(record.get("country", ""))
        if country:
            address["addressCountry"] = country
            described["address"] = address
        return described

    def _country(self, country: str) -> str:
        """Return the name of a country: a party or a place."""
        record = self._records["party"].get(country) or self._records["place"].get(country)
        if record is None:
            return ""
        return self._text(record, "name")

    def _source(self, source_id: str) -> JsonLd:
        source = self._records["source"][source_id]
        described: JsonLd = {"@type": "CreativeWork", "name": source["title"]}
        if is_safe_link(source.get("url", "")):
            described["url"] = source["url"]
        return described

    @cached_property
    def _records(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The records that events refer to, by kind and id."""
        records: dict[str, dict[str, Mapping[str, Any]]] = {}
        for kind in ("institution", "place", "source"):
            of_kind = self._snapshot.records(kind)
            records[kind] = {one["id"]: one for one in of_kind}
        dataset = self._snapshot.records("dataset")[0]
        records["party"] = {party["id"]: party for party in dataset["party"]}
        return records


def _person(participant: Mapping[str, Any]) -> JsonLd:
    return {"@type": "Person", "name": participant["name"]}


def _dates(event: Mapping[str, Any]) -> JsonLd:
    """Return the first and the last day as far as schema.org can say them."""
    start = str(event["start"])
    end = str(event.get("end", start))
    dates = {"startDate": _as_far_as_certain(start), "endDate": _as_far_as_certain(end)}
    return {key: value for key, value in dates.items() if value}


def _as_far_as_certain(text: str) -> str:
    """Return a date in ISO 8601; of one between two dates what both have, which may be nothing."""
    first, separator, last = text.partition(BETWEEN)
    if not separator:
        return text
    for length in _ISO_LENGTHS:
        if len(first) >= length and first[:length] == last[:length]:
            return first[:length]
    return ""
