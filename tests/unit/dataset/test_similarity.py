"""Events that are likely the same one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pytest

from cbi_cli.dataset import similarity
from cbi_cli.dataset.similarity import (
    MIN_SIMILARITY,
    DuplicatePair,
    TitleSimilarity,
    best_matches,
    event_features,
    find_duplicates,
)
from cbi_cli.records.event import Event
from tests.datasets import event_toml


def made(start: str, title: str, *more: str, kind: str = "meeting", name: str = "") -> Event:
    """An event of the talks with this title."""
    text = event_toml(
        start,
        f'title = "{title}"',
        *more,
        kind=kind,
        name=name or title.split(" ", maxsplit=1)[0].lower().replace(".", ""),
    )
    return Event.model_validate(tomllib.loads(text)["event"][0])


def told(events: Sequence[Event]) -> list[tuple[int, int]]:
    """The positions of the events that are likely one, the earlier one first."""
    return list(best_matches(find_duplicates(event_features(number, event) for number, event in enumerate(events))))


def score(first: str, second: str) -> float:
    """How alike two titles are."""
    return TitleSimilarity().score(
        event_features(0, made("2022-10-13", first)), event_features(1, made("2022-10-13", second))
    )


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
    assert score(first, second) >= MIN_SIMILARITY


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
    assert (
        TitleSimilarity().score(
            event_features(0, made("2022-10-13", SECOND, one)), event_features(1, made("2022-10-13", OTHER, other))
        )
        == 0.0
    )


def test_a_pair_is_given_by_the_later_position() -> None:
    none = "sources = []"
    events = [made("2022-10-14", OTHER, none), made("2022-10-15", SECOND, none), made("2022-10-13", ANEW, none)]
    assert told(events) == [(1, 2)]


def test_the_spanish_titles_count_too() -> None:
    spanish = 'title_es = "Segunda reunión del Diálogo de Seguridad"'
    events = [made("2022-10-13", SECOND, spanish, "sources = []"), made("2022-10-13", OTHER, spanish)]
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


@pytest.mark.parametrize("kind", ["review", "visit", "summit", "forum", "conference"])
def test_the_same_meeting_under_another_kind_is_found(kind: str) -> None:
    assert told([made("2022-10-13", SECOND), made("2022-10-13", OTHER, kind=kind)]) == [(0, 1)]


@pytest.mark.parametrize("more", ['kind = "statement"', 'mode = "document"'])
def test_a_paper_that_a_meeting_adopts_is_another_event(more: str) -> None:
    assert told([made("2022-10-13", SECOND), made("2022-10-13", OTHER, more, name="paper")]) == []


def test_an_event_is_told_once_with_the_one_that_it_is_most_like() -> None:
    events = [made("2022-10-13", ANEW, name="a"), made("2022-10-13", SECOND, name="b"), made("2022-10-14", SECOND)]
    assert told(events) == [(0, 1), (1, 2)]


def test_of_several_the_best_is_told_and_of_equal_ones_the_earliest() -> None:
    found = [
        DuplicatePair(2, 5, 80.0),
        DuplicatePair(1, 5, 90.0),
        DuplicatePair(0, 5, 80.0),
        DuplicatePair(3, 4, 70.0),
        DuplicatePair(0, 4, 70.0),
        DuplicatePair(2, 4, 70.0),
    ]
    assert list(best_matches(found)) == [(0, 4), (1, 5)]


def test_the_score_itself_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [
        event_features(number, made("2022-10-13", SECOND, "sources = []", name=f"n{number}")) for number in range(2)
    ]
    for told_score, expected in ((70.0, [DuplicatePair(0, 1, 70.0)]), (69.9, [])):
        monkeypatch.setattr(similarity.TitleSimilarity, "score", lambda *both, it=told_score: it)
        assert list(find_duplicates(looks)) == expected


def test_with_groups_only_events_of_different_ones_are_compared() -> None:
    looks = [event_features(number, made("2022-10-13", SECOND, name=f"n{number}")) for number in range(4)]
    found = find_duplicates(looks, {0: 0, 1: 1, 2: 1, 3: 0})
    assert sorted(one[:2] for one in found) == [(0, 1), (0, 2), (1, 3), (2, 3)]


def test_the_work_grows_with_the_number_of_events_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a crowd each event is compared with no more than the next 30 of its institution and the next 15 of all."""
    compared: list[int] = []

    def count(*both: object) -> float:
        compared.append(1)
        return 0.0

    monkeypatch.setattr(similarity.TitleSimilarity, "score", count)
    events = [made("2022-10-13", f"n{number} {OTHER}", "sources = []") for number in range(200)]
    assert told(events) == []
    # The next 15 are among the next 30, and no pair is compared twice.
    assert len(compared) == 170 * 30 + sum(range(30))


def test_in_a_crowd_every_copy_is_told_once() -> None:
    events = [made("2022-10-13", SECOND, name=f"n{number}") for number in range(500)]
    assert [later for _, later in told(events)] == list(range(1, 500))


def met(day: str, title: str, *more: str, name: str) -> Event:
    """A meeting without an institution."""
    return made(day, title, "institutions = []", *more, name=name)


KERRY = 'participants = [{ name = "John Forbes Kerry", party = "aa" }]'


