"""Which records a search finds, in which order, and what it offers if it finds none."""

from __future__ import annotations

import re

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.search import SearchHit, SearchQuery, search_records
from cbi_cli.reports.timeline import compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from tests.datasets import HEAD, SOURCES, TALKS, build_snapshot, event_toml

PLACES = """
[[place]]
id = "monclova"
name = "Monclova"
state = "Coahuila"
country = "bb"
"""
DISPUTE = """
[[dispute]]
id = "when"
record = "event"
about = "2020-02-02-meeting"
field = "start"
claims = [{ value = "the second", source = "book" }, { value = "Candlemas", source = "book#p1" }]
chosen = "the second"
why = "two to one"
"""
WITHDRAWN = """
[[withdrawn]]
kind = "source"
id = "old-book"
title = "The copied book"
date = 2022-11-30
reason = "It copies the book."
"""
EVENTS = (
    event_toml("2019-01-01", 'title = "Reunión sobre el río"', 'note = "On water."'),
    event_toml("2020-02-02", 'title = "Water talks"', 'place = "monclova"'),
    event_toml("2021-03-03", 'title = "Watering the garden"', 'status = "planned"'),
    event_toml(
        "2022-04-04", 'title = "They meet"', 'participants = [{ name = "Ana Underwater" }, { name = "Beto López" }]'
    ),
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return build_snapshot(*EVENTS, dispute=DISPUTE, place=PLACES, withdrawn=WITHDRAWN)


def found(snapshot: Snapshot, words: str, *kinds: str) -> list[str]:
    return [hit.id for hit in search_records(snapshot, SearchQuery(words, kinds)).hits]


def test_the_order_is_that_of_the_match_and_then_the_newest(snapshot: Snapshot) -> None:
    hits = search_records(snapshot, SearchQuery("WATER")).hits
    assert [(hit.id, hit.match) for hit in hits] == [
        # A dispute has no date, and is called after the talks.
        ("2021-03-03-meeting", "name"),
        ("2020-02-02-meeting", "name"),
        ("2019-01-01-meeting", "text"),
        ("2022-04-04-meeting", "inside"),
    ]


def test_what_is_called_exactly_so_comes_first(snapshot: Snapshot) -> None:
    hits = search_records(snapshot, SearchQuery("big talks")).hits
    assert [(hit.kind, hit.id, hit.match) for hit in hits[:1]] == [("institution", "talks", "exact")]
    # Its events are found by its name, which is not theirs.
    assert {hit.match for hit in hits[1:]} == {"text"}
    assert [hit.id for hit in hits[1:]] == [f"{day}-meeting" for day in DAYS]


DAYS = ("2022-04-04", "2021-03-03", "2020-02-02", "2019-01-01")


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("reunion rio", ["2019-01-01-meeting"]),
        ("RÍO reunión", ["2019-01-01-meeting"]),
        ('"el río"', ["2019-01-01-meeting"]),
        ('"río el"', []),
        ("lopez they", ["2022-04-04-meeting"]),
        ("water 2020", ["2020-02-02-meeting"]),
        ("coahuila", ["monclova", "2020-02-02-meeting"]),
        ("candlemas", ["when"]),
        ("page 1", ["book"]),
        ("copied", ["old-book"]),
        ("nothing at all", []),
    ],
)
def test_words_of_any_kind_and_language(words: str, ids: list[str], snapshot: Snapshot) -> None:
    assert found(snapshot, words) == ids


def test_a_hit_says_what_it_is(snapshot: Snapshot) -> None:
    hits = search_records(snapshot, SearchQuery("garden")).hits
    (event,) = hits
    assert (event.kind, event.start, event.end, event.status) == ("event", "2021-03-03", "", "planned")
    (withdrawn,) = search_records(snapshot, SearchQuery("copied")).hits
    assert (withdrawn.kind, withdrawn.start, withdrawn.is_withdrawn) == ("source", "", True)
    assert found(snapshot, "book")[-1] == "old-book"
    (dispute,) = search_records(snapshot, SearchQuery("candlemas")).hits
    assert dispute.title.en == "Water talks: start"
    (place,) = search_records(snapshot, SearchQuery("monclova", ("place",))).hits
    assert place.title.en == "Monclova, Coahuila"


