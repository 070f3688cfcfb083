"""The reading of an edition, of the shipped dataset, is the one that the documentation describes."""

from __future__ import annotations

import pytest

from cbi_cli import api
from cbi_cli.api import Snapshot, TimelineQuery
from tests.properties.reference_model import Model
from tests.properties.report_fields import scorecard_fields
from tests.rules.test_proven import SHIPPED

MODEL = Model(SHIPPED)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("year", MODEL.editions)
def test_the_rows_are_those_of_the_documentation(year: int, strict: bool, us_mexico: Snapshot) -> None:
    reading = MODEL.reading(year)
    rows = scorecard_fields(us_mexico, year, None, strict, evidence="edition")
    assert rows == {one["id"]: reading.row(one, year, reading.day_of(year), strict) for one in reading.indicators}


@pytest.mark.parametrize("year", MODEL.editions)
def test_the_timeline_is_that_of_the_documentation(year: int, us_mexico: Snapshot) -> None:
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
