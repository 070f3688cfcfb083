"""Citations for reference managers, read back by foreign readers."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
import rispy
from pybtex.database import BibliographyData, parse_string
from pybtex.exceptions import PybtexError

from cbi_cli.core.sanitize import one_line
from cbi_cli.formats.citations import ris
from cbi_cli.formats.citations.registry import CITATION_STYLES, CITATION_STYLES_BY_NAME
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.cite import CITABLE_KINDS, Citation, CitationMaker, compute_citation
from cbi_cli.reports.common import LocalizedText
from tests.hostile.texts import ACCEPTED_TEXTS, expected_text, find_dangers

ENGLISH = get_translator("en")
DIALOGUE = "2022-10-13-high-level-security-dialogue"
ITEM_KEYS = {
    *("id", "type", "title", "author", "issued", "accessed", "event-date", "container-title", "number", "version"),
    *("publisher", "DOI", "URL", "language", "note"),
}
"""The variables of CSL 1.0.2 that are in use, as its specification spells them."""


def render(style: str, *citations: Citation, lang: str = "en") -> str:
    return CITATION_STYLES_BY_NAME[style].render_all(citations, get_translator(lang))


@pytest.fixture(scope="module")
def everything(us_mexico: Snapshot) -> tuple[Citation, ...]:
    """The citations of all records of the shipped dataset, and of itself."""
    maker = CitationMaker(us_mexico)
    citations = [maker.make("dataset", "us-mexico")]
    for kind in CITABLE_KINDS[:-1]:
        rows = us_mexico.rows("SELECT id FROM record WHERE kind = :kind ORDER BY number", kind=kind)
        citations += [maker.make(kind, row["id"]) for row in rows]
    assert len(citations) > 700
    return tuple(citations)


def read_bibtex(text: str) -> BibliographyData:
    """The entries of BibTeX; a key that is there twice is an error."""
    return parse_string(text, "bibtex")


def test_all_bibtex_of_the_shipped_dataset_is_read(everything: tuple[Citation, ...]) -> None:
    read = read_bibtex(render("bibtex", *everything))
    assert next(iter(read.entries)) == "us-mexico"
    # Each record is one entry, also if others rest on it.
    assert len(read.entries) == len(everything)
    entry = read.entries[f"us-mexico:event:{DIALOGUE}"]
    assert entry.type == "misc"
    assert dict(entry.fields) == {
        "title": "{Second meeting of the High-Level Security Dialogue}",
        "year": "2026",
        "month": "November",
        "howpublished": f"Record {DIALOGUE} of the data set Institutional interactions between the United States and "
        "Mexico, version 1.0.0",
        "publisher": "The cbi authors",
        "version": "1.0.0",
        "note": "Date of the event: 2022-10-13",
        "language": "en",
    }
    assert [str(person) for person in entry.persons["author"]] == ["{The cbi authors}"]
    work = read.entries["us-mexico:source:cbi-2022"]
    assert (work.fields["year"], work.fields["month"]) == ("2023", "March")
    assert "Part: Timeline of 2022 (sidebars)" in work.fields["note"]


def test_the_reader_of_bibtex_sees_a_fault(us_mexico: Snapshot) -> None:
    text = render("bibtex", compute_citation(us_mexico, "event", DIALOGUE))
    for broken in (text + text, text.replace("},", "}", 1), text.replace("month = nov", "month = novem")):
        with pytest.raises(PybtexError):
            read_bibtex(broken)


def check_csl(items: list[dict[str, Any]]) -> None:
    """Fail for what CSL-JSON does not allow."""
    keys = [item["id"] for item in items]
    assert len(set(keys)) == len(keys)
    for item in items:
        assert set(item) <= ITEM_KEYS
        assert item["type"] in {"dataset", "entry", "webpage", "document"}
        for name in {"issued", "accessed", "event-date"} & set(item):
            date = item[name]
            assert set(date) in ({"date-parts"}, {"literal"})
            for parts in date.get("date-parts", ()):
                assert 1 <= len(parts) <= 3
                assert all(type(part) is int for part in parts)
        for person in item.get("author", ()):
            assert set(person) == {"literal"}
        texts = set(item) - {"author", "issued", "accessed", "event-date"}
        assert all(isinstance(item[name], str) and item[name] for name in texts)


def test_all_csl_json_of_the_shipped_dataset_is_valid(everything: tuple[Citation, ...]) -> None:
    items = json.loads(render("csl-json", *everything))
    check_csl(items)
    assert len(items) == len(everything)
    by_id = {item["id"]: item for item in items}
    assert by_id[f"us-mexico:event:{DIALOGUE}"] == {
        "id": f"us-mexico:event:{DIALOGUE}",
        "type": "entry",
        "title": "Second meeting of the High-Level Security Dialogue",
        "author": [{"literal": "The cbi authors"}],
        "issued": {"date-parts": [[2026, 11, 24]]},
        "event-date": {"date-parts": [[2022, 10, 13]]},
        "container-title": "Institutional interactions between the United States and Mexico",
        "number": DIALOGUE,
        "version": "1.0.0",
        "publisher": "The cbi authors",
        "language": "en",
    }


@pytest.mark.parametrize(
    "fault", [{"released": "2026"}, {"title": ""}, {"issued": {"date-parts": [["2026"]]}}, {"type": "misc"}]
)
def test_the_check_of_csl_json_sees_a_fault(fault: dict[str, Any], us_mexico: Snapshot) -> None:
    items = json.loads(render("csl-json", compute_citation(us_mexico, "event", DIALOGUE)))
    with pytest.raises(AssertionError):
        check_csl([items[0] | fault, *items[1:]])


def check_ris(text: str) -> None:
    """Fail for a line that is not one of RIS, and for a record that is not ended."""
    for line in text.splitlines():
        assert re.fullmatch(r"|[A-Z][A-Z0-9]  - .*", line), line
    tags = [line[:2] for line in text.splitlines() if line]
    assert tags[0] == "TY"
    assert tags[-1] == "ER"
    for tag, following in pairwise(tags):
        assert (tag == "ER") == (following == "TY")


def test_all_ris_of_the_shipped_dataset_is_read(everything: tuple[Citation, ...]) -> None:
    text = render("ris", *everything)
    check_ris(text)
    records = rispy.loads(text)
    assert len(records) == len(everything)
    by_key = {record["id"]: record for record in records}
    assert len(by_key) == len(records)
    record = by_key[f"us-mexico:event:{DIALOGUE}"]
    assert record["type_of_reference"] == "DATA"
    assert record["authors"] == ["The cbi authors"]
    assert record["title"] == "Second meeting of the High-Level Security Dialogue"
    assert (record["year"], record["date"]) == ("2026", "2026/11/24/")
    assert record["accession_number"] == DIALOGUE
    assert by_key["us-mexico:source:cbi-2022"]["date"] == "2023/03//"


def find_ris_differences(citations: tuple[Citation, ...]) -> list[str]:
    """Name what rispy, a reader of somebody else, gets otherwise than the citations have it."""
    text = render("ris", *citations)
    try:
        check_ris(text)
        records = {record["id"]: record for record in rispy.loads(text)}
    except (AssertionError, KeyError, OSError) as error:
        return [f"unread: {error!r}"]
    different = []
    for citation in citations:
        if citation.record is None:
            continue
        record = citation.record
        year, month, day = citation.dataset.released.split("-")
        expected = {
            "type_of_reference": "DATA",
            "authors": list(citation.dataset.authors),
            "title": record.title.text("en"),
            "secondary_title": citation.dataset.title.text("en"),
            "year": year,
            "date": f"{year}/{month}/{day}/",
            "edition": citation.dataset.version,
            "accession_number": record.id,
        }
        got = records.get(f"us-mexico:{record.kind}:{record.id}", {})
        different += [f"{record.id}: {field}" for field, value in expected.items() if got.get(field) != value]
    return different


def test_every_record_of_the_shipped_dataset_comes_back_from_ris(everything: tuple[Citation, ...]) -> None:
    events = tuple(one for one in everything if one.record is not None and one.record.kind == "event")
    assert len(events) > 300
    assert find_ris_differences(events) == []


RIS_FAULTS = {"AU": "A1X", "TI": "TT", "T2": "T9", "PY": "", "DA": "DD", "ET": "VL", "AN": "", "ID": "", "TY": ""}
"""Tags of RIS, each with what a faulty writer puts in its place; with nothing it is left out."""


@pytest.mark.parametrize("tag", RIS_FAULTS)
def test_a_fault_in_the_writer_of_ris_is_seen(tag: str, us_mexico: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    citation = compute_citation(us_mexico, "event", DIALOGUE)
    fields = ris._fields
    assert find_ris_differences((citation,)) == []

    def faulty(entry: Any) -> Any:
        for name, value in fields(entry):
            written = RIS_FAULTS[name] if name == tag else name
            if written:
                yield written, value

    monkeypatch.setattr(ris, "_fields", faulty)
    assert find_ris_differences((citation,)) != []


@pytest.mark.parametrize("tag", ["TI", "AU"])
def test_an_exchanged_value_in_ris_is_seen(tag: str, us_mexico: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    citation = compute_citation(us_mexico, "event", DIALOGUE)
    wrong = {"TI": "Second meeting", "AU": "The cbi authors"}[tag]
    monkeypatch.setattr(ris, "one_line", lambda text: one_line(text).replace(wrong, "Another"))
    assert find_ris_differences((citation,)) != []


def test_the_check_of_ris_sees_a_fault(us_mexico: Snapshot) -> None:
    text = render("ris", compute_citation(us_mexico, "event", DIALOGUE))
    for broken in (text.replace("ER  - ", "", 1), text.replace("TI  - ", "TI - "), text.replace("TI  - ", "TI  - a\n")):
        with pytest.raises(AssertionError):
            check_ris(broken)


def hostile_citation(citation: Citation, text: str) -> Citation:
    """A citation in which every text of the dataset is another one."""
    names = LocalizedText(text)
    assert citation.record is not None
    dataset = citation.dataset._replace(title=names, authors=(text,), publisher=text, license=text)
    record = citation.record._replace(title=names)
    works = [work._replace(title=text, author=text, publisher=text, parts=(names,)) for work in citation.sources]
    return citation._replace(dataset=dataset, record=record, sources=tuple(works))


TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    **{rf"\{sign}": sign for sign in "&%$#_"},
}


def read_tex(text: str) -> str:
    """What TeX prints for a text; a brace or a sign that it obeys is an error."""
    parts = re.split(r"(\\text[a-z]+\{\}|\\[&%$#_])", text)
    for plain in parts[::2]:
        assert not re.search(r"[\\{}^~&%$#_]", plain), plain
    return "".join(TEX.get(part, part) for part in parts)


@pytest.mark.parametrize("name", ACCEPTED_TEXTS)
def test_hostile_texts_are_inert_and_preserved(name: str, us_mexico: Snapshot) -> None:
    text = ACCEPTED_TEXTS[name]
    shown = " ".join(expected_text(text).split())
    citation = hostile_citation(compute_citation(us_mexico, "event", DIALOGUE), text)
    for style in CITATION_STYLES:
        assert find_dangers(style.render(citation, ENGLISH)) == set(), style.name
    items = json.loads(render("csl-json", citation))
    check_csl(items)
    assert items[0]["title"] == items[1]["publisher"] == text
    ris = render("ris", citation)
    check_ris(ris)
    assert ris.count("\nTY  - ") == len(citation.sources)
    bibtex = read_bibtex(render("bibtex", citation))
    title = bibtex.entries[f"us-mexico:event:{DIALOGUE}"].fields["title"]
    assert " ".join(read_tex(title[1:-1]).split()) == shown
