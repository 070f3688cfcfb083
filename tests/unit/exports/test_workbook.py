"""Workbooks, read by openpyxl."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.exports import xlsx_file
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.workbook import (
    BOLD,
    FIRST_DAY,
    LongTextError,
    Workbook,
    day_cell,
    flag_cell,
    number_cell,
    text_cell,
)
from tests.datasets import build_snapshot, event_toml

DAY = date(2026, 3, 4)


def write(path: Path, *texts: str) -> Any:
    """Write the texts as the rows of a sheet with one column, and read the workbook."""
    with Workbook() as workbook:
        workbook.add_sheet("one", ["text"], [10]).add([[text_cell(text)] for text in texts])
        workbook.write(path, "A & B", "<1>", DAY)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    "text",
    [
        *("R & D <b>", "<r>R & D <b></r>", "]]>", "=1+1", "https://example.org", "12", "TRUE", "_x0041_", "x_x0041"),
        *(" before and after ", "two\nlines\tand a tab", "\n", "Ñandú 🦤", "a\x07b", "a\rb", "\ufffe", ""),
    ],
)
def test_every_text_comes_back_as_a_text(text: str, tmp_path: Path) -> None:
    cell = write(tmp_path / "a.xlsx", text)["one"]["A2"]
    # openpyxl leaves control characters as Excel writes them.
    for character in "\x07\r\ufffe":
        text = text.replace(character, f"_x{ord(character):04X}_")
    text = text.replace("_x0041_", "_x005F_x0041_")
    assert (cell.value or "", cell.hyperlink) == (text, None)
    assert cell.data_type in ("s", "inlineStr", "n" if not text else "s")


def test_other_values_styles_and_widths(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(30)]
    with Workbook() as workbook:
        sheet = workbook.add_sheet("a&b", names, range(1, 31))
        row = [number_cell(-3), number_cell(0.1), flag_cell(True), flag_cell(False), None, day_cell(FIRST_DAY)]
        sheet.add([[*row, day_cell(DAY), text_cell("b", BOLD), *[None] * 21, text_cell("last")]])
        workbook.add_sheet("second", ["c"], [5])
        workbook.write(tmp_path / "a.xlsx", "A & B", "<1>", DAY)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["a&b", "second"]
    found = book["a&b"]
    assert [cell.value for cell in found[1]] == names
    assert [cell.value for cell in found[2]][:8] == [
        *(-3, 0.1, True, False, None, datetime.fromisoformat("1900-03-01"), datetime.fromisoformat("2026-03-04"), "b")
    ]
    assert (found["AD1"].value, found["AD2"].value, found.dimensions) == ("c29", "last", "A1:AD2")
    assert [found[name].font.b for name in ("A1", "A2", "H2")] == [True, False, True]
    assert (found["F2"].number_format, found["F2"].alignment.horizontal) == ("yyyy-mm-dd", "left")
    assert (found.freeze_panes, round(found.column_dimensions["AD"].width)) == ("A2", 31)
    about = book.properties
    assert (about.title, about.description, about.created) == ("A & B", "<1>", datetime.fromisoformat("2026-03-04"))


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, *map(str, range(50_000)))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    # More than what is kept in memory.
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 2 << 20
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["one"]
    assert (sheet.max_row, sheet["A50001"].value) == (50_001, "49999")


def test_a_cell_has_up_to_32767_units_of_utf_16() -> None:
    assert "🦤" * 16_383 in text_cell("🦤" * 16_383)
    with pytest.raises(LongTextError):
        text_cell("🦤" * 16_384)
    assert "a" * 32_767 in text_cell("a" * 32_767)
    with pytest.raises(LongTextError):
        text_cell("a" * 32_768)


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ("MAX_ROWS", "the table event has more rows than a sheet of Excel can have"),
        ("text", "the table event has a longer text than a cell of Excel can have"),
    ],
)
def test_what_excel_cannot_have_is_an_error(
    limit: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit == "MAX_ROWS":
        monkeypatch.setattr(xlsx_file, "MAX_ROWS", 5)
    note = "🦤" * 17_000
    events = [event_toml(f"2022-05-0{day}", f'note = "{note}"') for day in range(1, 6)]
    dataset = ExportedDataset(build_snapshot(*events))
    with pytest.raises(CbiError, match=error):
        xlsx_file.write_xlsx(dataset, tmp_path)
    assert list(tmp_path.iterdir()) == []
