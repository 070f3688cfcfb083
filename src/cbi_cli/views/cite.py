"""A citation as a page for readers, and as CSL-JSON for programs."""

from __future__ import annotations

from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.cite import Citation, CitedDataset, CitedRecord, CitedWork, CiteQuery, find_citation
from cbi_cli.reports.common import LocalizedText
from cbi_cli.views.citation_entries import make_entries
from cbi_cli.views.csl import make_csl_item
from cbi_cli.views.page import Cell, Inline, Link, Page, PageBlock, make_cell, make_text_list
from cbi_cli.views.report_view import ReportSpec, ReportView

_SENTENCE_ENDS = (".", "!", "?", "…")


class CitationTexts:
    """Citations in words, in the style of a list of references, in the language of a reader."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr
        self._ = tr.gettext

    def main(self, citation: Citation) -> Cell:
        """Return the reference of what is cited."""
        if citation.work is not None:
            return self.work(citation.work)
        dataset = citation.dataset
        title = self._dataset_title(dataset)
        sentences = [title, dataset.publisher]
        if citation.record is not None:
            container = self._("In: {title}", title=title)
            sentences = [self._record_title(citation.record), container, dataset.publisher]
        # The authors lead already.
        if dataset.publisher in dataset.authors:
            sentences.pop()
        year = dataset.released[:4] or self._("n.d.")
        return self._reference(self.tr.join_with_and(dataset.authors), year, sentences, citation.url)

    def work(self, work: CitedWork) -> Cell:
        """Return the reference of a source, with its parts that are cited and its archived copy."""
        title = work.title
        if work.parts:
            parts = "; ".join(self._text(part) for part in work.parts)
            title = f"{title}, {parts}"
        date = self._("n.d.")
        if work.published:
            date = self.tr.date(work.published)
        sentences = [title]
        if work.author and work.publisher != work.author:
            sentences.append(work.publisher)
        reference = self._reference(work.author or work.publisher, date, sentences, work.url)
        return reference._replace(content=(*reference.content, *self._copies(work)))

    def based_on(self) -> str:
        """Return the heading of the sources that a record rests on."""
        return self._("Based on")

    def withdrawal(self, record: CitedRecord) -> str:
        """Say when and why a record was withdrawn, and what replaces it; empty if it was not."""
        withdrawal = record.withdrawal
        if withdrawal is None:
            return ""
        day = self.tr.date(withdrawal.day)
        text = self._("Withdrawn on {day}: {reason}", day=day, reason=self._text(withdrawal.reason))
        if not withdrawal.replaced_by:
            return text
        replacement = self._("Replaced by {id}.", id=withdrawal.replaced_by)
        return f"{_end_sentence(text)} {replacement}"

    def _reference(self, who: str, year: str, sentences: list[str], url: str) -> Cell:
        """Return `Who (year). Title. Publisher. URL`; without anybody, the title comes first."""
        first, *others = sentences
        lead = f"{first} ({year})"
        if who:
            lead = f"{who} ({year})"
            others = sentences
        texts = [_end_sentence(text) for text in (lead, *others) if text]
        content: list[Inline] = [" ".join(texts)]
        if url:
            content += [" ", Link(url, url)]
        return Cell(tuple(content))

    def _copies(self, work: CitedWork) -> list[Inline]:
        """Return the archived copy of a source and the day on which it was read, in parentheses."""
        content: list[Inline] = []
        if work.archive_url:
            label = self._("archived copy:")
            content += [f" ({label} ", Link(work.archive_url, work.archive_url, delimited=True)]
        if work.accessed:
            read = self._("read on {day}", day=self.tr.date(work.accessed))
            content.append(f", {read}" if content else f" ({read}")
        if content:
            content.append(")")
        return content

    def _dataset_title(self, dataset: CitedDataset) -> str:
        return self._(
            "{title} ({id}, version {version}) [Data set]",
            title=self._text(dataset.title),
            id=dataset.id,
            version=dataset.version,
        )

    def _record_title(self, record: CitedRecord) -> str:
        title = self._text(record.title)
        if record.start:
            title = f"{title}, {self.tr.dates(record.start, record.end or None)}"
        return f"{title} [{record.id}]"

    def _text(self, text: LocalizedText) -> str:
        return text.text(self.tr.data_lang)


class CiteView(ReportView[Citation]):
    """The view of a citation."""

    def page(self) -> Page:
        """Return the reference of what is cited, and of the sources that it rests on."""
        texts = CitationTexts(self.tr)
        citation = self.result
        lines = [texts.main(citation)]
        name = citation.dataset.id
        if citation.record is not None:
            name = citation.record.id
            withdrawal = texts.withdrawal(citation.record)
            if withdrawal:
                lines.append(make_cell(withdrawal))
        blocks: list[PageBlock] = [make_text_list(lines)]
        if citation.sources:
            sources = [texts.work(source) for source in citation.sources]
            blocks.append(make_text_list(sources, texts.based_on(), bulleted=True))
        return Page("", tuple(blocks), name)

    def document(self) -> Any:
        """Return the CSL-JSON: a list of items, what is cited first."""
        return [make_csl_item(entry) for entry in make_entries((self.result,), self.tr.data_lang)]


def _end_sentence(text: str) -> str:
    """Return a text with a period at its end, unless it ends as a sentence does."""
    if text.endswith(_SENTENCE_ENDS):
        return text
    return f"{text}."


REPORT = ReportSpec("cite", CiteQuery, Citation, find_citation, CiteView)
