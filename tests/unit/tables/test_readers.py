"""Files of tables: CSV, JSON lines and Excel, right and wrong."""

from __future__ import annotations

import codecs
import os
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cbi_cli.core.errors import CbiError
from cbi_cli.tables.read_table import read_table
from cbi_cli.tables.table import Table, TableOptions
from cbi_cli.tables.xlsx_reader import format_date_cell

NAMES = "Fecha,Título\n2022-10-13,Reunión"


def read(folder: Path, name: str, raw: bytes, **options: str) -> Table:
    path = folder / name
    path.write_bytes(raw)
    return read_table(path, TableOptions(**options))


def problem(folder: Path, name: str, raw: bytes, **options: str) -> str:
    with pytest.raises(CbiError) as caught:
        read(folder, name, raw, **options)
    return f"{caught.value.message}; {caught.value.hint}".replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (NAMES.encode(), ""),
        (codecs.BOM_UTF8 + NAMES.encode(), ""),
        (codecs.BOM_UTF8 + NAMES.encode(), "utf-8"),
        (codecs.BOM_UTF8 + NAMES.encode(), "windows-1252"),
        (NAMES.encode("utf-16"), ""),
        (codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"), "utf-16"),
        (NAMES.encode("cp1252"), "windows-1252"),
        (NAMES.replace("\n", "\r\n").encode(), ""),
        (NAMES.replace("\n", "\r").encode(), ""),
        (NAMES.replace(",", ";").encode(), ""),
        (NAMES.replace(",", "\t").encode(), ""),
        ((NAMES.replace(",", "|") + "\n\n|\n").encode(), ""),
        (("sep=;\r\n" + NAMES.replace(",", ";")).encode(), ""),
        (b'"Fecha","T\xc3\xadtulo"\n2022-10-13,"Reuni\xc3\xb3n"\n', ""),
    ],
)
def test_a_table_is_the_same_in_every_spelling(raw: bytes, encoding: str, tmp_path: Path) -> None:
    table = read(tmp_path, "t.csv", raw, encoding=encoding)
    assert table.columns == ("Fecha", "Título")
    assert [(row.number, row.cells, row.problem) for row in table.rows] == [(2, ("2022-10-13", "Reunión"), "")]


