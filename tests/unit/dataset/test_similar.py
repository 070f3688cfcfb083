"""Events that are likely the same one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pytest

from cbi_cli.dataset import similar
from cbi_cli.dataset.similar import ALIKE, Likeness, Pair, best_pairs, look, pairs
from cbi_cli.schema.event import Event
from tests.datasets import event


def made(start: str, title: str, *more: str, kind: str = "meeting", name: str = "") -> Event:
    """An event of the talks with this title."""
    text = event(
        start,
        f'title = "{title}"',
        *more,
        kind=kind,
        name=name or title.split(" ", maxsplit=1)[0].lower().replace(".", ""),
    )
    return Event.model_validate(tomllib.loads(text)["event"][0])


def told(events: Sequence[Event]) -> list[tuple[int, int]]:
    """The positions of the events that are likely one, the earlier one first."""
    return list(best_pairs(pairs(look(number, event) for number, event in enumerate(events))))


def score(first: str, second: str) -> float:
    """How alike two titles are."""
    return Likeness().of(look(0, made("2022-10-13", first)), look(1, made("2022-10-13", second)))


SECOND = "Second meeting of the High-Level Security Dialogue"
ANEW = "High-Level Security Dialogue holds its second meeting"
OTHER = "Governors open a bridge"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SECOND, ANEW),
        ("Mayor of Dallas travels to Mexico for the first time", "Dallas mayor's first trip to Mexico"),
        ("The presidents of both countries meet at the White House", "Presidents López and Biden meet in White House"),
        ("Forum on border infrastructure in Tijuana", "Strategic Border Infrastructure Forum"),
    ],
)
def test_the_same_told_anew_is_alike(first: str, second: str) -> None:
    assert score(first, second) >= ALIKE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mayor of Dallas travels to Mexico for the first time", "U.S. climate envoy returns to Mexico City"),
        ("The presidents of both countries meet at the White House", "Twelfth edition of the CEO Dialogue"),
        (SECOND, OTHER),
    ],
)
def test_different_things_are_not(first: str, second: str) -> None:
    assert score(first, second) == 0.0


def test_neither_language_counts_below_the_score() -> None:
    one, other = 'title_es = "Una reunión en Dallas"', 'title_es = "Otra reunión en Laredo"'
    assert Likeness().of(look(0, made("2022-10-13", SECOND, one)), look(1, made("2022-10-13", OTHER, other))) == 0.0


def test_a_pair_is_given_by_the_later_position() -> None:
    events = [made("2022-10-14", OTHER), made("2022-10-15", SECOND), made("2022-10-13", ANEW)]
    assert told(events) == [(1, 2)]


def test_the_spanish_titles_count_too() -> None:
    spanish = 'title_es = "Segunda reunión del Diálogo de Seguridad"'
    events = [made("2022-10-13", SECOND, spanish), made("2022-10-13", OTHER, spanish)]
    assert told(events) == [(0, 1)]


@pytest.mark.parametrize(("day", "expected"), [("2022-10-16", [(0, 1)]), ("2022-10-17", [])])
def test_three_days_apart_are_near_and_four_are_not(day: str, expected: list[tuple[int, int]]) -> None:
    assert told([made("2022-10-13", SECOND), made(day, ANEW)]) == expected


@pytest.mark.parametrize(
    ("start", "expected"), [("2022-10", [(0, 1)]), ("2022", [(0, 1)]), ("2022-09", []), ("2021", [])]
)
def test_a_partial_date_is_near_to_all_that_it_can_mean(start: str, expected: list[tuple[int, int]]) -> None:
    assert told([made("2022-10-13", SECOND), made(start, ANEW)]) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('institutions = ["other"]', []),
        ('institutions = ["other", "talks"]', [(0, 1)]),
        ("institutions = []", [(0, 1)]),
        ('distinct_from = ["2022-10-13-second"]', []),
        ("edition_number = 2", [(0, 1)]),
        ("edition_number = 3", []),
    ],
)
def test_what_speaks_for_two_events(more: str, expected: list[tuple[int, int]]) -> None:
    first = made("2022-10-13", SECOND, "edition_number = 2")
    assert told([first, made("2022-10-13", ANEW, more)]) == expected
    swapped = [(0, 1)] if expected else []
    assert told([made("2022-10-13", ANEW, more), first]) == swapped


def test_another_kind_is_another_event() -> None:
    assert told([made("2022-10-13", SECOND), made("2022-10-13", ANEW, kind="review")]) == []


def test_an_event_is_told_once_with_the_one_that_it_is_most_like() -> None:
    events = [made("2022-10-13", ANEW, name="a"), made("2022-10-13", SECOND, name="b"), made("2022-10-14", SECOND)]
    assert told(events) == [(0, 1), (1, 2)]


def test_of_several_the_best_is_told_and_of_equal_ones_the_earliest() -> None:
    found = [Pair(2, 5, 80.0), Pair(1, 5, 90.0), Pair(0, 5, 80.0), Pair(3, 4, 70.0), Pair(0, 4, 70.0), Pair(2, 4, 70.0)]
    assert list(best_pairs(found)) == [(0, 4), (1, 5)]


def test_the_score_itself_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [look(number, made("2022-10-13", SECOND, name=f"n{number}")) for number in range(2)]
    for told_score, expected in ((70.0, [Pair(0, 1, 70.0)]), (69.9, [])):
        monkeypatch.setattr(similar.Likeness, "of", lambda *both, it=told_score: it)
        assert list(pairs(looks)) == expected


def test_with_groups_only_events_of_different_ones_are_compared() -> None:
    looks = [look(number, made("2022-10-13", SECOND, name=f"n{number}")) for number in range(4)]
    found = pairs(looks, {0: 0, 1: 1, 2: 1, 3: 0})
    assert sorted(one[:2] for one in found) == [(0, 1), (0, 2), (1, 3), (2, 3)]


def test_the_work_grows_with_the_number_of_events_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a crowd each event is compared with fifty others at the most."""
    compared: list[int] = []

    def count(*both: object) -> float:
        compared.append(1)
        return 0.0

    monkeypatch.setattr(similar.Likeness, "of", count)
    events = [made("2022-10-13", f"n{number} {OTHER}") for number in range(200)]
    assert told(events) == []
    assert len(compared) == 150 * 50 + sum(range(50))


def test_in_a_crowd_every_copy_is_told_once() -> None:
    events = [made("2022-10-13", SECOND, name=f"n{number}") for number in range(500)]
    assert [later for _, later in told(events)] == list(range(1, 500))
