"""An export, and the same SQL on it by another engine."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.api import gaps, scorecard
from cbi_cli.core.errors import CbiError
from cbi_cli.index import parquet_tables
from cbi_cli.index.duckdb import DuckDbSnapshot, open_export, open_temporary_export
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import load_sql
from tests.datasets import EDITION, build_snapshot, event_toml

LAST = date(2023, 3, 31).toordinal()


@pytest.fixture(scope="module")
def folder(us_mexico: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the shipped dataset; no test changes it."""
    made = tmp_path_factory.mktemp("export")
    parquet_tables.write_export(us_mexico, made, {"gaps": load_sql("gaps")})
    return made


@pytest.fixture(scope="module")
def duck(folder: Path) -> DuckDbSnapshot:
    """The same, open."""
    return open_export(folder)


def plain(rows: list[sqlite3.Row]) -> list[dict[str, object]]:
    return [dict(row) for row in rows]


@pytest.mark.parametrize("year", [2016, 2019, 2021, 2022, 2023])
@pytest.mark.parametrize("day", ["2019-06-30", "2022-12-31", "2023-03-31"])
@pytest.mark.parametrize("strict", [0, 1])
def test_one_text_gives_the_same_rows_on_both_engines(
    us_mexico: Snapshot, duck: DuckDbSnapshot, year: int, day: str, strict: int
) -> None:
    number = date.fromisoformat(day).toordinal()
    found = plain(us_mexico.rows(load_sql("scorecard"), year=year, day=number, strict=strict))
    assert duck.rows(load_sql("scorecard"), year=year, day=number, strict=strict) == found
    found = plain(us_mexico.rows(load_sql("gaps"), year=int(day[:4]), day=number))
    assert len(found) > 10
    assert duck.rows(load_sql("gaps"), year=int(day[:4]), day=number) == found


def test_admitted_events_are_among_the_rows_that_were_compared(duck: DuckDbSnapshot) -> None:
    for strict, admitted in ((0, ["nals"]), (1, [])):
        rows = duck.rows(load_sql("scorecard"), year=2022, day=LAST, strict=strict)
        assert [row["indicator"] for row in rows if row["admitted"]] == admitted


def test_whole_reports_are_equal(us_mexico: Snapshot, duck: DuckDbSnapshot) -> None:
    for year in range(2015, 2024):
        assert scorecard(duck, year) == scorecard(us_mexico, year)
    assert gaps(duck, date(2020, 12, 31)) == gaps(us_mexico, date(2020, 12, 31))


def test_records_and_what_the_dataset_says_of_itself_are_there(us_mexico: Snapshot, duck: DuckDbSnapshot) -> None:
    assert duck.meta == {name: us_mexico.meta[name] for name in ("id", "version", "covers_until")}
    assert duck.record("edition", "2022") == us_mexico.record("edition", "2022") is not None
    assert duck.records("indicator") == us_mexico.records("indicator") != []
    assert duck.record("edition", "1999") is None


def test_events_lie_by_year_and_the_manifest_counts_all_rows(us_mexico: Snapshot, folder: Path) -> None:
    from pyarrow import parquet as arrow

    counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"]
    assert counts == {table: counts[table] for table in sorted(parquet_tables.TABLE_QUERIES)}
    for table, count in counts.items():
        files = sorted((folder / table).rglob("*.parquet"))
        assert sum(arrow.ParquetFile(file).metadata.num_rows for file in files) == count, table
    years = {row["year"]: row["n"] for row in us_mexico.rows("SELECT year, COUNT(*) AS n FROM event GROUP BY year")}
    for year, count in years.items():
        file = arrow.ParquetFile(folder / "event" / f"year={year}" / "part-0.parquet")
        assert file.metadata.num_rows == count
        assert "year" not in file.schema_arrow.names


