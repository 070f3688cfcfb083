"""CSV has the same columns in every call, a header always, and a table for each list."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from cbi_cli.formats.csv_tables import CSV_TABLES
from tests.conftest import ROOT, US_MEXICO, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

KEYS = tomllib.loads((ROOT / "tools" / "json_keys.toml").read_text(encoding="utf-8"))
CALLS = {
    "scorecard": (
        ["scorecard", "2022"],
        ["scorecard", "2021"],
        ["scorecard", "1990"],
        ["scorecard", "2022", "--strict-year"],
    ),
    "scorecards": (["scorecard", "2019-2023"], ["scorecard", "1990-1991"]),
    "timeline": (["timeline"], ["timeline", "--year", "1950"], ["timeline", "--text", "zzz"]),
    "gaps": (["gaps"], ["gaps", "nals"], ["gaps", "--as-of", "1990-01-01"]),
    "due": (["due"], ["due", "hlsd"], ["due", "--as-of", "1990-01-01"]),
    "history": (["history", "nals"], ["history", "hlsd"]),
    "reconcile": (["reconcile", "2022"],),
    "topics": (["topics", "2022"], ["topics", "1950"]),
    "explain": (["explain", "2022", "nals"], ["explain", "1990", "nals"]),
    "show": (["show", "nals"], ["show", "cbi-2022"]),
    "list": (["list", "events"], ["list", "disputes"]),
    "info": (["info"],),
}


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", CALLS)
def test_the_columns_are_the_same_in_every_call(name: str, cli: Cli) -> None:
    for table, wanted in CSV_TABLES[name].items():
        header = [column.partition("=")[0] for column in wanted.columns]
        for words in CALLS[name]:
            result = cli(*words, "--format", "csv", "--table", table)
            assert result.code == 0
            found = rows(result.out)
            assert found[0] == header
            assert {len(row) for row in found} == {len(header)}


def test_an_empty_result_has_a_header(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    for words in (["timeline", "--year", "1990"], ["list", "disputes"], ["list", "editions"]):
        assert len(rows(cli(*words, "--format", "csv", folder=tmp_path).out)) == 1


@pytest.mark.parametrize("name", [one for one in CSV_TABLES if one != "show"])
def test_every_key_of_a_main_list_is_a_column(name: str) -> None:
    """By the list of keys that the reference is made from: a new key of a row is met here."""
    main = next(iter(CSV_TABLES[name].values()))
    start = f"{main.path}."
    keys = KEYS["documents"][name]["keys"]
    found = {key.removeprefix(start): what for key, what in keys.items() if key.startswith(start)}
    of_group = (
        KEYS["groups"].get(keys.get(main.path, {}).get("of", ""), {}) if isinstance(keys.get(main.path), dict) else {}
    )
    wanted = {key for key, what in found.items() if "[]" not in key and not isinstance(what, dict)} | set(of_group)
    for key, what in found.items():
        if isinstance(what, dict) and "[]" not in key:
            wanted |= {f"{key}.{one}" for one in KEYS["groups"][what["of"]]}
    if name == "compare":
        # An event of the dataset is no row of a table, so that its number would always be empty.
        wanted -= {"here.row"}
    assert wanted == set(main.columns)


def test_one_row_is_one_record_and_lists_have_tables(cli: Cli) -> None:
    document = json.loads(cli("scorecard", "2022", "--format", "json").out)
    main = rows(cli("scorecard", "2022", "--format", "csv").out)
    assert [row[0] for row in main[1:]] == [row["indicator"] for row in document["rows"]]
    shown = rows(cli("scorecard", "2022", "--format", "csv", "--table", "occurrences").out)
    wanted = [(row["indicator"], one["id"]) for row in document["rows"] for one in row["occurrences"]]
    assert [(row[0], row[1]) for row in shown[1:]] == wanted
    missed = rows(cli("gaps", "--format", "csv", "--table", "years_missed").out)
    assert ["border-governors", "2013"] in missed


def test_excel_gets_a_byte_order_mark_on_request(tmp_path: Path, cli: Cli) -> None:
    for words in (["list", "topics", "--lang", "es"], ["scorecard", "2022"]):
        plain, marked = (cli(*words, "--format", form).out for form in ("csv", "csv-excel"))
        assert marked == f"\ufeff{plain}"
    path = tmp_path / "card.csv"
    cli("scorecard", "2022", "--format", "csv-excel", "--output", str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfindicator,")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["scorecard", "2022", "--format", "csv", "--table", "occurences"], "occurrences"),
        (["gaps", "--format", "csv", "--table", "x"], "series, gaps, pauses"),
        (["gaps", "--table", "gaps"], "--format csv"),
        (["gaps", "--format", "json", "--table", "gaps"], "--format csv"),
    ],
)
def test_a_table_that_is_not_there_is_refused(words: list[str], told: str, cli: Cli) -> None:
    result = cli(*words)
    assert (result.code, result.out) == (2, "")
    assert told in result.err


SUFFIXES = {
    "json": "{",
    "csv": "indicator",
    "md": "# ",
    "html": "<!DOCTYPE",
    "svg": "<svg",
    "txt": "Scorecard",
    "HTM": "<!",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_suffix_chooses_the_format(suffix: str, tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / f"card.{suffix}"
    assert cli("scorecard", "2022", "--output", str(path)).code == 0
    assert path.read_text(encoding="utf-8").lstrip().startswith(SUFFIXES[suffix])


@pytest.mark.parametrize("name", ["card.xlsx", "card.pdf", "cal.ics", "card.json~", "card.md.bak", "a.docx"])
@pytest.mark.parametrize("words", [["scorecard", "2022"], ["timeline"], ["info"], ["diff", "./d", "./d"], ["validate"]])
def test_a_suffix_that_names_no_format_is_refused(words: list[str], name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(
        tmp_path / "d",
        {path.relative_to(US_MEXICO).as_posix(): path.read_bytes() for path in US_MEXICO.rglob("*.toml")},
    )
    if words[0] != "diff":
        words = [*words, "--dataset", str(tmp_path / "d")]
    result = cli(*words, "--output", name, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "not the suffix of a format" in result.err
    assert not (tmp_path / name).exists()


def test_a_suffix_of_another_format_is_refused_with_the_way_out(tmp_path: Path, cli: Cli) -> None:
    result = cli("gaps", "--dataset", "us-mexico", "--format", "json", "--output", "gaps.csv", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "--output: `.csv` is the suffix of csv, and --format is json" in result.err
    assert "help: name the file differently, or leave out --format" in result.err
    assert not (tmp_path / "gaps.csv").exists()


@pytest.mark.parametrize(
    ("form", "name", "fits"),
    [
        ("json", "card.csv", False),
        ("csv", "card.json", False),
        ("table", "card.html", False),
        ("markdown", "card.md", True),
        ("csv-excel", "card.csv", True),
        ("json", "card.geojson", True),
        ("json", "card.txt", True),
        ("json", "card", True),
        ("table", "card.xlsx", True),
    ],
)
def test_a_suffix_and_a_format_that_disagree_are_refused(
    form: str, name: str, fits: bool, tmp_path: Path, cli: Cli
) -> None:
    result = cli("scorecard", "2022", "--format", form, "--output", str(tmp_path / name))
    assert (result.code == 0) == fits
    assert (tmp_path / name).exists() == fits


@pytest.mark.parametrize("words", [["scorecard", "2022"], ["validate", "--dataset", str(US_MEXICO)]])
@pytest.mark.parametrize("form", ["json", "table"])
def test_a_hyphen_is_stdout(words: list[str], form: str, tmp_path: Path, cli: Cli) -> None:
    given = ["--dataset", str(US_MEXICO)] if words[0] == "scorecard" else []
    shown = cli(*words, *given, "--format", form, "--output", "-", folder=tmp_path)
    assert shown.out == cli(*words, *given, "--format", form, folder=tmp_path).out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["schema"], ["export", "parquet"]])
def test_a_folder_cannot_be_stdout(words: list[str], tmp_path: Path, cli: Cli) -> None:
    result = cli(*words, "--output", "-", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "start"), [("f.sarif", "{"), ("f.xml", "<?xml"), ("f.json", "{"), ("f.md", "us-"), ("f.txt", "us-")]
)
def test_findings_follow_the_suffix_too(name: str, start: str, tmp_path: Path, cli: Cli) -> None:
    assert cli("validate", "--dataset", str(US_MEXICO), "--output", str(tmp_path / name)).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
