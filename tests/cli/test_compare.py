"""What a person may ask `cbi compare`, what it refuses, and when it ends with 1."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml

COVERS = HEAD + "covers_from = 2015\n"
MAPPING = """
confirmed = true

[columns]
start = "Date"
title = "What"
place = "Where"
participants = "Who"
level = "Level"

[constants]
kind = "meeting"
parties = ["aa", "bb"]
host = "bb"
"""
PEOPLE = 'participants = [{ name = "Ada Lovelace", party = "aa" }]'
TRIP = (PEOPLE, 'host = "bb"', 'place = "Springfield"', 'title = "Lovelace in Springfield"')


def write(folder: Path, *events: str, **more: str) -> Path:
    for name, content in dataset_files(*events, dataset=COVERS, **more).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def write_table(folder: Path, rows: Iterable[tuple[str, ...]], mapping: str = MAPPING) -> tuple[str, str, str]:
    """The words that name a table of `rows` and its mapping."""
    with (folder / "trips.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Date", "What", "Where", "Who", "Level"), *rows])
    (folder / "trips.toml").write_text(mapping, encoding="utf-8")
    return "trips.csv", "--mapping", "trips.toml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a dataset of one trip, and another dataset with one more."""
    write(tmp_path / "datasets" / "mine", event_toml("2020-05-01", *TRIP))
    write(tmp_path / "theirs", event_toml("2020-05-01", *TRIP), event_toml("2021-05-01"))
    return tmp_path


def compare(cli: Cli, folder: Path, *words: str) -> dict[str, Any]:
    result = cli("compare", *words, "--format", "json", folder=folder)
    assert result.code == 0, result.err
    document: dict[str, Any] = json.loads(result.out)
    return document


def test_another_dataset_by_its_folder(home: Path, cli: Cli) -> None:
    result = cli("compare", "theirs", folder=home)
    assert result.code == 0
    assert result.out.splitlines()[0] == "Comparison: ab 1.0.0 (here) and ab 1.0.0 (there)"
    assert "They agree on 1 event; 0 differ, 0 are only here, 1 is only there." in result.out
    assert "- May 1, 2021: Event 2021-05-01" in result.out
    assert result.err == "cbi: compared with ab 1.0.0 in theirs\n"


def test_nothing_is_written(home: Path, cli: Cli) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    cli("compare", "theirs", folder=home)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_the_same_dataset_is_said(home: Path, cli: Cli) -> None:
    result = cli("compare", "mine", "--check", folder=home)
    assert result.code == 0
    assert "cbi: note: that is the same dataset" in result.err


def test_an_older_version_of_the_dataset(home: Path, cli: Cli) -> None:
    """The words of a call name both: the dataset is chosen with --dataset."""
    document = compare(cli, home, "mine", "--dataset", "./theirs")
    assert document["summary"]["only_here"] == 1


def test_a_table(home: Path, cli: Cli) -> None:
    rows = [("2020-05-02", "A call", "Springfield", "Lovelace, , aa", "cabinet")]
    document = compare(cli, home, *write_table(home, rows))
    assert document["other"] == {"kind": "table", "name": "trips.csv", "version": None}
    (row,) = document["rows"]
    assert (row["outcome"], row["there"]["row"], row["there"]["id"]) == ("differs", 2, None)
    assert row["matched_by"] == ["people", "place", "host"]
    assert row["days_apart"] == 1
    assert row["differences"] == [{"field": "dates", "here": "2020-05-01", "there": "2020-05-02"}]


def test_a_place_may_be_any_text(home: Path, cli: Cli) -> None:
    rows = [("2020-05-01", "A call", "Capital City, SPRINGFIELD", "Lovelace, , aa", "cabinet")]
    (row,) = compare(cli, home, *write_table(home, rows))["rows"]
    assert row["outcome"] == "agrees"


def test_the_mapping_next_to_the_table(home: Path, cli: Cli) -> None:
    write_table(home, [("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet")])
    (home / "trips.toml").rename(home / "trips.mapping.toml")
    (row,) = compare(cli, home, "trips.csv")["rows"]
    assert row["outcome"] == "agrees"


