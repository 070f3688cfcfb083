"""The order of records is form: another order of the same records changes no report."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.api import TimelineQuery, gaps, scorecard, timeline
from cbi_cli.dataset.comparison import changed_files
from cbi_cli.dataset.load import load_dataset
from tests.conftest import Cli
from tests.datasets import build_snapshot, dataset_files, event_toml
from tests.repositories import make_repository, write_files

TRAVEL = 'host = "{}"'
EVENTS = [
    event_toml("2022-05-04", TRAVEL.format(host), f'guests = ["{guest}"]', name=name)
    for name, host, guest in (("one", "aa", "bb"), ("two", "aa", "bb"), ("three", "bb", "aa"))
]
EVENTS += [
    event_toml("2022-05", name="month"),
    event_toml("2021-05-04", name="before"),
    event_toml("2021-05-04", name="other"),
]
ORDERS = st.permutations(EVENTS)


@given(one=ORDERS, other=ORDERS)
def test_another_order_changes_no_report(one: list[str], other: list[str]) -> None:
    first, second = build_snapshot(*one), build_snapshot(*other)
    for year in (2021, 2022):
        assert scorecard(first, year) == scorecard(second, year)
        assert timeline(first, TimelineQuery(year=year)).events == timeline(second, TimelineQuery(year=year)).events
    assert gaps(first) == gaps(second)
    found = api.diff(dataset_files(*one), dataset_files(*other), date(2026, 11, 24))
    assert {change.change for change in found.changes} <= {"moved"}
    assert found.effect
    assert (found.effect.lights, found.effect.states, found.effect.by_day) == (0, 0, None)
    assert all(card.rows == () for card in found.effect.cards)
    assert changed_files(load_dataset(dataset_files(*one)), load_dataset(dataset_files(*other))) == []


def test_a_base_with_another_order_of_records_is_the_same_data(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(*EVENTS))
    reports = (
        ["scorecard", "2022"],
        ["scorecard", "2021"],
        ["timeline", "--year", "all"],
        ["gaps"],
        ["list", "events"],
    )
    before = [cli(*words, folder=tmp_path).out for words in reports]
    write_files(tmp_path, dataset_files(*reversed(EVENTS)))
    found = cli("validate", "--base", "HEAD", "--format", "json", folder=tmp_path)
    # The events are alike on purpose. Which of two is marked does not follow from their order either.
    assert (found.code, {one["older"] for one in json.loads(found.out)["findings"]}) == (0, {True})
    assert [cli(*words, folder=tmp_path).out for words in reports] == before
