"""What two datasets say differently, what each lacks, and what neither can lack because nobody looked."""

from __future__ import annotations

from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.core.errors import CbiError
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.compare import Comparison
from cbi_cli.reports.compared_coverage import TableCoverage
from tests.datasets import HEAD, TALKS, TALKS_ROW, build_snapshot, event_toml

COVERS = HEAD + "covers_from = 2015\n"
PLACES = """
[[place]]
id = "springfield"
name = "Springfield"
name_es = "Campo Primavera"
aliases = ["Spring Town"]
state = "Illinois"
country = "aa"

[[place]]
id = "capital"
name = "Capital City"
country = "bb"
"""


def build(*events: str, head: str = COVERS, places: str = PLACES, **more: str) -> Snapshot:
    """A dataset that was searched event by event from 2015 to 2022."""
    return build_snapshot(*events, dataset=head, place=places, **more)


def outcomes(result: Comparison) -> dict[str, str]:
    """The outcome of each event by its id."""
    return {row.event.summary.id: row.outcome for row in result.rows}


def differences(first: str, second: str) -> list[dict[str, Any]]:
    """The differences of two events with one id, as JSON."""
    here, there = build(first), build(second)
    document = api.to_dict(here, api.compare(here, there))
    (row,) = document["rows"]
    listed: list[dict[str, Any]] = row["differences"]
    assert row["outcome"] == ("differs" if listed else "agrees")
    assert document["summary"]["differ"] == bool(listed)
    return listed


def test_a_dataset_agrees_with_itself(us_mexico: Snapshot) -> None:
    result = api.compare(us_mexico, us_mexico)
    number = len(us_mexico.rows("SELECT id FROM event"))
    assert result.count("agrees") == len(result.rows) == number
    assert (result.has_differences, result.is_empty) == (False, False)


def test_counts() -> None:
    same = event_toml("2020-05-01")
    here = build(
        same, event_toml("2021-06-01", name="here"), event_toml("2022-01-10", 'host = "aa"', 'guests = ["bb"]')
    )
    there = build(
        same, event_toml("2022-03-01", name="there"), event_toml("2022-01-10", 'host = "bb"', 'guests = ["aa"]')
    )
    document = api.to_dict(here, api.compare(here, there))
    assert document["summary"] == {
        "agree": 1,
        "differ": 1,
        "only_here": 1,
        "only_there": 1,
        "undecided": 0,
        "not_covered_there": 0,
        "not_covered_here": 0,
        "skipped": 0,
        "unstated": 0,
    }
    assert [row["outcome"] for row in document["rows"]] == ["agrees", "only-here", "differs", "only-there"]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (('host = "aa"',), ('host = "bb"',), {"field": "host", "here": "aa", "there": "bb"}),
        (('host = "aa"',), (), None),
        (('level = "deputy"',), ('level = "cabinet"',), {"field": "level", "here": "deputy", "there": "cabinet"}),
        (('status = "cancelled"',), (), {"field": "status", "here": "cancelled", "there": "held"}),
        (('status = "planned"',), (), {"field": "status", "here": "planned", "there": "held"}),
        (("end = 2020-05-03",), (), {"field": "dates", "here": "2020-05-01/2020-05-03", "there": "2020-05-01"}),
        (("end = 2020-05-01",), (), None),
        (
            ('place = "springfield"',),
            ('place = "capital"',),
            {"field": "place", "here": "Springfield, Illinois", "there": "Capital City"},
        ),
        (('place = "springfield"',), ('place = "Campo Primavera"',), None),
        (('place = "springfield"',), ('place = "Spring town, Ill."',), None),
        (
            ('place = "Illinois"',),
            ('place = "springfield"',),
            {"field": "place", "here": "Illinois", "there": "Springfield, Illinois"},
        ),
        (
            ('participants = [{ name = "Ada Lovelace", party = "aa" }]',),
            ('participants = [{ name = "Grace Hopper", party = "aa" }]',),
            {"field": "people", "here": "Ada Lovelace", "there": "Grace Hopper"},
        ),
        (
            ('participants = [{ name = "Ada Lovelace", party = "aa" }]',),
            ('participants = [{ name = "Lovelace", party = "aa" }, { name = "Grace Hopper", party = "bb" }]',),
            None,
        ),
    ],
)
def test_fields(here: tuple[str, ...], there: tuple[str, ...], expected: dict[str, Any] | None) -> None:
    first, second = event_toml("2020-05-01", *here), event_toml("2020-05-01", *there)
    assert differences(first, second) == ([expected] if expected else [])


def test_a_less_exact_date_is_no_difference() -> None:
    first = event_toml("2020-05-01")
    assert differences(first, event_toml("2020-05", 'id = "2020-05-01-meeting"')) == []
    assert differences(first, event_toml("2020", 'id = "2020-05-01-meeting"')) == []
    (other,) = differences(first, event_toml("2020-06", 'id = "2020-05-01-meeting"'))
    assert other == {"field": "dates", "here": "2020-05-01", "there": "2020-06"}


