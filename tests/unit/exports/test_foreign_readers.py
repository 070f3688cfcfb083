"""Programs of others read what is written: every value comes back, and a planted fault is found."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import datasette.app
import duckdb
import frictionless
import openpyxl
import pytest

from cbi_cli.api import scorecard, timeline
from cbi_cli.core.spreadsheet import unescape_formula
from cbi_cli.exports.csv_files import write_csv
from cbi_cli.exports.data_package import write_data_package, write_descriptor
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.parquet import write_parquet
from cbi_cli.exports.sqlite_file import write_sqlite
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Column, Row
from cbi_cli.exports.xlsx_file import write_xlsx
from cbi_cli.index.snapshot import Snapshot
from tests.datasets import build_snapshot, event_toml
from tests.hostile.texts import ACCEPTED_TEXTS

Tables = dict[str, tuple[tuple[Column, ...], list[Row]]]


def hostile_events() -> Iterator[str]:
    """An event for each text, which is its title, its note and the name of a participant."""
    for number, text in enumerate(ACCEPTED_TEXTS.values()):
        toml = json.dumps(text, ensure_ascii=False)
        people = f"participants = [{{ name = {toml} }}]"
        yield event_toml("2022-05-04", f"title = {toml}", f"note = {toml}", people, name=f"text-{number}")


@pytest.fixture(scope="module", params=["shipped", "hostile"])
def snapshot(request: pytest.FixtureRequest, us_mexico: Snapshot) -> Snapshot:
    """The shipped dataset, and one of texts that have broken other programs."""
    if request.param == "shipped":
        return us_mexico
    return build_snapshot(*hostile_events())


@pytest.fixture(scope="module")
def expected(snapshot: Snapshot) -> Tables:
    """The columns and rows of every table."""
    tables = DatasetTables(ExportedDataset(snapshot))
    rows: dict[str, list[Row]] = defaultdict(list)
    for batch in tables.batches():
        for name, some in batch.items():
            rows[name].extend(some)
    return {table.name: (table.columns, rows[table.name]) for table in tables.tables}


def test_the_hostile_texts_are_all_there() -> None:
    dataset = ExportedDataset(build_snapshot(*hostile_events()))
    found = [row for batch in DatasetTables(dataset).batches() for row in batch.get("event", ())]
    assert {row[3] for row in found} == set(ACCEPTED_TEXTS.values())


def test_csv(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    counts = write_csv(ExportedDataset(snapshot), tmp_path)
    for name, (columns, rows) in expected.items():
        raw = (tmp_path / f"{name}.csv").read_bytes()
        assert raw[:3] != b"\xef\xbb\xbf"
        header, *found = csv.reader(raw.decode("utf-8").splitlines(keepends=True), strict=True)
        assert header == [column.name for column in columns]
        assert [[unescape_formula(cell) for cell in row] for row in found] == [
            [as_csv(cell) for cell in row] for row in rows
        ]
        assert counts[name] == len(rows)
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in found for cell in row)


def as_csv(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def test_data_package(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    write_data_package(ExportedDataset(snapshot), tmp_path)
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid
    assert len(report.tasks) == len(expected)
    package: Any = frictionless.Package(tmp_path / "datapackage.json")
    for name, (columns, rows) in expected.items():
        found = package.get_resource(name).read_rows()
        for row, cells in zip(found, rows, strict=True):
            read = [row[column.name] for column in columns]
            assert [plain(cell) for cell in read] == [unguarded(cell) for cell in cells]


def plain(cell: Any) -> Any:
    """What frictionless reads, as the tables have it."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return unescape_formula(cell)
    return cell


def unguarded(cell: Any) -> Any:
    return float(cell) if isinstance(cell, float) else cell


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("event_source.csv", ",book,", ",nobody,", "foreign-key"),
        ("event_party.csv", ",1,aa", ",1,zz", "foreign-key"),
        ("event.csv", "2022-05-04,", "04/05/2022,", "constraint-error"),
        ("event.csv", ",meeting,", ",party,", "constraint-error"),
        ("event_party.csv", ",1,aa", ",one,aa", "type-error"),
        ("light.csv", ",2022-12-31,", ",2022-13-31,", "type-error"),
    ],
)
def test_a_fault_in_a_data_package_is_found(file: str, old: str, new: str, error: str, tmp_path: Path) -> None:
    dataset = ExportedDataset(build_snapshot(event_toml("2022-05-04")))
    write_data_package(dataset, tmp_path)
    path = tmp_path / "data" / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    # A wrong checksum alone would be found, too.
    write_descriptor(dataset, tmp_path, "data")
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert {found for (found,) in report.flatten(["type"])} == {error}


def test_a_changed_file_does_not_fit_its_checksum(tmp_path: Path) -> None:
    write_data_package(ExportedDataset(build_snapshot(event_toml("2022-05-04"))), tmp_path)
    path = tmp_path / "data" / "topic.csv"
    path.write_bytes(path.read_bytes() + b"x,X,,,\r\n")
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert {found for (found,) in report.flatten(["type"])} == {"hash-count", "byte-count"}


