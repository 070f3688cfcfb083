"""The gap report as a page and as a document."""

from __future__ import annotations

from cbi_cli.core.messages import Count
from cbi_cli.reports.gaps import Gap, Gaps, GapsQuery, Series, compute_gaps
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.common import JsonObject, coverage_json, end_date, hidden_json, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    Table,
    TableRow,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView
from cbi_cli.views.series_texts import format_gap_years, year_scale

STRIP_YEARS = 20
_COMPACT_WIDTH = 16
"""Of the state and of the last date, so that 80 columns leave room for the longest word in the name of a series."""


class GapsView(ReportView[Gaps]):
    """The view of a gap report."""

    def page(self) -> Page:
        """Return the strips of all series and a list of every gap."""
        result = self.result
        notes: list[str | Cell] = []
        for series in result.series:
            notes.extend(self.series_texts.pauses(series))
            notes.extend(self.series_texts.limits(series))
        notes.extend(self.day_lines(result.day, result.hidden))
        blocks: list[PageBlock] = []
        blocks.append(self._strips())
        legend = self.series_texts.legend()
        blocks.append(make_text_list([legend]))
        blocks.append(self._gaps())
        blocks.append(make_text_list(notes))
        title = self._("Gaps: {title}", title=self.text(result.title))
        return Page(title, tuple(blocks))

    def _strips(self) -> Table:
        last = self.result.day.year
        # There is no year 0.
        first = max(1, last - STRIP_YEARS + 1)
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("State"), compact_width=_COMPACT_WIDTH),
            Column(year_scale(first, last), no_wrap=True),
            Column(self._("Last held"), compact_width=_COMPACT_WIDTH),
        ]
        rows = []
        for series in self.result.series:
            label = self.text(series.label)
            state = self.series_texts.state(series)
            strip = self.series_texts.strip(series, first, last)
            last_held = self.series_texts.last_held(series)
            ref = RecordRef("indicator", series.id)
            rows.append(make_row(label, state, strip, last_held, ref=ref))
        table = make_table(columns, rows)
        return table._replace(in_words=self._("The years in words"))

    def _gaps(self) -> PageBlock:
        rows = []
        for series in self.result.series:
            rows += [self._gap(series, gap) for gap in series.gaps]
        if not rows:
            return make_text_list([self._("No gaps.")])
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("Years"), no_wrap=True),
            Column(self._("Missed"), align="right"),
            Column(self._("Days"), align="right"),
            Column(self._("Between")),
        ]
        return make_table(columns, rows, title=self._("All gaps"))

    def _gap(self, series: Series, gap: Gap) -> TableRow:
        label = self.text(series.label)
        years = format_gap_years(gap)
        days = ""
        if gap.days is not None:
            days = str(Count(gap.days))
        ref = RecordRef("indicator", series.id)
        return make_row(label, years, str(gap.years), days, self._between(gap), ref=ref)

    def _between(self, gap: Gap) -> str:
        """Name the days before and after a gap, as far as they are known."""
        if gap.after and gap.before:
            after = self.tr.date(end_date(gap.after))
            before = self.tr.date(gap.before.start)
            return self._("{after} and {before}", after=after, before=before)
        if gap.after:
            return self._("after {after}", after=self.tr.date(end_date(gap.after)))
        if gap.before:
            return self._("before {before}", before=self.tr.date(gap.before.start))
        return self._("none")

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        hidden = hidden_json(result.hidden)
        documents = [self._series_json(series) for series in result.series]
        return json_envelope("gaps", self.meta, result.day, hidden=hidden, series=documents)

    def _series_json(self, series: Series) -> JsonObject:
        document: JsonObject = {
            "id": series.id,
            "label": self.text(series.label),
            "state": series.state,
            "cadence_years": series.cadence_years,
            "first_held": None,
        }
        if series.first_held:
            document["first_held"] = series.first_held.start
        document["last_held"] = None
        if series.last_held:
            document["last_held"] = end_date(series.last_held)
        document["last_held_id"] = None
        if series.last_held:
            document["last_held_id"] = series.last_held.id
        document["halted_since"] = series.halted_since
        document["first_missed"] = series.first_missed
        document["years_held"] = series.years_with_status("held")
        # The years of a declared pause count as missed.
        document["years_missed"] = series.years_with_status("missed", "paused")
        document["years_unknown"] = series.years_with_status("unknown")
        document["gaps"] = [gap_json(gap) for gap in series.gaps]
        longest = series.longest_gap
        document["longest_gap"] = None
        if longest:
            document["longest_gap"] = gap_json(longest)
        document["pauses"] = [self._pause_json(pause) for pause in series.pauses]
        document["successor"] = series.successor
        document["coverage"] = [coverage_json(span, self.tr.data_lang) for span in series.coverage.searched]
        return document

    def _pause_json(self, pause: CoverageSpan) -> JsonObject:
        return {
            "from_year": pause.from_year,
            "to_year": pause.to_year,
            "source": pause.source,
            "note": self.text(pause.note),
        }


def gap_json(gap: Gap) -> JsonObject:
    """Return a gap in the form of the contract."""
    document: JsonObject = {
        "from_year": gap.from_year,
        "to_year": gap.to_year,
        "years": gap.years,
        "after": None,
    }
    if gap.after:
        document["after"] = end_date(gap.after)
    document["before"] = None
    if gap.before:
        document["before"] = gap.before.start
    document["days"] = gap.days
    return document


REPORT = ReportSpec("gaps", GapsQuery, Gaps, compute_gaps, GapsView)