def test_what_one_side_leaves_open_is_said() -> None:
    here = build(event_toml("2020-05-01", 'host = "aa"'))
    there = build(event_toml("2020-05-01", 'place = "capital"'))
    (row,) = api.to_dict(here, api.compare(here, there))["rows"]
    assert row["stated_once"] == [{"field": "place", "side": "there"}, {"field": "host", "side": "here"}]


def test_a_renamed_event_is_the_same() -> None:
    here = build(event_toml("2020-05-01", name="old"))
    there = build(event_toml("2020-05-01", 'former_ids = ["2020-05-01-old"]', name="new"))
    assert outcomes(api.compare(here, there)) == {"2020-05-01-old": "agrees"}


def test_a_withdrawn_event_says_why() -> None:
    withdrawn = """
    [[withdrawn]]
    id = "2020-05-01-gone"
    kind = "event"
    title = "Gone"
    date = 2022-01-01
    reason = "It never was"
    """
    # Of 2010, which the dataset was not searched for.
    gone = build(event_toml("2010-05-01", 'id = "2020-05-01-gone"'))
    other = build(event_toml("2020-01-01"), withdrawn=withdrawn)
    here = api.compare(gone, other)
    assert (outcomes(here)["2020-05-01-gone"], here.rows[0].withdrawn.en) == ("only-here", "It never was")
    there = api.compare(other, gone)
    assert (outcomes(there)["2020-05-01-gone"], there.rows[0].withdrawn.en) == ("only-there", "It never was")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2014-12-31", "not-covered-there"),
        ("2015-01-01", "only-here"),
        ("2022-12-31", "only-here"),
        ("2023-01-01", "not-covered-there"),
        ("2015", "only-here"),
    ],
)
def test_years_that_the_other_dataset_covers(start: str, expected: str) -> None:
    here = build(event_toml(start, 'kind = "visit"', "institutions = []", name="x"), head=HEAD)
    there = build(event_toml("2019-05-05"), indicators="")
    result = api.compare(here, there)
    assert outcomes(result)[f"{start}-x"] == expected
    # Nobody looked for events of other kinds here, and the meeting of the talks is one of its row.
    assert outcomes(api.compare(there, here))["2019-05-05-meeting"] == "only-here"


def test_the_last_year_that_the_other_dataset_lists() -> None:
    there = build(event_toml("2019-05-05"), indicators="", head=COVERS + "covers_to = 2020\n")
    days = ("2020-12-31", "2021-01-01")
    here = build(*(event_toml(day, "institutions = []", name="x") for day in days), head=HEAD)
    found = outcomes(api.compare(here, there))
    assert [found[f"{day}-x"] for day in days] == ["only-here", "not-covered-there"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (event_toml("2016-05-01", name="x"), "only-here"),
        (event_toml("2014-05-01", name="x"), "not-covered-there"),
        (event_toml("2016-05-01", 'kind = "review"', name="x"), "only-here"),
        (event_toml("2016-05-01", 'kind = "visit"', name="x"), "not-covered-there"),
        (event_toml("2016-05-01", "institutions = []", name="x"), "not-covered-there"),
    ],
)
def test_series_that_the_other_dataset_covers(event: str, expected: str) -> None:
    """Its only row looks for meetings and reviews of the talks from 2015 to 2022."""
    here, there = build(event), build(head=HEAD)
    row = api.compare(here, there).rows[0]
    assert row.outcome == expected
    assert api.compare(there, here).rows[0].outcome == expected.replace("there", "here").replace(
        "only-here", "only-there"
    )


def test_institutions_that_the_other_dataset_covers() -> None:
    covered = TALKS + 'cadence_years = 1\ncoverage = [{ from = 2010, to = 2012, source = "book" }]\n'
    here = build(event_toml("2011-05-01", 'kind = "visit"'), event_toml("2013-05-01", 'kind = "visit"'))
    there = build(head=HEAD, institutions=covered, indicators="")
    found = outcomes(api.compare(here, there))
    assert found == {"2011-05-01-meeting": "only-here", "2013-05-01-meeting": "not-covered-there"}


def test_a_direction_that_the_other_dataset_covers() -> None:
    row = TALKS_ROW.replace('source = "book" }]', 'source = "book", direction = "aa>bb" }]', 1)
    there = build(head=HEAD, indicators=row)
    towards = event_toml("2016-05-01", 'host = "bb"', 'guests = ["aa"]', 'mode = "in-person"', name="towards")
    back = event_toml("2017-05-01", 'host = "aa"', 'guests = ["bb"]', 'mode = "in-person"', name="back")
    found = outcomes(api.compare(build(towards, back), there))
    assert found == {"2016-05-01-towards": "only-here", "2017-05-01-back": "not-covered-there"}


