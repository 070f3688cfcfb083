"""The base class of all views, and the description of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import Count
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.index.snapshot import Snapshot, read_own_words
from cbi_cli.reports.common import EventSummary, HiddenEvents, LocalizedText
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.common import JsonObject, word_label
from cbi_cli.views.page import Cell, Column, Page, make_cell, make_command_cell
from cbi_cli.views.series_texts import SeriesTexts

_COMPACT_LABEL_WIDTH = 19
"""Leaves the labels of the shipped dataset two or three lines, and the occurrences at least half of 80 columns."""

Query = TypeVar("Query")
Result = TypeVar("Result")


class ReportView(Generic[Result]):
    """A result in the language of a reader, as a page and as JSON.

    Page and document are made when they are asked for. As Markdown, a view `for_summary` of a CI job is cut to what a
    summary holds. A view `for_web` names no options of the command line, which its readers do not see.
    """

    for_summary = False
    for_web = False

    def __init__(self, result: Result, meta: Mapping[str, str], tr: Translator) -> None:
        self.result = result
        self.meta = meta
        self.tr = tr
        self._ = tr.gettext
        self.card_texts = CardTexts(tr)
        self.series_texts = SeriesTexts(tr)

    def page(self) -> Page:
        """Return the page for a person."""
        raise NotImplementedError

    def document(self) -> JsonObject:
        """Return the document for a program."""
        raise NotImplementedError

    def card_columns(self) -> list[Column]:
        """Return the columns that each page of a scorecard has."""
        return [
            Column(self._("Status"), no_wrap=True),
            Column(self._("Institutional interaction"), compact_width=_COMPACT_LABEL_WIDTH),
            Column(self._("Most recent occurrences"), expand=True),
        ]

    def text(self, names: LocalizedText) -> str:
        """Return a text of the dataset in the language of the reader."""
        return names.text(self.tr.data_lang)

    def word_label(self, vocabulary: str, word: str) -> str:
        """Return the label of a word of a vocabulary in the language of the reader."""
        return word_label(self.tr, read_own_words(self.meta), vocabulary, word)

    def event_json(self, event: EventSummary) -> JsonObject:
        """Return an event as JSON; `end` is null for an event of one day."""
        return {
            "id": event.id,
            "start": event.start,
            "end": event.end,
            "title": self.text(event.title),
        }

    def day_lines(self, day: date, hidden: HiddenEvents) -> list[str | Cell]:
        """Say for which day a report holds, and how many events that hides."""
        lines: list[str | Cell] = [self._("As of {day}.", day=self.tr.date(day))]
        lines.extend(self.hidden_lines(day, hidden))
        return lines

    def hidden_lines(self, day: date, hidden: HiddenEvents) -> list[Cell]:
        """Say how many events the day of a report hides; nothing if it hides none."""
        n = hidden.events
        here = hidden.here
        if not n:
            return []
        count = self._count_hidden(day, hidden)
        if not here:
            text = self.tr.ngettext(
                "{count}, not in this report.", "{count}, none of them in this report.", n, count=count
            )
            return [make_cell(text)]
        here = Count(here)
        if self.for_web:
            text = self._("{count}; as of a later day, {here} of them would be in this report.", count=count, here=here)
            return [make_cell(text)]
        if here < n:
            text = self._(
                "{count}, {here} of them in this report; `--as-of latest` shows them.", count=count, here=here
            )
        else:
            text = self.tr.ngettext(
                "{count}; `--as-of latest` shows it.", "{count}; `--as-of latest` shows them.", n, count=count
            )
        return [make_command_cell(text, "--as-of latest")]

    def _count_hidden(self, day: date, hidden: HiddenEvents) -> str:
        n = hidden.events
        shown = self.tr.date(day)
        if hidden.begin_later:
            return self.tr.ngettext("1 event begins after {day}", "{n} events begin after {day}", n, day=shown)
        return self.tr.ngettext(
            "1 event is not known to have begun by {day}",
            "{n} events are not known to have begun by {day}",
            n,
            day=shown,
        )


class ReportSpec(NamedTuple, Generic[Query, Result]):
    """A report: its query, its result, and its view.

    It says how the result is computed and shown. The command and the JSON document have the name of the report.
    `views.registry` lists all reports.
    """

    name: str
    query: type[Query]
    result: type[Result]
    compute: Callable[[Snapshot, Query], Result]
    view: Callable[[Result, Mapping[str, str], Translator], ReportView[Result]]

    def make_view(self, snapshot: Snapshot, result: Result, lang: Lang) -> ReportView[Result]:
        """Return the view of a result in a language."""
        return self.view(result, snapshot.meta, get_translator(lang))

    def to_json(self, snapshot: Snapshot, result: Result, lang: Lang = "en") -> JsonObject:
        """Return the JSON document of a result."""
        return self.make_view(snapshot, result, lang).document()
