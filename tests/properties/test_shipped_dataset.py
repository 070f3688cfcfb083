"""The reports on the shipped dataset, and what its editions tell, are those that the documentation describes."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.api import Snapshot, TimelineQuery
from tests.properties.reference_model import Model
from tests.properties.report_fields import scorecard_fields, series_fields
from tests.rules.test_proven import SHIPPED

MODEL = Model(SHIPPED)
YEARS = range(int(str(MODEL.events[0]["start"])[:4]) - 2, int(str(MODEL.events[-1]["start"])[:4]) + 3)
DAYS = (None, *(date(year, 12, 31) for year in range(1960, 2025, 8)), date(2003, 3, 3), date(2022, 6, 1))


def test_the_rows_and_events_of_every_year_are_those_of_the_documentation(us_mexico: Snapshot) -> None:
    assert len(YEARS) > 100
    for year in YEARS:
        day = MODEL.day_of(year)
        rows = {one["id"]: MODEL.row(one, year, day, False) for one in MODEL.indicators}
        assert scorecard_fields(us_mexico, year, None, False) == rows
        told = api.timeline(us_mexico, TimelineQuery(year=(year,))).events
        assert [one.event.id for one in told] == MODEL.timeline((year,), (), ("held",), day)


@pytest.mark.parametrize("day", DAYS)
def test_the_series_as_of_a_day_are_those_of_the_documentation(day: date | None, us_mexico: Snapshot) -> None:
    series = {one["id"]: MODEL.series(one, day or MODEL.day_of(None)) for one in MODEL.all_series()}
    assert series_fields(us_mexico, day) == series


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("year", MODEL.editions)
def test_the_rows_of_an_edition_are_those_of_the_documentation(year: int, strict: bool, us_mexico: Snapshot) -> None:
    reading = MODEL.reading(year)
    rows = scorecard_fields(us_mexico, year, None, strict, evidence="edition")
    assert rows == {one["id"]: reading.row(one, year, reading.day_of(year), strict) for one in reading.indicators}


@pytest.mark.parametrize("year", MODEL.editions)
def test_the_timeline_of_an_edition_is_that_of_the_documentation(year: int, us_mexico: Snapshot) -> None:
    reading = MODEL.reading(year)
    told = api.timeline(us_mexico, TimelineQuery(year=(year,), evidence="edition")).events
    assert [one.event.id for one in told] == reading.timeline((year,), (), ("held",), reading.day_of(year))


@pytest.mark.parametrize("year", MODEL.editions)
def test_the_lights_of_the_reading_are_the_printed_ones(year: int) -> None:
    """Those of all events are not, so the tests above compare the reading with something of its own."""
    printed = {one["indicator"]: one["status"] for one in MODEL.editions[year]["row"]}
    lights = {}
    for model in (MODEL, MODEL.reading(year)):
        rows = {one["id"]: model.row(one, year, model.day_of(year), False) for one in model.indicators}
        lights[model] = {name: row["light"] for name, row in rows.items()}
    of_all, read = lights.values()
    assert read == printed
    assert of_all != printed