def test_other_parties_are_not_covered() -> None:
    head = COVERS.replace('{ id = "cc", name = "C" }', '{ id = "dd", name = "D" }')
    here = build(event_toml("2020-05-01", 'parties = ["aa", "bb", "dd"]'), head=head)
    assert outcomes(api.compare(here, build())) == {"2020-05-01-meeting": "not-covered-there"}


def test_several_candidates_are_not_decided() -> None:
    here = build(event_toml("2020-05-01", name="x"))
    there = build(event_toml("2020-05-01", name="y"), event_toml("2020-05-01", name="z"))
    result = api.compare(here, there)
    assert (result.count("undecided"), len(result.rows)) == (1, 2)
    assert {row.group for row in result.rows} == {1}
    assert result.has_differences


def test_undecided_groups_are_numbered_in_order_of_date() -> None:
    first = [event_toml("2020-05-01", name=name) for name in ("x", "y", "z")]
    second = [event_toml("2021-05-01", name=name) for name in ("x", "y", "z")]
    here, there = build(first[0], second[0]), build(*first[1:], *second[1:])
    assert [row.group for row in api.compare(here, there).rows] == [1, 1, 2, 2]
    # A filter leaves no gap in the numbers.
    assert [row.group for row in api.compare(here, there, years=[2021]).rows] == [1, 1]


def test_an_event_within_another_names_it() -> None:
    """The trip is matched with the trip, and the meeting during it is only here, but not forgotten there."""
    people = 'participants = [{ name = "Ada Lovelace", party = "aa" }]'
    trip = event_toml("2020-05-01", people, 'host = "bb"', "end = 2020-05-03", 'title = "A trip"', name="trip")
    meeting = event_toml("2020-05-02", people, 'host = "bb"', 'title = "Something else"', name="call")
    result = api.compare(build(trip, meeting), build(trip))
    by_id = {row.event.summary.id: row for row in result.rows}
    assert by_id["2020-05-02-call"].outcome == "only-here"
    assert [event.summary.id for event in by_id["2020-05-02-call"].near] == ["2020-05-01-trip"]


def test_filters_keep_what_either_side_has_in_them() -> None:
    visit = event_toml("2020-05-01", 'kind = "visit"', 'id = "2020-05-01-a"')
    meeting = event_toml("2021-05-01", 'id = "2020-05-01-a"')
    here = build(visit, event_toml("2019-01-01", "institutions = []", name="b"))
    there = build(meeting)
    assert set(outcomes(api.compare(here, there))) == {"2020-05-01-a", "2019-01-01-b"}
    for filters in ({"years": [2020]}, {"years": [2021]}, {"kinds": ["visit"]}, {"institutions": ["Big Talks"]}):
        assert set(outcomes(api.compare(here, there, **filters))) == {"2020-05-01-a"}
    assert set(outcomes(api.compare(here, there, kinds=["meeting"], years=[2019]))) == {"2019-01-01-b"}
    assert api.compare(here, there, kinds=["forum"]).is_empty


def test_an_institution_that_is_not_known() -> None:
    with pytest.raises(CbiError, match="no institution is called `nobody`"):
        api.compare(build(), build(), institutions=["nobody"])


def test_a_mapping_is_for_a_table() -> None:
    with pytest.raises(CbiError, match="a mapping is for a table"):
        api.compare(build(), build(), mapping="m.toml")


def test_what_a_table_covers() -> None:
    """A table of presidents and foreign ministers who traveled to B."""
    president = {"start": "1990-05-01", "level": "presidential", "host": "bb", "mode": "in-person"}
    minister = {
        "start": "2001-05-01",
        "level": "cabinet",
        "office": "foreign-affairs",
        "host": "bb",
        "mode": "in-person",
    }
    coverage = TableCoverage([president, minister])
    assert (coverage.scope.first_year, coverage.scope.last_year) == (1990, 2001)
    assert coverage.scope.values == {
        "level": ("cabinet", "presidential"),
        "host": ("bb",),
        "mode": ("in-person",),
        "status": ("held",),
    }
    assert coverage.covers(president | {"office": "presidency", "start": "1995"})
    assert not coverage.covers(president | {"start": "1989-12-31"})
    assert not coverage.covers(president | {"start": "2002"})
    assert not coverage.covers(president | {"start": "2001-12-30", "end": "2002-01-01"})
    assert not coverage.covers(president | {"host": "aa"})
    assert not coverage.covers(president | {"mode": "virtual"})
    assert not coverage.covers(president | {"status": "planned"})
    assert not coverage.covers(president | {"kind": "statement"})
    assert not coverage.covers(minister | {"office": "economy"})
    assert not coverage.covers(minister | {"level": "deputy"})


def test_an_empty_table_covers_nothing() -> None:
    assert not TableCoverage([]).covers({"start": "2001"})
