"""The prose of an annual report, with the values of its references in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cbi_cli.core.dates import BETWEEN
from cbi_cli.core.messages import Count
from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.prose import Prose, ProseBlock, ProsePiece
from cbi_cli.reports.references import ReferenceValue
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.page import Cell, Code, Inline, Link, RecordRef, RecordText, Styled, TextList
from cbi_cli.views.publication import Heading, Note, NumberedList, PublicationBlock
from cbi_cli.views.report_sources import SourceNumbers


class ProseTexts:
    """Prose as the blocks of a publication."""

    def __init__(self, values: Mapping[str, ReferenceValue], numbers: SourceNumbers, tr: Translator) -> None:
        self._values = values
        self._numbers = numbers
        self._tr = tr
        self._card_texts = CardTexts(tr)

    def blocks(self, prose: Prose) -> Iterator[PublicationBlock]:
        """Yield the blocks of some prose; its headings are below those of its section."""
        for block in prose.blocks:
            yield self._block(block)

    def _block(self, block: ProseBlock) -> PublicationBlock:
        lines = tuple(self._line(line) for line in block.lines)
        if block.kind == "heading":
            return Heading(3 if block.level == 1 else 4, lines[0].text)
        if block.kind == "quotation":
            return Note(lines)
        if block.kind == "numbers":
            return NumberedList(lines)
        return TextList(lines, bulleted=block.kind == "bullets")

    def _line(self, pieces: tuple[ProsePiece, ...]) -> Cell:
        content: list[Inline] = []
        for piece in pieces:
            content += self._inlines(piece)
        return Cell(tuple(content))

    def _inlines(self, piece: ProsePiece) -> Iterator[Inline]:
        if piece.kind == "reference":
            yield from self._value(self._values[piece.text])
        elif piece.kind == "code":
            yield Code(piece.text)
        elif piece.kind == "link":
            yield Link(piece.text, piece.url)
        elif piece.kind == "text":
            yield piece.text
        else:
            yield Styled(piece.text, piece.kind)

    def _value(self, value: ReferenceValue) -> Iterator[Inline]:
        """Yield a value in words; an event comes with the sources that it rests on."""
        tr = self._tr
        if value.kind == "light":
            yield Styled(self._card_texts.light_name(value.light), value.light)
        elif value.kind == "day":
            yield long_dates(str(value.day), None, tr)
        elif value.kind == "label":
            yield value.label.text(tr.data_lang)
        elif value.event is not None:
            dates = long_dates(value.event.start, value.event.end, tr)
            if value.kind == "dates":
                yield dates
                return
            title = value.event.title.text(tr.data_lang)
            yield RecordText(title, RecordRef("event", value.event.id))
            yield f" ({dates})"
            yield from self._numbers.cite(value.sources)
        elif value.kind == "percent":
            yield f"{value.number:g}%"
        elif value.kind == "number":
            yield str(Count(int(value.number)))
        else:
            yield f"{value.number:g}"


def long_dates(start: str, end: str | None, tr: Translator) -> str:
    """Write a span of ISO dates as in running text, with the names of the months: `October 25–27, 2019`.

    What lies between two dates is written as anywhere else.
    """
    if BETWEEN in start or (end and BETWEEN in end):
        return tr.dates(start, end)
    if end is None or end == start:
        return _long_date(start, tr)
    if start[:7] == end[:7] and len(start) == len(end):
        first = _day_of(start)
        return _long_date(end, tr, f"{first}–")
    return f"{_long_date(start, tr)} – {_long_date(end, tr)}"


def _long_date(iso: str, tr: Translator, first_day: str = "") -> str:
    """Write a date, which may be known to the month or the year only, with the first day of a range before its day."""
    year, _, rest = iso.partition("-")
    if not rest:
        return year
    month = tr.month(int(rest[:2]))
    day = _day_of(iso)
    if not day:
        return tr.pgettext("running text", "{month} {year}", month=month, year=year)
    day = f"{first_day}{day}"
    return tr.pgettext("running text", "{month} {day}, {year}", month=month, day=day, year=year)


def _day_of(iso: str) -> str:
    return iso[8:].lstrip("0")
