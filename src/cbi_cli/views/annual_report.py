"""The annual report on a year as a publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cbi_cli.i18n.translator import Translator
from cbi_cli.records.report_files import HIGHLIGHT
from cbi_cli.reports.annual_report import AnnualReport, Highlight
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.reconcile import Dispute
from cbi_cli.reports.scorecard import ScorecardRow
from cbi_cli.reports.timeline import MonthOfYear, TimelineEntry
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.common import year_spans
from cbi_cli.views.page import Cell, Inline, InnerLink, Styled, make_cell, make_text_list
from cbi_cli.views.publication import Heading, Note, NumberedList, Publication, PublicationBlock
from cbi_cli.views.report_prose import ProseTexts
from cbi_cli.views.report_sources import ANCHOR, SourceNumbers
from cbi_cli.views.report_tables import ReportTables
from cbi_cli.views.series_texts import SeriesTexts
from cbi_cli.views.timeline import coverage_lines

Blocks = Iterator[PublicationBlock]

_TITLE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a sentence for the title of the edition, which has a language of its own."""


def make_publication(report: AnnualReport, meta: Mapping[str, str], tr: Translator) -> Publication:
    """Return the report in the language of the reader."""
    return _AnnualReportTexts(report, meta, tr).publication()


class _AnnualReportTexts:
    """The sections of a report.

    A section without content is left out, so that the numbers of the others have no gap.
    """

    def __init__(self, report: AnnualReport, meta: Mapping[str, str], tr: Translator) -> None:
        self._report = report
        self._card = report.card
        self._tr = tr
        self._ = tr.gettext
        self._card_texts = CardTexts(tr)
        self._series_texts = SeriesTexts(tr)
        self._numbers = SourceNumbers(report.sources, tr)
        self._tables = ReportTables(report, self._numbers, meta, tr)
        self._legend_shown = False
        self._prose = ProseTexts(report.prose.values, self._numbers, tr)

    def publication(self) -> Publication:
        """Return the whole report."""
        blocks: list[PublicationBlock] = []
        number = 0
        for name, content in self._contents().items():
            if not content:
                continue
            number += 1
            heading = self._("{n}. {title}", n=number, title=self._section_title(name))
            blocks.append(Heading(2, heading, name))
            blocks += content
        title = self._("Annual report {year}", year=self._report.year)
        subtitle = self._text(record_text(self._report.dataset, "title"))
        return Publication(title, subtitle, tuple(self._imprint()), tuple(blocks), self._tr.lang)

    def _contents(self) -> dict[str, list[PublicationBlock]]:
        """Return the content of each section in the order of the plan.

        Sources are listed, and those without an archived copy counted, when all other sections have cited theirs.
        """
        sections = self._report.plan.sections
        contents: dict[str, list[PublicationBlock]] = {name: [] for name in sections}
        last = [name for name in ("unknown", "sources") if name in sections]
        for name in (*[name for name in sections if name not in last], *last):
            contents[name] += self._prose_blocks(name)
            make_section = _SECTIONS.get(name)
            if make_section is not None:
                contents[name] += make_section(self)
        return contents

    def _section_title(self, name: str) -> str:
        titles = {"introduction": self._("Introduction")}
        titles["highlights"] = self._("Institutional highlights")
        titles["spotlight"] = self._("Spotlight")
        titles["scorecard"] = self._("Scorecard {year}", year=self._report.year)
        titles["commentary"] = self._("Commentary")
        titles["final-remarks"] = self._("Final remarks")
        titles["reconciliation"] = self._("What was published, and what the data says")
        titles["disputes"] = self._("Where sources disagree")
        titles["methodology"] = self._("Methodology and its limits")
        titles["unknown"] = self._("What is not known")
        titles["sources"] = self._("Sources")
        titles["timeline"] = self._("Annex: timeline of {year}", year=self._report.year)
        return titles[name]

    def _imprint(self) -> Iterator[Cell]:
        """Say which edition, which day and which data the report is of."""
        edition = self._report.edition
        if edition is not None:
            published = self._tr.date(edition.record["published"])
            text = self._("Edition: {title} ({published})", title=_TITLE, published=published)
            before, _, after = text.partition(_TITLE)
            # The edition is quoted as published.
            title = Styled(edition.record["title"], "", self._report.edition_language)
            yield make_cell(before, title, after)
        day = self._tr.date(self._card.day)
        yield make_cell(self._("As of {day}.", day=day))
        dataset = self._report.dataset
        name = dataset["id"]
        version = dataset["version"]
        text = self._("Dataset {name}, version {version}.", name=name, version=version)
        if dataset.get("license"):
            license_text = self._("License of the data: {license}.", license=dataset["license"])
            text = f"{text} {license_text}"
        yield make_cell(text)

    def _introduction(self) -> Blocks:
        totals = self._card.totals
        held = self._card_texts.headline(self._card)
        lights = self._card_texts.totals(totals)
        yield Note((make_cell(f"{held}: {lights}."),))

    def _highlights(self) -> Blocks:
        for highlight in self._report.highlights:
            yield from self._series(highlight)

    def _spotlight(self) -> Blocks:
        spotlight = self._report.spotlight
        if spotlight is None:
            return
        yield from self._strip(spotlight.history.series)
        yield from self._series_notes(spotlight)
        for graph in self._report.graphs:
            yield self._tables.graph(graph)
            note = f"{self._text(graph.note)} [{graph.source}]".strip()
            yield Note((self._numbers.number_citations(note),))
        edition = self._report.edition
        if edition is not None and edition.recommendations:
            yield Heading(3, self._("Recommendations of the edition"))
            lines = []
            for recommendation in edition.recommendations:
                text = self._text(recommendation.text)
                lines.append(Cell((text, *self._numbers.cite([recommendation.source]))))
            yield NumberedList(tuple(lines))

    def _series(self, highlight: Highlight) -> Blocks:
        """Yield the part about one series: prose, years, meetings, and what limits them."""
        series = highlight.history.series
        yield Heading(3, self._text(series.label), series.id)
        yield make_text_list([self._about(highlight)])
        yield from self._prose_blocks(f"{HIGHLIGHT}{series.id}")
        if series.years:
            yield from self._strip(series)
            yield self._tables.history(highlight.history)
        yield from self._series_notes(highlight)

    def _strip(self, series: Series) -> Blocks:
        """Yield the years of a series as a figure, the first time with what its signs mean."""
        figure = self._tables.strip(series)
        if figure is None:
            return
        yield figure
        if not self._legend_shown:
            self._legend_shown = True
            yield make_text_list([self._series_texts.legend()])

    def _about(self, highlight: Highlight) -> Cell:
        """Say since when an institution exists, what state its series is in, and when it was last held."""
        series = highlight.history.series
        parts = []
        institution = highlight.institution
        if institution is not None and institution.get("established"):
            established = self._tr.date(str(institution["established"]))
            parts.append(self._("established: {date}", date=established))
        parts.append(self._("state: {state}", state=self._series_texts.state(series).text))
        parts.append(self._("last held: {date}", date=self._series_texts.last_held(series)))
        text = "; ".join(parts)
        content: list[Inline] = [f"{text[:1].upper()}{text[1:]}."]
        if institution is not None:
            content += self._numbers.cite(institution.get("sources", ()))
        return Cell(tuple(content))

    def _series_notes(self, highlight: Highlight) -> Blocks:
        series = highlight.history.series
        lines = [*self._series_texts.pauses(series), *self._series_texts.limits(series)]
        if lines:
            yield make_text_list([self._numbers.number_citations(line) for line in lines], bulleted=True)

    def _scorecard(self) -> Blocks:
        card = self._card
        yield self._tables.scorecard()
        lines: list[str] = [f"{self._card_texts.totals(card.totals)}."]
        for row in card.rows:
            lines += self._admissions(row)
        for row in card.rows:
            lines += self._card_texts.limits(row)
        if card.totals["yellow"]:
            lines.append(self._card_texts.yellow_note())
        if self._report.edition is not None:
            lines.append(self._card_texts.agreement_legend())
        yield make_text_list([self._numbers.number_citations(line) for line in lines], bulleted=True)

    def _admissions(self, row: ScorecardRow) -> Iterator[str]:
        for occurrence in row.occurrences:
            if occurrence.admitted:
                title = self._text(occurrence.event.title)
                reason = self._text(occurrence.admission)
                source = occurrence.admission_source
                yield self._("* Admitted: {title}. {reason} [{source}]", title=title, reason=reason, source=source)

    def _reconciliation(self) -> Blocks:
        edition = self._report.edition
        if edition is None:
            return
        published = [row.published for row in self._card.rows if row.published is not None]
        agreeing = sum(row.agrees for row in published)
        agreement = self._tr.ngettext(
            "{n} of {all} rows agrees with the published card.",
            "{n} of {all} rows agree with the published card.",
            agreeing,
            all=len(published),
        )
        yield make_text_list([agreement])
        yield self._tables.reconciliation()
        lines = []
        for row in self._card.rows:
            disputes = edition.reconciliation.explained_by[row.indicator]
            sentences = self._card_texts.row_differences(row, self._card.year)
            lines += [self._difference(sentence, disputes) for sentence in sentences]
        if lines:
            yield make_text_list(lines, bulleted=True)

    def _difference(self, sentence: str, disputes: tuple[Dispute, ...]) -> Cell:
        """Return what differs in a row, and the disputes that explain it."""
        content: list[Inline] = [sentence]
        for dispute in disputes:
            title = self._dispute_title(dispute)
            content.append(" ")
            if "disputes" in self._report.plan.sections:
                content.append(InnerLink(f"→ {title}", f"dispute-{dispute.id}"))
            else:
                content.append(f"→ {title}")
        return Cell(tuple(content))

    def _disputes(self) -> Blocks:
        disputes = self._report.disputes
        for dispute in disputes.listed:
            yield Heading(3, self._dispute_title(dispute), f"dispute-{dispute.id}")
            yield from self._dispute(dispute)
        if disputes.further:
            more = self._tr.ngettext(
                "{n} more dispute of the dataset does not concern the year.",
                "{n} more disputes of the dataset do not concern the year.",
                disputes.further,
            )
            yield make_text_list([more])

    def _dispute(self, dispute: Dispute) -> Blocks:
        """Yield what each source says, and the reading that is used."""
        claims = []
        for claim in dispute.claims:
            value = self._text(claim.value)
            claims.append(Cell((value, *self._numbers.cite([claim.source]))))
        yield make_text_list(claims, bulleted=True)
        chosen = self._text(dispute.chosen).rstrip(".")
        why = self._text(dispute.why)
        reading = self._("Our reading: {chosen}. {why}", chosen=chosen, why=why)
        note = self._text(dispute.note)
        yield make_text_list([f"{reading} {note}".strip()])

    def _dispute_title(self, dispute: Dispute) -> str:
        subject = self._text(self._report.disputes.subjects[dispute.id])
        return f"{subject}: {dispute.field_text(self._tr.data_lang)}"

    def _methodology(self) -> Blocks:
        yield make_text_list(self._method_lines())
        yield self._tables.rules()

    def _method_lines(self) -> Iterator[str]:
        """Yield the rules by which the report is made, one paragraph each."""
        yield self._(
            "Every light is computed from dated events by a written rule, as of one day. An event counts for a "
            "row if it was held, is known to have begun by that day, began in the year, and meets every condition "
            "of the rule. No rule names an event."
        )
        yield self._(
            "A row is green if at least one event counts; yellow if none does, but one meets a weaker rule of the "
            "row; red if none does and the year was looked through, or a source says that none was held. "
            "Otherwise its light is unknown: nobody looked, and that is not the same as none."
        )
        yield self._(
            "An edition can admit an event from outside the year for one row, with a reason; it is marked with an "
            "asterisk. A date is as exact as its source, and an event of which only the month or the year is "
            "known counts from the last day that it can mean."
        )
        yield self._(
            "Where sources disagree, every value is kept with its source, and the reading that is used is "
            "explained. What was published is never changed to fit."
        )
        yield self._(
            "The limits: a light says that an encounter took place, not what came of it. The dataset has what its "
            "sources tell, and public sources do not tell of every encounter. A rule is a decision, and another "
            "rule would give other lights; the table says why each one is as it is."
        )

    def _unknown(self) -> Blocks:
        lines = [*coverage_lines(self._report.timeline.coverage, self._tr)]
        lines += self._unknown_years()
        lines += self._inexact_dates()
        lines += self._left_out()
        yield make_text_list(lines, bulleted=True)

    def _unknown_years(self) -> Iterator[str]:
        """Say which rows have no light, and of which years of a row nothing is known."""
        for row in self._card.rows:
            label = self._text(row.label)
            if row.light == "unknown":
                reason = self._card_texts.reason(row, self._card)
                yield f"{label}: {reason}."
            years = row.series.years_with_status("unknown")
            if years:
                spans = ", ".join(year_spans(years))
                yield self._("{label}: not known for {years}.", label=label, years=spans)

    def _inexact_dates(self) -> Iterator[str]:
        """Name the events of which the day is not known."""
        for entry in self._report.timeline.events:
            event = entry.event
            if len(event.start) != len("2022-10-13"):
                title = self._text(event.title)
                dates = self._tr.dates(event.start, event.end)
                yield self._("The day is not known: {title} ({dates}).", title=title, dates=dates)

    def _left_out(self) -> Iterator[str]:
        """Count the events that the day of the report hides, and the sources that may disappear."""
        hidden = self._card.hidden.events
        if hidden:
            day = self._tr.date(self._card.day)
            yield self._tr.ngettext(
                "{n} event of the dataset is not known to have begun by {day}, and is not used.",
                "{n} events of the dataset are not known to have begun by {day}, and are not used.",
                hidden,
                day=day,
            )
        without = self._numbers.count_without_archive()
        if without:
            count = self._numbers.count
            yield self._tr.ngettext(
                "{n} of {all} cited sources has an address and no archived copy, so it may disappear.",
                "{n} of {all} cited sources have an address and no archived copy, so they may disappear.",
                without,
                all=count,
            )

    def _sources(self) -> Blocks:
        entries = self._numbers.entries()
        if entries:
            yield NumberedList(entries, ANCHOR)

    def _timeline(self) -> Blocks:
        months: dict[MonthOfYear, list[TimelineEntry]] = {}
        for entry in self._report.timeline.events:
            for month in entry.listed:
                months.setdefault(month, []).append(entry)
        for month in sorted(months, key=lambda month: (month[0], month[1] or 0)):
            yield Heading(3, self._month_title(month))
            yield self._tables.month(month, months[month])

    def _month_title(self, month: MonthOfYear) -> str:
        year, number = month
        if number is None:
            return self._("{year}, month not known", year=year)
        return f"{self._tr.month(number)} {year}"

    def _prose_blocks(self, part: str) -> Blocks:
        prose = self._report.prose.parts.get(part)
        if prose is not None:
            yield from self._prose.blocks(prose)

    def _text(self, names: LocalizedText) -> str:
        return names.text(self._tr.data_lang)


_SECTIONS: dict[str, Callable[[_AnnualReportTexts], Blocks]] = {
    "introduction": _AnnualReportTexts._introduction,
    "highlights": _AnnualReportTexts._highlights,
    "spotlight": _AnnualReportTexts._spotlight,
    "scorecard": _AnnualReportTexts._scorecard,
    "reconciliation": _AnnualReportTexts._reconciliation,
    "disputes": _AnnualReportTexts._disputes,
    "methodology": _AnnualReportTexts._methodology,
    "unknown": _AnnualReportTexts._unknown,
    "sources": _AnnualReportTexts._sources,
    "timeline": _AnnualReportTexts._timeline,
}
"""What the data has for each section; the others are nothing but prose."""
