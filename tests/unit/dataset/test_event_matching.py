"""Which events of two collections are taken for the same, by what, and what is left undecided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cbi_cli.dataset.event_matching import ComparableEvent, Matching, comparable_event, day_span, match_events

EBRARD = {"name": "Marcelo Ebrard", "party": "mx"}
BLINKEN = {"name": "Antony Blinken", "party": "us"}
POMPEO = {"name": "Mike Pompeo", "party": "us"}
Record = dict[str, Any]


def event(start: str, *people: Record, **fields: Any) -> Record:
    """An event of two parties as JSON; ``place`` is its name."""
    return {"start": start, "parties": ["mx", "us"], "participants": list(people), **fields}


def match(here: Sequence[Record], there: Sequence[Record], days: int = 7) -> Matching:
    return match_events(_comparable(here, 0), _comparable(there, len(here)), days)


def _comparable(records: Sequence[Record], first: int) -> list[ComparableEvent]:
    events = []
    for number, record in enumerate(records, start=first):
        places = [record["place"]] if "place" in record else []
        events.append(comparable_event(number, record, places, ("title", "title_es")))
    return events


def pairs(matching: Matching) -> list[tuple[int, int]]:
    return [(link.here, link.there) for link in matching.pairs]


def undecided(matching: Matching) -> list[set[tuple[int, int]]]:
    return [{(link.here, link.there) for link in group.links} for group in matching.undecided]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"id": "a"}, {"id": "a"}),
        ({"id": "b", "former_ids": ["a"]}, {"id": "a"}),
        ({"id": "a"}, {"id": "b", "former_ids": ["a"]}),
        ({"id": "b", "former_ids": ["a"]}, {"id": "c", "former_ids": ["a"]}),
    ],
)
def test_ids_and_former_ids_match_however_far_apart(here: Record, there: Record) -> None:
    found = match([event("2001-01-01", **here)], [event("2020-05-05", **there)])
    assert pairs(found) == [(0, 0)]
    assert found.pairs[0].reasons == ("id",)


def test_the_id_in_use_comes_before_a_former_one() -> None:
    there = [event("2020-01-01", id="new", former_ids=["a"]), event("2020-01-01", id="a")]
    assert pairs(match([event("2020-01-01", id="a")], there)) == [(0, 1)]


def test_one_event_has_one_partner_by_id() -> None:
    here = [event("2020-01-01", id="a"), event("2020-01-01", id="b", former_ids=["a"])]
    assert pairs(match(here, [event("2020-01-01", id="a")])) == [(0, 0)]


@pytest.mark.parametrize(
    ("here", "there", "reasons"),
    [
        ({"place": "Mexico City"}, {"place": "Mexico City"}, {"days", "people", "place"}),
        ({"host": "mx"}, {"host": "mx"}, {"days", "people", "host"}),
        ({"host": "mx", "level": "cabinet"}, {"host": "mx"}, {"days", "people", "host"}),
    ],
)
def test_a_person_at_a_place_or_with_a_host(here: Record, there: Record, reasons: set[str]) -> None:
    found = match([event("2022-09-12", BLINKEN, EBRARD, **here)], [event("2022-09-12", BLINKEN, **there)])
    assert pairs(found) == [(0, 0)]
    assert set(found.pairs[0].reasons) == reasons


def test_a_meeting_within_a_trip() -> None:
    found = match(
        [event("2022-09-12", BLINKEN, host="mx")], [event("2022-09-10", BLINKEN, host="mx", end="2022-09-14")]
    )
    assert pairs(found) == [(0, 0)]
    assert found.pairs[0].days_apart == 0


@pytest.mark.parametrize(("start", "is_found"), [("2022-09-19", True), ("2022-09-20", False), ("2022-09-04", False)])
def test_days_apart(start: str, is_found: bool) -> None:
    found = match([event("2022-09-12", BLINKEN, host="mx")], [event(start, BLINKEN, host="mx")])
    assert bool(found.pairs) == is_found
    assert not found.undecided


def test_the_number_of_days_is_that_of_the_call() -> None:
    here, there = [event("2022-09-12", BLINKEN, host="mx")], [event("2022-09-14", BLINKEN, host="mx")]
    assert [bool(match(here, there, days).pairs) for days in (0, 1, 2, 60)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"edition_number": 2}, {"edition_number": 2}),
        ({"title": "Second meeting of the dialogue"}, {"title": "The dialogue's second meeting"}),
        ({"title_es": "Segunda reunión del diálogo"}, {"title_es": "Segunda reunión del diálogo"}),
        ({"sources": ["book#p1"]}, {"sources": ["book#p2"]}),
    ],
)
def test_an_institution_and_more(here: Record, there: Record) -> None:
    institution = {"institutions": ["hlsd"]}
    found = match([event("2022-10-13", **institution, **here)], [event("2022-10-13", **institution, **there)])
    assert pairs(found) == [(0, 0)]


def test_an_institution_alone_is_too_little() -> None:
    institution = {"institutions": ["hlsd"]}
    found = match([event("2022-10-13", **institution)], [event("2022-10-13", **institution)])
    assert (pairs(found), undecided(found)) == ([], [{(0, 0)}])
    assert found.undecided[0].cause == "weak"
    found = match([event("2022-10-13", **institution)], [event("2022-10-14", **institution)])
    assert (pairs(found), undecided(found)) == ([], [])


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"status": "cancelled"}, {"status": "held"}),
        ({"parties": ["us"]}, {"parties": ["mx"]}),
        ({"institutions": ["hled"]}, {"institutions": ["hlsd"]}),
        ({"institutions": ["hled"], "edition_number": 1}, {"institutions": ["hled"], "edition_number": 2}),
        ({"kind": "statement"}, {"kind": "meeting"}),
        ({"id": "a", "distinct_from": ["b"]}, {"id": "b"}),
        ({"id": "a"}, {"id": "b", "distinct_from": ["a"]}),
    ],
)
def test_what_rules_a_pair_out(here: Record, there: Record) -> None:
    same = {"host": "mx", "place": "Mexico City", "title": "Talks"}
    found = match([event("2022-09-12", BLINKEN, **same | here)], [event("2022-09-12", BLINKEN, **same | there)])
    assert (pairs(found), undecided(found)) == ([], [])


def test_two_sources_can_disagree_on_the_place() -> None:
    """The tables of travels call Los Cabos so, and a meeting there Cabo San Lucas."""
    found = match(
        [event("2012-06-18", BLINKEN, host="mx", place="Los Cabos")],
        [event("2012-06-17", BLINKEN, host="mx", place="Cabo San Lucas", end="2012-06-19")],
    )
    assert pairs(found) == [(0, 0)]
    assert found.pairs[0].against == ("place",)


def test_on_other_days_another_place_is_another_event() -> None:
    found = match(
        [event("2012-06-18", BLINKEN, host="mx", place="Los Cabos")],
        [event("2012-06-20", BLINKEN, host="mx", place="Monterrey")],
    )
    assert (pairs(found), undecided(found)) == ([], [])


def test_two_meetings_across_a_border_on_one_day_are_two() -> None:
    """Taft and Díaz met on both banks of the river."""
    taft, diaz = {"name": "William Howard Taft", "party": "us"}, {"name": "Porfirio Díaz", "party": "mx"}
    here = [
        event("1909-10-16", taft, diaz, host="us", place="El Paso"),
        event("1909-10-16", taft, diaz, host="mx", place="Ciudad Juárez"),
    ]
    there = [event("1909-10-16", taft, host="mx", place="Ciudad Juárez")]
    found = match(here, there)
    assert (pairs(found), undecided(found)) == ([(1, 0)], [])


def test_a_trip_beside_somebody_of_another_level_is_not_decided() -> None:
    found = match(
        [event("2021-11-18", BLINKEN, EBRARD, host="us", level="presidential")],
        [event("2021-11-18", BLINKEN, host="us", level="cabinet")],
    )
    assert (pairs(found), undecided(found)) == ([], [{(0, 0)}])
    assert found.undecided[0].links[0].against == ("level",)


def test_several_that_are_as_good_are_not_decided() -> None:
    here = [event("2022-09-12", BLINKEN, host="mx", title=title) for title in ("Dialogue", "Call on the secretary")]
    found = match(here, [event("2022-09-12", BLINKEN, host="mx", title="Visit")])
    assert (pairs(found), undecided(found)) == ([], [{(0, 0), (1, 0)}])
    assert found.undecided[0].cause == "several"


def test_the_same_days_come_before_overlapping_ones() -> None:
    here = [event("2022-09-12", BLINKEN, host="mx"), event("2022-09-11", BLINKEN, host="mx", end="2022-09-13")]
    found = match(here, [event("2022-09-11", BLINKEN, host="mx", end="2022-09-13")])
    assert pairs(found) == [(1, 0)]
    # The meeting within the trip is not lost: it is like the trip, which has its partner.
    assert [(link.here, link.there) for link in found.near] == [(0, 0)]


def test_a_pair_without_a_contradiction_comes_before_one_with() -> None:
    here = [
        event("2022-09-12", BLINKEN, host="mx", place="Monterrey"),
        event("2022-09-13", BLINKEN, host="mx", place="Mexico City"),
    ]
    there = [event("2022-09-12", BLINKEN, host="mx", place="Mexico City", end="2022-09-13")]
    assert pairs(match(here, there)) == [(1, 0)]


def test_other_people_are_another_event() -> None:
    found = match([event("2018-10-19", POMPEO, host="mx")], [event("2018-10-19", BLINKEN, host="mx")])
    assert (pairs(found), undecided(found)) == ([], [])


@pytest.mark.parametrize("name", ["Ebrard", "Marcelo Luis Ebrard Casaubón", "MARCELO EBRARD"])
def test_names_in_other_forms(name: str) -> None:
    other = {"name": name, "party": "mx"}
    assert pairs(match([event("2022-09-12", EBRARD, host="mx")], [event("2022-09-12", other, host="mx")])) == [(0, 0)]


def test_a_surname_between_others() -> None:
    """The tables of visits write President Aleman, and the dataset Miguel Alemán Valdés."""
    here = event("1947-04-29", {"name": "Miguel Alemán Valdés", "party": "mx"}, host="us")
    there = event("1947-04-29", {"name": "Aleman", "party": "mx"}, host="us")
    assert pairs(match([here], [there])) == [(0, 0)]


def test_a_double_surname_with_a_hyphen() -> None:
    here = event("1967-10-26", {"name": "Gustavo Díaz Ordaz", "party": "mx"}, host="us")
    there = event("1967-10-26", {"name": "Gustavo Diaz-Ordaz", "party": "mx"}, host="us")
    assert pairs(match([here], [there])) == [(0, 0)]


def test_a_president_elect_is_the_same_person() -> None:
    """The tables of travels take a President's visit to a President-elect for one of a President."""
    here = event("1982-10-08", BLINKEN, host="mx", level="president-elect")
    there = event("1982-10-08", BLINKEN, host="mx", level="presidential")
    found = match([here], [there])
    assert (pairs(found), found.pairs[0].against) == ([(0, 0)], ("level",))


