"""The reports' SQL against the same rules told in plain Python, on random datasets."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli.api import gaps, scorecard
from cbi_cli.index.duckdb import open_temporary_export
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import load_sql
from tests.datasets import TALKS_ROW, build_snapshot, event_toml
from tests.properties import oracle

FIRST, LAST = date(2013, 1, 1), date(2024, 12, 31)
DAYS = st.dates(FIRST, LAST)
KINDS = st.sampled_from(["meeting", "review", "forum"])
STATUSES = st.sampled_from(["held", "held", "held", "planned", "cancelled"])
PRECISIONS = st.sampled_from([10, 10, 10, 7, 4])
EVENTS = st.lists(st.tuples(DAYS, KINDS, STATUSES, PRECISIONS), max_size=12)
COVERED = range(2015, 2023)


def last_day(text: str) -> date:
    """The last day that a partial date can mean, by adding a year or a month and going back a day."""
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


@settings(max_examples=150, deadline=None)
@given(EVENTS, DAYS, st.integers(2013, 2024))
def test_the_light_is_the_one_that_plain_python_gives(
    drawn: list[tuple[date, str, str, int]], day: date, year: int
) -> None:
    events = [(when.isoformat()[:precision], kind, status) for when, kind, status, precision in drawn]
    written = [
        event_toml(start, f'status = "{status}"', kind=kind, name=f"n{number}")
        for number, (start, kind, status) in enumerate(events)
    ]
    card = scorecard(build_snapshot(*written), year, day)
    known = [(s, k) for s, k, status in events if status == "held" and last_day(s) <= day and int(s[:4]) == year]
    counted = [start for start, kind in known if kind == "meeting"]
    over = day >= date(year, 12, 31)
    if counted:
        expected = "green"
    elif any(kind == "review" for _, kind in known):
        expected = "yellow"
    else:
        expected = "red" if over and year in COVERED else "unknown"
    (row,) = card.rows
    assert (row.light, row.counted) == (expected, len(counted))


@settings(max_examples=150, deadline=None)
@given(EVENTS, DAYS, st.integers(1, 3))
def test_the_years_are_those_that_plain_python_gives(
    drawn: list[tuple[date, str, str, int]], day: date, cadence: int
) -> None:
    events = [(when.isoformat()[:precision], kind, status) for when, kind, status, precision in drawn]
    written = [
        event_toml(start, f'status = "{status}"', kind=kind, name=f"n{number}")
        for number, (start, kind, status) in enumerate(events)
    ]
    row = TALKS_ROW.replace("label =", f"cadence_years = {cadence}\nlabel =")
    (series,) = gaps(build_snapshot(*written, indicators=row), day).series
    held = {int(s[:4]) for s, k, status in events if (k, status) == ("meeting", "held") and last_day(s) <= day}
    missed, unknown = [], []
    for year in range(min({*held, *COVERED}), day.year + 1):
        if year in held or day < date(year, 12, 31):
            continue
        recent = [past for past in held if year - cadence < past < year]
        if year not in COVERED:
            unknown.append(year)
        elif not recent:
            missed.append(year)
    assert series.years_with_status("held") == sorted(held)
    assert series.years_with_status("missed") == missed
    assert series.years_with_status("unknown") == unknown
    assert sum(gap.years for gap in series.gaps) == len(missed)


def scorecard_rows(asked: Snapshot, year: int, day: date, strict: bool) -> list[oracle.SqlRow]:
    """What the scorecard's SQL gives, without the columns that only repeat the event."""
    names = ("indicator", "strength", "weaker", "direction", "admitted", "reason", "counted", "id")
    found = asked.rows(load_sql("scorecard"), year=year, day=day.toordinal(), strict=int(strict))
    return [tuple(row[name] for name in names) for row in found]


def gaps_rows(asked: Snapshot, day: date) -> list[oracle.SqlRow]:
    """What the SQL of the gaps gives, without the columns that only repeat the event."""
    found = asked.rows(load_sql("gaps"), year=day.year, day=day.toordinal())
    return [(row["series"], row["year"], row["id"]) for row in found]


@settings(max_examples=150, deadline=None)
@given(oracle.EVENTS, oracle.DAYS, oracle.YEARS, st.booleans())
def test_rows_of_sqlite_are_those_of_plain_python(
    drawn: list[oracle.DrawnEvent], day: date, year: int, strict: bool
) -> None:
    asked = oracle.make_snapshot(drawn)
    assert scorecard_rows(asked, year, day, strict) == oracle.scorecard_rows(drawn, year, day, strict)
    assert gaps_rows(asked, day) == oracle.gaps_rows(drawn, day)


@settings(max_examples=25, deadline=None)
@given(oracle.EVENTS, oracle.DAYS, oracle.YEARS, st.booleans())
def test_rows_of_duckdb_are_those_of_plain_python(
    drawn: list[oracle.DrawnEvent], day: date, year: int, strict: bool
) -> None:
    before = oracle.make_snapshot(drawn)
    asked = open_temporary_export(before)
    assert scorecard_rows(asked, year, day, strict) == oracle.scorecard_rows(drawn, year, day, strict)
    assert gaps_rows(asked, day) == oracle.gaps_rows(drawn, day)
    assert scorecard(asked, year, day, strict) == scorecard(before, year, day, strict)


def test_what_is_drawn_meets_every_case_of_the_sql() -> None:
    texts = {
        "2022-05-04": ("meeting", "held", ("talks",), None),
        "2022-05-05": ("review", "held", ("talks",), None),
        "2022-06": ("visit", "held", ("board",), ("aa", "bb")),
        "2022-07-01": ("visit", "held", (), None),
        "2023-01-10": ("meeting", "held", ("talks", "board"), ("aa", "bb")),
    }
    drawn = [
        oracle.DrawnEvent(start, kind, "cabinet", status, institutions, travel, number, admitted=True)
        for number, (start, (kind, status, institutions, travel)) in enumerate(texts.items())
    ]
    day = date(2023, 3, 31)
    expected = [
        ("talks-row", "full", None, "aa>bb", 1, "why 2023-01-10-n4", 2, "2023-01-10-n4"),
        ("talks-row", "weak", 0, None, 0, None, 1, "2022-05-05-n1"),
        ("visits-row", "full", None, "aa>bb", 0, None, 2, "2022-06-n2"),
        ("visits-row", "full", None, None, 0, None, 2, "2022-07-01-n3"),
    ]
    assert oracle.scorecard_rows(drawn, 2022, day, strict=False) == expected
    assert scorecard_rows(oracle.make_snapshot(drawn), 2022, day, strict=False) == expected
    held = [("board", 2022, "2022-06-n2"), ("board", 2023, "2023-01-10-n4")]
    talks = [("talks-row", 2022, "2022-05-04-n0"), ("talks-row", 2023, "2023-01-10-n4")]
    visits = [("visits-row", 2022, "2022-06-n2"), ("visits-row", 2022, "2022-07-01-n3")]
    assert oracle.gaps_rows(drawn, day) == [*held, *talks, *visits]
    assert gaps_rows(oracle.make_snapshot(drawn), day) == [*held, *talks, *visits]
