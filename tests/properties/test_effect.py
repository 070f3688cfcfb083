"""The effect of a change against a comparison of every year, one by one, of which the program knows nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cbi_cli.api import gaps, scorecard
from cbi_cli.dataset.load import load_dataset
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from cbi_cli.reports.common import report_day
from cbi_cli.reports.compute_impact import compute_impact
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.impact import ScorecardImpact
from cbi_cli.reports.scorecard import ScorecardRow
from tests.datasets import EDITION, HEAD, TALKS, dataset_files, event_toml

YEARS = range(2005, 2032)
"""More years than the datasets below can touch."""

Span = tuple[int, int]
Told = tuple[str, int, tuple[tuple[str, str | None, bool], ...], tuple[object, ...]] | None
State = tuple[frozenset[tuple[str, str, str]], dict[str, list[Span]], list[Span], str, list[tuple[int, str, bool]]]

Events = st.frozensets(
    st.tuples(
        st.sampled_from(["2011-05-01", "2011-06-01", "2015-03-02", "2019-11-30", "2021", "2022-02-02", "2024-07-01"]),
        st.sampled_from(["meeting", "review", "visit"]),
        st.sampled_from(["held", "planned"]),
    ),
    max_size=5,
)
Spans = st.lists(st.tuples(st.integers(2008, 2026), st.integers(0, 6)).map(lambda one: (one[0], sum(one))), max_size=2)
Rows = st.dictionaries(st.sampled_from(["talks-row", "other-row"]), Spans, min_size=1)
Covered = st.sampled_from(["2021-12-31", "2022-12-31", "2023-03-31", "2025-06-30"])
Editions = st.lists(
    st.tuples(st.sampled_from([2015, 2022]), st.sampled_from(["2016-02-01", "2023-03-01"]), st.booleans()),
    max_size=2,
    unique_by=lambda one: one[0],
)
States = st.tuples(Events, Rows, Spans, Covered, Editions)


def indicator(name: str, coverage: list[Span], cadence: int) -> str:
    """A row that asks for meetings of the talks; reviews are weaker."""
    spans = ", ".join(f'{{ from = {first}, to = {last}, source = "book" }}' for first, last in coverage)
    return f"""
[[indicator]]
id = "{name}"
label = "Row {name}"
sources = ["book"]
cadence_years = {cadence}
rule = {{ kinds = ["meeting"{', "visit"' if cadence > 1 else ""}], institutions = ["talks"] }}
coverage = [{spans}]
weaker = [{{ kinds = ["review"], institutions = ["talks"], statuses = ["held", "planned"], reason = "a review" }}]
"""


def store_of(state: State) -> Snapshot:
    """The store of a dataset, whatever the checks would say of it."""
    events, rows, pauses, covered, editions = state
    told = [
        event_toml(start, f'status = "{status}"', kind=kind, name=f"{kind}-{status}") for start, kind, status in events
    ]
    asked = "".join(indicator(name, spans, 1 + (name == "other-row")) for name, spans in rows.items())
    closed = ", ".join(f'{{ from = {first}, to = {last}, source = "book" }}' for first, last in pauses[1:])
    opened = ", ".join(f'{{ from = {first}, source = "book" }}' for first, _ in pauses[:1])
    paused = f"pauses = [{', '.join(part for part in (opened, closed) if part)}]\n"
    given = dataset_files(*sorted(told), indicators=asked, institutions=TALKS + paused)
    given["dataset.toml"] = HEAD.replace("2022-12-31", covered).encode()
    first = "-".join(min(events, default=("2011-05-01", "meeting", "held")))
    for year, published, admits in editions:
        admission = f"""
