"""What a page says of one event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cbi_cli.core.messages import Count
from cbi_cli.publish.site_records import EventRow
from cbi_cli.publish.texts import EventLine, Named, SiteTexts
from cbi_cli.reports.common import EventSummary, event_summary


class Person(NamedTuple):
    """Somebody who took part; office and party are empty if they are not known."""

    name: str
    office: str
    party: str


class InstitutionLine(NamedTuple):
    """An institution of an event, with the number of the event in the numbering of the first of them."""

    institution: Named
    number: int | None


class CountLine(NamedTuple):
    """A series for which an event counts.

    `light_year` is the year of the card whose light rests on the event, if the site has that card. The remark says why
    it counts only in part, or in another year.
    """

    series: Named
    light_year: int | None
    remark: str


EventDetails = dict[str, Any]
"""What templates know of an event, by name; what it does not have is empty."""


class EventTexts:
    """The texts of events in one language."""

    def __init__(self, texts: SiteTexts) -> None:
        self._texts = texts
        self._ = texts.tr.gettext
        self._records = texts.records
        self._snapshot = texts.result.snapshot
        self._card_years = frozenset(texts.result.card_years)

    def details(self, event: EventRow) -> EventDetails:
        """Return what a page says of an event."""
        texts = self._texts
        fields = event.fields
        summary = event_summary(event.row)
        details = self._dates(summary)
        details["id"] = summary.id
        former_ids = fields.get("former_ids", ())
        details["former_ids"] = [former for former in former_ids if former != summary.id]
        details["title"] = texts.event(summary)
        details["status"] = texts.status_remark(event.row["status"])
        details["kind"] = self._word(event, "kind")
        details["level"] = self._word(event, "level")
        details["mode"] = self._mode(event)
        details["office"] = self._word(event, "office")
        details["place"] = self._place(event)
        details["direction"] = texts.direction(event.row["direction"])
        details["host"] = self._host(event)
        details["parties"] = texts.parties(fields["parties"])
        details["institutions"] = self._institutions(event)
        details["people"] = self._people(event)
        details["attendance"] = self._attendance(event)
        details["topics"] = [texts.topic(one) for one in fields.get("topics", ())]
        details["counts"] = self._counts(event)
        details["sources"] = texts.source_lines(fields["sources"])
        details["disputes"] = texts.disputes("event", summary.id)
        details["beside"] = self._beside(event)
        details["side_events"] = self._side_events(event)
        details["cite"] = texts.cite("event", summary.id)
        details["note"] = texts.note(fields)
        return details

    def _dates(self, summary: EventSummary) -> EventDetails:
        """Return the date of an event in words and, if it is a single one, in ISO 8601."""
        details: EventDetails = {}
        details["dates"] = self._texts.tr.dates(summary.start, summary.end)
        details["date_note"] = self._texts.date_note(summary.start, summary.end)
        details["iso_date"] = ""
        # An element of HTML holds one date, not two.
        if not summary.end and ".." not in summary.start:
            details["iso_date"] = summary.start
        return details

    def _host(self, event: EventRow) -> str:
        # The direction of travel names the host already.
        host = event.fields.get("host")
        if not host or event.row["direction"]:
            return ""
        return self._texts.party(host)

    def of_month(self, year: int, month: int | None) -> Iterator[EventDetails]:
        """Yield the events that began in a month; None for those of which only the year is known."""
        for event in self._records.events("e.year = :year AND e.month IS :month", year=year, month=month):
            yield self.details(event)

    def describe(self, details: EventDetails) -> str:
        """Say in a line what the page of an event is about, for search engines."""
        parts = [details["dates"]]
        if details["place"]:
            parts.append(details["place"].text)
        parts.append(details["parties"])
        known = "; ".join(parts)
        return f"{details['title'].text}: {known}."

    def _word(self, event: EventRow, vocabulary: str) -> str:
        word = event.fields.get(vocabulary)
        if not word:
            return ""
        return self._texts.word_label(vocabulary, word)

    def _mode(self, event: EventRow) -> str:
        # A place says that it was held in person, and that nobody knows how it was held need not be said.
        mode = event.fields.get("mode", "unknown")
        if mode == "unknown":
            return ""
        return self._texts.word_label("mode", mode)

    def _place(self, event: EventRow) -> Named | None:
        place = event.fields.get("place")
        if not place:
            return None
        return self._texts.place(place)

    def _institutions(self, event: EventRow) -> list[InstitutionLine]:
        lines = []
        number = event.fields.get("edition_number")
        for institution in event.fields.get("institutions", ()):
            lines.append(InstitutionLine(self._texts.institution(institution), number))
            # It is the number of the first one.
            number = None
        return lines

    def _people(self, event: EventRow) -> list[Person]:
        people = []
        for participant in event.fields.get("participants", ()):
            office = party = ""
            if participant.get("office"):
                office = self._texts.word_label("office", participant["office"])
            if participant.get("party"):
                party = self._texts.party(participant["party"])
            people.append(Person(participant["name"], office, party))
        return people

    def _attendance(self, event: EventRow) -> list[str]:
        lines = []
        for attendance in event.fields.get("attendance", ()):
            party = self._texts.party(attendance["party"])
            what = attendance.get("what", "")
            if self._texts.tr.data_lang == "es":
                what = attendance.get("what_es") or what
            if "of" in attendance:
                line = self._(
                    "{party}: {count} of {all} {what}",
                    party=party,
                    count=Count(attendance["count"]),
                    all=Count(attendance["of"]),
                    what=what,
                )
            else:
                line = self._("{party}: {count} {what}", party=party, count=Count(attendance["count"]), what=what)
            lines.append(line.strip())
        return lines

    def _counts(self, event: EventRow) -> list[CountLine]:
        """Return the series for which the event counts, in the order of the card."""
        row = event.row
        admissions = self._records.admissions.get(row["id"], ())
        admitted = {one.indicator: one for one in admissions}
        is_year_known = row["year"] == row["known_by_year"]
        lines = []
        for match in self._records.matches.get(row["match_key"], ()):
            series = self._texts.series(match.indicator)
            admission = admitted.get(match.indicator)
            light_year = None
            if row["year"] in self._card_years and is_year_known:
                light_year = row["year"]
            remark = ""
            if admission is not None:
                light_year = admission.year
                reason = self._texts.text(admission.reason)
                remark = self._("admitted to {year}: {reason}", year=admission.year, reason=reason)
            elif not match.in_full:
                reason = self._texts.text(match.reason)
                remark = self._("meets only a weaker rule: {reason}", reason=reason)
            lines.append(CountLine(series, light_year, remark))
        if row["status"] == "held":
            lines.extend(self._institution_series(event))
        return lines

    def _institution_series(self, event: EventRow) -> list[CountLine]:
        """Return the institutions that are series by themselves, without a row of the card."""
        by_themselves = self._records.series.keys() - self._records.indicators.keys()
        found = [one for one in event.fields.get("institutions", ()) if one in by_themselves]
        return [CountLine(self._texts.series(one), None, "") for one in found]

    def _beside(self, event: EventRow) -> Named | None:
        main = event.fields.get("side_event_of")
        if not main:
            return None
        rows = self._snapshot.rows("SELECT * FROM event WHERE id = :id", id=main)
        return self._texts.event(event_summary(rows[0]))

    def _side_events(self, event: EventRow) -> list[EventLine]:
        lines = []
        for row in self._records.side_events.get(event.row["id"], ()):
            side_event: EventSummary = event_summary(row)
            dates = self._texts.tr.dates(side_event.start, side_event.end)
            lines.append(EventLine(dates, self._texts.event(side_event)))
        return lines
