"""Workbooks, read by openpyxl."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.exports import xlsx_file
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.xlsx_file import write_xlsx
from tests.datasets import build_snapshot, event_toml


def write(folder: Path, *notes: str) -> Path:
    """Write a workbook with an event for each note."""
    days = [f"2022-05-{number:02}" for number in range(1, len(notes) + 1)]
    events = [event_toml(day, f"note = '''{note}'''") for day, note in zip(days, notes, strict=True)]
    dataset = ExportedDataset(build_snapshot(*events))
    write_xlsx(dataset, folder)
    return folder / f"{dataset.id}.xlsx"


@pytest.mark.parametrize(
    "text",
    [
        *("R & D <b>", "<r>R & D <b></r>", "<r>", "<r></r>", "]]>", "=1+1", "https://example.org", "12", "TRUE"),
        *("_x0041_", " before and after ", "two\nlines\tand a tab", "Ñandú 🦤"),
    ],
)
def test_every_text_comes_back_as_a_text(text: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path, text))
    header, row = book["event"].iter_rows()
    columns = [cell.value for cell in header]
    cell = row[columns.index("note")]
    # openpyxl leaves the escape as Excel writes it.
    text = text.replace("_x0041_", "_x005F_x0041_")
    assert (cell.value, cell.hyperlink, cell.data_type) == (text, None, "s")


@pytest.mark.parametrize(
    ("limit", "notes", "error"),
    [
        (5, 5, "the table event has more rows than a sheet of Excel can have"),
        (1_048_576, 1, "the table event has a longer text than a cell of Excel can have"),
    ],
)
def test_what_excel_cannot_have_is_an_error(
    limit: int, notes: int, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bird outside the first 65,536 characters takes two of the 32,767 units of a cell."""
    monkeypatch.setattr(xlsx_file, "MAX_ROWS", limit)
    with pytest.raises(CbiError, match=error):
        write(tmp_path, *["🦤" * 16_384] * notes)
    assert list(tmp_path.iterdir()) == []


def test_the_longest_text_is_whole(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path, "🦤" * 16_383))
    texts = [cell.value for cell in next(book["event"].iter_rows(min_row=2))]
    assert "🦤" * 16_383 in texts
