"""Exports for other engines, and the scorecard over them."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

import pytest

from cbi_cli.exports.registry import EXPORTS
from cbi_cli.index import parquet_tables
from tests.conftest import Cli
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import commit, make_repository, write_files

ADMISSION = """
[[admission]]
indicator = "talks-row"
event = "2023-01-10-meeting"
reason = "planned for 2022"
source = "book"
"""
ALL = dataset_files(event_toml("2021-05-04"), event_toml("2023-01-10"), edition_2022=EDITION + ADMISSION)
REPORTS = {*parquet_tables.TABLE_QUERIES, "manifest.json", "views.sql", "scorecard.sql", "gaps.sql"}
BESIDE = {"README.md", "SHA256SUMS", "manifest.json"}
"""What every download has beside the files of its format."""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a small dataset in it, and nothing else."""
    write_files(tmp_path / "data", ALL)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_export_is_a_folder_named_like_the_dataset(cli: Cli, work: Path) -> None:
    result = cli("export", "parquet", "--dataset", "data", folder=work)
    assert (result.code, result.out) == (0, "")
    files = sorted(path for path in (work / "ab-parquet").rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    tables = len(list((work / "ab-parquet").glob("*.parquet")))
    assert result.err == (
        "cbi: dataset ab 1.0.0 in data\n"
        f"cbi: wrote 2 events in {tables} tables to ab-parquet ({len(files)} files, {size / 1024:.1f} KiB)\n"
    )
    assert names(work) == {"data", "ab-parquet"}
    assert BESIDE | {"event.parquet", "reports"} < names(work / "ab-parquet")
    assert names(work / "ab-parquet" / "reports") == REPORTS
    manifest = json.loads((work / "ab-parquet" / "reports" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["dataset"] == {"id": "ab", "version": "1.0.0", "covers_until": "2022-12-31"}
    assert (manifest["tables"]["event"], manifest["tables"]["admission"]) == (2, 1)


@pytest.mark.parametrize(
    "words",
    [
        ["2022"],
        ["2022", "--lang", "es"],
        ["2022", "--strict-year", "--format", "json"],
        ["2022", "--as-of", "2022-06-30", "--format", "csv"],
        ["2022", "--compare", "2021"],
        ["2022", "--published"],
        ["--format", "html"],
    ],
)
def test_the_output_is_the_same_by_every_way(words: list[str], cli: Cli, work: Path) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    expected = cli("scorecard", *words, "--dataset", "data", folder=work)
    assert expected.code == 0
    assert expected.out
    for dataset in ("data", "out"):
        found = cli("scorecard", *words, "--engine", "duckdb", "--dataset", dataset, folder=work)
        note = f"cbi: dataset ab 1.0.0 in {dataset}\n"
        if "es" in words:
            note = f"cbi: conjunto de datos ab 1.0.0 en {dataset}\n"
        assert found == expected._replace(err=note)


def test_the_shipped_scorecard_is_the_same_by_both_engines(cli: Cli) -> None:
    expected = cli("scorecard", "2022")
    assert "●○○ green" in expected.out
    assert cli("scorecard", "2022", "--engine", "duckdb") == expected


def test_check_ends_alike_on_both_engines(cli: Cli, work: Path) -> None:
    for engine in ("sqlite", "duckdb"):
        assert cli("scorecard", "2022", "--check", "--engine", engine, "-d", "data", folder=work).code == 1


def test_an_older_export_goes_and_no_trace_of_it_stays(cli: Cli, work: Path) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    write_files(work / "data", dataset_files(event_toml("2022-05-04")))
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    assert names(work) == {"data", "out"}
    assert names(work / "out" / "reports" / "event") == {"year=2022"}


def test_an_empty_folder_and_new_parents_are_taken(cli: Cli, work: Path) -> None:
    (work / "empty").mkdir()
    for target in ("empty", "new/er/export"):
        assert cli("export", "parquet", "-d", "data", "-o", target, folder=work).code == 0
        assert (work / target / "event.parquet").is_file()


def test_a_link_keeps_pointing_to_the_export(cli: Cli, work: Path) -> None:
    (work / "real").mkdir()
    (work / "link").symlink_to("real")
    assert cli("export", "parquet", "-d", "data", "-o", "link", folder=work).code == 0
    assert (work / "link").is_symlink()
    assert (work / "real" / "event.parquet").is_file()


@pytest.mark.parametrize("inside", ["notes.txt", "event/mine"])
def test_what_is_no_export_stays(inside: str, cli: Cli, work: Path) -> None:
    target = work / "out"
    (target / inside).parent.mkdir(parents=True)
    (target / inside).write_text("mine")
    result = cli("export", "parquet", "-d", "data", "-o", "out", folder=work)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("cbi: dataset ab 1.0.0 in data\ncbi: error: out contains more than an export\n")
    assert (target / inside).read_text() == "mine"
    assert names(work) == {"data", "out"}


def test_an_export_with_other_files_beside_it_stays(cli: Cli, work: Path) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    before = names(work / "out")
    (work / "out" / "notes.txt").write_text("mine")
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 2
    assert names(work / "out") == {*before, "notes.txt"}


def test_a_file_in_the_way_stays(cli: Cli, work: Path) -> None:
    (work / "out").write_text("mine")
    for target, word in (("out", "out is not a folder"), ("out/inside", "cannot write out/inside: ")):
        result = cli("export", "parquet", "-d", "data", "-o", target, folder=work)
        assert (result.code, word in result.err) == (2, True)
    assert (work / "out").read_text() == "mine"


def test_the_working_folder_is_not_replaced(cli: Cli, work: Path) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    result = cli("export", "parquet", "-d", "../data", "-o", ".", folder=work / "out")
    assert result.code == 2
    assert result.err.endswith(
        "cbi: error: . is the working folder\n  help: name a new folder; `cbi export` makes it\n"
    )


def test_a_fault_while_writing_leaves_the_old_export(cli: Cli, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    before = {path: path.read_bytes() for path in (work / "out").rglob("*") if path.is_file()}

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet_tables, "_write_table", full)
    result = cli("export", "parquet", "-d", "data", "-o", "out", folder=work)
    assert result.code == 2
    assert result.err == "cbi: dataset ab 1.0.0 in data\ncbi: error: cannot write out: No space left on device\n"
    assert {path: path.read_bytes() for path in (work / "out").rglob("*") if path.is_file()} == before
    assert names(work) == {"data", "out"}


def test_a_new_export_that_cannot_take_its_place_leaves_the_old_one(
    cli: Cli, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    moves: list[tuple[str, str]] = []
    replace = os.replace

    def second_fails(source: Path, target: Path) -> None:
        moves.append((Path(source).name, Path(target).name))
        if len(moves) == 2:
            raise OSError(16, "Device or resource busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    result = cli("export", "parquet", "-d", "data", "-o", "out", folder=work)
    monkeypatch.undo()
    assert result.code == 2
    assert [(moves[0], moves[1][1]), moves[2]] == [(("out", "before"), "out"), ("before", "out")]
    assert (work / "out" / "event.parquet").is_file()
    assert names(work) == {"data", "out"}


def test_an_export_takes_a_revision_and_has_none_itself(cli: Cli, work: Path) -> None:
    make_repository(work)
    write_files(work / "data", dataset_files(event_toml("2022-05-04")))
    commit(work, "Another event")
    assert cli("export", "parquet", "-d", "data", "--at", "HEAD~1", "-o", "out", folder=work).code == 0
    assert names(work / "out" / "reports" / "event") == {"year=2021", "year=2023"}
    for words in (["--engine", "duckdb"], []):
        old = cli("scorecard", "2021", "-d", "data", "--at", "HEAD~1", *words, folder=work)
        assert (old.code, "green" in old.out) == (0, True)
    result = cli("scorecard", "2021", "-d", "out", "--at", "HEAD", "--engine", "duckdb", folder=work)
    assert result.code == 2
    assert result.err == (
        "cbi: error: out is an export, which has no revisions\n  help: leave out --at, or export that revision\n"
    )


def test_a_dataset_with_errors_is_not_exported(cli: Cli, work: Path) -> None:
    write_files(work / "data", dataset_files(event_toml("2022-05-04", kind="sumit")))
    result = cli("export", "parquet", "-d", "data", folder=work)
    assert (result.code, result.out) == (1, "")
    assert "sumit" in result.err
    assert names(work) == {"data"}


@pytest.mark.parametrize("words", [["export", "parquet"], ["scorecard", "2022", "--engine", "duckdb"]])
def test_without_the_extra_one_error_says_what_to_install(
    words: list[str], cli: Cli, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet_tables, "import_module", missing)
    result = cli(*words, "-d", "data", folder=work)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(
        "cbi: error: pyarrow is not installed\n"
        "  help: install cbi with its extra `big`: `pip install '.[big]'` in a copy of its repository\n"
    )
    assert names(work) == {"data"}


@pytest.mark.parametrize(
    ("lang", "note"),
    [
        ("en", "cbi: note: xlsx is left out; it needs the extra `xlsx`\n"),
        ("es", "cbi: nota: se omite xlsx; requiere el extra `xlsx`\n"),
    ],
)
def test_all_formats_at_once_leave_out_those_without_their_extra(
    lang: str, note: str, cli: Cli, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_but_one(name: str) -> object:
        if name == "xlsxwriter":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr(parquet_tables, "import_module", import_but_one)
    monkeypatch.setenv("CBI_LANG", lang)
    result = cli("export", "all", "-d", "data", folder=work)
    assert (result.code, result.out) == (0, "")
    assert note in result.err
    formats = len(EXPORTS) - 1
    assert f" {formats} format" in result.err
    top = names(work / "ab-all")
    assert BESIDE | {"csv", "sqlite", "parquet", "datapackage.json"} <= top
    assert "xlsx" not in top
    assert "| `sqlite/` | an SQLite database" in (work / "ab-all" / "README.md").read_text(encoding="utf-8")


def test_xlsx_without_its_extra_is_one_error(cli: Cli, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet_tables, "import_module", missing)
    result = cli("export", "xlsx", "-d", "data", folder=work)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "cbi: error: xlsxwriter is not installed\n"
        "  help: install cbi with its extra `xlsx`: `pip install '.[xlsx]'` in a copy of its repository\n"
    )
    assert names(work) == {"data"}


def test_an_export_of_an_earlier_version_is_still_read(cli: Cli, work: Path) -> None:
    """Its tables were at the top of the folder."""
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    (work / "out" / "reports").rename(work / "older")
    expected = cli("scorecard", "2022", "-d", "data", folder=work)
    assert cli("scorecard", "2022", "-d", "older", "--engine", "duckdb", folder=work).out == expected.out


def test_a_damaged_export_is_one_error(cli: Cli, work: Path) -> None:
    assert cli("export", "parquet", "-d", "data", "-o", "out", folder=work).code == 0
    (work / "out" / "reports" / "rule_match" / "part-0.parquet").write_bytes(b"no table")
    result = cli("scorecard", "2022", "-d", "out", "--engine", "duckdb", folder=work)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("cbi: error: the export ")
    assert result.err.count("\n") == 2


def test_another_form_is_refused(cli: Cli, work: Path) -> None:
    result = cli("export", "pdf", "-d", "data", folder=work)
    assert (result.code, result.out) == (2, "")
    assert "one of: csv, " in result.err
