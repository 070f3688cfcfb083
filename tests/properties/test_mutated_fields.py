"""Any value of the shipped dataset may become any other: then something true is found, or the reports are right."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbi_cli import api
from cbi_cli.core.findings import Region
from cbi_cli.rules import run
from tests.properties import mutated
from tests.properties.mutated import SAME, Broken, Change, check, drawn

KIND = Change("events/1961.toml", ("event", 0, "kind"), "replace", 7)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_a_changed_value_is_found_where_it_stands_or_the_reports_are_right(chance: random.Random) -> None:
    assert check(drawn(chance)) in ("findings", "warnings", "reports")


def test_without_a_change_there_are_reports() -> None:
    assert check(SAME) == "reports"


@pytest.mark.parametrize(("name", "field"), [("timeline", "events"), ("scorecard", "rows"), ("gaps", "series")])
def test_a_wrong_report_is_noticed(name: str, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(api, name)

    def wrong(*words: Any, **named: Any) -> Any:
        told = right(*words, **named)
        return told._replace(
            **{field: getattr(told, field)[1:] for field in ("events", "rows", "series") if hasattr(told, field)}
        )

    monkeypatch.setattr(api, name, wrong)
    with pytest.raises(Broken, match="differ"):
        check(SAME)


@pytest.mark.parametrize("lines", [-1, 1])
def test_a_place_that_is_not_true_is_noticed(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    true = run._region

    def false(*given: Any) -> Region:
        region = true(*given)
        return region._replace(line=region.line + lines, end_line=region.end_line + lines)

    assert check(KIND) == "findings"
    monkeypatch.setattr(run, "_region", false)
    with pytest.raises(Broken, match="marks"):
        check(KIND)


def test_it_is_noticed_where_nothing_is_found_at_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    change = Change("events/2022.toml", ("event", 0, "title"), "delete", 0)
    assert check(change) == "findings"
    monkeypatch.setattr(mutated, "_meet", lambda *given: False)
    with pytest.raises(Broken, match="only elsewhere"):
        check(change)
