"""Write Excel workbooks (ISO/IEC 29500): sheets of texts, numbers, days and flags, each with a header.

No cell is a formula or a link. Rows go to temporary files, so that memory does not grow with them. The same rows give
the same bytes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from html import escape
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAX_ROWS = 1_048_576
"""The rows that a sheet can have, with its header."""

MAX_TEXT = 32_767
"""The units of UTF-16 that a cell can have."""

FIRST_DAY = date(1900, 3, 1)
"""Excel has no day before 1900, and counts a day too many in February of that year."""

PLAIN, HEADER, DAY, BOLD = range(4)
"""The styles of cells, by their places in `_STYLES`."""

Cell = str
"""A cell without the start of its tag, which names its place."""

_DAY_ZERO = date(1899, 12, 30).toordinal()
_PADDING = 0.7109375
"""What a column needs besides the characters that fit into it."""

_SPOOLED = 1 << 20
"""The bytes of the rows of a sheet from which on they go to a file."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = f"""{_DECLARATION}<styleSheet xmlns="{_MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">\
<alignment horizontal="left"/></xf>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""

_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
"""What XML cannot contain, and what would be read as an escape of it."""


class LongTextError(ValueError):
    """A text that is too long for a cell."""


def text_cell(text: str, style: int = PLAIN) -> Cell:
    """Return a cell with a text. Raises LongTextError if a cell cannot have so much."""
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        raise LongTextError(text)
    escaped = escape(text, quote=False)
    # Most texts need no further look.
    if "_x" in text or not text.isprintable():
        escaped = _ESCAPED.sub(_escape_character, escaped)
    space = ""
    if text != text.strip():
        space = ' xml:space="preserve"'
    return f'{_style(style)} t="inlineStr"><is><t{space}>{escaped}</t></is></c>'


def number_cell(number: float) -> Cell:
    """Return a cell with a number."""
    return f"><v>{number:.16g}</v></c>"


def flag_cell(flag: bool) -> Cell:
    """Return a cell with true or false."""
    return f' t="b"><v>{flag:d}</v></c>'


def day_cell(day: date) -> Cell:
    """Return a cell with a day that is not before `FIRST_DAY`."""
    number = day.toordinal() - _DAY_ZERO
    return f"{_style(DAY)}><v>{number}</v></c>"


def _style(style: int) -> str:
    if style == PLAIN:
        return ""
    return f' s="{style}"'


def _escape_character(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


class Sheet:
    """A sheet: its name, and the number of its rows."""

    def __init__(self, name: str, columns: Sequence[str], widths: Sequence[int], rows: IO[bytes]) -> None:
        """Begin a sheet with a header; its rows go to an empty file."""
        self.name = name
        self.count = 0
        self._rows = rows
        self._widths = widths
        self._letters = [_letters(place) for place in range(len(columns))]
        self.add([[text_cell(column, HEADER) for column in columns]])

    def add(self, rows: Iterable[Sequence[Cell | None]]) -> None:
        """Add rows below those that are there; None is an empty cell."""
        written: list[str] = []
        for cells in rows:
            self.count += 1
            number = self.count
            written.append(f'<row r="{number}">')
            for letters, cell in zip(self._letters, cells, strict=True):
                if cell is not None:
                    written.append(f'<c r="{letters}{number}"{cell}')
            written.append("</row>")
        self._rows.write("".join(written).encode())

    def write(self, archive: ZipFile, path: str) -> None:
        """Write the sheet into a workbook, at a path in it."""
        head, tail = self._head().encode(), b"</sheetData></worksheet>"
        info = _part(path)
        info.file_size = len(head) + self._rows.tell() + len(tail)
        self._rows.seek(0)
        with archive.open(info, "w") as stream:
            stream.write(head)
            shutil.copyfileobj(self._rows, stream)
            stream.write(tail)

    def _head(self) -> str:
        """Return what stands before the rows. The header stays in view."""
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width + _PADDING}" customWidth="1"/>'
            for place, width in enumerate(self._widths, 1)
        )
        pane = (
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
        )
        return (
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{self._letters[-1]}{self.count}"/>'
            f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
        )


class Workbook:
    """A workbook: its sheets in their order, with the files of their rows, which are closed at the end of `with`."""

    def __init__(self) -> None:
        self._sheets: list[Sheet] = []
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add_sheet(self, name: str, columns: Sequence[str], widths: Sequence[int]) -> Sheet:
        """Add a sheet after those that are there. `widths` are those of the columns in characters."""
        rows = self._files.enter_context(SpooledTemporaryFile(max_size=_SPOOLED))  # noqa: SIM115 - closed by the stack
        sheet = Sheet(name, columns, widths, rows)
        self._sheets.append(sheet)
        return sheet

    def write(self, path: Path, title: str, comments: str, created: date) -> None:
        """Write the workbook with its title, comments, and the day of which it is.

        Raises OSError if it cannot be written.
        """
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, text in _envelope(self._sheets, title, comments, created):
                archive.writestr(_part(name), text)
            for number, sheet in enumerate(self._sheets, 1):
                sheet.write(archive, f"xl/worksheets/sheet{number}.xml")


def _part(name: str) -> ZipInfo:
    """Return a part of a workbook, without the time of the call."""
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    return info


def _envelope(sheets: Sequence[Sheet], title: str, comments: str, created: date) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each part but the sheets."""
    types = [("/xl/workbook.xml", f"{_CONTENT}.sheet.main+xml"), ("/xl/styles.xml", f"{_CONTENT}.styles+xml")]
    types.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    names: list[str] = []
    targets: list[tuple[str, str]] = []
    for number, sheet in enumerate(sheets, 1):
        types.append((f"/xl/worksheets/sheet{number}.xml", f"{_CONTENT}.worksheet+xml"))
        names.append(f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>')
        targets.append((f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml"))
    targets.append((f"{_OFFICE}/styles", "styles.xml"))
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    yield "[Content_Types].xml", f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    yield "_rels/.rels", _relationships([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")])
    yield (
        "xl/workbook.xml",
        (
            f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{''.join(names)}</sheets></workbook>"
        ),
    )
    yield "xl/_rels/workbook.xml.rels", _relationships(targets)
    yield "xl/styles.xml", _STYLES
    yield "docProps/core.xml", _properties(title, comments, created)


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    ]
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _properties(title: str, comments: str, created: date) -> str:
    day = f'xsi:type="dcterms:W3CDTF">{created.isoformat()}T00:00:00Z'
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:description>{escape(comments)}</dc:description>"
        f"<dcterms:created {day}</dcterms:created><dcterms:modified {day}</dcterms:modified></cp:coreProperties>"
    )


def _letters(place: int) -> str:
    """Return the letters of a column, of which there are up to 702: `A` to `ZZ`."""
    first, second = divmod(place, 26)
    letter = chr(ord("A") + second)
    if not first:
        return letter
    return f"{chr(ord('A') + first - 1)}{letter}"
