"""The scorecards of several years side by side, as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cbi_cli.reports.common import HiddenEvents
from cbi_cli.reports.scorecard import LIGHTS
from cbi_cli.reports.scorecards import CardCell, CardsRow, CardYear, Scorecards, ScorecardsQuery, compute_scorecards
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.common import JsonObject, coverage_json, hidden_json, json_envelope, year_spans
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Page,
    PageBlock,
    RecordRef,
    Table,
    TextList,
    make_cell,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.report_view import ReportSpec, ReportView

_TABLE_YEARS = 7
"""How many years stand side by side in one table, so that 80 columns hold them and the labels."""


class ScorecardsView(ReportView[Scorecards]):
    """The view of several scorecards."""

    def page(self) -> Page:
        """Return the lights by year, in as many tables as the years need, and what the signs mean."""
        result = self.result
        positions = range(len(result.years))
        starts = range(0, len(positions), _TABLE_YEARS)
        blocks: list[PageBlock] = [self._table(positions[start : start + _TABLE_YEARS]) for start in starts]
        blocks.append(make_text_list(self._legend()))
        lists = [self._totals(), self._changes(), self._differences(), self._limits()]
        blocks += [block for block in lists if block.lines]
        blocks.append(make_text_list(self._notes()))
        years = _format_years(result.asked_years)
        title = self._("Scorecards {years}: {title}", years=years, title=self.text(result.title))
        return Page(title, tuple(blocks))

    def _table(self, positions: Sequence[int]) -> Table:
        columns = [Column(self._("Institutional interaction"), expand=True)]
        columns += [Column(str(self.result.years[position].year), no_wrap=True) for position in positions]
        rows = []
        for row in self.result.rows:
            cells = [self._cell(row.cells[position]) for position in positions]
            ref = RecordRef("indicator", row.indicator)
            rows.append(make_row(self.text(row.label), *cells, ref=ref))
        return make_table(columns, rows)

    def _cell(self, cell: CardCell) -> Cell:
        """Return the sign of a light, and how it agrees with the published row."""
        sign = self.card_texts.light_sign(cell.light)
        text = sign.text
        if cell.admitted:
            text = f"{text}*"
        if cell.published is not None:
            text = f"{text} {self.card_texts.agreement_sign(cell.published)}"
        return make_cell(text, style=sign.style)

    def _legend(self) -> Iterator[str | Cell]:
        content: list[Inline] = []
        for light in LIGHTS:
            if content:
                content.append("  ")
            content.append(self.card_texts.light(light).text)
        yield make_cell(*content)
        if any(one.has_edition for one in self.result.years):
            yield self.card_texts.agreement_legend()

    def _totals(self) -> TextList:
        lines: list[str | Cell] = []
        for position, one in enumerate(self.result.years):
            lines.append(f"{one.year}: {self.card_texts.totals(one.totals)}")
            if one.has_edition:
                lines.append(self._agreement(one, position))
        return make_text_list(lines, self._("Totals"), collapsible=True)

    def _agreement(self, one: CardYear, position: int) -> Cell:
        published = [row.cells[position].published for row in self.result.rows]
        compared = [row for row in published if row is not None]
        command = f"cbi reconcile {one.year}"
        agreeing = sum(row.agrees for row in compared)
        text = self.tr.ngettext(
            "{year}: {n} of {all} rows agrees with the published card; `{command}` shows the evidence.",
            "{year}: {n} of {all} rows agree with the published card; `{command}` shows the evidence.",
            agreeing,
            year=one.year,
            all=len(compared),
            command=command,
        )
        return make_command_cell(text, command)

    def _differences(self) -> TextList:
        """Return a line for each published value that is not the computed one."""
        lines = []
        for position, one in enumerate(self.result.years):
            for row in self.result.rows:
                published = row.cells[position].published
                if published is not None:
                    texts = self.card_texts.published_differences(published, self.text(row.label), one.year)
                    lines += [f"{one.year} {text}" for text in texts]
        return make_text_list(lines, self._("Differences from the published cards"), bulleted=True, collapsible=True)

    def _limits(self) -> TextList:
        """Return what limits the coverage that red lights rest on, with their years."""
        lines = []
        for row in self.result.rows:
            years_by_span: dict[CoverageSpan, list[int]] = {}
            for cell in row.cells:
                for span in cell.limits:
                    years_by_span.setdefault(span, []).append(cell.year)
            for span, years in years_by_span.items():
                coverage = self.series_texts.coverage(span)
                lines.append(f"{_format_years(years)} {self.text(row.label)}: {coverage}")
        title = self._("What limits the search that red lights rest on")
        return make_text_list(lines, title, bulleted=True, collapsible=True)

    def _changes(self) -> TextList:
        """Return which lights changed from the year compared with to the last one."""
        before = self.result.compare_year
        if before is None:
            return make_text_list([])
        years = [one.year for one in self.result.years]
        earlier = years.index(before)
        later = len(years) - 1
        lines = []
        for row in self.result.rows:
            old = row.cells[earlier].light
            new = row.cells[later].light
            if old != new:
                old_name = self.card_texts.light_name(old)
                new_name = self.card_texts.light_name(new)
                lines.append(f"{self.text(row.label)}: {old_name} → {new_name}")
        if not lines:
            lines.append(self._("No light changed."))
        title = self._("What changed from {before} to {after}", before=before, after=years[later])
        return make_text_list(lines, title, bulleted=True)

    def _notes(self) -> Iterator[str | Cell]:
        result = self.result
        if any(one.totals["yellow"] for one in result.years):
            yield self.card_texts.yellow_note()
        for row in result.rows:
            for cell in row.cells:
                yield from self._admitted(cell)
        if result.evidence == "edition":
            for one in result.years:
                yield self.card_texts.edition_evidence(one.year)
        if result.strict_year:
            yield self._("Strict year: events admitted from other years are excluded.")
        yield from self._not_over()
        yield from self._days()

    def _admitted(self, cell: CardCell) -> Iterator[str]:
        for occurrence in cell.admitted:
            title = self.text(occurrence.event.title)
            reason = self.text(occurrence.admission)
            source = occurrence.admission_source
            yield self._(
                "* Admitted in {year}: {title}. {reason} [{source}]",
                year=cell.year,
                title=title,
                reason=reason,
                source=source,
            )

    def _not_over(self) -> Iterator[str]:
        for position, one in enumerate(self.result.years):
            if any(row.cells[position].why == "not-yet" for row in self.result.rows):
                yield self._("Not known yet: {year} is not over on {day}", year=one.year, day=self.tr.date(one.day))

    def _days(self) -> Iterator[str | Cell]:
        """Say for which day each year holds, the years of one day together."""
        by_day = sorted(self.result.years, key=lambda one: (one.day, one.published_on or "", one.year))
        groups = [list(group) for _, group in groupby(by_day, key=lambda one: (one.day, one.published_on))]
        if len(groups) == 1 and not groups[0][0].published_on:
            yield from self.day_lines(groups[0][0].day, _join_hidden(groups[0]))
            return
        for group in groups:
            yield self._day_line(group)
        for group in groups:
            yield from self.hidden_lines(group[0].day, _join_hidden(group))

    def _day_line(self, group: Sequence[CardYear]) -> str:
        """Say for which day the years of a group hold."""
        years = _format_years([one.year for one in group])
        first = group[0]
        day = self.tr.date(first.day)
        if not first.published_on:
            return self._("{years}: as of {day}.", years=years, day=day)
        published = self.tr.date(first.published_on)
        return self._(
            "{years}: as of {day}, the publication date of its edition ({published}).",
            years=years,
            day=day,
            published=published,
        )

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        days = {one.day for one in result.years}
        day = days.pop() if len(days) == 1 else None
        years = [self._year_json(one) for one in result.years]
        rows = [self._row_json(row) for row in result.rows]
        content: JsonObject = {"strict_year": result.strict_year, "evidence": result.evidence}
        content |= {"compare_year": result.compare_year, "years": years, "rows": rows}
        return json_envelope("scorecards", self.meta, day, **content)

    def _year_json(self, one: CardYear) -> JsonObject:
        return {
            "year": one.year,
            "as_of": one.day.isoformat(),
            "edition": one.has_edition,
            "totals": one.totals,
            "hidden": hidden_json(one.hidden),
        }

    def _row_json(self, row: CardsRow) -> JsonObject:
        label = self.text(row.label)
        # Each cell names its row, so that it can stand alone.
        cells = [{"indicator": row.indicator, "label": label, **self._cell_json(cell)} for cell in row.cells]
        return {"indicator": row.indicator, "label": label, "cells": cells}

    def _cell_json(self, cell: CardCell) -> JsonObject:
        occurrences = [occurrence.event.id for occurrence in cell.occurrences]
        admitted = [occurrence.event.id for occurrence in cell.admitted]
        coverage = [coverage_json(span, self.tr.data_lang) for span in cell.coverage]
        document: JsonObject = {
            "year": cell.year,
            "status": cell.light,
            "cause": cell.why,
            "counted": cell.counted,
            "occurrences": occurrences,
            "admitted": admitted,
            "coverage": coverage,
            "published": None,
        }
        if cell.published is not None:
            document["published"] = {
                "status": cell.published.status,
                "agrees": cell.published.agrees,
                "agreement": cell.published.agreement,
                "differences": [difference._asdict() for difference in cell.published.differences],
            }
        return document


def _format_years(years: Sequence[int]) -> str:
    return ", ".join(year_spans(sorted(years)))


def _join_hidden(years: Sequence[CardYear]) -> HiddenEvents:
    """Return what one day hides from the cards of several years."""
    first = years[0].hidden
    here = min(first.events, sum(one.hidden.here for one in years))
    return first._replace(here=here)


REPORT = ReportSpec("scorecards", ScorecardsQuery, Scorecards, compute_scorecards, ScorecardsView)
