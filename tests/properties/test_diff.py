"""Any two datasets: what is told of their records is what sets and orders say."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.dataset.load import load_dataset
from cbi_cli.reports.dataset_version import DatasetVersion
from cbi_cli.reports.diff import Diff, compare_versions
from tests.datasets import HEAD, SOURCES, event_toml

DAYS = [f"2022-0{month}-01" for month in range(1, 9)]
CITIES = ("", "Oaxaca", "Reno")
FILES = ("events/2022.toml", "events/more.toml")

States = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(CITIES), st.sampled_from(FILES)), unique_by=lambda one: one[0]
)
State = list[tuple[str, str, str]]


def side(state: State) -> DatasetVersion:
    """A dataset with these events, in this order within their files."""
    texts = {"dataset.toml": HEAD, "sources.toml": SOURCES}
    for day, city, file in state:
        texts[file] = texts.get(file, "") + event_toml(day, f'place = "{city}"')
    files = {name: text.encode() for name, text in texts.items()}
    # One error is claimed, so that no effect is computed: it is not the subject here.
    return DatasetVersion(files, load_dataset(files), 1)


def told(found: Diff, change: str) -> set[str]:
    return {one.id.removesuffix("-meeting") for one in found.changes if one.change == change}


@given(before=States, after=States)
def test_records_are_told_as_sets_and_values_say(before: State, after: State) -> None:
    found = compare_versions(side(before), side(after), date(2022, 12, 31))
    old, new = ({day: city for day, city, _ in state} for state in (before, after))
    assert told(found, "added") == new.keys() - old.keys()
    assert told(found, "removed") == old.keys() - new.keys()
    assert told(found, "changed") == {day for day in old.keys() & new.keys() if old[day] != new[day]}
    assert found.unread == ()


@given(before=States, after=States)
def test_what_was_not_moved_stands_in_the_same_file_and_order(before: State, after: State) -> None:
    found = compare_versions(side(before), side(after))
    moved = {one.id.removesuffix("-meeting") for one in found.changes if one.moved_from}
    common = {day for day, _, _ in before} & {day for day, _, _ in after}
    assert moved <= common
    for file in FILES:
        old, new = ([d for d, _, f in state if f == file and d in common - moved] for state in (before, after))
        assert old == new


@given(state=States)
def test_nothing_differs_from_itself(state: State) -> None:
    found = compare_versions(side(state), side(state))
    assert (found.changes, found.formatting_only, found.unread) == ((), (), ())
