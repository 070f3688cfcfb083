"""Any value of the shipped dataset may become any other: then something true is found, or the reports are right."""

from __future__ import annotations

import random

import pytest

from tests.properties.mutated import Change, check, drawn

KIND = Change("events/1961.toml", ("event", 0, "kind"), "replace", 7)


@pytest.mark.parametrize("seed", range(60))
def test_a_changed_value_is_found_where_it_stands_or_reports_are_right(seed: int) -> None:
    assert check(drawn(random.Random(seed))) in ("findings", "warnings", "reports")
