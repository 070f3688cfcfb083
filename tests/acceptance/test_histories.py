"""The histories of the rows against public tables and lists, transcribed here by hand and apart from the data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.api import Snapshot
from tests.conftest import ROOT, US_MEXICO, Cli

END = date(2023, 12, 31)
YEARS = range(1990, 2024)

# The Office of the Historian: foreign travels of the President, and visits of foreign leaders from Mexico. The years in
# which a table tells of a meeting of the two presidents in office.
PRESIDENTS_BY_THE_TABLES = {
    *(1990, 1991, 1992, 1995, 1997, 1998, 1999, 2000, 2001, 2002, 2004, 2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012),
    *(2013, 2014, 2015, 2016, 2020, 2021, 2022, 2023),
}
# Where our reading differs from the tables, by intent.
PRESIDENTS_ELSEWHERE = {
    2003,  # They met beside the APEC summit in Bangkok; the row has third countries, and the tables have not.
    2017,  # They met beside the G20 summit in Hamburg.
}
PRESIDENTS_OTHER_LIGHTS = {
    1993: "yellow",  # Clinton was still president-elect when he met Salinas in Austin in January.
    1994: "yellow",  # Zedillo was still president-elect in November; in December both were at a summit of many.
    1996: "unknown",  # The tables have none, but a briefing counts one more meeting than they do: see the dispute.
    2018: "red",  # In Buenos Aires the two signed the USMCA beside a third, and no table tells of a meeting.
    2019: "red",
}

# The Office of the Historian: travels abroad of the Secretary of State, all trips to Mexico.
SECRETARIES_OF_STATE = [
    "1991-09-08",
    "1992-01-16",
    "1994-05-08",
    "1996-05-06",
    "1997-05-05",
    "1999-02-15",
    "2000-01-15",
    "2000-11-30",
    "2001-02-16",
    "2002-03-21",
    "2002-10-23",
    "2002-11-25",
    "2004-01-12",
    "2004-11-08",
    "2005-03-10",
    "2007-03-12",
    "2008-10-22",
    "2009-03-25",
    "2010-03-23",
    "2011-01-24",
    "2012-02-19",
    "2012-06-18",
    "2014-05-21",
    "2017-02-22",
    "2018-02-01",
    "2018-07-13",
    "2018-10-19",
    "2019-07-21",
    "2021-10-07",
    "2022-09-12",
    "2023-01-08",
    "2023-10-04",
    "2023-12-27",
]
# Years with a trip that our row does not count, by intent: it asks for business of the secretary's own.
SECRETARIES_BESIDE_OTHERS = {
    1992,  # For the signing of the Salvadoran peace treaty, which was no business of the two countries.
    1999,  # Beside the President, in Mérida.
    2001,  # Beside the President, in San Cristóbal.
    2007,  # Beside the President, in Mérida.
}

# The years of which it is known, at the end of 2023, whether something was held: with and without it.
KNOWN_YEARS = {
    "presidential-meetings": (
        "1909 1943 1947 1953 1956 1959-1960 1962 1964 1966-1970 1972 1974 1977 1979 1981 1983-1984 1986 1988-1992 1995"
        " 1997-2017 2020-2023",
        "1910-1942 1944-1946 1948-1952 1954-1955 1957-1958 1961 1963 1965 1971 1973 1975-1976 1978 1980 1982 1985 1987"
        " 1993-1994 2018-2019",
    ),
    # Only one direction was looked through, so that no year is known to have none.
    "foreign-affairs-meetings": (
        "1907 1973-1974 1976 1978 1980-1981 1983-1985 1989 1991 1993-2015 2017-2019 2021-2023",
        "",
    ),
    "cabinet-meetings": ("1978 2008 2010-2012 2017 2019-2023", ""),
    "hled": ("2013 2015-2016 2021-2023", "2014 2017-2020"),
    "nals": ("2005-2009 2012 2014 2016 2021 2023", "2010-2011 2013 2015 2017-2020 2022"),
    # The three known meetings lie between two dates each, in different years.
    "usmca-chapter-26": ("", ""),
    "border-management": ("2011-2015 2020-2022", "2023"),
    "hlsd": ("2021-2023", ""),
    "interparliamentary-meetings": (
        "1961-1970 1972 1974 1976 1978 1982 1984 1998 2001-2003 2006-2010 2013 2017 2019",
        "2018 2020-2022",
    ),
    # 1985 has a number, but the conference was not held.
    "border-governors": ("1980-1981 1987 1989-2012", "1985-1986 1988 2013-2022"),
    "governor-visits": ("2019-2023", ""),
}


def events() -> Iterator[dict[str, Any]]:
    """The events, read from their files by the standard library."""
    for path in sorted((US_MEXICO / "events").glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["event"]


def years_of(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def months_of(start: object) -> tuple[str, str]:
    """The first and the last month in which an event may have begun."""
    first, _, last = str(start).partition("..")
    last = last or first
    return first[:7] if len(first) > 4 else f"{first}-01", last[:7] if len(last) > 4 else f"{last}-12"


def row_of(snapshot: Snapshot, year: int, name: str) -> Any:
    (row,) = [row for row in api.scorecard(snapshot, year, END).rows if row.indicator == name]
    return row


def test_the_years_in_which_the_presidents_met(us_mexico: Snapshot) -> None:
    found = {year: row_of(us_mexico, year, "presidential-meetings").light for year in YEARS}
    met = PRESIDENTS_BY_THE_TABLES | PRESIDENTS_ELSEWHERE
    assert not met & set(PRESIDENTS_OTHER_LIGHTS)
    assert found == {**dict.fromkeys(sorted(met), "green"), **PRESIDENTS_OTHER_LIGHTS}


def test_the_trips_of_the_secretaries_of_state_are_those_of_the_table() -> None:
    found = [
        str(event["start"])
        for event in events()
        if (event["level"], event.get("office"), event.get("host")) == ("cabinet", "foreign-affairs", "mx")
        and "us" in event.get("guests", [])
        and int(str(event["start"])[:4]) in YEARS
    ]
    assert found == SECRETARIES_OF_STATE


def test_the_years_in_which_a_secretary_of_state_went_to_mexico(us_mexico: Snapshot) -> None:
    found = set()
    for year in YEARS:
        row = row_of(us_mexico, year, "foreign-affairs-meetings")
        if "us>mx" in {one.direction for one in row.occurrences}:
            found.add(year)
    assert found == {int(start[:4]) for start in SECRETARIES_OF_STATE} - SECRETARIES_BESIDE_OTHERS


def test_the_known_years_of_each_row(us_mexico: Snapshot) -> None:
    series = {one.id: one for one in api.gaps(us_mexico, END).series}
    found = {
        name: (series[name].years_with_status("held"), series[name].years_with_status("missed", "paused"))
        for name in KNOWN_YEARS
    }
    assert found == {name: (years_of(held), years_of(none)) for name, (held, none) in KNOWN_YEARS.items()}


@pytest.mark.parametrize(
    ("institution", "numbers"),
    [
        # No source that was read dates the meetings from the 19th to the 36th.
        ("interparliamentary-group", [*range(1, 19), *range(37, 55)]),
        ("border-governors-conference", list(range(1, 31))),
    ],
)
def test_the_numbers_of_a_series_are_in_the_order_of_the_dates(institution: str, numbers: list[int]) -> None:
    numbered = {}
    for event in events():
        number = event.get("edition_number")
        if institution in event.get("institutions", []) and number:
            assert number not in numbered, event["id"]
            numbered[number] = months_of(event["start"])
    assert sorted(numbered) == numbers
    for earlier, later in pairwise(sorted(numbered)):
        assert numbered[earlier][0] <= numbered[later][0], (earlier, later)
        assert numbered[earlier][1] <= numbered[later][1], (earlier, later)


def test_nearly_every_event_has_a_source_besides_the_report() -> None:
    alone = {
        event["id"] for event in events() if all(source.partition("#")[0] == "cbi-2022" for source in event["sources"])
    }
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `([^`]+)`: ", page.partition("## Events that rest on the report alone")[2], re.MULTILINE)
    assert alone == set(listed)
    assert len(listed) < 10


def test_the_dataset_has_no_finding(cli: Cli) -> None:
    result = cli("validate", "--strict", "datasets/us-mexico")
    assert (result.code, result.err) == (0, "")
    assert ": no errors" in result.out
    assert "warning" not in result.out
