"""Where a small difference of the code would change what a page says."""

from __future__ import annotations

from datetime import date

from tests.datasets import TALKS_ROW, build_snapshot, event_toml
from tests.unit.reports.test_small_differences import series

from cbi_cli import api
from cbi_cli.i18n.translator import get_translator
from cbi_cli.reports.year_coverage import YearCoverage
from cbi_cli.views.due import DueView
from cbi_cli.views.explain import ExplainView
from cbi_cli.views.field_values import _differing_parts
from cbi_cli.views.series_texts import SeriesTexts
from cbi_cli.views.show import _find_urls
from cbi_cli.views.timeline import TimelineView, _summarize_coverage


def test_short_texts_that_differ_are_shown_from_their_beginning() -> None:
    assert _differing_parts("ab", "ac") == ("ab", "ac")
    before, after = _differing_parts("x" * 500 + "b", "x" * 500 + "c")
    assert (before[0], before[-1], after[0], after[-1]) == ("…", "b", "…", "c")


def test_addresses_are_found_at_any_depth() -> None:
    record = {"url": "a", "parts": [{"archive_url": "b"}, {"more": {"url": "c"}}], "title": "d"}
    assert _find_urls(record) == {"a", "b", "c"}


def test_a_year_that_is_searched_in_part_is_named_with_its_day() -> None:
    years = (
        YearCoverage(2021, "all", None, 1, 1),
        YearCoverage(2022, "until", date(2022, 6, 30), 1, 1),
    )
    (line,) = _summarize_coverage(years, get_translator("en"))
    assert "from 2021 to 2022: 2021, 2022 until " in line


def test_a_day_after_the_covered_time_names_its_end() -> None:
    due = api.due(build_snapshot(), date(2024, 6, 30))
    tr = get_translator("en")
    assert f"The dataset covers the time until {tr.date(date(2022, 12, 31))};" in str(DueView(due, {}, tr).page())


def test_a_year_after_the_last_known_one_is_after_the_end_or_not_over() -> None:
    texts = SeriesTexts(get_translator("en"))
    assert texts._meaning(series("ended", {2021: "held"}), 2022) == "after the end"
    assert texts._meaning(series("active", {2021: "held"}), 2022) == "not over yet"
    assert texts._meaning(series("active", {2021: "held"}), 2020) == "before the first known year"


def test_events_of_two_kinds_are_counted_by_kind() -> None:
    two = build_snapshot(event_toml("2022-05-01"), event_toml("2022-06-01", kind="review"))
    (line,) = TimelineView(api.timeline(two), two.meta, get_translator("en"))._kinds()
    assert line.text.startswith("By kind: ")
    assert line.text.count(" 1") == 2
    one = build_snapshot(event_toml("2022-05-01"), event_toml("2022-06-01"))
    assert list(TimelineView(api.timeline(one), one.meta, get_translator("en"))._kinds()) == []


def test_a_condition_that_a_rule_excludes_is_told_with_what_the_event_has() -> None:
    rows = TALKS_ROW.replace('institutions = ["talks"] }', 'institutions = ["talks"], not_offices = ["trade"] }', 1)
    snapshot = build_snapshot(event_toml("2022-05-04", 'office = "trade"'), indicators=rows)
    view = ExplainView(api.explain(snapshot, 2022, "talks-row"), snapshot.meta, get_translator("en"))
    assert "office: trade, which the rule excludes" in str(view.page())
