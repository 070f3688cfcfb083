"""Coverage: the direction that was looked through, what it rests on, and what limits it."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import diff, explain, gaps, history, info, scorecard, timeline, to_dict
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.series_coverage import coverage_by_series, status_without_event
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.views.gaps import GapsView
from cbi_cli.views.history import HistoryView
from cbi_cli.views.scorecard import ScorecardView
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml

END = date(2022, 12, 31)
TO_BB = 'direction = "aa>bb"'
TO_AA = 'direction = "bb>aa"'
WHOLE = 'from = 2015, to = 2022, source = "book"'


def covered_row(*entries: str, per_direction: bool = False) -> str:
    """The row of the talks with these coverages: `years; more keys`."""
    texts = []
    for entry in entries:
        years, _, more = entry.partition("; ")
        first, _, last = years.partition("-")
        keys = [f"from = {first}", f"to = {last or first}", 'source = "book"']
        if more:
            keys.append(more)
        texts.append(", ".join(keys))
    row = TALKS_ROW.replace(WHOLE, " }, { ".join(texts))
    if per_direction:
        row = row.replace('label = "Talks"', 'label = "Talks"\nper_direction = true')
    return row


def covered(*entries: str, events: tuple[str, ...] = ()) -> Snapshot:
    """A dataset of which the only row has these coverages."""
    return build_snapshot(*events, indicators=covered_row(*entries))


@pytest.mark.parametrize("per_direction", [False, True])
@pytest.mark.parametrize(
    ("entries", "light"),
    [
        (["2020"], "red"),
        ([f"2020; {TO_BB}"], "unknown"),
        ([f"2020; {TO_AA}"], "unknown"),
        ([f"2020; {TO_BB}", f"2020; {TO_AA}"], "red"),
        ([f"2015-2020; {TO_BB}", f"2020-2022; {TO_AA}"], "red"),
        ([f"2015-2019; {TO_BB}", f"2020-2022; {TO_AA}"], "unknown"),
        ([f"2020; {TO_BB}", "2020"], "red"),
    ],
)
def test_red_needs_every_direction(entries: list[str], light: str, per_direction: bool) -> None:
    made = build_snapshot(indicators=covered_row(*entries, per_direction=per_direction))
    assert scorecard(made, 2020, END).rows[0].light == light


def test_an_event_counts_whatever_was_looked_through() -> None:
    made = covered(f"2020; {TO_BB}", events=(event_toml("2020-03-01"),))
    assert scorecard(made, 2020, END).rows[0].light == "green"


def test_every_report_takes_one_direction_as_not_known() -> None:
    made = covered(f"2019-2020; {TO_BB}", "2021-2022", events=(event_toml("2018-03-01"),))
    (series,) = gaps(made, END).series
    assert series.years == {2018: "held", 2019: "unknown", 2020: "unknown", 2021: "missed", 2022: "missed"}
    assert (series.state, series.halted_since) == ("unknown", None)
    assert [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps] == [(2021, 2022, None)]
    assert [year.mark for year in history(made, "talks-row", END).years] == [*series.years.values()]
    assert explain(made, 2020, "talks-row", END).row.light == "unknown"
    coverage = timeline(made, TimelineQuery(year=(2020, 2021), as_of=END)).coverage
    assert [(year.year, year.covered) for year in coverage] == [(2020, 0), (2021, 1)]
    assert info(made).coverage == (("talks-row", "2019–2020 (aa>bb), 2021–2022"),)


def test_a_series_of_which_one_direction_is_known_has_years() -> None:
    (series,) = gaps(covered(f"2020-2021; {TO_AA}"), END).series
    assert series.years == {2020: "unknown", 2021: "unknown", 2022: "unknown"}


def test_the_reason_names_the_direction_that_was_looked_through() -> None:
    made = covered(f"2020; {TO_BB}")
    (row,) = to_dict(made, scorecard(made, 2020, END))["rows"]
    assert row["reason"] == "Not known: 2020 was searched only for aa>bb; no meeting known"


def test_a_pause_covers_its_years_in_every_direction() -> None:
    pause = 'pauses = [{ from = 2019, to = 2019, source = "book" }]'
    paused = TALKS.replace('type = "dialogue"', f'type = "dialogue"\n{pause}')
    made = build_snapshot(institutions=paused, indicators=covered_row(f"2018-2019; {TO_BB}"))
    assert scorecard(made, 2019, END).rows[0].light == "red"
    assert scorecard(made, 2018, END).rows[0].light == "unknown"


def test_a_limit_stands_beside_the_red_that_rests_on_it_and_nowhere_else() -> None:
    notes = 'note = "On either soil.", note_es = "En ambos lados."'
    made = covered('2020; basis = "numbering"', f"2021; {notes}", "2022")
    said = {
        2020: ["○○● Talks: by numbering: 2020 [book]"],
        2021: ["○○● Talks: searched: 2021 [book]: On either soil."],
        2022: [],
    }
    for year, lines in said.items():
        card = scorecard(made, year, END)
        text = render(ScorecardView(card, made.meta, get_translator("en")), "table")
        assert [line for line in text.splitlines() if line.startswith("○○● Talks")] == lines
    spanish = ScorecardView(scorecard(made, 2021, END), made.meta, get_translator("es"))
    assert "En ambos lados." in render(spanish, "markdown")


def test_gaps_and_histories_say_what_limits_the_missed_years() -> None:
    made = covered(
        '2019; note = "Held years need no limit."',
        '2020; basis = "numbering", note = "No room between 7 and 8."',
        f"2021; {TO_BB}",
        "2022",
        events=(event_toml("2019-03-01"),),
    )
    expected = [
        "Talks: by numbering: 2020 [book]: No room between 7 and 8.",
        "Talks: searched: 2021, only aa>bb [book]",
    ]
    english = get_translator("en")
    views: list[GapsView | HistoryView] = [GapsView(gaps(made, END), made.meta, english)]
    views.append(HistoryView(history(made, "talks-row", END), made.meta, english))
    for view in views:
        lines = render(view, "table").splitlines()
        assert [line for line in lines if line.startswith("Talks: ")] == expected
        assert "No room between 7 and 8." in render(view, "html")
        assert "No room between 7 and 8." in render(view, "markdown")


def test_documents_have_the_entries_of_a_row() -> None:
    made = covered("2019", f'2020-2021; {TO_BB}, basis = "stated", note = "A limit."')
    entry = {"from": 2020, "to": 2021, "direction": "aa>bb", "basis": "stated", "source": "book", "note": "A limit."}
    whole = {"from": 2019, "to": 2019, "direction": None, "basis": "searched", "source": "book", "note": ""}
    assert to_dict(made, scorecard(made, 2020, END))["rows"][0]["coverage"] == [entry]
    assert to_dict(made, gaps(made, END))["series"][0]["coverage"] == [whole, entry]
    assert to_dict(made, history(made, "talks-row", END))["coverage"] == [whole, entry]


def test_the_directions_of_a_year_are_kept_where_not_all_were_looked_through() -> None:
    coverage = coverage_by_series(covered(f"2019-2020; {TO_BB}", f"2020-2021; {TO_AA}"))["talks-row"]
    assert [status_without_event(coverage, year) for year in (2019, 2020, 2021)] == ["unknown", "missed", "unknown"]
    assert dict(coverage.partly) == {2019: ("aa>bb",), 2021: ("bb>aa",)}


def test_a_direction_that_is_added_turns_a_light_in_the_effect_of_a_change() -> None:
    before = dataset_files(indicators=covered_row(f"2020; {TO_BB}"))
    after = dataset_files(indicators=covered_row(f"2020; {TO_BB}", f"2020; {TO_AA}"))
    effect = diff(before, after, date(2026, 11, 24)).effect
    assert effect is not None
    lights = {}
    for card in effect.cards:
        for row in card.rows:
            assert row.before is not None
            assert row.after is not None
            lights[card.year] = (row.before.light, row.after.light)
    assert lights == {2020: ("unknown", "red")}