@pytest.mark.parametrize(
    ("raw", "options", "expected"),
    [
        (b"", {}, "t.csv is empty"),
        (b"\n \n", {}, "t.csv is empty"),
        (b"a,b\n", {}, "t.csv has a header and no rows"),
        (b"a,b,a\n1,2,3\n", {}, "t.csv has two columns called `a`"),
        (b"a,b\n1,\xe9\n", {}, "t.csv, line 2: the byte 0xE9 is not UTF-8; save it as UTF-8, or name its encoding"),
        (b"a,b\n1,\x81\n", {"encoding": "windows-1252"}, "line 2: the byte 0x81 is not WINDOWS-1252"),
        (b"a,b\n1,\x00\n", {}, "t.csv, line 2: the text has a NUL character"),
        ("a,b\n1,2\n".encode("utf-16-le"), {}, "NUL character; save it as UTF-8; UTF-16 without a mark needs"),
        (b'a,b\n1,2\n3,"4\n5,6\n', {}, "t.csv, line 3: a quotation mark is opened and never closed"),
        (b'a,b\n1,"2"x\n', {}, "t.csv, line 2: text follows a closed quotation mark"),
        (b"a,b\n1," + b"x" * 200_000, {}, "t.csv, line 2: a cell has more than 131,072 characters"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_line(
    raw: bytes, options: dict[str, str], expected: str, tmp_path: Path
) -> None:
    assert expected in problem(tmp_path, "t.csv", raw, **options)


def test_ragged_rows_are_problems_of_their_own(tmp_path: Path) -> None:
    table = read(tmp_path, "t.csv", b"a,b\n1\n1,2\n1,2,3\n1,2,,\n")
    assert [(row.number, bool(row.problem)) for row in table.rows] == [(2, True), (3, False), (4, True), (5, False)]
    assert "3 cells and the header has 2" in table.rows[2].problem


def test_an_apostrophe_before_a_formula_is_the_mark_of_a_text(tmp_path: Path) -> None:
    assert read(tmp_path, "t.csv", b"a\n'=1+1\n'tis\n").rows[0].cells == ("=1+1",)
    assert read(tmp_path, "t.csv", b"a\n'=1+1\n'tis\n").rows[1].cells == ("'tis",)


def test_other_files_are_refused_by_their_names(tmp_path: Path) -> None:
    assert "t.ods is no table" in problem(tmp_path, "t.ods", b"a\n1\n")
    with pytest.raises(CbiError, match="cannot read"):
        read_table(tmp_path / "none.csv", TableOptions())


def test_lines_of_json_have_the_keys_of_all_lines(tmp_path: Path) -> None:
    lines = b'{"a": "x", "b": 3}\n\n{"b": ["u", "v"], "c": true, "a": null}\n'
    table = read(tmp_path, "t.jsonl", lines)
    assert table.columns == ("a", "b", "c")
    assert [(row.number, row.cells) for row in table.rows] == [(1, ("x", "3", "")), (3, ("", ("u", "v"), "true"))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"a": 1, "a": 2}', "`a` twice"),
        ('{"a": NaN}', "`NaN` is not"),
        ('{"a": {"b": 1}}', "`a` is an object"),
        ('{"a": [[1]]}', "list of lists"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "not JSON"),
    ],
)
def test_a_wrong_line_is_a_row_with_a_problem(line: str, expected: str, tmp_path: Path) -> None:
    table = read(tmp_path, "t.jsonl", f'{{"a": "x"}}\n{line}\n'.encode())
    assert [bool(row.problem) for row in table.rows] == [False, True]
    assert expected in table.rows[1].problem


def workbook(*rows: tuple[object, ...], sheets: tuple[str, ...] = ("Sheet1",)) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_saved_value(raw: bytes, value: str) -> bytes:
    """Give the only formula of a file the value that a spreadsheet saves with it."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(output, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                assert b"</f><v" in content
                head, _, tail = content.partition(b"</f>")
                _, _, rest = tail.partition(b"</c>")
                content = head + b"</f><v>" + value.encode() + b"</v></c>" + rest
            new.writestr(entry, content)
    return output.getvalue()


def test_cells_of_excel_are_texts(tmp_path: Path) -> None:
    raw = workbook(
        ("Date", "Title", "N"),
        (date(2022, 10, 13), "Talks", 2),
        (),
        (datetime(2022, 10, 13, 9, 30), "More", 2.5),  # noqa: DTZ001 - cells have no zone
        (2022, None, True),
    )
    table = read(tmp_path, "t.xlsx", raw)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("2022-10-13", "Talks", "2")),
        (4, ("2022-10-13", "More", "2.5")),
        (5, ("2022", "", "True")),
    ]


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("yyyy-mm-dd", "2022-10-01"),
        ("mmm-yy", "2022-10"),
        ("mmmm\\ yyyy", "2022-10"),
        ('[$-409]mmm" d"yy', "2022-10"),
        ("yyyy", "2022"),
        ("General", "2022-10-01"),
        ("[h]:mm", "2022-10-01"),
    ],
)
def test_a_date_is_as_precise_as_its_cell_shows_it(number_format: str, expected: str) -> None:
    assert format_date_cell(date(2022, 10, 1), number_format) == expected


def test_a_formula_has_its_saved_value_or_is_refused(tmp_path: Path) -> None:
    raw = workbook(("a", "b"), ("x", "=1+1"))
    (row,) = read(tmp_path, "t.xlsx", raw).rows
    assert "B2 is a formula without a saved value" in row.problem
    (row,) = read(tmp_path, "t.xlsx", with_saved_value(raw, "2")).rows
    assert (row.cells, row.problem) == (("x", "2"), "")


def test_an_error_of_excel_is_no_value(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "t.xlsx", workbook(("a",), ("#REF!",))).rows
    assert "A2 has the error #REF!" in row.problem


def test_a_sheet_is_named_if_there_are_several(tmp_path: Path) -> None:
    raw = workbook(("a",), ("x",), sheets=("One", "Two"))
    assert 't.xlsx has 2 sheets: One, Two; name one in the mapping, e.g. sheet = "One"' in problem(
        tmp_path, "t.xlsx", raw
    )
    assert read(tmp_path, "t.xlsx", raw, sheet="One").rows[0].cells == ("x",)
    assert "has no sheet `Onr`; did you mean `One`?" in problem(tmp_path, "t.xlsx", raw, sheet="Onr")
    assert "is empty" in problem(tmp_path, "t.xlsx", raw, sheet="Two")


@pytest.mark.parametrize("raw", [b"", b"PK", b"not a zip"])
def test_what_is_not_excel_is_refused(raw: bytes, tmp_path: Path) -> None:
    assert "t.xlsx is not an Excel file" in problem(tmp_path, "t.xlsx", raw)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "cannot be read as an Excel file" in problem(tmp_path, "t.xlsx", output.getvalue())


def test_a_pipe_and_a_folder_are_no_tables_and_a_link_is_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("pipe.csv", "folder.csv"):
        with pytest.raises(CbiError, match="cannot read"):
            read_table(tmp_path / name, TableOptions())
    (tmp_path / "t.csv").write_text("a\n1\n")
    (tmp_path / "link.csv").symlink_to("t.csv")
    assert read_table(tmp_path / "link.csv", TableOptions()).rows[0].cells == ("1",)


def test_days_that_count_from_1904_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(("a",))
    book.active.append((date(2022, 10, 13),))
    table = read(tmp_path, "t.xlsx", saved(book))
    assert (table.rows[0].cells, table.counts_from_1904) == (("2022-10-13",), True)
    assert not read(tmp_path, "t.xlsx", workbook(("a",), ("x",))).counts_from_1904
