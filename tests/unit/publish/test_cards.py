"""The pages of cards and lights, against numbers that were worked out from the report by hand."""

from __future__ import annotations

import re

import pytest

from cbi_cli.index.snapshot import Snapshot
from tests.datasets import EDITION, TALKS_ROW, build_snapshot, event_toml
from tests.unit.publish.page_elements import Element, PageReader, build_pages

LIGHTS_2022 = ("green",) * 5 + ("yellow", "green", "green", "red", "red", "green")
"""The rows of 2022 in the order of the report; only Chapter 26 has another light than the printed one."""

SIGNS_2022 = ["=", "≠", "≠", "=", "=", "≠", "=", "=", "=", "≠", "≈"]
"""How each row agrees with the printed one."""

ENGLISH = {
    "headline": "8 of 11 regular encounters count as held in 2022",
    "not held": "Not held: Interparliamentary Meetings, Border Governors meetings.",
    "in part": "Not in full: Chapter 26 of the USMCA.",
    "admitted": "Counted by admission, since held outside the year: North American Leaders' Summit.",
    "words": "green red yellow",
    "summit": "Jan 9–10, 2023 North American Leaders' Summit in Mexico City · admitted",
    "president": "Jul 12 The presidents of both countries meet at the White House (Mexico → United States)",
    "red": "None in 2022. Last held: Oct 25–27, 2019 Interparliamentary meeting in San Diego",
}
SPANISH = ENGLISH | {
    "headline": "8 de 11 encuentros periódicos cuentan como celebrados en 2022",
    "not held": "No se celebraron: Reuniones Interparlamentarias, Reuniones de gobernadores fronterizos.",
    "in part": "No del todo: Capítulo 26 del T-MEC.",
    "admitted": "Cuentan por admisión, al celebrarse fuera del año: Cumbre de Líderes de América del Norte.",
    "words": "amarillo rojo verde",
    "summit": "9–10 ene 2023 Cumbre de Líderes de América del Norte en la Ciudad de México · admitido",
    "president": "12 jul Los presidentes de ambos países se reúnen en la Casa Blanca (México → Estados Unidos)",
    "red": "Ninguna en 2022. Última: 25–27 oct 2019 Reunión interparlamentaria en San Diego",
}


def shown_lights(table: Element) -> tuple[str, ...]:
    """The lights of a card from top to bottom."""
    return tuple(one.attributes["class"].rpartition("-")[2] for one in table.all("span", class_="light"))


@pytest.fixture(scope="module")
def pages(us_mexico: Snapshot) -> dict[str, str]:
    """The pages of the shipped dataset."""
    return build_pages(us_mexico, "scorecards", "lights", "disputes", "reconciliations", "gaps", "about")


@pytest.mark.parametrize(("lang", "expected"), [("en", ENGLISH), ("es", SPANISH)])
@pytest.mark.parametrize("path", ["index.html", "scorecard/2022.html"])
def test_the_card_of_2022(pages: dict[str, str], lang: str, expected: dict[str, str], path: str) -> None:
    """Headline, what was not held, lights, occurrences and agreement are those of the report in both languages."""
    page = PageReader(pages[f"{lang}/{path}"])
    assert page.one("h1").text == expected["headline"]
    assert [one.text for one in page.one("ul", class_="groups").children("li")] == [
        expected["not held"],
        expected["in part"],
        expected["admitted"],
    ]
    table = page.one("table", class_="card")
    assert shown_lights(table) == LIGHTS_2022
    assert " ".join(sorted({one.text for one in table.all("span", class_="word")})) == expected["words"]
    assert [one.text.partition(":")[2].split()[0] for one in table.all("td", class_="printed")] == SIGNS_2022
    latest = [one.text for one in table.all("td", class_="latest")]
    assert latest[0] == expected["president"]
    assert latest[4] == expected["summit"]
    assert latest[8] == expected["red"]


def test_a_planted_fault_is_seen(us_mexico: Snapshot) -> None:
    """Of another year, the card is another one."""
    page = PageReader(build_pages(us_mexico, "scorecards")["en/scorecard/2021.html"])
    lights = [
        one.attributes["class"].rpartition("-")[2]
        for one in page.one("table", class_="card").all("span", class_="light")
    ]
    assert tuple(lights) != LIGHTS_2022


