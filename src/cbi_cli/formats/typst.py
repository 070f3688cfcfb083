"""Publications as PDF: the only module that loads typst.

All texts go to the template `publication.typ` as strings, which typst does not read as markup. The document claims
PDF/UA-1, which typst checks; it makes no claim if a character is in none of its fonts. Only fonts inside typst are
used, and no clock, so that the same publication gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import one_line, replace_control_characters
from cbi_cli.formats.blocks import is_labelled_year
from cbi_cli.formats.links import is_safe_link
from cbi_cli.formats.rendered import RenderedPublication
from cbi_cli.formats.styles import LIGHT_STYLES
from cbi_cli.views.page import (
    Cell,
    Code,
    Inline,
    InnerLink,
    Link,
    Styled,
    Table,
    TextList,
    YearStrip,
    inline_text,
    make_cell,
)
from cbi_cli.views.publication import Figure, Heading, Note, NumberedList, Publication, PublicationBlock

JsonObject = dict[str, Any]
_Standard = Literal["ua-1"]
_REGIONS = {"en": "US", "es": "MX"}
_MISSING = 'the text `"', '"` could not be displayed'
"""What stands before and after the character in the error of typst."""

_MAX_MISSING = 5
"""Characters without a glyph that are named; the document is compiled once for each."""

_LAMPS = re.compile(r"([●○]{3}) (.*)", re.DOTALL)


def render_pdf(publication: Publication) -> RenderedPublication:
    """Return a publication as PDF, and what a person has to know of it.

    Raises CbiError if typst is not installed.
    """
    data = _PdfData(publication).make()
    try:
        return RenderedPublication(_compile(data, "ua-1"))
    except _MissingGlyph as error:
        notices = tuple(_describe_missing(publication, data, error.character))
    # Tagged like the other one, but without the claim.
    return RenderedPublication(_compile(data, None), notices)


class _MissingGlyph(Exception):
    """A character that no font has."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


