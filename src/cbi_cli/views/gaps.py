"""The gap report as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.gaps import Gap, Gaps, GapsQuery, Series, compute_gaps
from cbi_cli.views.common import end_date, hidden_json, json_envelope
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


class GapsView(ReportView[Gaps]):
    """The view of a gap report."""

    def page(self) -> Page:
        """Return the strips of all series and a list of every gap."""
        blocks: list[PageBlock] = [
            self._strips(),
            make_text_list([self.series_texts.legend()]),
            self._gaps(),
        ]
        notes: list[str | Cell] = [text for one in self.result.series for text in self.series_texts.pauses(one)]
        notes += self.day_lines(self.result.day, self.result.hidden)
        return Page(self._("Gaps: {title}", title=self.text(self.result.title)), (*blocks, make_text_list(notes)))

    def _strips(self) -> Table:
        last = self.result.day.year
        first = max(1, last - STRIP_YEARS + 1)
        columns = [
            Column(self._("Series"), expand=True),
            Column(self._("State")),
            Column(year_scale(first, last), no_wrap=True),
            Column(self._("Last held")),
        ]
        rows = []
        for series in self.result.series:
            ref = RecordRef("indicator", series.id)
            rows.append(
                make_row(
                    self.text(series.label),
                    self.series_texts.state(series),
                    self.series_texts.strip(series, first, last),
                    self.series_texts.last_held(series),
                    ref=ref,
                )
            )
        return make_table(columns, rows)._replace(in_words=self._("The years in words"))

    def _gaps(self) -> PageBlock:
        rows = [self._gap(one, gap) for one in self.result.series for gap in one.gaps]
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
        days = "" if gap.days is None else str(gap.days)
        ref = RecordRef("indicator", series.id)
        return make_row(
            self.text(series.label), format_gap_years(gap), str(gap.years), days, self._between(gap), ref=ref
        )

    def _between(self, gap: Gap) -> str:
        """Name the last day before a gap and the first one after it, as far as they are known."""
        after = self.tr.date(end_date(gap.after)) if gap.after else ""
        before = self.tr.date(gap.before.start) if gap.before else ""
        if after and before:
            return self._("{after} and {before}", after=after, before=before)
        if after:
            return self._("after {after}", after=after)
        if before:
            return self._("before {before}", before=before)
        return self._("none")

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        series = [self._series_json(one) for one in self.result.series]
        return json_envelope("gaps", self.meta, self.result.day, hidden=hidden_json(self.result.hidden), series=series)

    def _series_json(self, one: Series) -> dict[str, Any]:
        return {
            "id": one.id,
            "label": self.text(one.label),
            "state": one.state,
            "cadence_years": one.cadence_years,
            "first_held": one.first_held and one.first_held.start,
            "last_held": one.last_held and end_date(one.last_held),
            "last_held_id": one.last_held and one.last_held.id,
            "halted_since": one.halted_since,
            "first_missed": one.first_missed,
            "years_held": one.years_with_status("held"),
            "years_missed": one.years_with_status("missed", "paused"),
            "years_unknown": one.years_with_status("unknown"),
            "gaps": [gap_json(gap) for gap in one.gaps],
            "longest_gap": gap_json(one.longest_gap) if one.longest_gap else None,
            "pauses": [
                {
                    "from_year": pause.from_year,
                    "to_year": pause.to_year,
                    "source": pause.source,
                    "note": self.text(pause.note),
                }
                for pause in one.pauses
            ],
            "successor": one.successor,
        }


def gap_json(gap: Gap) -> dict[str, Any]:
    """A gap as the contract names it."""
    return {
        "from_year": gap.from_year,
        "to_year": gap.to_year,
        "years": gap.years,
        "after": gap.after and end_date(gap.after),
        "before": gap.before and gap.before.start,
        "days": gap.days,
    }


REPORT = ReportSpec("gaps", GapsQuery, Gaps, compute_gaps, GapsView)
