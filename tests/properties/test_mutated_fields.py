"""Any value of the shipped dataset may become any other: then something true is found, or the reports are right."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.core.findings import TextRange
from cbi_cli.rules import runner
from tests.properties import mutated
from tests.properties.mutated import DATA, NO_CHANGE, BrokenChangeError, ValueChange, check_change, draw_change
from tests.rules.test_mutations import OTHER_VALUES, paths

KIND = ValueChange("events/1961.toml", ("event", 0, "kind"), "replace", 7)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_a_changed_value_is_found_where_it_stands_or_the_reports_are_right(chance: random.Random) -> None:
    assert check_change(draw_change(chance)) in ("findings", "warnings", "reports")


@pytest.mark.parametrize("way", ["replace", "delete", "double", "add"])
def test_a_release_is_known_by_its_version(way: str) -> None:
    """All values of the one file whose records have no ids, each replaced by an empty table, and by a list of one."""
    results = []
    for path in paths(DATA["releases.toml"]):
        for choice in (OTHER_VALUES.index({}), OTHER_VALUES.index([{}])):
            change = ValueChange("releases.toml", path, way, choice)
            results.append(check_change(change))
    assert "findings" in results


def test_without_a_change_there_are_reports() -> None:
    assert check_change(NO_CHANGE) == "reports"


@pytest.mark.parametrize(("name", "field"), [("timeline", "events"), ("scorecard", "rows"), ("gaps", "series")])
def test_a_wrong_report_is_noticed(name: str, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(api, name)

    def wrong(*words: Any, **named: Any) -> Any:
        told = right(*words, **named)
        return told._replace(
            **{field: getattr(told, field)[1:] for field in ("events", "rows", "series") if hasattr(told, field)}
        )

    monkeypatch.setattr(api, name, wrong)
    with pytest.raises(BrokenChangeError, match="differ"):
        check_change(NO_CHANGE)


@pytest.mark.parametrize("lines", [-1, 1])
def test_a_place_that_is_not_true_is_noticed(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    true = runner._find_region

    def false(*given: Any) -> TextRange:
        region = true(*given)
        return region._replace(line=region.line + lines, end_line=region.end_line + lines)

    assert check_change(KIND) == "findings"
    monkeypatch.setattr(runner, "_find_region", false)
    with pytest.raises(BrokenChangeError, match="marks"):
        check_change(KIND)


def test_it_is_noticed_where_nothing_is_found_at_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    change = ValueChange("events/2022.toml", ("event", 0, "title"), "delete", 0)
    assert check_change(change) == "findings"
    monkeypatch.setattr(mutated, "_overlaps_change", lambda *given: False)
    with pytest.raises(BrokenChangeError, match="only elsewhere"):
        check_change(change)
