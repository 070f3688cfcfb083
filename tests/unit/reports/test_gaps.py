from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import gaps, scorecard
from cbi_cli.core.language_codes import Lang
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.common import HiddenEvents
from cbi_cli.reports.gaps import GapsQuery, Series, compute_gaps
from cbi_cli.views.series_texts import SeriesTexts
from tests.datasets import HEAD, TALKS, TALKS_ROW, build_snapshot, event_toml

END = date(2022, 12, 31)
HEIR = TALKS.replace('"talks"', '"heir"').replace("The Talks", "The New Talks").replace("Big Talks", "New Talks")


def talks(*years: str, day: date = END, cadence: int = 1, institution: str = "", looked: str = "2015-2022") -> Series:
    """The series of the talks held at these dates, looked at in these years."""
    first, _, last = looked.partition("-")
    row = TALKS_ROW.replace("from = 2015, to = 2022", f"from = {first}, to = {last}")
    row = row.replace("label =", f"cadence_years = {cadence}\nlabel =")
    institutions = TALKS.replace('type = "dialogue"', f'type = "dialogue"\n{institution}') + HEIR
    made = build_snapshot(*(event_toml(when) for when in years), indicators=row, institutions=institutions)
    (series,) = gaps(made, day).series
    return series


@pytest.mark.parametrize(
    ("years", "state", "halted", "missed"),
    [
        (["2022-03-01"], "active", None, None),
        (["2021-03-01"], "overdue", None, 2022),
        (["2020-03-01"], "halted", 2020, 2021),
        (["2016-03-01", "2019-05-05"], "halted", 2019, 2020),
        ([], "unknown", None, None),
    ],
)
def test_the_state_counts_the_periods_missed(
    years: list[str], state: str, halted: int | None, missed: int | None
) -> None:
    series = talks(*years)
    assert (series.state, series.halted_since, series.first_missed) == (state, halted, missed)


def test_a_year_counts_as_missed_only_when_it_is_over() -> None:
    assert talks("2021-03-01", day=date(2022, 12, 30)).state == "active"
    assert talks("2021-03-01", day=date(2022, 12, 31)).state == "overdue"


def test_a_longer_cadence_has_longer_periods() -> None:
    assert talks("2020-03-01", cadence=2).state == "overdue"
    assert talks("2021-03-01", cadence=2).state == "active"
    assert talks("2018-03-01", cadence=2).state == "halted"
    marks = talks("2018-03-01", cadence=2).years
    assert marks == {
        2015: "missed",
        2016: "missed",
        2017: "missed",
        2018: "held",
        2019: "idle",
        2020: "missed",
        2021: "missed",
        2022: "missed",
    }


def test_nobody_looked_is_unknown_and_never_missed() -> None:
    series = talks("2017-01-01", "2019-01-01", looked="2019-2020")
    assert series.years == {
        2017: "held",
        2018: "unknown",
        2019: "held",
        2020: "missed",
        2021: "unknown",
        2022: "unknown",
    }
    assert series.state == "unknown"
    assert [(gap.from_year, gap.to_year) for gap in series.gaps] == [(2020, 2020)]


def test_a_later_day_than_coverage_leaves_the_state_unknown() -> None:
    assert talks("2022-03-01", day=date(2023, 6, 1)).state == "active"
    assert talks("2022-03-01", day=date(2024, 6, 1)).state == "unknown"


def test_later_events_of_a_year_are_not_known_before_they_began() -> None:
    series = talks("2022-03-01", "2022-05-02", "2022-09-01", day=date(2022, 6, 30))
    assert series.first_held is not None
    assert series.last_held is not None
    assert (series.first_held.start, series.last_held.start) == ("2022-03-01", "2022-05-02")


def test_a_period_counts_as_missed_once_however_many_years_it_has() -> None:
    series = talks("2017-03-01", cadence=3, day=date(2022, 12, 31))
    assert (series.state, series.halted_since, series.first_missed) == ("overdue", None, 2020)
    assert talks("2016-03-01", cadence=3, day=date(2022, 12, 30)).state == "overdue"
    assert talks("2016-03-01", cadence=3, day=date(2022, 12, 31)).state == "halted"


