from __future__ import annotations

import pickle

import pytest

from cbi_cli.dataset.load import load_dataset
from cbi_cli.dataset.rule_matching import RuleMatch, RuleMatcher, UnmetCondition, direction, match_key
from tests.datasets import dataset_files, event_toml

ROW = '[[indicator]]\nid = "row"\nlabel = "Row"\nsources = ["book"]\nrule = {{ {} }}\n'


def matches(*more: str, rows: str, kind: str = "meeting") -> list[tuple[str, RuleMatch]]:
    """How one event stands to indicators."""
    dataset = load_dataset(dataset_files(event_toml("2022-05-04", *more, kind=kind), indicators=rows))
    assert not dataset.errors
    return list(RuleMatcher(one.record for one in dataset.indicators).matches(match_key(dataset.events[0].record)))


def judged(*more: str, rule: str, weaker: str = "", kind: str = "meeting") -> tuple[str, list[str]] | None:
    """Strength and missed conditions of one event under one rule."""
    row = ROW.format(rule) + (f'weaker = [{{ {weaker}, reason = "why" }}]\n' if weaker else "")
    found = matches(*more, rows=row, kind=kind)
    assert [name for name, _ in found] in ([], ["row"])
    return next(((match.strength, [one.condition for one in match.unmet]) for _, match in found), None)


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
        ('kinds = ["meeting"], institutions = ["other"]', None),
        ('institutions = ["talks"], kinds = ["visit"]', ("near", ["kinds"])),
        ('not_institutions = ["talks"]', ("near", ["not_institutions"])),
        ('modes = ["virtual"]', ("near", ["modes"])),
    ],
)
def test_a_rule_asks_for_all_its_conditions(rule: str, expected: tuple[str, list[str]] | None) -> None:
    assert judged(rule=rule) == expected


def test_an_unknown_mode_meets_only_a_rule_that_asks_for_it() -> None:
    assert judged(rule='modes = ["in-person", "virtual", "document"]') == ("near", ["modes"])
    assert judged(rule='modes = ["in-person", "unknown"]') == ("full", [])
    assert judged(rule='kinds = ["meeting"]') == ("full", [])
    assert judged(rule='modes = ["in-person"]', weaker='modes = ["unknown"]') == ("weak", ["modes"])


def test_only_held_events_count_unless_the_rule_says_otherwise() -> None:
    assert judged('status = "planned"', rule='kinds = ["meeting"]') == ("near", ["statuses"])
    put_off = judged(
        'status = "postponed"', rule='kinds = ["meeting"]', weaker='kinds = ["meeting"], statuses = ["postponed"]'
    )
    assert put_off == ("weak", ["statuses"])


def test_each_indicator_has_its_match_by_its_own_rule() -> None:
    rows = "".join(
        ROW.format(rule).replace('"row"', f'"{name}"') + weaker
        for name, rule, weaker in [
            ("full", 'kinds = ["meeting"]', ""),
            ("none", 'kinds = ["visit"], levels = ["state"]', ""),
            ("near", 'kinds = ["meeting"], offices = ["trade", "energy"]', ""),
            (
                "weak",
                'kinds = ["visit"], levels = ["state"], parties = ["aa"]',
                'weaker = [{ kinds = ["visit"], reason = "a" }, { levels = ["cabinet"], reason = "b" }, '
                '{ kinds = ["meeting"], reason = "c" }]\n',
            ),
            ("last", 'not_institutions = ["talks", "other"]', ""),
        ]
    )
    assert matches(rows=rows) == [
        ("full", RuleMatch("full", (), None)),
        ("near", RuleMatch("near", (UnmetCondition("offices", (), ("trade", "energy")),), None)),
        (
            "weak",
            RuleMatch(
                "weak",
                (
                    UnmetCondition("kinds", ("meeting",), ("visit",)),
                    UnmetCondition("levels", ("cabinet",), ("state",)),
                    UnmetCondition("parties", ("aa", "bb"), ("aa",)),
                ),
                1,
            ),
        ),
        ("last", RuleMatch("near", (UnmetCondition("not_institutions", ("talks",), ("talks", "other")),), None)),
    ]


def test_a_matcher_may_be_asked_again_and_again() -> None:
    rows = ROW.format('kinds = ["meeting"], parties = ["aa"]')
    dataset = load_dataset(
        dataset_files(event_toml("2022-05-04"), event_toml("2022-05-05", 'parties = ["bb", "cc"]'), indicators=rows)
    )
    matcher = RuleMatcher(one.record for one in dataset.indicators)
    for _ in range(2):
        found = [list(matcher.matches(match_key(one.record))) for one in dataset.events]
        assert [match.unmet[0].has for ((_, match),) in found] == [("aa", "bb"), ("bb", "cc")]


def test_a_matcher_can_go_to_another_process() -> None:
    rows = ROW.format('kinds = ["meeting"], parties = ["aa"]')
    dataset = load_dataset(dataset_files(event_toml("2022-05-04"), indicators=rows))
    matcher = RuleMatcher(one.record for one in dataset.indicators)
    key = match_key(dataset.events[0].record)
    again = pickle.loads(pickle.dumps(matcher))  # noqa: S301 - our own bytes
    assert list(again.matches(key)) == list(matcher.matches(key)) != []


def test_an_office_left_out_is_not_excluded_by_a_rule_against_another() -> None:
    assert judged('office = "trade"', rule='not_offices = ["trade"]') == ("near", ["not_offices"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['host = "bb"', 'guests = ["aa"]'], "aa>bb"),
        (['host = "bb"'], None),
        (['host = "bb"', 'guests = ["aa", "cc"]', 'parties = ["aa", "bb", "cc"]'], None),
        (['host = "bb"', 'guests = ["aa"]', 'mode = "in-person"'], "aa>bb"),
        (['host = "bb"', 'guests = ["aa"]', 'mode = "virtual"'], None),
        (['host = "bb"', 'guests = ["aa"]', 'mode = "document"'], None),
        ([], None),
    ],
)
def test_a_visit_has_the_direction_of_its_only_guest(lines: list[str], expected: str | None) -> None:
    dataset = load_dataset(dataset_files(event_toml("2022-05-04", *lines)))
    assert direction(dataset.events[0].record) == expected
