"""The history of a series: what page and JSON say of a year must be the same."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli.api import history
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.views.history import HistoryView
from cbi_cli.views.page import Table, TextList
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, event_toml

END = date(2022, 12, 31)


def notes(made: Snapshot) -> list[str]:
    """The lines below the table of the page."""
    page = HistoryView(history(made, "talks-row", END), made.meta, get_translator("en")).page()
    return [cell.text for block in page.blocks if isinstance(block, TextList) for cell in block.lines]


def test_page_and_json_agree_on_a_meeting_inside_a_declared_pause() -> None:
    paused = TALKS.replace(
        'type = "dialogue"', 'type = "dialogue"\npauses = [{ from = 2017, to = 2019, source = "book" }]'
    )
    made = build_snapshot(event_toml("2018-03-01", 'mode = "document"'), institutions=paused)
    document = HistoryView(history(made, "talks-row", END), made.meta, get_translator("en")).document()
    told = {one["year"]: (one["status"], one["paused"]) for one in document["years"]}
    assert told == {
        **dict.fromkeys((2015, 2016, 2020, 2021, 2022), ("none", False)),
        2017: ("none", True),
        2018: ("held", True),
        2019: ("none", True),
    }
    assert notes(made) == ["Declared pause of Talks: 2017–2019 [book]", "As of Dec 31, 2022."]


def test_a_series_of_which_nothing_is_known_says_so() -> None:
    made = build_snapshot(
        indicators=TALKS_ROW.replace('coverage = [{ from = 2015, to = 2022, source = "book" }]\n', "")
    )
    document = HistoryView(history(made, "talks-row", END), made.meta, get_translator("en")).document()
    assert (document["state"], document["years"]) == ("unknown", [])
    assert notes(made) == ["No meeting is known, and no year was searched.", "As of Dec 31, 2022."]


def test_years_that_nobody_looked_at_and_years_that_are_not_due_are_told_apart() -> None:
    """Held in 2012 and 2016, every second year, and looked through from 2016 on."""
    row = TALKS_ROW.replace("{ from = 2015", "{ from = 2016").replace(
        "[[indicator]]", "[[indicator]]\ncadence_years = 2"
    )
    made = build_snapshot(event_toml("2012-03-01"), event_toml("2016-03-01"), indicators=row)
    view = HistoryView(history(made, "talks-row", END), made.meta, get_translator("en"))
    told = {one["year"]: one["status"] for one in view.document()["years"]}
    assert told == {
        2012: "held",
        **dict.fromkeys((2013, 2014, 2015), "unknown"),
        2016: "held",
        **dict.fromkeys(range(2017, 2023), "none"),
    }
    (shown,) = [block for block in view.page().blocks if isinstance(block, Table)]
    cells = [row.cells for row in shown.rows]
    assert [(year.text, date.text or place.text) for year, _, date, place, *_ in cells] == [
        ("2012", "Mar 1"),
        ("2013–2015", "Not known"),
        ("2016", "Mar 1"),
        ("2017", "No meeting was due"),
        ("2018–2022", "No meeting was held (5 years)"),
    ]


@pytest.mark.parametrize(
    ("lang", "remarks"),
    [
        (
            "en",
            [
                ("2010–2011", "No meeting was held (2 years)"),
                ("2013", "No meeting was held"),
                ("2015", "No meeting was held"),
                ("2017–2020", "No meeting was held (declared pause, 4 years)"),
                ("2022", "No meeting was held"),
            ],
        ),
        (
            "es",
            [
                ("2010–2011", "No hubo reunión (2 años)"),
                ("2013", "No hubo reunión"),
                ("2015", "No hubo reunión"),
                ("2017–2020", "No hubo reunión (pausa declarada, 4 años)"),
                ("2022", "No hubo reunión"),
            ],
        ),
    ],
)
def test_years_in_a_row_without_a_meeting_share_a_row_of_the_page_only(
    lang: str, remarks: list[tuple[str, str]], us_mexico: Snapshot
) -> None:
    """By the list of summits: none in 2010, 2011, 2013, 2015 and 2022, and the pause of 2017 to 2020."""
    view = HistoryView(history(us_mexico, "nals", date(2023, 3, 31)), us_mexico.meta, get_translator(lang))
    (shown,) = [block for block in view.page().blocks if isinstance(block, Table)]
    cells = [row.cells for row in shown.rows]
    assert [(year.text, place.text) for year, _, date_, place, *_ in cells if not date_.text] == remarks
    assert [one["year"] for one in view.document()["years"]] == list(range(2005, 2024))


def test_a_year_of_a_declared_pause_in_which_a_meeting_was_held_divides_the_years_around_it() -> None:
    paused = TALKS.replace(
        'type = "dialogue"', 'type = "dialogue"\npauses = [{ from = 2016, to = 2020, source = "book" }]'
    )
    made = build_snapshot(event_toml("2018-03-01", 'mode = "document"'), institutions=paused)
    view = HistoryView(history(made, "talks-row", END), made.meta, get_translator("en"))
    (shown,) = [block for block in view.page().blocks if isinstance(block, Table)]
    assert [(row.cells[0].text, row.cells[3].text) for row in shown.rows] == [
        ("2015", "No meeting was held"),
        ("2016–2017", "No meeting was held (declared pause, 2 years)"),
        ("2018", ""),
        ("2019–2020", "No meeting was held (declared pause, 2 years)"),
        ("2021–2022", "No meeting was held (2 years)"),
    ]


def test_numbered_meetings_between_two_dates_follow_the_one_that_they_come_after() -> None:
    between = "2018-06..2020-03"
    made = build_snapshot(
        event_toml(between, 'id = "2018-fourth"', "edition_number = 4"),
        event_toml(between, 'id = "2018-third"', "edition_number = 3", 'distinct_from = ["2018-fourth"]'),
        event_toml("2018-06-13", "edition_number = 2"),
        event_toml("2018-07-01", "edition_number = 5"),
    )
    (year,) = [year for year in history(made, "talks-row", END).years if year.year == 2018]
    assert [meeting.number for meeting in year.meetings] == [2, 3, 4, 5]