def test_a_declared_pause_is_shown_and_halts_while_it_lasts() -> None:
    pause = 'pauses = [{ from = 2018, to = 2019, source = "book" }]'
    series = talks("2017-06-01", "2020-06-01", "2022-06-01", institution=pause, looked="2017-2017")
    assert series.years[2018] == series.years[2019] == "paused"
    assert series.state == "active"
    assert talks("2017-06-01", institution=pause, day=date(2018, 5, 1)).state == "halted"
    open_end = 'pauses = [{ from = 2021, source = "book" }]'
    assert talks("2020-06-01", institution=open_end).state == "halted"


def test_an_institution_that_was_replaced_has_ended() -> None:
    ended = 'ended = 2021-06-30\nreplaced_by = "heir"'
    assert talks("2020-06-01", institution=ended, day=date(2021, 6, 29)).state == "active"
    series = talks("2020-06-01", institution=ended)
    assert (series.state, series.successor, series.halted_since) == ("ended", "heir", None)


def test_nothing_is_missed_after_the_end() -> None:
    ended = 'ended = "2020"\nreplaced_by = "heir"'
    for day in (date(2020, 12, 31), date(2021, 6, 1), END, date(2024, 6, 1)):
        series = talks("2018-06-01", institution=ended, day=day)
        assert series.state == "ended"
        assert series.years == {
            2015: "missed",
            2016: "missed",
            2017: "missed",
            2018: "held",
            2019: "missed",
            2020: "missed",
        }
        # Nothing followed, and nothing could: there is no day to count to.
        assert [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps] == [
            (2015, 2017, None),
            (2019, 2020, None),
        ]
        assert series.longest_gap == series.gaps[0]
    # The year of the end was not over when it came.
    early = talks("2018-06-01", institution='ended = 2020-03-01\nreplaced_by = "heir"')
    assert max(early.years) == 2019
    assert talks("2018-06-01", institution=ended, day=date(2020, 12, 30)).gaps[-1].days == 943


def test_the_scorecard_of_a_year_after_the_end_asks_who_looked() -> None:
    institution = (
        TALKS.replace('type = "dialogue"', 'type = "dialogue"\nended = 2019-06-30\nreplaced_by = "heir"') + HEIR
    )
    made = build_snapshot(event_toml("2018-06-01"), institutions=institution)
    lights = {year: scorecard(made, year, date(2024, 12, 31)).rows[0].light for year in (2014, 2019, 2022, 2023)}
    assert lights == {2014: "unknown", 2019: "red", 2022: "red", 2023: "unknown"}


@pytest.mark.parametrize(
    ("looked", "day", "days"),
    [
        # Nobody looked at 2018 and 2019: a meeting may have been held in them.
        ('from = 2015, to = 2017, source = "book" }, { from = 2020, to = 2022', END, [None, None]),
        # The year after the meeting may have had one too.
        ('from = 2015, to = 2016, source = "book" }, { from = 2018, to = 2022', END, [None]),
        # 2016-01-01 to 2022-12-31 and to 2022-06-30.
        ("from = 2015, to = 2022", END, [2556]),
        ("from = 2015, to = 2022", date(2022, 6, 30), [2372]),
        # Beyond what the dataset covers, in a year that is not over: nobody looked either.
        ("from = 2015, to = 2022", date(2023, 6, 30), [None]),
        ("from = 2015, to = 2022", date(2023, 12, 31), [None]),
        ("from = 2015, to = 2023", date(2023, 6, 30), [2737]),
    ],
)
def test_days_are_counted_only_where_somebody_looked(looked: str, day: date, days: list[int | None]) -> None:
    row = TALKS_ROW.replace("from = 2015, to = 2022", looked)
    (series,) = gaps(build_snapshot(event_toml("2016-01-01"), indicators=row), day).series
    assert [gap.days for gap in series.gaps if gap.after] == days


