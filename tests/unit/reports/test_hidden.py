"""Events that the day of a report hides are counted below it, in every report."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.reports.common import latest_day
from tests.conftest import Cli
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml

REPORTS = {
    "scorecard": ("scorecard", "2022"),
    "timeline": ("timeline", "--year", "2022"),
    "gaps": ("gaps",),
    "due": ("due",),
    "history": ("history", "talks-row"),
    "topics": ("topics", "2022"),
    "explain": ("explain", "2022", "talks-row"),
    "reconcile": ("reconcile", "2022"),
}
EARLY = "2022-04-30"


def write(root: Path, *events: str, **more: str) -> Path:
    for name, raw in dataset_files(*events, edition_2022=EDITION, **more).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return root


@pytest.mark.parametrize("name", REPORTS)
def test_each_report_counts_what_its_day_hides(name: str, tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-03-01"), *(event_toml(f"2022-0{month}-01") for month in (5, 6, 7)))
    words = REPORTS[name]
    told = cli(*words, "--as-of", EARLY, folder=tmp_path)
    assert told.out.splitlines()[-1] == "3 events begin after Apr 30, 2022; `--as-of latest` shows them."
    document = json.loads(cli(*words, "--as-of", EARLY, "--format", "json", folder=tmp_path).out)
    assert document["hidden"] == {"events": 3, "in_report": 3}
    spanish = cli(*words, "--as-of", EARLY, "--lang", "es", folder=tmp_path)
    assert spanish.out.splitlines()[-1] == "3 eventos empiezan después del 30 abr 2022; `--as-of latest` los muestra."
    latest = cli(*words, "--as-of", "latest", "--format", "json", folder=tmp_path)
    assert json.loads(latest.out)["hidden"] == {"events": 0, "in_report": 0}
    assert "--as-of latest" not in cli(*words, "--as-of", "latest", folder=tmp_path).out


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_hidden_but_of_no_concern_is_counted_apart(name: str, tmp_path: Path, cli: Cli) -> None:
    later = [
        event_toml("2023-05-01", "institutions = []", kind="visit"),
        event_toml("2023-06-01", "institutions = []", kind="visit"),
    ]
    write(tmp_path, event_toml("2022-03-01"), *later)
    told = cli(*REPORTS[name], "--as-of", "2022-12-31", folder=tmp_path)
    assert told.out.splitlines()[-1] == "2 events begin after Dec 31, 2022, none of them in this report."


@pytest.mark.parametrize(
    ("starts", "line"),
    [
        (["2022-05-01"], "1 event begins after Apr 30, 2022; `--as-of latest` shows it."),
        (["2023-05-01"], "1 event begins after Apr 30, 2022, not in this report."),
        (
            ["2022-05-01", "2023-05-01"],
            "2 events begin after Apr 30, 2022, 1 of them in this report; `--as-of latest` shows them.",
        ),
        (["2022"], "1 event is not known to have begun by Apr 30, 2022; `--as-of latest` shows it."),
        (["2022-04"], ""),
    ],
)
def test_the_words_fit_the_numbers(starts: list[str], line: str, tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, *(event_toml(start) for start in starts))
    last = cli("timeline", "--year", "2022", "--as-of", EARLY, folder=tmp_path).out.splitlines()[-1]
    assert last == (line or "As of Apr 30, 2022.")


@pytest.mark.parametrize(
    ("starts", "line"),
    [
        (["2022-05-01"], "1 evento empieza después del 30 abr 2022; `--as-of latest` lo muestra."),
        (["2023-05-01"], "1 evento empieza después del 30 abr 2022, fuera de este informe."),
        (
            ["2023-05-01", "2023-06-01"],
            "2 eventos empiezan después del 30 abr 2022, ninguno de ellos en este informe.",
        ),
        (
            ["2022-05-01", "2023-05-01"],
            "2 eventos empiezan después del 30 abr 2022, 1 de ellos en este informe; `--as-of latest` los muestra.",
        ),
        (["2022"], "De 1 evento no consta que haya empezado al 30 abr 2022; `--as-of latest` lo muestra."),
    ],
)
def test_the_words_fit_the_numbers_in_spanish_and_the_option_is_code(
    starts: list[str], line: str, tmp_path: Path, cli: Cli
) -> None:
    write(tmp_path, *(event_toml(start) for start in starts))
    words = ("timeline", "--year", "2022", "--as-of", EARLY, "--lang", "es", "--format")
    assert cli(*words, "table", folder=tmp_path).out.splitlines()[-1] == line
    # In Markdown a backtick that is only text would have a backslash before it.
    assert cli(*words, "markdown", folder=tmp_path).out.splitlines()[-1].replace("\\-", "-") == line


def test_filters_decide_what_a_timeline_hides(tmp_path: Path, cli: Cli) -> None:
    write(
        tmp_path,
        event_toml("2022-05-01"),
        event_toml("2022-06-01", kind="visit"),
        event_toml("2022-07-01", 'status = "planned"'),
    )

    def hidden(*words: str) -> dict[str, int]:
        call = cli("timeline", "--as-of", EARLY, "--format", "json", *words, folder=tmp_path)
        return dict(json.loads(call.out)["hidden"])

    assert hidden() == {"events": 3, "in_report": 2}
    assert hidden("--kind", "visit") == {"events": 3, "in_report": 1}
    assert hidden("--status", "any") == {"events": 3, "in_report": 3}
    assert hidden("--year", "2021") == {"events": 3, "in_report": 0}


@pytest.mark.parametrize(
    ("events", "row", "day"),
    [
        ([], TALKS_ROW, date(2022, 12, 31)),
        ([event_toml("2023-01-05")], TALKS_ROW, date(2023, 1, 5)),
        ([event_toml("2023")], TALKS_ROW, date(2023, 12, 31)),
        ([event_toml("2023-01-05", "end = 2023-02-07")], TALKS_ROW, date(2023, 2, 7)),
        ([event_toml("2024-01-05", 'status = "planned"')], TALKS_ROW, date(2024, 1, 5)),
        ([], TALKS_ROW.replace("to = 2022", "to = 2024"), date(2024, 12, 31)),
    ],
)
def test_latest_is_the_last_day_that_anything_reaches(events: list[str], row: str, day: date) -> None:
    assert latest_day(build_snapshot(*events, indicators=row)) == day


def test_an_open_pause_does_not_move_the_latest_day() -> None:
    paused = TALKS.replace(
        'type = "dialogue"', 'type = "dialogue"\npauses = [{ from = 2017, to = 2030, source = "book" }]'
    )
    assert latest_day(build_snapshot(institutions=paused)) == date(2022, 12, 31)


def test_today_is_the_calendar_day(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, event_toml("2022-03-01"))
    monkeypatch.setenv("CBI_TODAY", "2024-02-29")
    assert json.loads(cli("gaps", "--as-of", "today", "--format", "json", folder=tmp_path).out)["as_of"] == "2024-02-29"
    assert (
        json.loads(cli("gaps", "--as-of", "Latest", "--format", "json", folder=tmp_path).out)["as_of"] == "2022-12-31"
    )


def test_without_anything_hidden_nothing_is_said(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-03-01"), dataset=HEAD)
    for words in REPORTS.values():
        assert "events begin" not in cli(*words, folder=tmp_path).out
