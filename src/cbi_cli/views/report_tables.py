"""The tables and figures of an annual report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.annual_report import AnnualReport
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.history import History
from cbi_cli.reports.scorecard import Occurrence, ScorecardRow
from cbi_cli.reports.timeline import MonthOfYear, TimelineEntry
from cbi_cli.reports.topics import PublishedGraph
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.history import HistoryView
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    RecordRef,
    RecordText,
    Styled,
    Table,
    TableRow,
    make_cell,
    make_row,
    make_table,
)
from cbi_cli.views.publication import Bar, Figure
from cbi_cli.views.report_sources import SourceNumbers
from cbi_cli.views.series_texts import SeriesTexts


class ReportTables:
    """Makes tables and figures, and numbers both in the order in which they are made.

    Of a column, the formats of publications know only whether it gets the width that others do not need.
    """

    def __init__(self, report: AnnualReport, numbers: SourceNumbers, meta: Mapping[str, str], tr: Translator) -> None:
        self._report = report
        self._numbers = numbers
        self._meta = meta
        self._tr = tr
        self._ = tr.gettext
        self._card_texts = CardTexts(tr)
        self._series_texts = SeriesTexts(tr)
        self._tables = 0
        self._figures = 0

    def scorecard(self) -> Table:
        """Return the card, with the sources of the events that it shows."""
        card = self._report.card
        columns = [
            self._("Status"),
            self._("Institutional interaction"),
            self._("Most recent occurrences"),
        ]
        has_edition = self._report.edition is not None
        if has_edition:
            columns.append(self._("Published"))
        rows = []
        for row in card.rows:
            light = self._card_texts.light(row.light)
            label = make_cell(self._text(row.label))
            cells = [light, label, self._occurrences(row)]
            if has_edition:
                cells.append(self._card_texts.agreement(row))
            ref = RecordRef("indicator", row.indicator)
            rows.append(TableRow(tuple(cells), ref))
        title = self._("Scorecard {year}", year=card.year)
        return make_table(columns, rows, self._number_table(title))

    def _occurrences(self, row: ScorecardRow) -> Cell:
        content: list[Inline] = []
        for occurrence in row.occurrences:
            if content:
                content.append("\n")
            content += self._occurrence(occurrence)
        if not content:
            reason = self._card_texts.reason(row, self._report.card)
            content.append(reason)
            # The reason names the event that meets a weaker rule, or else the last one held.
            named = row.near or row.last_held
            if named is not None:
                content += self._cite_event(named.id)
        return Cell(tuple(content))

    def _occurrence(self, occurrence: Occurrence) -> Iterator[Inline]:
        event = occurrence.event
        dates = self._tr.dates(event.start, event.end, self._report.year)
        mark = "*" if occurrence.admitted else ""
        yield f"{dates}{mark} – "
        yield RecordText(self._text(event.title), RecordRef("event", event.id))
        yield from self._cite_event(event.id)

    def _cite_event(self, event_id: str) -> Iterator[Inline]:
        return self._numbers.cite(self._report.event_sources.get(event_id, ()))

    def history(self, history: History) -> Table:
        """Return a history year by year, with the sources of each meeting."""
        page = HistoryView(history, self._meta, self._tr).page()
        (table,) = [block for block in page.blocks if isinstance(block, Table)]
        sources: dict[str, tuple[str, ...]] = {}
        for year in history.years:
            for meeting in year.meetings:
                sources[meeting.event.id] = meeting.sources
        rows = []
        for row in table.rows:
            citations: tuple[str, ...] = ()
            if row.ref is not None:
                citations = sources[row.ref.id]
            cited = self._numbers.cell(citations)
            rows.append(row._replace(cells=(*row.cells, cited)))
        label = self._text(history.series.label)
        title = self._number_table(self._("{label}, year by year", label=label))
        # Host and guests need as much room as the place.
        headers = [column.header for column in table.columns]
        columns = tuple(Column(header) for header in (*headers, self._("Sources")))
        return table._replace(columns=columns, rows=tuple(rows), title=title)

    def strip(self, series: Series) -> Figure | None:
        """Return the years of a series as a figure; None if none is known."""
        if not series.years:
            return None
        label = self._text(series.label)
        cell = self._series_texts.strip(series, min(series.years), max(series.years))
        if cell.strip is None:
            return None
        years = f"{min(series.years)}–{max(series.years)}"
        caption = self._("{label}, {years}", label=label, years=years)
        return Figure(self._number_figure(caption), cell.strip.words, strip=cell.strip)

    def graph(self, graph: PublishedGraph) -> Figure:
        """Return a published graph as a figure."""
        bars = []
        for share in graph.shares:
            text = self._("among the least discussed; no figure stated")
            if share.percent is not None:
                text = f"{share.percent:g}%"
            bars.append(Bar(self._text(share.label), share.percent, text))
        words = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
        caption = self._text(graph.title)
        # Most titles name the years.
        if str(graph.from_year) not in caption:
            years = f"{graph.from_year}–{graph.to_year}"
            caption = self._("{label}, {years}", label=caption, years=years)
        return Figure(self._number_figure(caption), words, bars=tuple(bars))

    def reconciliation(self) -> Table:
        """Return the computed rows beside the published ones."""
        columns = [
            self._("Institutional interaction"),
            self._("Computed"),
            self._("Published as"),
            self._("Published text"),
            self._("Agreement"),
        ]
        rows = []
        for row in self._report.card.rows:
            if row.published is None:
                continue
            label = self._text(row.label)
            computed = self._card_texts.light(row.light)
            published = self._card_texts.light(row.published.status)
            agreement = self._card_texts.agreement(row)
            ref = RecordRef("indicator", row.indicator)
            quoted = make_cell(Styled(row.published.text, "", self._report.edition_language))
            rows.append(make_row(label, computed, published, quoted, agreement, ref=ref))
        title = self._("Computed and published, row by row")
        return make_table(columns, rows, self._number_table(title))

    def rules(self) -> Table:
        """Return what each row asks, and why."""
        rows = []
        for indicator in self._report.indicators:
            label = self._text(record_text(indicator, "label"))
            why = self._text(record_text(indicator, "why"))
            ref = RecordRef("indicator", indicator["id"])
            rows.append(make_row(label, why, ref=ref))
        columns = [self._("Institutional interaction"), self._("Why the rule is so")]
        title = self._number_table(self._("What each row asks"))
        return make_table(columns, rows, title)

    def month(self, month: MonthOfYear, entries: Iterable[TimelineEntry]) -> Table:
        """Return the events of a month, with their sources."""
        columns: list[str | Column] = [
            self._("Date"),
            Column(self._("Event"), expand=True),
            self._("Place"),
            self._("Sources"),
        ]
        rows = []
        for entry in entries:
            event = entry.event
            dates = self._tr.dates(event.start, event.end, month[0])
            if month != (entry.year, entry.month):
                dates = f"… {dates}"
            title = self._text(event.title)
            place = self._text(entry.place.label)
            sources = self._numbers.cell(entry.sources)
            ref = RecordRef("event", event.id)
            rows.append(make_row(dates, title, place, sources, ref=ref))
        return make_table(columns, rows)

    def _text(self, names: LocalizedText) -> str:
        return names.text(self._tr.data_lang)

    def _number_table(self, title: str) -> str:
        self._tables += 1
        return self._("Table {n}. {title}", n=self._tables, title=title)

    def _number_figure(self, title: str) -> str:
        self._figures += 1
        return self._("Figure {n}. {title}", n=self._figures, title=title)