def test_kinds_and_a_limit(snapshot: Snapshot) -> None:
    assert found(snapshot, "talks", "institution") == ["talks"]
    result = search_records(snapshot, SearchQuery("meeting", limit=2))
    assert ([hit.id for hit in result.hits], result.total) == (["2022-04-04-meeting", "2021-03-03-meeting"], 4)
    assert search_records(snapshot, SearchQuery("copied", ("event",))).hits == ()


@pytest.mark.parametrize(
    ("words", "correction"),
    [("watre", "water"), ("watre 2020", "water 2020"), ("water xyzzyx", ""), ("garden lopez", "")],
)
def test_a_misspelled_word_is_corrected(words: str, correction: str, snapshot: Snapshot) -> None:
    result = search_records(snapshot, SearchQuery(words, ("event",)))
    assert result.total == 0
    assert result.correction == correction


def test_similar_names_are_offered(snapshot: Snapshot) -> None:
    result = search_records(snapshot, SearchQuery("monclvoa"))
    assert [(near.kind, near.id, near.title) for near in result.nearest] == [("place", "monclova", "Monclova")]


@pytest.mark.parametrize("words", ["", "  ", '""'])
def test_a_search_needs_words(words: str, snapshot: Snapshot) -> None:
    with pytest.raises(CbiError, match="there is no word in"):
        search_records(snapshot, SearchQuery(words))
    with pytest.raises(CbiError, match="51 words are too many"):
        search_records(snapshot, SearchQuery("word " * 51))


def test_other_languages_are_searched() -> None:
    head = HEAD.replace('languages = ["en"]', 'languages = ["en", "fr"]')
    head = re.sub('name = "(.)"', r'name = "\1", name_fr = "\1"', head)
    head = head.replace("version =", 'title_fr = "y"\nversion =')
    talks = TALKS.replace('name = "The Talks"', 'name = "The Talks"\nname_fr = "Les pourparlers"')
    sources = SOURCES.replace('title = "Page 1"', 'title = "Page 1", title_fr = "Feuille 1"')
    snapshot = build_snapshot(
        event_toml(
            "2020-02-02", 'title = "A"', 'title_fr = "Sommet à Québec"', 'note = "River"', 'note_fr = "Le fleuve"'
        ),
        dataset=head,
        indicators="",
        institutions=talks,
        source=sources,
    )
    assert found(snapshot, "sommet quebec fleuve") == ["2020-02-02-meeting"]
    assert found(snapshot, "pourparlers") == ["talks", "2020-02-02-meeting"]
    assert found(snapshot, "feuille") == ["book"]


@pytest.mark.parametrize("words", ["dialogo", "high level", "obrador", "mexico city", "hled", "2016 summit", "é"])
def test_the_events_are_those_of_a_timeline_with_the_same_text(words: str, us_mexico: Snapshot) -> None:
    result = search_records(us_mexico, SearchQuery(words, ("event",), 10_000))
    query = TimelineQuery(text=words, status="any")
    day = api.info(us_mexico).fields["covers_until"].replace("2023", "2030")
    timeline = compute_timeline(us_mexico, query._replace(as_of=api._day(day)))
    assert {hit.id for hit in result.hits} == {entry.event.id for entry in timeline.events}
    assert result.total == len(timeline.events) > 0


def test_every_shipped_record_is_found_by_its_id_and_first_of_all(us_mexico: Snapshot) -> None:
    """A search must not lose a kind: each record but the disputes, which are many, is looked for."""
    for kind in ("institution", "indicator", "topic", "place", "edition", "dispute"):
        for record in us_mexico.records(kind):
            record_id = str(record.get("id", record.get("year")))
            first: SearchHit = search_records(us_mexico, SearchQuery(record_id, (kind,))).hits[0]
            assert (first.id, first.match) == (record_id, "exact")