@pytest.mark.parametrize(
    ("title", "more", "expected"),
    [
        # The same institution, day and source, in other words, under another level, with a city in another language.
        (OTHER, [], True),
        (OTHER, ['level = "agency"'], True),
        (OTHER, ['place = "Ciudad de México"'], True),
        (OTHER, ['sources = ["paper", "book#p1"]'], True),
        (OTHER, ['sources = ["paper"]'], False),
        (OTHER, ['institutions = ["other"]'], False),
        # What tells two events apart, although the titles are the same.
        (SECOND, ['host = "bb"'], False),
        (SECOND, ['parties = ["aa", "cc"]'], False),
        (SECOND, ['participants = [{ name = "Ann Lee", party = "aa" }]'], False),
        (SECOND, ['status = "cancelled"'], False),
        (SECOND, ["edition_number = 3"], False),
        (SECOND, ['place = "Monterrey"', 'sources = ["paper"]'], False),
        # One report can name the people of one side, the other those of the other side, or fewer parties.
        (SECOND, ['participants = [{ name = "Ann Lee", party = "bb" }]', 'sources = ["paper"]'], True),
        (SECOND, ['parties = ["aa", "bb", "cc"]'], True),
        (OTHER, ['parties = ["aa", "bb", "cc"]'], False),
        (SECOND, ['place = "Mexico City, Mexico"', 'sources = ["paper"]'], True),
    ],
)
def test_what_makes_two_events_one_or_two(title: str, more: list[str], expected: bool) -> None:
    known = ['host = "aa"', 'place = "Mexico City"', "edition_number = 2", KERRY]
    first = made("2022-10-13", SECOND, *known, name="first")
    second = made("2022-10-13", title, *more, name="second")
    assert told([first, second]) == ([(0, 1)] if expected else [])
    assert told([second, first]) == ([(0, 1)] if expected else [])


@pytest.mark.parametrize(
    ("day", "city", "who", "expected"),
    [
        ("2022-10-13", "Vienna", "John Kerry", True),
        ("2022-10-13", "Vienna, Austria", "John F. Kerry", True),
        ("2022-10-13", "vienna", "KERRY", True),
        ("2022-10-13", "Geneva", "John Kerry", False),
        ("2022-10-14", "Vienna", "John Kerry", False),
        ("2022-10-13", "Vienna", "Ann Lee", False),
    ],
)
def test_a_person_in_a_place_on_a_day_is_one_event(day: str, city: str, who: str, expected: bool) -> None:
    first = met("2022-10-13", SECOND, 'place = "Vienna"', KERRY, name="first")
    more = f'place = "{city}"', f'participants = [{{ name = "{who}", party = "aa" }}]'
    assert told([first, met(day, OTHER, *more, name="second")]) == ([(0, 1)] if expected else [])


def test_two_last_names_are_one_person() -> None:
    first = met("2022-10-13", SECOND, 'place = "Vienna"', 'participants = [{ name = "Marcelo Ebrard" }]', name="first")
    longer = 'participants = [{ name = "Marcelo Ebrard Casaubón", party = "bb" }]'
    assert told([first, met("2022-10-13", OTHER, 'place = "Vienna"', longer, name="second")]) == [(0, 1)]


def tour(start: int, stops: Sequence[tuple[str, str]], year: int, who: str = "Secretary Smith") -> list[Event]:
    """A minister's tour: one stop a day, all titles of one pattern, all from one source."""
    events = []
    for number, (city, host) in enumerate(stops):
        day = f"{year}-03-{start + number:02}"
        more = (
            f'place = "{city}"',
            f'host = "{host}"',
            f'parties = ["aa", "{host}"]',
            f'participants = [{{ name = "{who}", party = "aa" }}]',
        )
        title = f"{who} travels to meet officials in {city}"
        events.append(met(day, title, *more, name=f"{who.rsplit(maxsplit=1)[-1].lower()}-{city.lower()}-{number}"))
    return events


def test_stops_of_a_tour_are_told_apart_and_a_stop_that_is_entered_twice_is_found() -> None:
    stops = [("London", "bb"), ("Paris", "cc"), ("Lyon", "cc"), ("Rome", "dd"), ("Paris", "cc"), ("London", "bb")]
    tours = [one for year in range(1950, 2020) for one in tour(3, stops, year)]
    others = [one for year in range(1950, 2020, 7) for one in tour(4, stops[::-1], year, "Minister Jones")]
    assert told(tours + others) == []
    again = met(
        "1957-03-06",
        "Talks on trade",
        'place = "Rome"',
        'participants = [{ name = "Mary Smith" }]',
        'parties = ["aa", "dd"]',
        name="talks",
    )
    rome = next(number for number, one in enumerate(tours) if one.id == "1957-03-06-smith-rome-3")
    assert told([*tours, again]) == [(rome, len(tours))]


def test_a_visit_of_a_president_and_of_a_minister_on_one_day_are_two() -> None:
    state = met(
        "1979-02-14",
        "State visit of Carter to Mexico City",
        'level = "presidential"',
        'place = "Mexico City"',
        name="a",
    )
    minister = met("1979-02-14", "Secretary of State Vance visits Mexico City", 'place = "Mexico City"', name="b")
    assert told([state, minister]) == []


def test_visits_of_one_year_are_no_copies_of_each_other() -> None:
    pattern = "Governor of {} meets the governor of Texas in Austin"
    titles = [pattern.format("Chihuahua"), pattern.format("Coahuila")]
    events = [met("2023", title, 'place = "Austin"', name=title.split()[2].lower()) for title in titles]
    assert told(events) == []


def test_a_date_between_years_is_no_day_in_common() -> None:
    meeting, forum = made("2020-10-13", OTHER), "A quiet talk of two ministers"
    # The same institution and source within a year are one event; within several years they are many.
    assert told([made("2020-07..2021-05", forum), meeting]) == [(0, 1)]
    assert told([made("2020-07..2021-08", forum), meeting]) == []
    assert told([made("2020-07..2021-08", "Governors open the bridge"), meeting]) == [(0, 1)]
