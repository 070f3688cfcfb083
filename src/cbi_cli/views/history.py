"""The history of a series as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.reports.gaps import YearStatus
from cbi_cli.reports.history import History, HistoryQuery, HistoryYear, Meeting, compute_history
from cbi_cli.views.common import JsonObject, coverage_json, hidden_json, json_envelope
from cbi_cli.views.page import Cell, Column, Page, RecordRef, TableRow, make_cell, make_row, make_table, make_text_list
from cbi_cli.views.report_view import ReportSpec, ReportView


class HistoryView(ReportView[History]):
    """The view of a history."""

    def page(self) -> Page:
        """Return a table of the meetings and of the years without one."""
        result = self.result
        columns = [
            Column(self._("Year"), no_wrap=True),
            Column(self._("No."), no_wrap=True),
            Column(self._("Date")),
            Column(self._("Place"), expand=True),
            Column(self._("Host")),
            Column(self._("Guests")),
        ]
        rows = list(self.table_rows())
        notes: list[str | Cell] = list(self.series_texts.pauses(result.series))
        notes.extend(self.series_texts.limits(result.series))
        if not result.years:
            notes.append(self._("No meeting is known, and no year was searched."))
        notes += self.day_lines(result.day, result.hidden)
        title = self._("History: {label}", label=self.text(result.series.label))
        return Page(title, (make_table(columns, rows), make_text_list(notes)))

    def table_rows(self) -> Iterator[TableRow]:
        """Yield the rows of the table, in order of the years."""
        for year, last in _group_years_without_meeting(self.result.years):
            yield from self._rows(year, last)

    def _rows(self, year: HistoryYear, last: int) -> Iterator[TableRow]:
        """Yield the rows of a year, or of the years up to another one."""
        label = str(year.year)
        if last != year.year:
            label = f"{year.year}–{last}"
        if not year.meetings:
            remark = make_cell(self._without_meeting(year.mark, last - year.year + 1), style="dim")
            yield make_row(label, "", "", remark, "", "")
        for meeting in year.meetings:
            event = meeting.event
            # The row begins with the year, so a date that is only a year would repeat it.
            dates = ""
            if not _is_year(event.start):
                dates = self.tr.dates(event.start, event.end, year.year)
            guests = ", ".join(meeting.guests)
            ref = RecordRef("event", event.id)
            number = str(meeting.number) if meeting.number else ""
            yield make_row(label, number, dates, self._place(meeting), meeting.host, guests, ref=ref)

    def _place(self, meeting: Meeting) -> str:
        if not meeting.place.city and meeting.mode == "virtual":
            return self._("virtual")
        return self.text(meeting.place.label)

    def _without_meeting(self, mark: YearStatus, n: int) -> str:
        """Say of one or several years in a row why they have no meeting."""
        if mark == "paused":
            return self.tr.ngettext(
                "No meeting was held (declared pause)", "No meeting was held (declared pause, {n} years)", n
            )
        if mark == "idle":
            return self._("No meeting was due")
        if mark == "unknown":
            return self._("Not known")
        return self.tr.ngettext("No meeting was held", "No meeting was held ({n} years)", n)

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        series = result.series
        years = [self._year_json(year) for year in result.years]
        content: JsonObject = {
            "series": series.id,
            "label": self.text(series.label),
            "state": series.state,
            "hidden": hidden_json(result.hidden),
            "years": years,
            "coverage": [coverage_json(span, self.tr.data_lang) for span in series.coverage.searched],
        }
        return json_envelope("history", self.meta, result.day, **content)

    def _year_json(self, year: HistoryYear) -> JsonObject:
        # In the document, `paused` distinguishes a declared pause from other years without a meeting.
        status = "none"
        if year.mark in ("held", "unknown"):
            status = year.mark
        events = [self._meeting_json(meeting) for meeting in year.meetings]
        return {
            "year": year.year,
            "status": status,
            "paused": year.paused,
            "events": events,
        }

    def _meeting_json(self, meeting: Meeting) -> JsonObject:
        document = self.event_json(meeting.event)
        document["edition_number"] = meeting.number
        document["city"] = meeting.city
        document["place"] = meeting.place.id
        document["mode"] = meeting.mode
        document["host"] = meeting.host
        document["guests"] = list(meeting.guests)
        document["sources"] = list(meeting.sources)
        return document


def _is_year(text: str) -> bool:
    return len(text) == 4


def _group_years_without_meeting(years: tuple[HistoryYear, ...]) -> Iterator[tuple[HistoryYear, int]]:
    """Yield each year with the last year of its run.

    Years in a row that have no meeting for the same reason form a run, and share one row of the table.
    """
    run: list[HistoryYear] = []
    for year in years:
        if run and not _is_same_run(run[-1], year):
            yield run[0], run[-1].year
            run = []
        run.append(year)
    if run:
        yield run[0], run[-1].year


def _is_same_run(earlier: HistoryYear, later: HistoryYear) -> bool:
    if earlier.meetings or later.meetings:
        return False
    return earlier.mark == later.mark


REPORT = ReportSpec("history", HistoryQuery, History, compute_history, HistoryView)
