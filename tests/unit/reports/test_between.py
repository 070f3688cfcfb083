"""A date that lies between two: what is certain of it counts, and nothing is claimed of its possible years."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import diff, explain, gaps, history, scorecard, timeline, to_dict, topics
from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, Lang
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.views.scorecard import ScorecardView
from cbi_cli.views.timeline import TimelineView
from tests.datasets import TALKS_ROW, build_snapshot, dataset_files, event_toml

END = date(2022, 12, 31)
OPEN = event_toml("2020-07..2021-05")
EDITION = """
year = 2020
title = "Report"
published = 2021-06-01
source = "book"
[[row]]
indicator = "talks-row"
label = "Talks"
status = "green"
occurrences = [{ start = "2020-07..2021-05", text = "After July" }]
[[admission]]
indicator = "talks-row"
event = "2020-07-meeting"
reason = "the report counts it"
source = "book"
"""


def lights(*events: str, day: date = END, **more: str) -> dict[int, tuple[str, str]]:
    """The light of the talks and its reason, from 2019 to 2022."""
    made = build_snapshot(*events, **more)
    found: dict[int, tuple[str, str]] = {}
    for year in range(2019, 2023):
        (row,) = scorecard(made, year, day).rows
        found[year] = (row.light, row.why)
    return found


def talks(*events: str, day: date = END, cadence: int = 1) -> Series:
    row = TALKS_ROW.replace("label =", f"cadence_years = {cadence}\nlabel =")
    (series,) = gaps(build_snapshot(*events, indicators=row), day).series
    return series


def test_it_counts_in_no_year_and_none_of_its_years_is_red() -> None:
    assert lights(OPEN) == {
        2019: ("red", "none"),
        2020: ("unknown", "doubtful"),
        2021: ("unknown", "doubtful"),
        2022: ("red", "none"),
    }


def test_within_one_year_it_counts_for_that_year() -> None:
    found = lights(event_toml("2020-03..2020-07"))
    assert (found[2020], found[2021]) == (("green", "counts"), ("red", "none"))
    # It is known to have happened from its last possible day on.
    assert lights(event_toml("2020-03..2020-07"), day=date(2020, 7, 30))[2020] == ("unknown", "not-yet")
    assert lights(event_toml("2020-03..2020-07"), day=date(2020, 7, 31))[2020] == ("green", "counts")


def test_a_year_is_not_red_before_it_is_known_that_the_event_began() -> None:
    # On this day the event may still be ahead, or lie in 2020.
    assert lights(OPEN, day=date(2021, 2, 1))[2020] == ("unknown", "doubtful")


def test_an_event_that_counts_for_certain_is_stronger() -> None:
    assert lights(OPEN, event_toml("2021-09-01"))[2021] == ("green", "counts")


def test_one_that_meets_only_a_weaker_rule_leaves_yellow_open() -> None:
    review = event_toml("2020-07..2021-05", kind="review")
    made = build_snapshot(review)
    (row,) = to_dict(made, scorecard(made, 2020, END))["rows"]
    assert (row["status"], row["counted"], row["last_held"]) == ("unknown", 0, None)
    assert row["reason"].startswith(
        "Not known: one that meets a weaker rule was held between Jul 2020 and May 2021, perhaps in 2020"
    )
    # It is no meeting of the series: none of its years was held or is open.
    assert gaps(made, END).series[0].years[2020] == "missed"


def test_other_events_leave_nothing_open() -> None:
    planned = event_toml("2020-07..2021-05", 'status = "planned"')
    forum = event_toml("2020-07..2021-05", kind="forum")
    for event in (planned, forum):
        assert lights(event)[2020] == ("red", "none")


def test_an_edition_can_admit_it_to_one_year() -> None:
    found = lights(OPEN, edition_2020=EDITION)
    assert (found[2020], found[2021]) == (("green", "counts"), ("unknown", "doubtful"))
    made = build_snapshot(OPEN, edition_2020=EDITION)
    (row,) = scorecard(made, 2020).rows
    assert [one.admitted for one in row.occurrences] == [True]
    assert row.published is not None
    assert row.published.agrees
    assert scorecard(made, 2020, strict_year=True).rows[0].light == "unknown"


def test_it_neither_closes_nor_opens_a_gap() -> None:
    series = talks(event_toml("2018-03-01"), OPEN, event_toml("2022-05-01"))
    assert series.years[2019] == "missed"
    assert (series.years[2020], series.years[2021]) == ("unknown", "unknown")
    (first, gap) = series.gaps
    assert (first.from_year, first.to_year) == (2015, 2017)
    assert (gap.from_year, gap.to_year, gap.days) == (2019, 2019, None)
    assert gap.after is not None
    assert gap.before is not None
    assert (gap.after.start, gap.before.start) == ("2018-03-01", "2020-07..2021-05")
    assert series.state == "active"


def test_the_state_is_not_known_while_a_year_that_matters_is_open() -> None:
    series = talks(event_toml("2018-03-01"), OPEN)
    assert (series.state, series.halted_since, series.first_missed) == ("unknown", None, None)
    assert series.last_held is not None
    assert series.last_held.start == "2020-07..2021-05"
    # The meeting is known from the last day of May on.
    early = talks(event_toml("2018-03-01"), OPEN, day=date(2021, 5, 30))
    assert early.last_held is not None
    assert early.last_held.start == "2018-03-01"
    assert early.years[2020] == "unknown"


def test_whether_a_longer_period_was_missed_is_open_too() -> None:
    series = talks(event_toml("2018-03-01"), OPEN, cadence=2)
    # If it was held in 2021, nothing was due in 2022.
    assert [series.years[year] for year in range(2018, 2023)] == ["held", "idle", "unknown", "unknown", "unknown"]


def test_a_timeline_has_it_in_each_year_that_it_can_mean_with_a_mark() -> None:
    made = build_snapshot(OPEN, event_toml("2021-09-01"))
    for year, others in ((2020, []), (2021, ["2021-09-01"]), (2022, [])):
        found = timeline(made, TimelineQuery(year=year), END)
        expected = ["2020-07..2021-05", *others] if year < 2022 else []
        assert [entry.event.start for entry in found.events] == expected
    both = timeline(made, TimelineQuery(year=(2020, 2021)), END)
    entry = both.events[0]
    assert entry.listed == ((2020, None), (2021, None))
    assert (entry.doubtful, entry.continued) == (True, False)
    text = render(TimelineView(both, made.meta, get_translator("en")), "table")
    assert text.count("? between Jul 2020 and May 2021") == 2
    assert "? may lie in any of several years; it counts for none of them, and is counted once here." in text
    assert "2 events." in text
    document = to_dict(made, both)["events"][0]
    assert (document["start"], document["end"]) == ("2020-07..2021-05", None)
    assert (document["months"], document["doubtful"]) == (["2020", "2021"], True)


def test_within_one_month_it_belongs_to_that_month() -> None:
    found = timeline(build_snapshot(event_toml("2020-07-03..2020-07-09")), TimelineQuery(month=7), END)
    assert [(entry.listed, entry.doubtful) for entry in found.events] == [(((2020, 7),), False)]


def test_an_end_between_two_reaches_each_year_that_it_can_mean() -> None:
    made = build_snapshot(event_toml("2020-11-05", 'end = "2020-12..2021-02"'))
    assert lights(event_toml("2020-11-05", 'end = "2020-12..2021-02"'))[2020] == ("green", "counts")
    assert len(timeline(made, TimelineQuery(year=2021), END).events) == 1
    assert not timeline(made, TimelineQuery(year=2022), END).events


def test_topics_count_it_for_no_year() -> None:
    topic = '[[topic]]\nid = "trade"\nlabel = "Trade"\n'
    made = build_snapshot(event_toml("2020-07..2021-05", 'topics = ["trade"]'), topic=topic)
    for year, count in ((2020, 0), (2021, 0), (None, 1)):
        assert topics(made, year, END).events == count


def test_an_explanation_says_why_it_does_not_count() -> None:
    made = build_snapshot(OPEN)
    for year in (2020, 2021):
        found = explain(made, year, "talks-row", END)
        assert [(one.event.id, one.doubtful) for one in found.candidates] == [("2020-07-meeting", True)]
        assert to_dict(made, found)["events"][0]["doubtful"] is True
    assert not explain(made, 2022, "talks-row", END).candidates


def test_a_history_has_it_once_and_beside_the_year_of_its_first_date() -> None:
    found = history(build_snapshot(OPEN), "talks-row", END)
    meetings = {year.year: [meeting.event.start for meeting in year.meetings] for year in found.years if year.meetings}
    assert meetings == {2020: ["2020-07..2021-05"]}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Not known: one was held between Jul 2020 and May 2021, perhaps in 2020"),
        ("es", "No se sabe: hubo una entre jul 2020 y may 2021, quizá en 2020"),
    ],
)
def test_a_card_says_why_a_year_is_open(lang: Lang, text: str) -> None:
    assert lang in INTERFACE_LANGUAGES
    made = build_snapshot(OPEN)
    assert text in render(ScorecardView(scorecard(made, 2020, END), made.meta, get_translator(lang)), "markdown")


def test_a_reason_names_the_event_once() -> None:
    made = build_snapshot(event_toml("2018-03-01"), OPEN)
    reasons = {}
    for year in (2020, 2021):
        reasons[year] = to_dict(made, scorecard(made, year, END))["rows"][0]["reason"]
    # At the end of 2020 it is not known yet, so the last one held was another.
    named = "Not known: one was held between Jul 2020 and May 2021, perhaps in"
    assert reasons == {2020: f"{named} 2020; last held Mar 1, 2018", 2021: f"{named} 2021"}


def test_a_change_of_its_bounds_shows_in_every_year_concerned() -> None:
    before = dataset_files(event_toml("2020-08-01"))
    after = dataset_files(event_toml("2020-08..2022-02", 'former_ids = ["2020-08-01-meeting"]'))
    effect = diff(before, after, date(2026, 11, 24)).effect
    assert effect is not None
    found = {}
    for card in effect.cards:
        for row in card.rows:
            assert row.before is not None
            assert row.after is not None
            for year in range(card.year, card.to_year + 1):
                found[year] = (row.before.light, row.after.light)
    assert found == {2020: ("green", "unknown"), 2021: ("red", "unknown"), 2022: ("red", "unknown")}
