"""The texts of an annual report: dates in running text, and sources by number."""

from __future__ import annotations

import pytest

from cbi_cli.i18n.translator import get_translator
from cbi_cli.views.page import InnerLink, Link, make_cell
from cbi_cli.views.publication import Heading, NumberedList, Publication
from cbi_cli.views.report_prose import long_dates
from cbi_cli.views.report_sources import SourceNumbers

SOURCES = {
    "book": {"id": "book", "title": "The Book", "author": "A. Writer", "publisher": "Press", "published": "2021-03"},
    "page": {
        "id": "page",
        "title": "A page",
        "url": "https://example.org/a",
        "archive_url": "https://archive.example.org/a",
    },
    "lost": {"id": "lost", "title": "Lost", "url": "https://example.org/b"},
}


@pytest.mark.parametrize(
    ("start", "end", "english", "spanish"),
    [
        ("2022-10-03", None, "October 3, 2022", "3 de octubre de 2022"),
        ("2022-10-03", "2022-10-03", "October 3, 2022", "3 de octubre de 2022"),
        ("2022-10-03", "2022-10-05", "October 3–5, 2022", "3–5 de octubre de 2022"),
        (
            *("2022-09-30", "2022-10-02"),
            *("September 30, 2022 – October 2, 2022", "30 de septiembre de 2022 – 2 de octubre de 2022"),
        ),
        ("2022-10", None, "October 2022", "octubre de 2022"),
        ("2022", None, "2022", "2022"),
        ("2020-07..2021-05", None, "between Jul 2020 and May 2021", "entre jul 2020 y may 2021"),
    ],
)
def test_dates_in_running_text_have_names_of_months(start: str, end: str | None, english: str, spanish: str) -> None:
    assert long_dates(start, end, get_translator("en")) == english
    assert long_dates(start, end, get_translator("es")) == spanish


def test_a_source_has_one_number_whichever_part_of_it_is_cited() -> None:
    numbers = SourceNumbers(SOURCES, get_translator("en"))
    cited = list(numbers.cite(["page", "book#p1", "book#p2"]))
    assert cited == [" [", InnerLink("1", "source-1"), ", ", InnerLink("2", "source-2"), "]"]
    assert list(numbers.cite([])) == []
    assert numbers.cell(["book"]).content == (InnerLink("2", "source-2"),)


def test_ids_of_sources_in_a_text_become_numbers_and_other_brackets_stay() -> None:
    numbers = SourceNumbers(SOURCES, get_translator("en"))
    cell = numbers.number_citations("2017 [book#p1], [other] and [1] [page]")
    assert cell.text == "2017 [1], [other] and [1] [2]"
    assert numbers.count == 2


def test_entries_say_what_a_source_is() -> None:
    numbers = SourceNumbers(SOURCES, get_translator("es"))
    numbers.cell(["book", "page", "lost"])
    texts = [entry.text for entry in numbers.entries()]
    assert texts == [
        "A. Writer. The Book. Press, mar 2021. `book`",
        "A page. https://example.org/a copia archivada: https://archive.example.org/a `page`",
        "Lost. https://example.org/b `lost`",
    ]
    links = [part.url for part in numbers.entries()[1].content if isinstance(part, Link)]
    assert links == ["https://example.org/a", "https://archive.example.org/a"]
    # Only the last one can disappear: the first has no address, the second an archived copy.
    assert numbers.count_without_archive() == 1


def test_a_publication_knows_what_links_can_lead_to() -> None:
    lines = (make_cell("x"), make_cell("y"))
    blocks = (Heading(2, "One", "one"), Heading(3, "Two"), NumberedList(lines, "source"), NumberedList(lines))
    assert Publication("T", "S", (), blocks, "en").anchors == {"one", "source-1", "source-2"}