def _compile(data: JsonObject, standard: _Standard | None) -> bytes:
    # An extra, and larger than all the rest of the program.
    try:
        import typst
    except ImportError:
        raise CbiError(
            message("typst is not installed, which makes PDF"),
            message("install cbi with its extra `print`: `pip install '.[print]'` in a copy of its repository"),
        ) from None
    template = Path(__file__).with_name("publication.typ").read_bytes()
    try:
        compiled: bytes = typst.compile(
            template,
            format="pdf",
            pdf_standards=standard,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        before, after = _MISSING
        _, found, rest = str(error).partition(before)
        if not found or standard is None:
            raise
        character, _, _ = rest.partition(after)
        raise _MissingGlyph(_unescape(character)) from None
    return compiled


def _unescape(text: str) -> str:
    r"""Return the characters that typst writes as `\u{65e5}`."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


def _describe_missing(publication: Publication, data: JsonObject, character: str) -> Iterator[str]:
    """Yield a sentence for each character that no font has, with the record that has it."""
    text = json.dumps(data, ensure_ascii=False)
    for _ in range(_MAX_MISSING):
        yield message(
            "no font has the character {character} ({code_point}) of {place}, so the PDF does not claim PDF/UA-1",
            character=character,
            code_point=" ".join(f"U+{ord(one):04X}" for one in character),
            place=_find_place(publication, character),
        )
        text = text.replace(character, "?")
        try:
            _compile(json.loads(text), "ua-1")
        except _MissingGlyph as error:
            character = error.character
        else:
            return


def _find_place(publication: Publication, character: str) -> str:
    """Return the record of the first line that has a character, or the text of that line."""
    for block in publication.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                if any(character in cell.text for cell in row.cells) and row.ref is not None:
                    return f"{row.ref.kind} {row.ref.id}"
        elif isinstance(block, TextList | Note | NumberedList):
            for line in block.lines:
                if character in line.text:
                    return f"“{one_line(line.text)[:60]}”"
        elif isinstance(block, Heading) and character in block.text:
            return f"“{one_line(block.text)[:60]}”"
    return f"“{one_line(publication.title)}”"


class _PdfData:
    """A publication as the values that the template reads."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._anchors = publication.anchors

    def make(self) -> JsonObject:
        """Return all values."""
        publication = self._publication
        title = _clean(publication.title)
        subtitle = _clean(publication.subtitle)
        data: JsonObject = {"title": title, "subtitle": subtitle}
        data["footer"] = f"{subtitle} · {title}"
        data["lang"] = publication.lang
        data["region"] = _REGIONS.get(publication.lang)
        data["imprint"] = self._cells(publication.imprint)
        data["blocks"] = [self._block(block) for block in publication.blocks]
        return data

    def _block(self, block: PublicationBlock) -> JsonObject:
        if isinstance(block, Heading):
            # The title is no heading.
            return {"kind": "heading", "level": block.level - 1, "text": _clean(block.text), "anchor": block.anchor}
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return _make_figure(block)
        lines = self._cells(block.lines)
        if isinstance(block, Note):
            return {"kind": "note", "lines": lines}
        if isinstance(block, NumberedList):
            return {"kind": "numbers", "lines": lines, "anchors": block.anchors}
        return {"kind": "bullets" if block.bulleted else "lines", "lines": lines}

    def _table(self, table: Table) -> JsonObject:
        data: JsonObject = {"kind": "table", "title": _clean(table.title)}
        headers = [make_cell(column.header) for column in table.columns]
        data["columns"] = ["1fr" if column.expand else "auto" for column in table.columns]
        data["headers"] = self._cells(headers)
        data["rows"] = [self._cells(row.cells) for row in table.rows]
        return data

    def _cells(self, cells: Iterable[Cell]) -> list[list[list[str]]]:
        return [list(self._parts(cell)) for cell in cells]

    def _parts(self, cell: Cell) -> Iterator[list[str]]:
        """Yield the parts of a cell, each with its kind; a line feed is a part of its own."""
        for inline in cell.content:
            kind, text, *target = self._part(inline, cell)
            for number, line in enumerate(_clean(text).split("\n")):
                if number:
                    yield ["break", ""]
                light = _LAMPS.fullmatch(line) if kind in LIGHT_STYLES else None
                if light:
                    yield ["lamps", light[1], kind]
                    line = light[2]  # noqa: PLW2901
                yield [kind, line, *target]

    def _part(self, inline: Inline, cell: Cell) -> list[str]:
        if isinstance(inline, Code):
            return ["code", inline.text]
        if isinstance(inline, InnerLink) and inline.anchor in self._anchors:
            return ["inner", inline.text, inline.anchor]
        if isinstance(inline, Link) and is_safe_link(inline.url):
            return ["link", inline.text, inline.url]
        if isinstance(inline, Styled):
            return [inline.style or "text", inline.text]
        return [cell.style or "text", inline_text(inline)]


def _make_figure(figure: Figure) -> JsonObject:
    data: JsonObject = {"kind": "figure"}
    data["caption"] = _clean(figure.caption)
    data["words"] = _clean(figure.words)
    data["marks"] = []
    if figure.strip is not None:
        data["marks"] = _make_marks(figure.strip)
    data["bars"] = []
    for bar in figure.bars:
        text = _clean(bar.text)
        data["bars"].append({"label": _clean(bar.label), "percent": bar.percent, "text": text})
    return data


def _make_marks(strip: YearStrip) -> list[JsonObject]:
    years = strip.years
    marks: list[JsonObject] = []
    for year, mark in zip(years, strip.marks, strict=True):
        data = {"sign": _clean(mark.sign), "style": mark.style}
        data["label"] = str(year) if is_labelled_year(year, years) else ""
        marks.append(data)
    return marks


def _clean(text: str) -> str:
    return replace_control_characters(text)