[[admission]]
indicator = "talks-row"
event = "{first}"
reason = "so it was"
source = "book"
"""
        text = EDITION.replace("2022", str(year)).replace("2023-03-01", published)
        text = text.replace('text = "None"', f"since = {year - 3}")
        given[f"editions/{year}.toml"] = (text + (admission if admits and events else "")).encode()
    dataset = load_dataset(given)
    assert not dataset.errors, dataset.errors
    return build_from_dataset(dataset)


def told(row: ScorecardRow | Any) -> Told:
    """What a reader sees of a row."""
    if row is None:
        return None
    shown = tuple((one.event.start, one.event.end, one.admitted) for one in row.occurrences)
    return row.light, row.counted, shown, row.published.differences if row.published else ()


def standing(series: Series | None) -> object:
    """What a reader sees of a series."""
    if series is None:
        return None
    runs = [(gap.from_year, gap.to_year, gap.days) for gap in series.gaps]
    last = series.last_held and (series.last_held.start, series.last_held.end)
    return series.state, series.halted_since, series.first_missed, last, runs


def says_something(before: Told, after: Told) -> bool:
    """Whether a row that is there on one side only says more than that nobody looked."""
    return any(side is not None and (side[0] != "unknown" or side[1]) for side in (before, after))


def every_year(old: Snapshot, new: Snapshot, days: dict[int, tuple[date, date]], always: set[int]) -> dict[Any, Any]:
    """Every row that differs, by its year and name: two whole scorecards for each year."""
    found = {}
    for year, (before, after) in days.items():
        sides = (
            {row.indicator: told(row) for row in scorecard(*one).rows}
            for one in ((old, year, before), (new, year, after))
        )
        was, now = sides
        for name in {*was, *now}:
            pair = was.get(name), now.get(name)
            one_sided = None in pair
            if pair[0] != pair[1] and (year in always or not one_sided or says_something(*pair)):
                found[year, name] = pair
    return found


def said_of(cards: tuple[ScorecardImpact, ...]) -> dict[Any, Any]:
    """The same as the effect says it; no row of a year twice."""
    pairs = [
        ((year, row.indicator), (told(row.before), told(row.after)))
        for card in cards
        for row in card.rows
        for year in range(card.year, card.to_year + 1)
    ]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def editions_of(store: Snapshot) -> set[int]:
    return {row["year"] for row in store.rows("SELECT year FROM edition")}


@given(before=States, after=States, day=st.sampled_from([None, None, date(2016, 6, 1), date(2023, 3, 15)]))
def test_the_effect_is_what_every_year_by_itself_shows(before: State, after: State, day: date | None) -> None:
    old, new = store_of(before), store_of(after)
    found = compute_impact(old, new, day)
    editions = editions_of(old) | editions_of(new)
    own = {year: (report_day(old, year, day), report_day(new, year, day)) for year in YEARS}
    plain = max(report_day(old, None, day), report_day(new, None, day))
    same = {year: (max(own[year]) if year in editions else plain,) * 2 for year in YEARS}
    always = {*editions, report_day(old, None, day).year, report_day(new, None, day).year}
    expected = every_year(old, new, same, always)
    assert said_of(found.cards) == expected
    assert found.day == plain

    alone = {year for year in editions if own[year] != same[year]}
    moved = {key: pair for key, pair in every_year(old, new, own, alone).items() if expected.get(key) != pair}
    said = said_of(found.by_day.cards) if found.by_day else {}
    assert said == moved
    published = {key for key, pair in {**moved, **expected}.items() if key[0] in editions_of(old) and pair[0]}
    lights = {
        key
        for key in published
        for pair in (moved.get(key), expected.get(key))
        if pair and pair[0] and pair[0][0] != (pair[1] and pair[1][0])
    }
    assert {row.indicator for row in found.published_lights} == {name for _, name in lights}
    assert bool(found.published_lights) is bool(lights)


@given(before=States, after=States)
def test_the_series_are_those_of_the_gap_reports(before: State, after: State) -> None:
    old, new = store_of(before), store_of(after)
    found = compute_impact(old, new)
    was, now = ({one.id: standing(one) for one in gaps(store, found.day).series} for store in (old, new))
    differ = {name for name in {*was, *now} if was.get(name) != now.get(name)}
    assert {one.id for one in found.series} == differ
    # Each side as a reader sees it without naming a day.
    was, now = ({one.id: standing(one) for one in gaps(store).series} for store in (old, new))
    shown = [*found.series, *(found.by_day.series if found.by_day else ())]
    pairs = {(one.id, str(standing(one.before)), str(standing(one.after))) for one in shown}
    for name in {*was, *now}:
        if was.get(name) != now.get(name):
            assert (name, str(was.get(name)), str(now.get(name))) in pairs


@given(state=States)
def test_nothing_has_no_effect(state: State) -> None:
    found = compute_impact(store_of(state), store_of(state))
    assert (said_of(found.cards), found.series, found.by_day, found.lights, found.states) == ({}, (), None, 0, 0)
