"""The timeline as a page and as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from shlex import quote
from typing import Any

from cbi_cli.core.sanitize import one_line
from cbi_cli.core.vocabulary import vocabulary_label
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.timeline import (
    MonthOfYear,
    Timeline,
    TimelineEntry,
    TimelineQuery,
    compute_timeline,
)
from cbi_cli.reports.year_coverage import YearCoverage
from cbi_cli.views.common import hidden_json, json_envelope, year_spans
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    TableRow,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView


class TimelineView(ReportView[Timeline]):
    """The view of a timeline."""

    def page(self) -> Page:
        """Return a table for each month."""
        columns = [
            Column(self._("Date"), no_wrap=True),
            Column(self._("Event"), expand=True),
            Column(self._("Place")),
            Column(self._("Id"), no_wrap=True, stack_below=1),
        ]
        blocks: list[PageBlock] = []
        for month, entries in _group_by_month(self.result.events):
            rows = [self._row(entry, month) for entry in entries]
            blocks.append(make_table(columns, rows, title=self._month(month)))
        blocks.append(make_text_list(self._notes()))
        return Page(self._("Timeline: {what}", what=self._what()), tuple(blocks))

    def _what(self) -> str:
        """Name the months and years of a timeline, or the dates that bound it."""
        filters = self.result.filters
        years = self.tr.join_with_and([str(year) for year in filters.years])
        months = self.tr.join_with_and([self.tr.month(month) for month in filters.months])
        if years:
            return f"{months} {years}" if months else years
        since, until = (self.tr.date(str(one)) if one else "" for one in (filters.since, filters.until))
        if since and until:
            what = self._("{since} to {until}", since=since, until=until)
        elif since:
            what = self._("from {since}", since=since)
        elif until:
            what = self._("until {until}", until=until)
        else:
            what = self._("all years")
        return f"{months}, {what}" if months else what

    def _month(self, one: MonthOfYear) -> str:
        year, month = one
        if month:
            return f"{self.tr.month(month)} {year}"
        return self._("{year}, month not known", year=year)

    def _row(self, one: TimelineEntry, month: MonthOfYear) -> TableRow:
        status = "" if one.status == "held" else f" ({vocabulary_label('status', one.status, self.tr.lang)})"
        when = self.tr.dates(one.event.start, one.event.end, month[0])
        if month != (one.year, one.month):
            when = f"… {when}"
        ref = RecordRef("event", one.event.id)
        return make_row(when, self.text(one.event.title) + status, one.city, one.event.id, ref=ref)

    def _notes(self) -> Iterator[str | Cell]:
        result, n = self.result, len(self.result.events)
        if any(len(one.listed) > 1 or one.continued for one in result.events):
            yield self._("… continues from an earlier month; an event is counted once.")
        if n:
            yield self.tr.ngettext("1 event.", "{n} events.", n)
        else:
            yield self._("No events match.")
        options = _format_options(result.filters)
        if options:
            yield make_command_cell(self._("Filtered by `{options}`.", options=options), options)
        yield from coverage_lines(result.coverage, self.tr)
        yield from self.day_lines(result.day, result.hidden)

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result, filters = self.result, self.result.filters
        return json_envelope(
            "timeline",
            self.meta,
            result.day,
            year=_single_value(filters.years),
            month=_single_value(filters.months),
            years=list(filters.years),
            months=list(filters.months),
            filters=_filters_json(filters),
            coverage=coverage_json(result.coverage),
            hidden=hidden_json(result.hidden),
            events=[self._entry_json(one) for one in result.events],
        )

    def _entry_json(self, one: TimelineEntry) -> dict[str, Any]:
        return {
            **self.event_json(one.event),
            "kind": one.kind,
            "level": one.level,
            "status": one.status,
            "institutions": list(one.institutions),
            "parties": list(one.parties),
            "city": one.city,
            "sources": list(one.sources),
            "continued": one.continued,
            "months": [_format_month(year, month) for year, month in one.listed],
        }


def _format_options(filters: TimelineQuery) -> str:
    """Write the filters as options of the command, but those that the title names."""
    bounds = filters.years and (filters.since, filters.until)
    given: list[tuple[str, Iterable[object]]] = [
        ("since", [filters.since] if bounds and filters.since else []),
        ("until", [filters.until] if bounds and filters.until else []),
        ("institution", filters.institutions),
        ("kind", filters.kinds),
        ("level", filters.levels),
        ("party", filters.parties),
        ("topic", filters.topics),
        ("source", filters.sources),
        ("text", filters.texts),
        ("status", () if filters.statuses == ("held",) else filters.statuses or ("any",)),
    ]
    return " ".join(f"--{name} {quote(one_line(str(value)))}" for name, values in given for value in values)


def _filters_json(filters: TimelineQuery) -> dict[str, Any]:
    """Return the filters besides year and month, names as ids."""
    return {
        "since": filters.since and str(filters.since),
        "until": filters.until and str(filters.until),
        "institutions": list(filters.institutions),
        "kinds": list(filters.kinds),
        "levels": list(filters.levels),
        "parties": list(filters.parties),
        "topics": list(filters.topics),
        "sources": list(filters.sources),
        "texts": list(filters.texts),
        "statuses": list(filters.statuses) or ["any"],
    }


MAX_YEARS_SINGLY = 3
"""Up to so many years, each has a sentence of its own that says how far it was looked through."""


def coverage_lines(years: tuple[YearCoverage, ...], tr: Translator) -> Iterator[str]:
    """Say of each year that nobody has looked through as a whole that this is so; of many years, which were."""
    if len(years) > MAX_YEARS_SINGLY:
        yield from _summarize_coverage(years, tr)
        return
    for one in years:
        if one.status == "until" and one.until:
            yield tr.gettext(
                "{year} was searched only until {until}: later events might be missing.",
                year=one.year,
                until=tr.date(one.until),
            )
        elif one.status == "some":
            yield tr.gettext(
                "{year} was not searched completely ({covered} of {series} series are covered): an event that is not "
                "listed might have been held.",
                year=one.year,
                covered=one.covered,
                series=one.series,
            )
        elif one.status == "none":
            yield tr.gettext(
                "{year} was not searched: an event that is not listed might have been held.",
                year=one.year,
            )


def _summarize_coverage(years: tuple[YearCoverage, ...], tr: Translator) -> Iterator[str]:
    whole = [one.year for one in years if one.status == "all"]
    if len(whole) == len(years):
        return
    told = [
        *year_spans(whole),
        *(tr.gettext("{year} until {until}", year=one.year, until=tr.date(one.until)) for one in years if one.until),
    ]
    yield tr.gettext(
        "Searched completely, from {first} to {last}: {years}. In any other year, an event that is not listed might "
        "have been held.",
        first=years[0].year,
        last=years[-1].year,
        # Note: no year
        years=", ".join(told) or tr.pgettext("year", "none"),
    )


def coverage_json(years: tuple[YearCoverage, ...]) -> list[dict[str, Any]]:
    """Return how far each year was looked through, as the contract names it."""
    return [
        {
            "year": one.year,
            "status": one.status,
            "until": one.until and one.until.isoformat(),
            "series_covered": one.covered,
            "series": one.series,
        }
        for one in years
    ]


def _group_by_month(events: tuple[TimelineEntry, ...]) -> Iterator[tuple[MonthOfYear, list[TimelineEntry]]]:
    """Yield each month with the events that touch it; what has no month comes first in its year."""
    groups: dict[MonthOfYear, list[TimelineEntry]] = defaultdict(list)
    for one in events:
        for listed in one.listed:
            groups[listed].append(one)
    for year, month in sorted(groups, key=lambda pair: (pair[0], pair[1] or 0)):
        yield (year, month), groups[year, month]


def _format_month(year: int, month: int | None) -> str:
    """Write a month as ISO 8601 does, or the year alone."""
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def _single_value(values: tuple[int, ...]) -> int | None:
    """Return the only value, or None if there are none or several."""
    return values[0] if len(values) == 1 else None


REPORT = ReportSpec("timeline", TimelineQuery, Timeline, compute_timeline, TimelineView)