def test_rows_come_in_batches(monkeypatch: pytest.MonkeyPatch, us_mexico: Snapshot, tmp_path: Path) -> None:
    from pyarrow import parquet as arrow

    monkeypatch.setattr(parquet_tables, "_BATCH_ROWS", 50)
    parquet_tables.write_export(us_mexico, tmp_path, {})
    groups = arrow.ParquetFile(tmp_path / "rule_match" / "part-0.parquet").metadata
    count = us_mexico.rows("SELECT COUNT(*) AS n FROM rule_match")[0]["n"]
    assert groups.num_row_groups == -(-count // 50) > 1
    assert scorecard(open_export(tmp_path), 2022) == scorecard(us_mexico, 2022)


def test_the_views_written_are_those_of_the_snapshot(us_mexico: Snapshot, folder: Path) -> None:
    made = [row["sql"] for row in us_mexico.rows("SELECT sql FROM sqlite_master WHERE type = 'view'")]
    text = (folder / "views.sql").read_text(encoding="utf-8")
    assert len(made) == text.count("CREATE TEMPORARY VIEW ") == 2
    for statement in made:
        assert f"{statement};\n".replace("CREATE VIEW", "CREATE TEMPORARY VIEW") in text
    assert (folder / "gaps.sql").read_text(encoding="utf-8") == load_sql("gaps")


@pytest.mark.parametrize("more", [{}, {"edition_2022": EDITION}])
def test_a_dataset_without_events_is_exported_too(more: dict[str, str]) -> None:
    empty = build_snapshot(**more)
    assert scorecard(open_temporary_export(empty), 2022) == scorecard(empty, 2022)


@pytest.mark.parametrize("name", ["a [b]", "what?", "all*", "it's", "{x,y}", "año", "50%"])
def test_the_folder_may_have_any_name(name: str, tmp_path: Path) -> None:
    small = build_snapshot(event_toml("2022-05-04"), event_toml("2021"))
    folder = tmp_path / name
    folder.mkdir()
    parquet_tables.write_export(small, folder, {})
    assert [row["id"] for row in open_export(folder).rows("SELECT id FROM event ORDER BY sort_key")] == [
        "2021-meeting",
        "2022-05-04-meeting",
    ]


def test_a_temporary_export_goes_with_its_store() -> None:
    asked = open_temporary_export(build_snapshot(event_toml("2022-05-04")))
    folder = asked.folder
    assert (folder / "manifest.json").is_file()
    del asked
    assert not folder.exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"schema": "cbi/export/1"}', '{"schema": "cbi/export/1", "dataset": {"id": 1}}', "[" * 100_000],
)
def test_a_folder_without_a_sound_manifest_is_no_export(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert not parquet_tables.is_export(tmp_path)
    with pytest.raises(CbiError) as caught:
        parquet_tables.read_meta(tmp_path)
    assert caught.value.message == f"{tmp_path} contains no export"
    assert caught.value.hint == "`cbi export parquet --output DIR` creates one"


def test_an_export_of_another_version_is_refused(tmp_path: Path) -> None:
    parquet_tables.write_export(build_snapshot(event_toml("2022-05-04")), tmp_path, {})
    manifest = tmp_path / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(told | {"tables_version": told["tables_version"] + 1}), encoding="utf-8")
    assert parquet_tables.is_export(tmp_path)
    with pytest.raises(CbiError) as caught:
        open_export(tmp_path)
    assert caught.value.message == f"{tmp_path} was written by another version of cbi"
    assert caught.value.hint == "write it again: `cbi export parquet`"


@pytest.mark.parametrize("content", [None, b"", b"PAR1 is no table PAR1"])
@pytest.mark.parametrize("table", ["event/year=2022", "series_year"])
def test_a_damaged_export_is_one_clear_error(content: bytes | None, table: str, tmp_path: Path) -> None:
    parquet_tables.write_export(build_snapshot(event_toml("2022-05-04")), tmp_path, {})
    file = tmp_path / table / "part-0.parquet"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(CbiError, match="cannot be read") as refused:
        scorecard(open_export(tmp_path), 2022)
    assert "\n" not in refused.value.message
    assert "cbi export parquet" in refused.value.hint


@pytest.mark.parametrize("module", ["pyarrow", "pyarrow.parquet", "duckdb"])
def test_without_the_extra_the_error_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet_tables, "import_module", missing)
    with pytest.raises(CbiError, match=rf"^{module.partition('.')[0]} is not installed$") as refused:
        parquet_tables.import_optional(module)
    assert "pip install '.[big]'" in refused.value.hint


def test_a_text_of_an_export_that_is_not_json_is_one_clear_error(tmp_path: Path) -> None:
    parquet_tables.write_export(build_snapshot(event_toml("2022-05-04")), tmp_path, {})
    asked = open_export(tmp_path)
    assert asked.decoded_rows("json", "SELECT '[1]' AS json, :n AS n", n=2) == [({"json": "[1]", "n": 2}, [1])]
    with pytest.raises(CbiError, match="contains text that is not JSON") as refused:
        asked.decoded_rows("json", "SELECT 'no' AS json")
    assert "cbi export parquet" in refused.value.hint