@pytest.mark.parametrize(("day", "days"), [(date(2022, 6, 30), 2372), (date(2022, 7, 1), None)])
def test_days_are_counted_to_the_last_covered_day_at_most(day: date, days: int | None) -> None:
    row = TALKS_ROW.replace("to = 2022", "to = 2021")
    made = build_snapshot(event_toml("2016-01-01"), indicators=row, dataset=HEAD.replace("2022-12-31", "2022-06-30"))
    (series,) = gaps(made, day).series
    assert [(gap.to_year, gap.days) for gap in series.gaps if gap.after] == [(2021, days)]


def test_days_between_two_meetings_need_all_years_between_them() -> None:
    row = TALKS_ROW.replace("to = 2022", 'to = 2017, source = "book" }, { from = 2019, to = 2022')
    (series,) = gaps(build_snapshot(event_toml("2016-01-01"), event_toml("2021-01-01"), indicators=row), END).series
    assert [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps] == [
        (2015, 2015, None),
        (2017, 2017, None),
        (2019, 2020, None),
        (2022, 2022, 729),
    ]


def test_gaps_are_counted_in_years_and_in_days() -> None:
    series = talks("2015-12-30", "2018-01-02", "2020-02-28", "2020-03-01")
    found = [(gap.from_year, gap.to_year, gap.years, gap.days) for gap in series.gaps]
    # 2015-12-30 to 2018-01-02: 366 + 365 + 3 days; 2018-01-02 to 2020-02-28: 365 + 365 + 57; 2020-03-01 to 2022-12-31.
    assert found == [(2016, 2017, 2, 734), (2019, 2019, 1, 787), (2021, 2022, 2, 1035)]
    assert series.gaps[-1].before is None
    assert series.longest_gap == series.gaps[2]


def test_days_are_not_counted_from_a_date_that_is_not_known() -> None:
    series = talks("2015", "2018-01-02")
    assert next((gap.years, gap.days) for gap in series.gaps) == (2, None)


def test_a_partial_date_is_known_from_its_last_day() -> None:
    assert talks("2022", day=date(2022, 12, 30)).last_held is None
    last = talks("2022", day=date(2022, 12, 31)).last_held
    assert last is not None
    assert last.start == "2022"


def test_an_institution_with_a_cadence_is_a_series_unless_an_indicator_is_it() -> None:
    other = TALKS.replace('"talks"', '"forum"').replace("The Talks", "The Forum").replace("Big Talks", "Big Forum")
    institutions = TALKS.replace("type =", "cadence_years = 1\ntype =") + other.replace(
        "type =", "cadence_years = 2\ntype ="
    )
    held = event_toml("2022-03-01", 'institutions = ["forum"]', kind="forum")
    found = gaps(build_snapshot(event_toml("2022-01-01"), held, institutions=institutions), END).series
    assert [(one.id, one.cadence_years, one.years_with_status("held"), one.pauses) for one in found] == [
        ("talks-row", 1, [2022], ()),
        ("forum", 2, [2022], ()),
    ]


def test_the_first_year_there_is_can_be_looked_at() -> None:
    series = talks("2022-01-01", looked="1-2022")
    assert (min(series.years), series.years[1], len(series.years)) == (1, "missed", 2022)


