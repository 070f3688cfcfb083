from __future__ import annotations

from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.show import IncomingReference
from tests.datasets import TALKS, TALKS_ROW, build_snapshot, event_toml

DISPUTE = """
[[dispute]]
id = "when"
record = "event"
about = "2022-05-04-meeting"
field = "start"
claims = [{ value = "May 4", source = "book" }, { value = "May 5", source = "book#p1" }]
chosen = "May 4"
why = "two to one"
"""
EDITION = """
year = 2022
title = "Report"
published = "2023-02"
source = "book"
[[row]]
indicator = "talks-row"
label = "Talks"
status = "red"
text = "none"
[[graph]]
title = "Themes"
series = "talks-row"
from = 2015
to = 2020
source = "book"
shares = [{ topic = "trade", percent = 60 }, { topic = "water", rank = "least" }]
"""
TOPICS = '[[topic]]\nid = "trade"\nlabel = "Trade"\n[[topic]]\nid = "water"\nlabel = "Water"\n'


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return build_snapshot(
        event_toml("2022-05-04", 'topics = ["trade", "water"]', 'host = "aa"', 'guests = ["bb"]', 'place = "Town"'),
        event_toml("2022-06-04", 'topics = ["trade"]', kind="review"),
        event_toml("2020-06-04", 'participants = [{ name = "Ada", party = "bb" }]', 'host = "bb"', 'guests = ["aa"]'),
        event_toml("2019", "edition_number = 3"),
        dispute=DISPUTE,
        edition_2022=EDITION,
        topic=TOPICS,
    )


def test_a_record_shows_what_names_it_and_what_disputes_it(made: Snapshot) -> None:
    (shown,) = api.show(made, "2022-05-04-meeting").records
    assert (shown.kind, shown.file, shown.position) == ("event", "events/2022.toml", 0)
    assert [one.id for one in shown.disputes] == ["when"]
    assert shown.used_by == ()
    assert {(use.kind, use.fields) for use in api.show(made, "talks").records[0].used_by} == {
        ("event", ("institutions",)),
        ("indicator", ("rule.institutions", "weaker.institutions")),
    }
    assert shown.fields["place"] == "Town"


def test_each_use_of_a_record_has_its_own_title(made: Snapshot) -> None:
    (shown,) = api.show(made, "water").records
    assert shown.used_by == (
        IncomingReference("edition", "2022", LocalizedText("Report"), ("graph.shares.topic",)),
        IncomingReference("event", "2022-05-04-meeting", LocalizedText("Event 2022-05-04 "), ("topics",)),
    )


def test_parties_and_the_dataset_are_no_records_to_be_shown(made: Snapshot) -> None:
    for name in ("aa", "ab"):
        with pytest.raises(CbiError, match=f"no record is called `{name}`") as caught:
            api.show(made, name)
        head, _, ids = caught.value.hint.partition(": ")
        events = {"2019-meeting", "2020-06-04-meeting", "2022-05-04-meeting", "2022-06-04-review"}
        assert head == "one of"
        assert set(ids.split(", ")) == events | {"when", "2022", "talks", "talks-row", "book", "trade", "water"}


def test_a_record_is_found_by_the_other_names_of_an_institution(made: Snapshot) -> None:
    assert api.show(made, "big talks").records[0].id == "talks"
    with pytest.raises(CbiError, match="no source is called `talks`"):
        api.show(made, "talks", "source")


def test_lists_are_in_order(made: Snapshot) -> None:
    assert [one.id for one in api.list_records(made, "event").records] == [
        "2019-meeting",
        "2020-06-04-meeting",
        "2022-05-04-meeting",
        "2022-06-04-review",
    ]
    assert [(one.id, one.detail) for one in api.list_records(made, "edition").records] == [("2022", "2023-02")]


def test_the_whole_is_counted(made: Snapshot) -> None:
    info = api.info(made)
    assert info.counts == {
        "event": 4,
        "institution": 1,
        "indicator": 1,
        "source": 1,
        "topic": 2,
        "place": 0,
        "edition": 1,
        "dispute": 1,
    }
    assert (info.years, info.coverage) == ((2019, 2022), (("talks-row", "2015–2022"),))


def test_a_history_names_host_and_guests_by_leader_or_party(made: Snapshot) -> None:
    years = {one.year: one for one in api.history(made, "Big Talks").years}
    assert {year: one.mark for year, one in years.items()} == {
        2015: "missed",
        2016: "missed",
        2017: "missed",
        2018: "missed",
        2019: "held",
        2020: "held",
        2021: "missed",
        2022: "held",
    }
    (meeting,) = years[2020].meetings
    assert (meeting.host, meeting.guests) == ("Ada (BB)", ("AA",))
    assert years[2019].meetings[0].number == 3
    assert years[2022].meetings[0].city == "Town"


def test_topics_are_counted_by_event_and_stand_beside_the_printed_ones(made: Snapshot) -> None:
    found = api.topics(made, 2022)
    assert (found.day, found.events) == (date(2023, 2, 28), 2)
    assert [(one.id, one.events, one.share) for one in found.topics] == [("trade", 2, 100.0), ("water", 1, 50.0)]
    (graph,) = found.graphs
    assert [(one.topic, one.percent, one.rank) for one in graph.shares] == [("trade", 60, ""), ("water", None, "least")]
    assert api.topics(made, None).events == 4


def test_topics_come_by_frequency_and_then_by_id() -> None:
    topic = "".join(f'[[topic]]\nid = "{name}"\nlabel = "About {name}"\n' for name in ("trade", "zinc", "water", "air"))
    about = (["water"], ["water", "trade"], ["zinc"])
    made = build_snapshot(
        *(event_toml(f"2022-05-0{n}", f"topics = {names}") for n, names in enumerate(about, 1)), topic=topic
    )
    found = api.topics(made, 2022)
    assert found.year == 2022
    assert [(one.id, one.events, one.share) for one in found.topics] == [
        ("water", 2, 66.7),
        ("trade", 1, 33.3),
        ("zinc", 1, 33.3),
        ("air", 0, 0.0),
    ]


def test_a_reconciliation_puts_each_dispute_to_its_row(made: Snapshot) -> None:
    found = api.reconcile(made, 2022)
    assert [one.id for one in found.by_row["talks-row"]] == ["when"]
    assert found.others == ()
    row = found.card.rows[0]
    assert row.published is not None
    assert [tuple(one) for one in row.published.differences] == [
        ("light", "red", "green"),
        ("dates", "", "2022-05-04"),
    ]


def test_an_explanation_tells_what_is_missing(made: Snapshot) -> None:
    found = api.explain(made, 2022, "talks-row", date(2022, 5, 4))
    told = [
        (one.event.id, one.strength, one.early, [miss.condition for miss in one.misses]) for one in found.candidates
    ]
    assert told == [
        ("2022-05-04-meeting", "full", False, []),
        ("2022-06-04-review", "weak", True, ["kinds"]),
    ]
    assert found.candidates[1].misses[0][1:] == (("review",), ("meeting",))


def test_the_state_of_a_series_with_another_institution_is_its_own() -> None:
    other = TALKS.replace('"talks"', '"other"').replace("Big Talks", "Big Other").replace("The Talks", "The Other")
    row = TALKS_ROW.replace('institutions = ["talks"]', 'institutions = ["talks", "other"]')
    made = build_snapshot(event_toml("2022-05-04"), institutions=TALKS + other, indicators=row)
    with pytest.raises(CbiError, match="not a series"):
        api.history(made, "Big Other")
    assert api.history(made, "talks-row").series.last_held is not None
