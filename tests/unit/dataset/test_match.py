from __future__ import annotations

import pytest

from cbi_cli.dataset.load import load
from cbi_cli.dataset.match import direction, judge, trait
from tests.datasets import event, files


def judged(*more: str, rule: str, weaker: str = "", kind: str = "meeting") -> tuple[str, list[str]] | None:
    """Strength and missed conditions of one event under one rule."""
    row = f'[[indicator]]\nid = "row"\nlabel = "Row"\nsources = ["book"]\nrule = {{ {rule} }}\n'
    if weaker:
        row += f'weaker = [{{ {weaker}, reason = "why" }}]\n'
    dataset = load(files(event("2022-05-04", *more, kind=kind), indicators=row))
    assert not dataset.faults
    match = judge(dataset.indicators[0].record, trait(dataset.events[0].record))
    return match and (match.strength, [miss.condition for miss in match.misses])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('kinds = ["meeting", "visit"]', ("full", [])),
        ('kinds = ["visit"]', ("near", ["kinds"])),
        ('levels = ["cabinet"], parties = ["bb", "aa"]', ("full", [])),
        ('parties = ["aa"]', ("near", ["parties"])),
        ('parties = ["aa", "bb", "cc"]', ("near", ["parties"])),
        ('kinds = ["visit"], levels = ["state"]', None),
        ('offices = ["trade"]', ("near", ["offices"])),
        ('not_offices = ["trade"]', ("full", [])),
        ('institutions = ["talks"]', ("full", [])),
        ('institutions = ["other"]', None),
        ('not_institutions = ["talks"]', ("near", ["not_institutions"])),
        ('modes = ["virtual"]', ("near", ["modes"])),
    ],
)
def test_a_rule_asks_for_all_its_conditions(rule: str, expected: tuple[str, list[str]] | None) -> None:
    assert judged(rule=rule) == expected


def test_only_held_events_count_unless_the_rule_says_otherwise() -> None:
    assert judged('status = "planned"', rule='kinds = ["meeting"]') == ("near", ["statuses"])
    put_off = judged(
        'status = "postponed"', rule='kinds = ["meeting"]', weaker='kinds = ["meeting"], statuses = ["postponed"]'
    )
    assert put_off == ("weak", ["statuses"])


def test_an_office_left_out_is_not_excluded_by_a_rule_against_another() -> None:
    assert judged('office = "trade"', rule='not_offices = ["trade"]') == ("near", ["not_offices"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['host = "bb"', 'guests = ["aa"]'], "aa>bb"),
        (['host = "bb"'], None),
        (['host = "bb"', 'guests = ["aa", "cc"]', 'parties = ["aa", "bb", "cc"]'], None),
        (['host = "bb"', 'guests = ["aa"]', 'mode = "virtual"'], None),
        ([], None),
    ],
)
def test_a_visit_has_the_direction_of_its_only_guest(lines: list[str], expected: str | None) -> None:
    dataset = load(files(event("2022-05-04", *lines)))
    assert direction(dataset.events[0].record) == expected