def test_an_id_may_begin_with_another_date(home: Path, cli: Cli) -> None:
    """An id stays when the date is corrected."""
    mapping = MAPPING.replace('title = "What"', 'id = "What"\ntitle = "What"')
    rows = [("2020-05-09", "2020-05-01-meeting", "", "", "cabinet")]
    (row,) = compare(cli, home, *write_table(home, rows, mapping))["rows"]
    assert (row["matched_by"], row["there"]["id"]) == (["id"], "2020-05-01-meeting")
    assert [one["field"] for one in row["differences"]] == ["dates"]


def test_json_lines(home: Path, cli: Cli) -> None:
    write_table(home, [])
    record = {
        "Date": "2020-05-01",
        "What": "x",
        "Where": "Springfield",
        "Who": "Ada Lovelace, , aa",
        "Level": "cabinet",
    }
    (home / "trips.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (row,) = compare(cli, home, "trips.jsonl", "--mapping", "trips.toml")["rows"]
    assert row["outcome"] == "agrees"


def test_rows_that_cannot_be_read_are_listed(home: Path, cli: Cli) -> None:
    rows = [
        ("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet"),
        ("2020-05-32", "A day too many", "", "", "cabinet"),
        ("2020-05-03", "No such level", "", "", "cabinett"),
    ]
    words = write_table(home, rows)
    document = compare(cli, home, *words)
    assert [row["row"] for row in document["skipped"]] == [3, 4]
    assert "did you mean `cabinet`?" in document["skipped"][1]["reason"]
    result = cli("compare", *words, "--check", folder=home)
    assert result.code == 1
    assert "Rows that were not compared (2)" in result.out


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet")], 0),
        ([("2020-05-02", "A call", "Springfield", "Lovelace, , aa", "cabinet")], 1),
        (
            [
                ("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet"),
                ("2020-09-01", "B", "", "", "deputy"),
            ],
            1,
        ),
        # A visit at another level is like it, and not decided.
        ([("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "deputy")], 1),
    ],
)
def test_check(rows: list[tuple[str, ...]], code: int, home: Path, cli: Cli) -> None:
    words = write_table(home, rows)
    assert cli("compare", *words, "--check", folder=home).code == code
    assert cli("compare", *words, folder=home).code == 0


def test_a_check_of_nothing_does_not_end_well(home: Path, cli: Cli) -> None:
    result = cli("compare", "theirs", "--year", "2018", "--check", folder=home)
    assert result.code == 1
    assert "Nothing was compared" in result.out
    assert "cbi: nothing was compared, so nothing is known to agree" in result.err


def test_what_is_not_covered_is_no_difference(home: Path, cli: Cli) -> None:
    """The table ends in 2020, and says nothing of 2021."""
    words = write_table(home, [("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet")])
    result = cli("compare", *words, "--check", "--dataset", "./theirs", folder=home)
    assert result.code == 0
    assert "Not covered there: 1 event (2021)." in result.out


def test_rows_without_what_is_filtered_by_are_counted(home: Path, cli: Cli) -> None:
    rows = [("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet"), ("2020-09-01", "B", "", "", "deputy")]
    words = write_table(home, rows)
    document = compare(cli, home, *words, "--institution", "talks")
    assert (document["summary"]["agree"], document["summary"]["unstated"]) == (1, 1)
    assert document["filters"] == {"years": [], "kinds": [], "institutions": ["talks"]}


def test_what_no_row_states_is_not_compared(home: Path, cli: Cli) -> None:
    mapping = MAPPING.replace('place = "Where"\n', "").replace('host = "bb"\n', "")
    words = write_table(home, [("2020-05-01", "Lovelace in Springfield", "x", "Lovelace, , aa", "cabinet")], mapping)
    document = compare(cli, home, *words)
    assert document["compared"] == ["dates", "people", "level"]
    result = cli("compare", *words, folder=home)
    assert "Not compared, since no event there states it: place, host and status." in result.out


def test_years(home: Path, cli: Cli) -> None:
    assert len(compare(cli, home, "theirs", "--year", "2021")["rows"]) == 1
    assert len(compare(cli, home, "theirs", "--year", "2020", "--year", "2021")["rows"]) == 2
    assert len(compare(cli, home, "theirs", "--year", "2020", "--year", "all")["rows"]) == 2


def test_csv_has_the_same_columns_in_every_call(home: Path, cli: Cli) -> None:
    words = write_table(home, [("2020-05-01", "=1+1", "Springfield", "Lovelace, , aa", "cabinet")])
    table = cli("compare", *words, "--format", "csv", folder=home).out
    other = cli("compare", "theirs", "--format", "csv", folder=home).out
    header, row = csv.reader(io.StringIO(table))
    assert header == next(csv.reader(io.StringIO(other)))
    assert row[header.index("there.title")] == "'=1+1"
    assert row[header.index("outcome")] == "agrees"
    for name in ("differences", "stated_once", "skipped"):
        assert cli("compare", *words, "--format", "csv", "--table", name, folder=home).code == 0


@pytest.mark.parametrize(
    ("words", "problem", "hint"),
    [
        (
            ("trips.csv",),
            "there is no mapping trips.mapping.toml",
            "cbi import FILE --guess --output trips.mapping.toml",
        ),
        (("theirs", "--mapping", "trips.toml"), "--mapping is for a table, and theirs is no file", "leave out"),
        (("nowhere",), "there is no dataset with the name or the path `nowhere`", "dataset"),
        (("trips.csv", "--mapping", "none.toml"), "there is no mapping", "none.toml"),
        (("trips.toml", "--mapping", "trips.toml"), "is no table", "CSV"),
        (("theirs", "--days", "x"), "--days: `x` is not a number of days", "0 to 366"),
        (("theirs", "--days", "367"), "--days: `367` is not a number of days", "0 to 366"),
        (("theirs", "--days", ""), "--days", ""),
        (("theirs", "--kind", "vist"), "--kind: `vist` is not known", "visit"),
        (("theirs", "--institution", "nobody"), "no institution is called `nobody`", "talks"),
        (("theirs", "--year", "22"), "`22` is not a year", "2022"),
    ],
)
def test_refusals(words: tuple[str, ...], problem: str, hint: str, home: Path, cli: Cli) -> None:
    write_table(home, [("2020-05-01", "A call", "Springfield", "Lovelace, , aa", "cabinet")])
    result = cli("compare", *words, folder=home)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert hint in result.err


def test_a_mapping_that_nobody_confirmed(home: Path, cli: Cli) -> None:
    words = write_table(home, [("2020-05-01", "A", "", "", "cabinet")], MAPPING.replace("= true", "= false"))
    result = cli("compare", *words, folder=home)
    assert (result.code, result.out) == (2, "")
    assert "is not confirmed" in result.err


def test_a_mapping_of_another_table(home: Path, cli: Cli) -> None:
    words = write_table(home, [("2020-05-01", "A", "", "", "cabinet")], MAPPING.replace('"Where"', '"Were"'))
    result = cli("compare", *words, folder=home)
    assert (result.code, result.out) == (2, "")
    assert "has no column `Were`" in result.err


def test_another_dataset_with_errors(home: Path, cli: Cli) -> None:
    write(home / "broken", event_toml("2020-05-01", 'kind = "party"'))
    result = cli("compare", "broken", folder=home)
    assert (result.code, result.out) == (1, "")
    assert "cbi: compared with" in result.err
    assert "party" in result.err


def test_names_are_harmless(home: Path, cli: Cli) -> None:
    words = write_table(home, [("2020-05-01", "\x1b[31m<b>|*x*", "Springfield\x07", "Lovelace, , aa", "cabinet")])
    for form in ("table", "markdown", "html", "csv"):
        result = cli("compare", *words, "--format", form, folder=home)
        assert result.code == 0
        assert not {"\x1b", "\x07"}.intersection(result.out)
        if form == "html":
            assert "<b>|" not in result.out


def test_in_spanish(home: Path, cli: Cli) -> None:
    words = write_table(home, [("2020-05-02", "A call", "Springfield", "Lovelace, , aa", "cabinet")])
    result = cli("compare", *words, "--lang", "es", folder=home)
    assert "Coinciden en 0 eventos; 1 difiere, 0 están solo aquí, 0 están solo allá." in result.out
    assert "(emparejado por personas, lugar y anfitrión, fila 2)" in result.out