def test_a_year_matches_a_day_of_it_if_nothing_else_does() -> None:
    here = [event("2005", BLINKEN, host="mx")]
    assert pairs(match(here, [event("2005-07-01", BLINKEN, host="mx")])) == [(0, 0)]
    found = match(here, [event("2005-07-01", BLINKEN, host="mx"), event("2005-11-01", BLINKEN, host="mx")])
    assert (pairs(found), undecided(found)) == ([], [{(0, 0), (0, 1)}])


def test_spans_contradict_if_no_day_fits_both() -> None:
    day = day_span("2022-09-12", None)
    assert not day.contradicts(day_span("2022-09", None))
    assert not day.contradicts(day_span("2022-09-12", "2022-09-12"))
    assert day.contradicts(day_span("2022-09-12", "2022-09-13"))
    assert day.contradicts(day_span("2022-08", None))


def test_pairs_and_undecided_do_not_depend_on_the_order() -> None:
    here = [event(f"2022-09-{day:02d}", BLINKEN, host="mx") for day in (1, 5, 9, 20)]
    there = [event(f"2022-09-{day:02d}", BLINKEN, host="mx") for day in (1, 6, 20, 28)]
    found = match(here, there)
    turned = match(there, here)
    assert pairs(found) == sorted((first, second) for second, first in pairs(turned))
    assert [{(a, b) for b, a in group} for group in undecided(turned)] == undecided(found)