def test_a_year_of_an_end_counts_from_its_last_day() -> None:
    life = 'ended = "2019"\nreplaced_by = "talks-two"'
    heir = TALKS.replace('"talks"', '"talks-two"').replace("The Talks", "The New Talks").replace("Big", "Later")
    made = build_snapshot(
        event_toml("2019-10-01"), institutions=TALKS.replace('type = "dialogue"', f'type = "dialogue"\n{life}') + heir
    )
    states = {}
    for day in (date(2019, 1, 1), date(2019, 10, 1), date(2019, 12, 30), date(2019, 12, 31), date(2020, 6, 1)):
        (series,) = gaps(made, day).series
        states[day] = (series.state, series.last_held and series.last_held.start, series.successor)
    assert states == {
        date(2019, 1, 1): ("unknown", None, None),
        date(2019, 10, 1): ("active", "2019-10-01", None),
        date(2019, 12, 30): ("active", "2019-10-01", None),
        date(2019, 12, 31): ("ended", "2019-10-01", "talks-two"),
        date(2020, 6, 1): ("ended", "2019-10-01", "talks-two"),
    }


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2021, 6, 30), date(2022, 12, 30), date(2022, 12, 31)])
def test_a_series_of_which_nothing_is_known_has_no_years_on_any_day(day: date) -> None:
    row = TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]\n', "")
    (series,) = gaps(build_snapshot(indicators=row), day).series
    assert (dict(series.years), series.state) == ({}, "unknown")


def test_something_held_inside_a_declared_pause_leaves_the_pause_declared() -> None:
    life = 'pauses = [{ from = 2017, to = 2019, source = "book" }]'
    institutions = TALKS.replace('type = "dialogue"', f'type = "dialogue"\n{life}')
    made = build_snapshot(event_toml("2018-03-01", 'mode = "document"'), institutions=institutions)
    (series,) = gaps(made, END).series
    assert [series.years[year] for year in (2016, 2017, 2018, 2019, 2020)] == [
        *("missed", "paused", "held", "paused", "missed")
    ]
    assert [year for year in range(2015, 2023) if series.in_pause(year)] == [2017, 2018, 2019]


def test_a_blank_year_says_why_it_is_blank() -> None:
    """A screen reader reads each cell of a strip: its year, and what is known of it."""

    def said(series: Series, lang: Lang = "en") -> list[str]:
        cell = SeriesTexts(get_translator(lang)).strip(series, 2019, 2023)
        assert cell.strip
        return [mark.meaning for mark in cell.strip.marks]

    day = date(2023, 6, 30)
    assert said(talks("2022-03-01", looked="2021-2022", day=day)) == [
        *["before the first known year"] * 2,
        *["not held", "held", "not over yet"],
    ]
    ended = 'ended = "2021"\nreplaced_by = "heir"'
    over = talks("2020-03-01", looked="2020-2022", institution=ended, day=day)
    assert said(over) == ["before the first known year", "held", "not held", "after the end", "after the end"]
    assert said(over, "es")[0] == "antes del primer año conocido"
    row = TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]\n', "")
    (nothing,) = gaps(build_snapshot(indicators=row), day).series
    assert said(nothing) == ["no year known"] * 5
    long_over = talks("2015-03-01", institution='ended = "2016"\nreplaced_by = "heir"', day=day)
    cell = SeriesTexts(get_translator("en")).strip(long_over, 2019, 2023)
    assert cell.strip
    assert cell.strip.words == "after the end"


@pytest.mark.parametrize(
    ("names", "shown", "hidden"),
    [
        ((), ["talks-row", "panel-row", "forum-row"], 4),
        (("The Panel",), ["panel-row"], 2),
        (("panel-row", "talks-row"), ["talks-row", "panel-row"], 3),
    ],
)
def test_only_the_requested_series_and_what_is_hidden_of_them(
    names: tuple[str, ...], shown: list[str], hidden: int
) -> None:
    titles = {"talks": "Talks", "panel": "Panel", "forum": "Forum"}
    rows = institutions = ""
    for name, title in titles.items():
        rows += TALKS_ROW.replace("talks", name).replace("Talks", title)
        institutions += TALKS.replace('"talks"', f'"{name}"').replace("Talks", title)
    later = {"2022-03-01": "talks", "2022-04-01": "panel", "2022-05-01": "panel", "2022-06-01": "forum"}
    events = [event_toml(day, f'institutions = ["{name}"]') for day, name in later.items()]
    made = build_snapshot(*events, indicators=rows, institutions=institutions)
    found = compute_gaps(made, GapsQuery(names, date(2022, 2, 1)))
    assert [one.id for one in found.series] == shown
    assert found.hidden == HiddenEvents(4, hidden, begin_later=True)
