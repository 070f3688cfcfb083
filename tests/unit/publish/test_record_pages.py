"""What the pages of records say, worked out by hand from the shipped dataset."""

from __future__ import annotations

import pytest

from cbi_cli.index.snapshot import Snapshot
from tests.sites import PageReader, build_files, read_pages

DIALOGUE = "2022-10-13-high-level-security-dialogue"


@pytest.fixture(scope="module")
def pages(us_mexico: Snapshot) -> dict[str, PageReader]:
    """The pages of the shipped dataset."""
    return read_pages(build_files(us_mexico))


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
