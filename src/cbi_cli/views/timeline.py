"""The timeline as a page and as a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from shlex import quote

from cbi_cli.core.messages import Count
from cbi_cli.core.sanitize import one_line
from cbi_cli.core.vocabulary import words_of
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import read_own_words
from cbi_cli.reports.timeline import (
    MonthOfYear,
    Timeline,
    TimelineEntry,
    compute_timeline,
)
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.turned_lights import TurnedLight
from cbi_cli.reports.year_coverage import YearCoverage
from cbi_cli.views.card_texts import LIGHT_SYMBOLS
from cbi_cli.views.common import JsonObject, hidden_json, json_envelope, year_spans
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Page,
    PageBlock,
    RecordRef,
    Style,
    Styled,
    Table,
    TableRow,
    make_cell,
    make_command_cell,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView

MAX_YEARS_SINGLY = 3
"""Up to so many years, each has a sentence of its own that says how far it was searched."""

_KIND_STYLES: dict[str, Style] = {
    "meeting": "gathering",
    "summit": "gathering",
    "review": "gathering",
    "work": "gathering",
    "forum": "gathering",
    "conference": "gathering",
    "visit": "visit",
    "agreement": "document",
    "statement": "document",
    "plan": "document",
    "launch": "milestone",
    "entry-into-force": "milestone",
    "anniversary": "milestone",
}
_EVENT_COLUMN = 1


class TimelineView(ReportView[Timeline]):
    """The view of a timeline."""

    def page(self) -> Page:
        """Return a table for each month."""
        blocks: list[PageBlock] = []
        lights = _group_by_event(self.result.turned_lights)
        for month, entries in group_by_month(self.result.events):
            blocks.append(self._month_table(month, entries, lights))
        blocks.append(make_text_list(self._notes()))
        return Page(self._("Timeline: {what}", what=self._what()), tuple(blocks))

    def _month_table(
        self, month: MonthOfYear, entries: Sequence[TimelineEntry], lights: dict[str, list[TurnedLight]]
    ) -> Table:
        columns = [
            Column(self._("Date"), no_wrap=True),
            Column(self._("Event"), expand=True),
            Column(self._("Place")),
        ]
        if lights:
            columns.append(Column(self._("Light"), stack_below=_EVENT_COLUMN))
        columns.append(Column(self._("Id"), no_wrap=True, stack_below=_EVENT_COLUMN))
        rows = []
        for entry in entries:
            event_id = entry.event.id
            cells = [make_cell(self._dates(entry, month))]
            cells.append(self._event(entry))
            cells.append(make_cell(self.text(entry.place.label)))
            if lights:
                # An event of several months turned a light when it began.
                turned = lights[event_id] if month == entry.listed[0] else []
                cells.append(self._lights(turned, entry.year))
            cells.append(make_cell(event_id))
            rows.append(TableRow(tuple(cells), RecordRef("event", event_id)))
        return make_table(columns, rows, title=self._month(month))

    def _what(self) -> str:
        """Name the months and years of a timeline, or the dates that bound it."""
        filters = self.result.filters
        years = self.tr.join_with_and([str(year) for year in filters.years])
        months = self.tr.join_with_and([self.tr.month(month) for month in filters.months])
        if years:
            return f"{months} {years}" if months else years
        bounds = self._bounds()
        return f"{months}, {bounds}" if months else bounds

    def _bounds(self) -> str:
        filters = self.result.filters
        if filters.since and filters.until:
            since = self.tr.date(str(filters.since))
            until = self.tr.date(str(filters.until))
            return self._("{since} to {until}", since=since, until=until)
        if filters.since:
            return self._("from {since}", since=self.tr.date(str(filters.since)))
        if filters.until:
            return self._("until {until}", until=self.tr.date(str(filters.until)))
        return self._("all years")

    def _month(self, month_of_year: MonthOfYear) -> str:
        year, month = month_of_year
        if month:
            return f"{self.tr.month(month)} {year}"
        return self._("{year}, month not known", year=year)

    def _dates(self, entry: TimelineEntry, month: MonthOfYear) -> str:
        dates = self.tr.dates(entry.event.start, entry.event.end, month[0])
        if entry.doubtful:
            return f"? {dates}"
        if month == (entry.year, entry.month):
            return dates
        # The event began in an earlier month.
        return f"… {dates}"

    def _event(self, entry: TimelineEntry) -> Cell:
        """Return the title of an event, and its status unless it was held."""
        text = self.text(entry.event.title)
        if entry.status != "held":
            status = self.word_label("status", entry.status)
            text = f"{text} ({status})"
        return make_cell(text, style=_KIND_STYLES.get(entry.kind, ""))

    def _lights(self, lights: Sequence[TurnedLight], year: int) -> Cell:
        """Return the rows of scorecards that an event turned, each with its light."""
        content: list[Inline] = []
        for turned in lights:
            text = f"{LIGHT_SYMBOLS[turned.light]} {self.text(turned.label)}"
            # An edition may admit an event of another year.
            if turned.year != year:
                text = f"{text} ({turned.year})"
            if content:
                content.append("\n")
            content.append(Styled(text, turned.light))
        return Cell(tuple(content))

    def _notes(self) -> Iterator[str | Cell]:
        result = self.result
        count = len(result.events)
        if any(entry.continued or (len(entry.listed) > 1 and not entry.doubtful) for entry in result.events):
            yield self._("… continues from an earlier month; an event is counted once.")
        if any(entry.doubtful for entry in result.events):
            yield self._("? may lie in any of several years; it counts for none of them, and is counted once here.")
        if count:
            yield self.tr.ngettext("1 event.", "{n} events.", count)
        else:
            yield self._("No events match.")
        yield from self._kinds()
        if result.turned_lights:
            yield self._("A light marks the event that turned a row of the year's scorecard green or yellow.")
        options = _format_options(result.filters)
        if options:
            yield make_command_cell(self._("Filtered by `{options}`.", options=options), options)
        if result.filters.evidence == "edition":
            yield self.card_texts.edition_evidence(result.filters.years[0])
        yield from coverage_lines(result.coverage, self.tr)
        yield from self.day_lines(result.day, result.hidden)

    def _kinds(self) -> Iterator[Cell]:
        """Count the events by kind, each in the style of its kind."""
        counts = Counter(entry.kind for entry in self.result.events)
        # A single kind is named by the filter, or by the only event.
        if len(counts) < 2:
            return
        heading = self._("By kind")
        content: list[Inline] = [f"{heading}: "]
        for kind in words_of("kind", read_own_words(self.meta)):
            if not counts[kind]:
                continue
            if len(content) > 1:
                content.append(", ")
            text = f"{self.word_label('kind', kind)} {Count(counts[kind])}"
            content.append(Styled(text, _KIND_STYLES.get(kind, "")))
        content.append(".")
        yield Cell(tuple(content))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        filters = result.filters
        events = [self._entry_json(entry) for entry in result.events]
        content: JsonObject = {
            "year": _single_value(filters.years),
            "month": _single_value(filters.months),
            "years": list(filters.years),
            "months": list(filters.months),
            "evidence": filters.evidence,
            "filters": _filters_json(filters),
            "coverage": coverage_json(result.coverage),
            "hidden": hidden_json(result.hidden),
            "events": events,
        }
        return json_envelope("timeline", self.meta, result.day, **content)

    def _entry_json(self, entry: TimelineEntry) -> JsonObject:
        document = self.event_json(entry.event)
        document["kind"] = entry.kind
        document["level"] = entry.level
        document["status"] = entry.status
        document["institutions"] = list(entry.institutions)
        document["parties"] = list(entry.parties)
        document["city"] = entry.city
        document["place"] = entry.place.id
        document["sources"] = list(entry.sources)
        document["continued"] = entry.continued
        document["doubtful"] = entry.doubtful
        document["months"] = [_format_month(year, month) for year, month in entry.listed]
        return document


def _format_options(filters: TimelineQuery) -> str:
    """Write the filters as options, except those that the title names."""
    values_by_option: dict[str, Sequence[object]] = {}
    # The title has the bounds unless it has years.
    if filters.years and filters.since:
        values_by_option["since"] = [filters.since]
    if filters.years and filters.until:
        values_by_option["until"] = [filters.until]
    values_by_option["institution"] = filters.institutions
    values_by_option["kind"] = filters.kinds
    values_by_option["level"] = filters.levels
    values_by_option["party"] = filters.parties
    values_by_option["topic"] = filters.topics
    values_by_option["place"] = filters.places
    values_by_option["source"] = filters.sources
    values_by_option["text"] = filters.texts
    if not filters.statuses:
        values_by_option["status"] = ["any"]
    elif filters.statuses != ("held",):
        values_by_option["status"] = filters.statuses
    options = []
    for name, values in values_by_option.items():
        for value in values:
            # The options can be copied to a shell.
            quoted = quote(one_line(str(value)))
            options.append(f"--{name} {quoted}")
    return " ".join(options)


def _filters_json(filters: TimelineQuery) -> JsonObject:
    """Return the filters other than year and month, with names as ids."""
    document: JsonObject = {}
    document["since"] = None
    if filters.since:
        document["since"] = str(filters.since)
    document["until"] = None
    if filters.until:
        document["until"] = str(filters.until)
    document["institutions"] = list(filters.institutions)
    document["kinds"] = list(filters.kinds)
    document["levels"] = list(filters.levels)
    document["parties"] = list(filters.parties)
    document["topics"] = list(filters.topics)
    document["places"] = list(filters.places)
    document["sources"] = list(filters.sources)
    document["texts"] = list(filters.texts)
    document["statuses"] = list(filters.statuses) or ["any"]
    return document


def coverage_lines(years: tuple[YearCoverage, ...], tr: Translator) -> Iterator[str]:
    """Name the years that were not searched completely.

    Of many years, name those that were.
    """
    if len(years) > MAX_YEARS_SINGLY:
        yield from _summarize_coverage(years, tr)
        return
    for coverage in years:
        year = coverage.year
        if coverage.status == "until" and coverage.until:
            until = tr.date(coverage.until)
            yield tr.gettext(
                "{year} was searched only until {until}: later events might be missing.", year=year, until=until
            )
        elif coverage.status == "some":
            yield tr.gettext(
                "{year} was not searched completely ({covered} of {series} series are covered): an event that is not "
                "listed might have been held.",
                year=year,
                covered=coverage.covered,
                series=coverage.series,
            )
        elif coverage.status == "none":
            yield tr.gettext("{year} was not searched: an event that is not listed might have been held.", year=year)


def _summarize_coverage(years: tuple[YearCoverage, ...], tr: Translator) -> Iterator[str]:
    complete = [coverage.year for coverage in years if coverage.status == "all"]
    if len(complete) == len(years):
        return
    searched = list(year_spans(complete))
    for coverage in years:
        if coverage.until:
            until = tr.date(coverage.until)
            searched.append(tr.gettext("{year} until {until}", year=coverage.year, until=until))
    if not searched:
        # Note: no year
        searched.append(tr.pgettext("year", "none"))
    yield tr.gettext(
        "Searched completely, from {first} to {last}: {years}. In any other year, an event that is not listed might "
        "have been held.",
        first=years[0].year,
        last=years[-1].year,
        years=", ".join(searched),
    )


def coverage_json(years: tuple[YearCoverage, ...]) -> list[JsonObject]:
    """Return how far each year was searched, in the form of the contract."""
    documents = []
    for coverage in years:
        document: JsonObject = {
            "year": coverage.year,
            "status": coverage.status,
            "until": None,
        }
        if coverage.until:
            document["until"] = coverage.until.isoformat()
        document["series_covered"] = coverage.covered
        document["series"] = coverage.series
        documents.append(document)
    return documents


def _group_by_event(lights: Sequence[TurnedLight]) -> dict[str, list[TurnedLight]]:
    groups: dict[str, list[TurnedLight]] = defaultdict(list)
    for turned in lights:
        groups[turned.event].append(turned)
    return groups


def group_by_month(events: tuple[TimelineEntry, ...]) -> Iterator[tuple[MonthOfYear, list[TimelineEntry]]]:
    """Yield each month with the events that touch it.

    Events without a month come first in their year.
    """
    groups: dict[MonthOfYear, list[TimelineEntry]] = defaultdict(list)
    for entry in events:
        for month_of_year in entry.listed:
            groups[month_of_year].append(entry)
    for year, month in sorted(groups, key=_month_order):
        yield (year, month), groups[year, month]


def _month_order(month_of_year: MonthOfYear) -> tuple[int, int]:
    year, month = month_of_year
    return year, month or 0


def _format_month(year: int, month: int | None) -> str:
    """Write a month as in ISO 8601, or the year alone."""
    if month is None:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}"


def _single_value(values: tuple[int, ...]) -> int | None:
    """Return the only value, or None if there are none or several."""
    if len(values) == 1:
        return values[0]
    return None


REPORT = ReportSpec("timeline", TimelineQuery, Timeline, compute_timeline, TimelineView)
