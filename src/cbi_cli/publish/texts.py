"""What the pages of records say, in the language of their reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.folding import fold
from cbi_cli.core.languages import plain_language
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.cite_blocks import CiteBlock, CiteBlocks
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_records import Fields, SiteRecords
from cbi_cli.reports.common import EventPlace, EventSummary, LocalizedText, record_text
from cbi_cli.reports.reconcile import Dispute
from cbi_cli.reports.records import record_title
from cbi_cli.views.report_view import ReportView


class Named(NamedTuple):
    """A record by its name; `lang` is the language of the name if it is not that of the page."""

    kind: str
    id: str
    text: str
    lang: str = ""


class EventLine(NamedTuple):
    """An event in a list. The place is empty if the title names it; `remark` says what else there is to say."""

    dates: str
    event: Named
    place: str = ""
    remark: str = ""


class SourceLine(NamedTuple):
    """A source that a record rests on, and the parts of it that are cited, in one text.

    Texts are empty if they are not known.
    """

    source: Named
    parts: str
    author: str
    publisher: str
    published: str
    url: str
    archive_url: str
    accessed: str


class SiteTexts(ReportView[Site]):
    """The texts of the pages in one language."""

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(site, site.snapshot.meta, tr)
        self.records: SiteRecords = site.records
        self._cite_blocks = CiteBlocks(site, tr)
        self._plain_language = plain_language(site.dataset["languages"])

    def language_of(self, names: LocalizedText) -> str:
        """Return the language of a text of the dataset if the page has another one, else an empty text."""
        wanted = self.tr.data_lang
        if wanted == self._plain_language or (wanted == "es" and names.es):
            return ""
        if any(language == wanted for language, _ in names.others):
            return ""
        return self._plain_language

    def named(self, kind: str, record_id: str, names: LocalizedText) -> Named:
        """Return a record by its name in the language of the reader."""
        return Named(kind, record_id, self.text(names), self.language_of(names))

    def institution(self, record_id: str) -> Named:
        """Return an institution by its name."""
        names = record_text(self.records.institutions[record_id], "name")
        return self.named("institution", record_id, names)

    def topic(self, record_id: str) -> Named:
        """Return a topic by its label."""
        return self.named("topic", record_id, record_text(self.records.topics[record_id], "label"))

    def series(self, record_id: str) -> Named:
        """Return a series by its label."""
        return self.named("series", record_id, self.records.series[record_id].series.label)

    def place(self, place: str) -> Named:
        """Return the place of an event; its id is empty if the event has a text that is no place record."""
        label = self.records.place_labels.get(place)
        if label is None:
            return Named("place", "", place)
        return self.named("place", place, label)

    def party(self, record_id: str) -> str:
        """Return the name of a party."""
        return self.text(self.records.parties.get(record_id, LocalizedText(record_id)))

    def parties(self, record_ids: Iterable[str]) -> str:
        """Return the names of parties as a list in words."""
        return self.tr.join_with_and([self.party(one) for one in record_ids])

    def event(self, event: EventSummary) -> Named:
        """Return an event by its title."""
        return self.named("event", event.id, event.title)

    def event_line(self, event: EventSummary, place: EventPlace, year: int | None, remark: str = "") -> EventLine:
        """Return an event for a list below its year."""
        title = self.event(event)
        dates = self.tr.dates(event.start, event.end, year)
        return EventLine(dates, title, self._place_beside(title.text, place), remark)

    def _place_beside(self, title: str, place: EventPlace) -> str:
        """Return the place of an event unless its title says it."""
        label = self.text(place.label)
        if not label:
            return ""
        # Without the state and the country, which a title leaves out.
        name, _, _ = label.partition(",")
        if fold(name) in fold(title):
            return ""
        return label

    def status_remark(self, status: str) -> str:
        """Return the status of an event in words, empty if it was held."""
        if status == "held":
            return ""
        return self.word_label("status", status)

    def date_note(self, start: str, end: str | None) -> str:
        """Say what of a date is not known, empty if all is."""
        known = [PartialDate.parse(start)]
        if end:
            known.append(PartialDate.parse(end))
        if any(one.until for one in known):
            return self._("the exact date is not known")
        if any(one.month is None for one in known):
            return self._("the month is not known")
        if any(one.day is None for one in known):
            return self._("the day is not known")
        return ""

    def direction(self, travel: str | None) -> str:
        """Say from which party to which an event traveled, empty if it did not."""
        if not travel:
            return ""
        traveler, _, host = travel.partition(">")
        return self._("{traveler} to {host}", traveler=self.party(traveler), host=self.party(host))

    def institution_type(self, record: Fields) -> str:
        """Say what an institution is, and how binding, if it is an agreement."""
        types = {"agreement": self._("agreement"), "dialogue": self._("dialogue")}
        types["program"] = self._("program")
        types["organization"] = self._("organization")
        levels = {"treaty": self._("treaty or executive agreement")}
        levels["interinstitutional"] = self._("interinstitutional agreement")
        levels["statement"] = self._("joint statement")
        if "level" in record:
            return levels[record["level"]]
        return types[record["type"]]

    def source_lines(self, citations: Iterable[str]) -> tuple[SourceLine, ...]:
        """Return citations as lines, one for each source with all its parts that are cited."""
        parts_by_source: dict[str, list[str]] = {}
        for citation in citations:
            source_id, _, part_id = citation.partition("#")
            parts = parts_by_source.setdefault(source_id, [])
            part = self._part(source_id, part_id)
            if part:
                parts.append(part)
        lines = []
        for source_id, parts in parts_by_source.items():
            record = self.records.sources[source_id]
            lines.append(self.source(record, "; ".join(parts)))
        return tuple(lines)

    def _part(self, source_id: str, part_id: str) -> str:
        """Return the name of a part of a source, empty if the source as a whole is cited."""
        for locator in self.records.sources[source_id].get("locators", ()):
            if locator["id"] == part_id:
                return self.text(record_text(locator, "title"))
        return ""

    def source(self, record: Fields, parts: str = "") -> SourceLine:
        """Return a source as a line; its title is in its own language."""
        language = record.get("language", "en")
        title = Named("source", record["id"], record["title"], "" if language == self.tr.lang else language)
        published = accessed = ""
        if "published" in record:
            published = self.tr.date(record["published"])
        if "accessed" in record:
            accessed = self.tr.date(record["accessed"])
        author = record.get("author", "")
        publisher = record.get("publisher", "")
        url = record.get("url", "")
        archive_url = record.get("archive_url", "")
        return SourceLine(title, parts, author, publisher, published, url, archive_url, accessed)

    def disputes(self, kind: str, record_id: str) -> list[tuple[Named, str]]:
        """Return the disputes about a record, each with the reading that the dataset uses."""
        disputes = self.records.disputes.get((kind, record_id), ())
        return [(self.dispute(dispute), self.text(dispute.chosen)) for dispute in disputes]

    def dispute(self, dispute: Dispute) -> Named:
        """Return a dispute by the field in question."""
        return Named("dispute", dispute.id, dispute.field_text(self.tr.data_lang))

    def cite(self, kind: str, record_id: str) -> CiteBlock:
        """Return how a record is cited."""
        return self._cite_blocks.block(kind, record_id)

    def note(self, record: Mapping[str, object]) -> str:
        """Return the note of a record."""
        return self.text(record_text(record, "note"))

    def pause(self, years: str, citation: str, note: str) -> str:
        """Say when a series was paused, with the source that declares it in brackets."""
        text = f"{years} [{citation}]"
        if note:
            text = f"{text}: {note}"
        return text

    def record(self, kind: str, record_id: str) -> Named:
        """Return any record by its name."""
        if kind == "series":
            return self.series(record_id)
        fields = self.result.snapshot.record(kind, record_id) or {}
        return self.named(kind, record_id, record_title(fields))

    def month_heading(self, year: int, month: int | None) -> str:
        """Return the heading of the events of a month."""
        if month:
            return f"{self.tr.month(month)} {year}"
        return self._("{year}, month not known", year=year)