def test_sqlite(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    write_sqlite(ExportedDataset(snapshot), tmp_path)
    with sqlite3.connect(tmp_path / f"{snapshot.meta['id']}.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, (columns, rows) in expected.items():
            names = ", ".join(f'"{column.name}"' for column in columns)
            found = database.execute(f'SELECT {names} FROM "{name}"').fetchall()  # noqa: S608
            assert sorted(map(repr, found)) == sorted(repr(tuple(map(as_sql, row))) for row in rows), name
        database.execute("DELETE FROM party WHERE id = (SELECT party FROM event_party LIMIT 1)")
        assert database.execute("PRAGMA foreign_key_check").fetchall() != []
        database.rollback()


def as_sql(cell: Any) -> Any:
    return int(cell) if isinstance(cell, bool) else cell


def test_the_views_are_the_reports(us_mexico: Snapshot, tmp_path: Path) -> None:
    write_sqlite(ExportedDataset(us_mexico), tmp_path)
    with sqlite3.connect(tmp_path / "us-mexico.sqlite") as database:
        database.row_factory = sqlite3.Row
        years = [year for (year,) in database.execute("SELECT DISTINCT year FROM scorecard WHERE counted > 0")]
        assert len(years) > 40
        for year in (*years[::5], 2016, 2019, 2022, 2023):
            card = scorecard(us_mexico, year)
            found = database.execute("SELECT * FROM scorecard WHERE year = ?", [year]).fetchall()
            assert [(row["indicator"], row["status"], row["why"], row["counted"], row["as_of"]) for row in found] == [
                (row.indicator, row.light, row.why, row.counted, card.day.isoformat()) for row in card.rows
            ]
            shown = [["/".join(filter(None, one.event.dates)) for one in row.occurrences] for row in card.rows]
            assert [row["occurrences"] for row in found] == ["; ".join(dates) or None for dates in shown]
        events = timeline(us_mexico, as_of=date(2100, 1, 1)).events
        found = database.execute("SELECT * FROM timeline").fetchall()
        assert len(found) == len(events) == 495
        for row, entry in zip(found, events, strict=True):
            assert (row["id"], row["start"], row["end"], row["title"], row["title_es"]) == (
                *(entry.event.id, entry.event.start, entry.event.end, entry.event.title.en, entry.event.title.es),
            )
            assert (row["kind"], row["level"], "held") == (entry.kind, entry.level, entry.status)
            assert (row["city"] or "") == entry.city
            assert row["institutions"] == ("; ".join(entry.institutions) or None)
            assert (row["parties"], row["sources"]) == ("; ".join(entry.parties), "; ".join(entry.sources))
        found = database.execute("SELECT * FROM event_sources").fetchall()
        cited = {(row["event"], f"{row['source']}#{row['locator'] or ''}".rstrip("#")) for row in found}
        assert cited >= {(entry.event.id, source) for entry in events for source in entry.sources}
        assert len(found) == us_mexico.rows("SELECT COUNT(*) AS n FROM event_source")[0]["n"]
        titles = {source["id"]: source["title"] for source in us_mexico.records("source")}
        assert all(row["source_title"] == titles[row["source"]] for row in found)


def test_datasette_opens_the_database_and_answers(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    write_sqlite(ExportedDataset(snapshot), tmp_path)
    name = snapshot.meta["id"]

    async def ask() -> list[Any]:
        app = datasette.app.Datasette([str(tmp_path / f"{name}.sqlite")], settings={"num_sql_threads": 0})
        found = []
        for path in (f"/{name}.json", f"/{name}/event.json?_shape=array", f"/{name}/scorecard.json?_shape=array"):
            answer = await app.client.get(path)
            assert answer.status_code == 200
            found.append(answer.json())
        query = {"sql": "SELECT title FROM event ORDER BY rowid", "_shape": "arrayfirst", "_size": "max"}
        answer = await app.client.get(f"/{name}.json", params=query)
        return [*found, answer.json()]

    overview, events, cards, titles = asyncio.run(ask())
    assert {table["name"] for table in overview["tables"] if not table["hidden"]} == expected.keys()
    (party,) = [key for key in tables_by_name(overview)["event"]["foreign_keys"]["outgoing"] if key["column"] == "host"]
    assert (party["other_table"], party["other_column"]) == ("party", "id")
    names = [column.name for column in expected["event"][0]]
    assert list(events[0]) == names
    assert {card["status"] for card in cards} <= {"green", "yellow", "red", "unknown"}
    assert titles == [row[names.index("title")] for row in expected["event"][1]]


def tables_by_name(overview: Any) -> dict[str, Any]:
    return {table["name"]: table for table in overview["tables"]}


def test_parquet(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    write_parquet(ExportedDataset(snapshot), tmp_path)
    for name, (columns, rows) in expected.items():
        found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(tmp_path / f"{name}.parquet")])
        assert [column[0] for column in found.description] == [column.name for column in columns]
        assert [tuple(map(as_iso, row)) for row in found.fetchall()] == rows


def as_iso(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


def test_xlsx(snapshot: Snapshot, expected: Tables, tmp_path: Path) -> None:
    write_xlsx(ExportedDataset(snapshot), tmp_path)
    book = openpyxl.load_workbook(tmp_path / f"{snapshot.meta['id']}.xlsx")
    assert book.sheetnames == ["contents", *expected]
    for name, (columns, rows) in expected.items():
        sheet = book[name]
        header, *found = sheet.iter_rows()
        assert [cell.value for cell in header] == [column.name for column in columns]
        assert [[back(cell) for cell in row] for row in found] == [list(row) for row in rows]
        assert {cell.data_type for row in found for cell in row} <= {"s", "n", "d", "b", "inlineStr"}
    days = {cell.value for row in book["event"].iter_rows(min_row=2) for cell in row if cell.data_type == "d"}
    assert len(days) >= 1
    released = snapshot.records("dataset")[0].get("released", snapshot.meta["covers_until"])
    assert book.properties.created == datetime.fromisoformat(released)


def back(cell: Any) -> Any:
    """What openpyxl reads, as the tables have it."""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    return cell.value
