"""What is due as of a day, worked out by hand from a few events."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cbi_cli import api
from cbi_cli.reports.due import DueSeries, next_host
from tests.conftest import Cli
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml
from tests.repositories import write_files

END = date(2022, 12, 31)


def talks(*events: str, day: date = END, row: str = TALKS_ROW, institutions: str = TALKS) -> DueSeries:
    (one,) = api.due(build_snapshot(*events, indicators=row, institutions=institutions), day).series
    return one


def every(years: int) -> str:
    return TALKS_ROW.replace("label =", f"cadence_years = {years}\nlabel =")


@pytest.mark.parametrize(
    ("held", "day", "state", "next_year", "missed"),
    [
        ("2022-03-01", END, "expected", 2023, ()),
        ("2021-03-01", date(2022, 12, 30), "due", 2022, ()),
        ("2021-03-01", END, "overdue", 2023, (2022,)),
        ("2020-03-01", END, "halted", None, (2021, 2022)),
        ("2022-03-01", date(2023, 1, 1), "due", 2023, ()),
        # Nobody looked at 2023, so that it may have been held then.
        ("2022-03-01", date(2023, 12, 31), "unknown", None, ()),
    ],
)
def test_the_state_and_the_next_year(
    held: str, day: date, state: str, next_year: int | None, missed: tuple[int, ...]
) -> None:
    one = talks(event_toml(held), day=day)
    assert (one.state, one.next_year, one.years_missed) == (state, next_year, missed)


def test_a_series_of_every_two_years() -> None:
    assert talks(event_toml("2021-03-01"), row=every(2)).next_year == 2023
    late = talks(event_toml("2019-03-01"), row=every(2))
    # It was due in 2021 and missed 2022 too; the second period ends with 2023.
    assert (late.state, late.years_missed, late.next_year) == ("overdue", (2021, 2022), 2023)


def test_what_was_never_held_or_has_ended_is_not_expected() -> None:
    never = talks()
    assert (never.state, never.next_year) == ("unknown", None)
    ended = TALKS.replace('type = "dialogue"', 'type = "dialogue"\nended = 2022-06-30')
    one = talks(event_toml("2021-03-01"), institutions=ended)
    assert (one.state, one.next_year, one.years_unknown) == ("ended", None, ())


def test_a_declared_pause_is_not_expected() -> None:
    paused = TALKS.replace(
        'type = "dialogue"', 'type = "dialogue"\npauses = [{ from = 2023, source = "book", note = "no more" }]'
    )
    one = talks(event_toml("2022-03-01"), institutions=paused)
    assert (one.state, one.next_year) == ("paused", None)


def test_the_days_that_are_left() -> None:
    assert talks(event_toml("2021-03-01"), day=date(2022, 11, 15)).days_left == 15 + 31
    assert talks(event_toml("2021-03-01"), day=date(2022, 12, 30)).days_left == 1
    assert talks(event_toml("2022-03-01")).days_left is None


def test_states_agree_with_the_gaps() -> None:
    agrees = {"due": "active", "expected": "active", "paused": "active"}
    for held in range(2015, 2023):
        made = build_snapshot(event_toml(f"{held}-05-05"))
        for year in range(held, 2025):
            for day in (date(year, 6, 1), date(year, 12, 31)):
                (one,) = api.due(made, day).series
                (series,) = api.gaps(made, day).series
                assert agrees.get(one.state, one.state) == series.state


@pytest.mark.parametrize(
    ("hosts", "turn"),
    [
        (["a", "b", "a"], "b"),
        (["a", "b", "a", "b"], "a"),
        (["a", "b", "c", "a", "b"], "c"),
        (["a", "b"], None),
        (["a", "b", "c", "a"], None),
        (["a", "a", "b"], None),
        (["a", "b", "b"], None),
        (["a", "a", "a"], None),
        (["a", None, "a"], None),
        ([], None),
    ],
)
def test_the_turn_of_a_host_needs_a_strict_alternation(hosts: list[str | None], turn: str | None) -> None:
    assert next_host(hosts) == turn


def hosted(year: int, host: str) -> str:
    guest = "bb" if host == "aa" else "aa"
    return event_toml(f"{year}-03-01", f'host = "{host}"', f'guests = ["{guest}"]')


def test_the_turn_of_a_host_is_said_to_be_inferred() -> None:
    made = build_snapshot(*(hosted(year, host) for year, host in [(2020, "aa"), (2021, "bb"), (2022, "aa")]))
    report = api.due(made, END)
    turn = report.series[0].host_turn
    assert turn is not None
    assert (turn.party, turn.name.en) == ("bb", "B")
    (row,) = api.to_dict(made, report)["series"]
    assert row["host_turn"] == {
        "party": "bb",
        "inferred": True,
        "shown_by": [
            {"event": f"{year}-03-01-meeting", "host": host}
            for year, host in [(2020, "aa"), (2021, "bb"), (2022, "aa")]
        ],
    }


def test_no_turn_follows_from_hosts_before_a_year_of_which_nothing_is_known() -> None:
    row = TALKS_ROW.replace("from = 2015, to = 2022", "from = 2021, to = 2022")
    events = [hosted(year, host) for year, host in [(2018, "aa"), (2019, "bb"), (2021, "aa"), (2022, "bb")]]
    assert talks(*events, row=row).host_turn is None
    assert talks(*events).host_turn is not None


def test_a_meeting_that_may_lie_in_the_next_year() -> None:
    one = talks(event_toml("2022-03-01"), event_toml("2022-11..2023-02"), day=date(2023, 5, 1))
    assert one.state == "due"
    assert one.perhaps_held is not None
    assert one.perhaps_held.event.start == "2022-11..2023-02"


PLANS = [
    event_toml("2022-02-01", 'status = "planned"', name="past"),
    event_toml("2023-05-04", 'status = "planned"', name="ahead"),
    event_toml("2021-02-01", 'status = "postponed"', name="settled"),
    event_toml("2022-06-01", 'status = "postponed"', name="open"),
    event_toml("2022-07-01", 'status = "cancelled"', name="cancelled"),
    event_toml("2022-03-03"),
]


def test_planned_and_postponed_events(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(*PLANS))
    text = cli("due", folder=tmp_path).out
    assert "- Event 2022-02-01 past: planned for Feb 1, 2022, not yet marked as held [2022-02-01-past]" in text
    assert "- Event 2023-05-04 ahead: planned for May 4, 2023 [2023-05-04-ahead]" in text
    assert "- Event 2022-06-01 open: was planned for Jun 1, 2022, postponed; no later one is known" in text
    assert "settled" not in text
    assert "cancelled" not in text
    assert "1 postponed event is not listed, since a later one of the same institution was held." in text
    document = json.loads(cli("due", "--format", "json", folder=tmp_path).out)
    told = {one["id"]: (one["ahead"], (one["followed_by"] or {}).get("id")) for one in document["planned"]}
    assert told == {
        "2021-02-01-settled": (False, "2022-03-03-meeting"),
        "2022-02-01-past": (False, "2022-03-03-meeting"),
        "2022-06-01-open": (False, None),
        "2023-05-04-ahead": (True, None),
    }


def test_a_planned_event_is_ahead_until_its_day_is_over(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-10", 'status = "planned"')))
    for day, ahead in [("2022-10-31", True), ("2022-11-01", False)]:
        document = json.loads(cli("due", "--as-of", day, "--format", "json", folder=tmp_path).out)
        assert [one["ahead"] for one in document["planned"]] == [ahead]


def test_dates_known_in_part_are_listed_for_two_years_and_counted_before(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(*(event_toml(when) for when in ("2018", "2020-12", "2021-04", "2022-06-07"))))
    text = cli("due", folder=tmp_path).out
    assert "- Apr 2021 – Event 2021-04 " in text
    assert "2 from before 2021; `--format json` lists them." in text
    assert "Jun 7" not in text.partition("known only in part")[2]
    document = json.loads(cli("due", "--format", "json", folder=tmp_path).out)
    assert [one["start"] for one in document["partial_dates"]] == ["2018", "2020-12", "2021-04"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2023-09-29", ""),
        ("2023-10-01", "2023 ends in 91 days. Nothing is known of it for 1 of 1 series."),
        ("2023-12-30", "2023 ends in 1 day. Nothing is known of it for 1 of 1 series."),
        ("2022-11-30", "2022 ends in 31 days."),
        ("2022-12-31", ""),
    ],
)
def test_the_end_of_the_year(day: str, told: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-03-01")))
    text = cli("due", "--as-of", day, folder=tmp_path).out
    lines = [line for line in text.splitlines() if " ends in " in line]
    assert lines == ([told] if told else [])


def test_the_default_day_is_never_today(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-03-01")))
    text = cli("due", folder=tmp_path).out
    assert "As of Dec 31, 2022.\n`--as-of today` shows what is due today." in text
    later = cli("due", "--as-of", "2023-02-01", folder=tmp_path).out
    assert "`--as-of today`" not in later
    assert "The dataset covers the time until Dec 31, 2022; what was held later may not be known." in later


def test_only_what_belongs_to_the_series_asked_for(tmp_path: Path, cli: Cli) -> None:
    other = TALKS.replace('"talks"', '"board"').replace("The Talks", "The Board").replace("Big Talks", "Big Board")
    other = other.replace('type = "dialogue"', 'type = "dialogue"\ncadence_years = 1')
    events = [
        event_toml("2022-02-01", 'status = "planned"', name="mine"),
        event_toml("2022-03-01", 'status = "planned"', 'institutions = ["board"]', name="theirs"),
        event_toml("2022-04", 'institutions = ["board"]', name="partial"),
    ]
    write_files(tmp_path, dataset_files(*events, institutions=TALKS + other))
    mine = json.loads(cli("due", "talks", "--format", "json", folder=tmp_path).out)
    assert [one["id"] for one in mine["planned"]] == ["2022-02-01-mine"]
    assert mine["partial_dates"] == []
    theirs = json.loads(cli("due", "board", "--format", "json", folder=tmp_path).out)
    assert [one["id"] for one in theirs["planned"]] == ["2022-03-01-theirs"]
    assert [one["id"] for one in theirs["partial_dates"]] == ["2022-04-partial"]


def test_the_most_urgent_comes_first(tmp_path: Path, cli: Cli) -> None:
    held = {"quiet": 2019, "fresh": 2022, "late": 2021, "later": 2020}
    institutions = ""
    for name in held:
        institutions += (
            TALKS.replace('"talks"', f'"{name}"')
            .replace("The Talks", f"The {name}")
            .replace('"Big Talks"', f'"Big {name}"')
            .replace(
                'type = "dialogue"',
                'type = "dialogue"\ncadence_years = 1\ncoverage = [{ from = 2015, to = 2022, source = "book" }]',
            )
        )
    events = [event_toml(f"{year}-03-01", f'institutions = ["{name}"]', name=name) for name, year in held.items()]
    write_files(tmp_path, dataset_files(*events, institutions=institutions, indicators=""))
    document = json.loads(cli("due", "--format", "json", folder=tmp_path).out)
    assert [(one["id"], one["state"]) for one in document["series"]] == [
        ("late", "overdue"),
        ("fresh", "expected"),
        ("later", "halted"),
        ("quiet", "halted"),
    ]