def test_a_strip_says_its_years_in_words(pages: dict[str, str]) -> None:
    """The strip of the summit marks the admitted one; its axis is text above the column."""
    page = PageReader(pages["en/scorecard/2022.html"])
    row = page.one("tr", id="nals")
    assert row.one("svg", class_="strip").attributes["aria-label"].endswith("admitted for 2022")
    axis = page.one("thead").one("span", class_="axis")
    assert [one.text for one in axis.all("span") if one.text] == ["2000", "2005", "2010", "2015", "2020"]
    assert len(axis.all("span")) == len(row.one("svg", class_="strip").all("g")) + 5


def test_each_day_of_the_steps_is_an_anchor(pages: dict[str, str]) -> None:
    """The security dialogue was yellow in January and turned green by the meeting of October 13."""
    page = PageReader(pages["en/scorecard/2022.html"])
    day = page.one("li", id="2022-10-13")
    assert day.one("time").attributes["datetime"] == "2022-10-13"
    assert "yellow → green High-Level Security Dialogue" in day.text
    assert "Second meeting of the High-Level Security Dialogue" in day.text
    last = page.one("ol", class_="steps").children("li")[-1]
    assert last.attributes["id"] == "2023-01-09"


def test_from_a_lamp_to_the_sources(pages: dict[str, str]) -> None:
    """A row links to its light, the light to its rule, its events, its disputes and the command that repeats it."""
    card = PageReader(pages["en/scorecard/2022.html"])
    link = card.one("tr", id="hlsd").one("th").one("a").attributes["href"]
    assert link == "../light/2022/hlsd.html"
    light = PageReader(pages["en/light/2022/hlsd.html"])
    assert light.one("h1").text == "High-Level Security Dialogue, 2022"
    targets = [one.attributes["href"] for one in light.all("a")]
    assert "../../event/2022-10-13-high-level-security-dialogue.html" in targets
    assert "../../institution/hlsd.html" in targets
    assert "../../series/hlsd.html" in targets
    assert "cbi explain 2022 hlsd" in [one.text for one in light.all("code")]


def test_a_red_light_names_what_was_looked_through(pages: dict[str, str]) -> None:
    """The source of the coverage is a link, with the title in its own language."""
    light = PageReader(pages["es/light/2022/interparliamentary-meetings.html"])
    source = next(one for one in light.all("a") if one.attributes["href"] == "../../source/cbi-2022.html")
    assert source.one("cite").attributes["lang"] == "en"
    assert source.text == "CBI 2022: U.S.-Mexico Binational Institutions Report"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_page_speaks_to_a_terminal(pages: dict[str, str], lang: str) -> None:
    """Options stand only in whole commands, which say where they are to be typed."""
    for path, text in pages.items():
        if path.startswith(f"{lang}/"):
            page = PageReader(text)
            commands = [one.text for one in page.all("code") if one.text.startswith("cbi ")]
            outside = page.one("body").text
            for command in commands:
                outside = outside.replace(command, "")
            assert "--" not in outside, path


HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}} \"' [book]"


def test_hostile_texts_stay_texts() -> None:
    """Titles, labels and claims with markup make no element, and are shown as they are."""
    dispute = f"""
[[dispute]]
id = "one"
record = "event"
about = "2022-05-04-meeting"
field = '''{HOSTILE}'''
chosen = '''{HOSTILE}'''
why = '''{HOSTILE}'''
claims = [{{ value = '''{HOSTILE}''', source = "book" }}, {{ value = "other", source = "book#p1" }}]
"""
    rows = TALKS_ROW.replace('label = "Talks"', f"label = '''{HOSTILE}'''")
    event = event_toml("2022-05-04", f"title = '''{HOSTILE}'''")
    snapshot = build_snapshot(event, indicators=rows, dispute=dispute, edition_2022=EDITION)
    pages = build_pages(snapshot, "scorecards", "lights", "gaps", "due", "disputes", "reconciliations", "about")
    shown = HOSTILE.replace(" [book]", "")
    for path in ("index.html", "light/2022/talks-row.html", "disputes.html", "gaps.html", "reconcile/2022.html"):
        page = PageReader(pages[f"en/{path}"])
        assert page.all("img") == []
        assert "49" not in re.sub(r"\d{4}", "", page.one("main").text)
        assert shown in page.one("main").text, path
