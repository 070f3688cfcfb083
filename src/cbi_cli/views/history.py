"""The history of a series as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.reports.gaps import YearStatus
from cbi_cli.reports.history import History, HistoryQuery, HistoryYear, Meeting, compute_history
from cbi_cli.views.common import hidden_json, json_envelope
from cbi_cli.views.page import Cell, Column, Page, RecordRef, TableRow, make_cell, make_row, make_table, make_text_list
from cbi_cli.views.report_view import ReportSpec, ReportView


class HistoryView(ReportView[History]):
    """The view of a history."""

    def page(self) -> Page:
        """Return a table of the meetings, and what is known of the years without one."""
        result = self.result
        columns = [
            Column(self._("Year"), no_wrap=True),
            Column(self._("Date")),
            Column(self._("Place"), expand=True),
            Column(self._("Host")),
            Column(self._("Guests")),
        ]
        rows = [row for year, last in _group_unknown_years(result.years) for row in self._rows(year, last)]
        notes: list[str | Cell] = list(self.series_texts.pauses(result.series))
        if not result.years:
            notes.append(self._("No meeting is known, and no year was searched."))
        notes += self.day_lines(result.day, result.hidden)
        title = self._("History: {label}", label=self.text(result.series.label))
        return Page(title, (make_table(columns, rows), make_text_list(notes)))

    def _rows(self, year: HistoryYear, last: int) -> Iterator[TableRow]:
        """Yield the rows of a year, or of the years up to another one."""
        name = str(year.year) if last == year.year else f"{year.year}–{last}"
        if not year.meetings:
            yield make_row(name, "", make_cell(self._without_meeting(year.mark), style="dim"), "", "")
        for meeting in year.meetings:
            event = meeting.event
            date = "" if len(event.start) == 4 else self.tr.dates(event.start, event.end, year.year)
            place = meeting.city
            if not place and meeting.mode == "virtual":
                place = self._("virtual")
            ref = RecordRef("event", event.id)
            yield make_row(name, date, place, meeting.host, ", ".join(meeting.guests), ref=ref)

    def _without_meeting(self, mark: YearStatus) -> str:
        if mark == "paused":
            return self._("No meeting was held (declared pause)")
        if mark == "idle":
            return self._("No meeting was due")
        if mark == "unknown":
            return self._("Not known")
        return self._("No meeting was held")

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result = self.result
        return json_envelope(
            "history",
            self.meta,
            result.day,
            series=result.series.id,
            label=self.text(result.series.label),
            state=result.series.state,
            hidden=hidden_json(result.hidden),
            years=[self._year_json(year) for year in result.years],
        )

    def _year_json(self, year: HistoryYear) -> dict[str, Any]:
        return {
            "year": year.year,
            "status": {"held": "held", "unknown": "unknown"}.get(year.mark, "none"),
            "paused": year.paused,
            "events": [self._meeting_json(meeting) for meeting in year.meetings],
        }

    def _meeting_json(self, one: Meeting) -> dict[str, Any]:
        return {
            **self.event_json(one.event),
            "edition_number": one.number,
            "city": one.city,
            "mode": one.mode,
            "host": one.host,
            "guests": list(one.guests),
            "sources": list(one.sources),
        }


def _group_unknown_years(years: tuple[HistoryYear, ...]) -> Iterator[tuple[HistoryYear, int]]:
    """Each year with the last one of its run: years for which nothing is known stand together in one line."""
    run: list[HistoryYear] = []
    for year in years:
        if run and not (year.mark == run[0].mark == "unknown"):
            yield run[0], run[-1].year
            run = []
        run.append(year)
    if run:
        yield run[0], run[-1].year


REPORT = ReportSpec("history", HistoryQuery, History, compute_history, HistoryView)
