"""The dataset as a whole."""

from __future__ import annotations

import pytest

from cbi_cli import api
from tests.datasets import EDITION, TALKS, TALKS_ROW, build_snapshot, event_toml


def test_an_overview_counts_the_records_of_each_kind() -> None:
    events = [event_toml(f"{year}-05-04") for year in (2012, 2018, 2021)]
    found = api.info(build_snapshot(*events, edition_2022=EDITION))
    assert found.counts == {
        "event": 3,
        "institution": 1,
        "indicator": 1,
        "source": 1,
        "topic": 0,
        "place": 0,
        "edition": 1,
        "dispute": 0,
    }
    assert (found.years, found.fields["id"], found.origin) == ((2012, 2021), "ab", "")


def test_a_dataset_without_events_has_no_years() -> None:
    assert api.info(build_snapshot()).years is None


@pytest.mark.parametrize(
    ("coverage", "pause", "told"),
    [
        ("{ from = 2015, to = 2022", "", "2015–2022"),
        ("{ from = 2018, to = 2018", "", "2018"),
        ('{ from = 2015, to = 2016, source = "book" }, { from = 2018, to = 2018', "", "2015–2016, 2018"),
        ("{ from = 2015, to = 2017", 'pauses = [{ from = 2019, source = "book" }]', "2015–2017, 2019"),
        ('{ direction = "aa>bb", from = 2015, to = 2017', "", "2015–2017 (aa>bb)"),
    ],
)
def test_the_covered_years_of_a_series_in_words(coverage: str, pause: str, told: str) -> None:
    row = TALKS_ROW.replace("{ from = 2015, to = 2022", coverage)
    made = build_snapshot(indicators=row, institutions=TALKS + pause)
    assert api.info(made).coverage == (("talks-row", told),)
