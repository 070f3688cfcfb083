"""What the pages of records say, worked out by hand from the shipped dataset."""

from __future__ import annotations

import re

import pytest

from tests.sites import PageReader, read_pages

DIALOGUE = "2022-10-13-high-level-security-dialogue"


@pytest.fixture(scope="module")
def pages(shipped_site: dict[str, bytes]) -> dict[str, PageReader]:
    """The pages of the shipped dataset."""
    return read_pages(shipped_site)


def assert_texts(page: PageReader, *texts: str) -> None:
    """Each text is on the page."""
    for text in texts:
        assert text in page.text, text


def test_an_event_has_all_that_is_known_of_it(pages: dict[str, PageReader]) -> None:
    """Date, place, direction, people, institutions, lights, side events and sources."""
    page = pages[f"en/event/{DIALOGUE}.html"]
    assert_texts(
        page,
        "Second meeting of the High-Level Security Dialogue",
        "Date Oct 13, 2022",
        "How it was held in person",
        "Direction of travel Mexico to United States",
        "High-Level Security Dialogue (no. 2)",
        "Marcelo Ebrard foreign affairs, Mexico",
        "Timeline of 2022 (sidebars); Section 4 and Table 2: the scorecard",
        f"Permanent id: {DIALOGUE}",
    )
    assert "2022-10-13-national-security-advisor-meeting.html" in page.links
    assert "../light/2022/hlsd.html" in page.links
    assert "../timeline/2022.html#2022-10" in page.links


def test_an_event_in_spanish(pages: dict[str, PageReader]) -> None:
    """The words of the vocabularies, the parties and the places are those of the language."""
    page = pages[f"es/event/{DIALOGUE}.html"]
    assert_texts(
        page,
        "Segunda reunión del Diálogo de Alto Nivel de Seguridad",
        "Fecha 13 oct 2022",
        "Modalidad presencial",
        "Nivel gabinete",
        "Sentido del viaje de México a Estados Unidos",
        "Marcelo Ebrard relaciones exteriores, México",
    )


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ("2022-usmca-competitiveness-committee-work", "Date 2022 (the month is not known)"),
        ("2022-10-29-climate-envoy-visit", "Date Oct 28"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(pages: dict[str, PageReader], event: str, text: str) -> None:
    """What is not known of it is said."""
    assert_texts(pages[f"en/event/{event}.html"], text)


def test_a_record_can_be_cited(pages: dict[str, PageReader]) -> None:
    """In words in the language of the page, and in the formats of programs that keep references."""
    page = pages[f"es/event/{DIALOGUE}.html"]
    assert_texts(page, f"Segunda reunión del Diálogo de Alto Nivel de Seguridad, 13 oct 2022 [{DIALOGUE}]")
    assert_texts(page, f"@misc{{us-mexico:event:{DIALOGUE},", f'"id": "us-mexico:event:{DIALOGUE}"', "TY - DATA")


def test_a_series_has_its_years_with_and_without_a_meeting(pages: dict[str, PageReader]) -> None:
    """The latest come first; years in a row without a meeting share a row."""
    page = pages["en/series/nals.html"]
    assert_texts(
        page,
        "Longest gap 2017–2020 (4 years)",
        "Next expected 2024, by its cadence",
        "2021 9 Nov 18 Washington, D.C. Joe Biden (US) Andrés Manuel López Obrador (MX), Justin Trudeau (CA)"
        " 2017–2020 No meeting was held (declared pause, 4 years) 2016 8 Jun 29 Ottawa",
    )


def test_an_institution_lists_its_events_and_what_it_came_after(pages: dict[str, PageReader]) -> None:
    """The agreement of 2020 replaced that of 1994, and each page leads to the other."""
    assert "nafta.html" in pages["en/institution/usmca.html"].links
    nafta = pages["es/institution/nafta.html"]
    assert_texts(
        nafta, "Clase tratado o acuerdo ejecutivo", "Término 2020 (reemplazada)", "Reemplazada por Tratado entre"
    )
    assert "usmca.html" in nafta.links


def test_a_source_lists_what_rests_on_it_by_part(pages: dict[str, PageReader]) -> None:
    """Table 1 of the report has the summits, the latest first."""
    page = pages["en/source/cbi-2022.html"]
    assert_texts(page, "Date of publication Mar 2023", "Table 1: calendar of the Leaders' Summits 2023 Jan 9–10")
    assert "../institution/nals.html" in page.links


def test_the_list_of_years_counts_what_the_timeline_of_each_year_has(pages: dict[str, PageReader]) -> None:
    """An event of several years is in the timeline of each, and so no year of the list is empty."""
    page = pages["en/timeline.html"]
    counts = {int(year): int(count) for year, count in re.findall(r"\b((?:19|20)\d\d) (\d+)\b", page.text)}
    shown: dict[int, int] = {}
    for path, timeline in pages.items():
        if path.startswith("en/timeline/"):
            (count,) = re.findall(r"\b(\d+) events?\.", timeline.text)
            shown[int(path[-9:-5])] = int(count)
    assert counts == shown
    assert min(counts.values()) == 1
    assert_texts(page, "An event that lies in several years, or may, is listed in each of them.")


def test_a_timeline_has_ranges_lights_and_doubts(pages: dict[str, PageReader]) -> None:
    """Months are headings, the place follows unless the title says it."""
    page = pages["en/timeline/2022.html"]
    assert_texts(
        page,
        "Jan 20 U.S. Secretary of Energy in Mexico City green: Cabinet-level meetings",
        "Jun 7–10 Ninth Summit of the Americas Los Angeles, California",
        "? between May 19, 2021 and Jan 12, 2022",
    )
    assert "2022-10" in page.ids


@pytest.mark.parametrize(("lang", "text"), [("en", "12,239 days"), ("es", "12,239 días")])
def test_long_numbers_have_commas(pages: dict[str, PageReader], lang: str, text: str) -> None:
    assert any(text in page.text for path, page in pages.items() if path.startswith(f"{lang}/"))
    for path, page in pages.items():
        found = re.findall(r"\b\d{4,} (?:days|días)\b", page.text)
        assert not found, (path, found)
