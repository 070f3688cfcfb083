"""What a citation holds: the record, the version of the dataset, and the works that the record rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.dataset.references import find_references
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.reports.cite import CITABLE_KINDS, CiteQuery, compute_citation, find_citation, find_source_references
from cbi_cli.views.cite import CitationTexts
from tests.datasets import HEAD, SOURCES, TALKS, TALKS_ROW, build_snapshot, event_toml

CITED_HEAD = HEAD.replace(
    'version = "1.0.0"\n',
    'version = "1.0.0"\nreleased = 2022-12-31\npublisher = "The Press"\nhomepage = "https://example.org/ab"\n'
    'maintainer = [{ name = "Ada" }, { name = "Ben" }]\n',
)
WORK = """
[[source]]
id = "paper"
title = "On talks"
author = "C. Cole"
publisher = "The Journal"
published = "2022-06"
url = "https://example.org/paper"
archive_url = "https://archive.example/paper"
accessed = 2022-07-01
"""
WITHDRAWN = """
[[withdrawn]]
kind = "event"
id = "2022-05-05-meeting"
title = "The meeting, entered twice"
date = 2022-11-30
reason = "It is the meeting of the day before."
replaced_by = "2022-05-04-meeting"
"""
EVENT = event_toml(
    "2022-05-04",
    'title = "They meet"',
    'former_ids = ["2022-05-03-meeting"]',
    'sources = ["book#p1", "paper"]',
    'attendance = [{ party = "aa", count = 2, source = "book" }]',
)


@pytest.fixture
def snapshot() -> Snapshot:
    return build_snapshot(EVENT, dataset=CITED_HEAD, source=SOURCES + WORK, withdrawn=WITHDRAWN)


@pytest.fixture
def texts(snapshot: Snapshot) -> Callable[..., list[str]]:
    """The lines of a citation in a language."""

    def lines(name: str = "", kind: str | None = None, lang: str = "en") -> list[str]:
        citation = find_citation(snapshot, CiteQuery(name, kind))
        words = CitationTexts(get_translator(lang))
        return [words.main(citation).text, *(words.work(source).text for source in citation.sources)]

    return lines


def test_an_event_is_cited_with_its_dataset_and_its_sources(texts: Callable[..., list[str]]) -> None:
    assert texts("2022-05-04-meeting") == [
        "Ada and Ben (2022). They meet, May 4, 2022 [2022-05-04-meeting]. In: Interactions between A and B (ab, "
        "version 1.0.0) [Data set]. The Press. https://example.org/ab",
        "The book, Page 1 (n.d.).",
        "C. Cole (Jun 2022). On talks. The Journal. https://example.org/paper (archived copy: "
        "<https://archive.example/paper>, read on Jul 1, 2022)",
    ]


def test_a_citation_in_spanish(texts: Callable[..., list[str]]) -> None:
    assert texts("2022-05-04-meeting", lang="es") == [
        "Ada y Ben (2022). They meet, 4 may 2022 [2022-05-04-meeting]. En: Interactions between A and B (ab, versión "
        "1.0.0) [Conjunto de datos]. The Press. https://example.org/ab",
        "The book, Page 1 (s. f.).",
        "C. Cole (jun 2022). On talks. The Journal. https://example.org/paper (copia archivada: "
        "<https://archive.example/paper>, consultado el 1 jul 2022)",
    ]


@pytest.mark.parametrize("name", ["", "ab"])
def test_the_dataset_itself(name: str, texts: Callable[..., list[str]]) -> None:
    assert texts(name) == [
        "Ada and Ben (2022). Interactions between A and B (ab, version 1.0.0) [Data set]. The Press. "
        "https://example.org/ab"
    ]


def test_what_a_dataset_does_not_say_is_not_made_up() -> None:
    snapshot = build_snapshot(EVENT.replace('"paper"', '"book"'))
    citation = compute_citation(snapshot, "dataset", "ab")
    text = CitationTexts(get_translator("en")).main(citation).text
    assert text == "Interactions between A and B (ab, version 1.0.0) [Data set] (n.d.)."


def test_a_publisher_that_is_the_author_is_named_once() -> None:
    head = CITED_HEAD.replace('"The Press"', '"Ada"').replace(', { name = "Ben" }', "")
    citation = compute_citation(build_snapshot(dataset=head), "dataset", "ab")
    text = CitationTexts(get_translator("en")).main(citation).text
    assert text == "Ada (2022). Interactions between A and B (ab, version 1.0.0) [Data set]. https://example.org/ab"


def test_an_identifier_comes_before_the_home_page() -> None:
    head = CITED_HEAD.replace("maintainer", 'doi = "10.1234/ab.1"\nmaintainer')
    citation = compute_citation(build_snapshot(dataset=head), "dataset", "ab")
    assert (citation.url, citation.dataset.doi) == ("https://doi.org/10.1234/ab.1", "10.1234/ab.1")


def test_a_source_is_cited_as_the_work_that_it_is(texts: Callable[..., list[str]]) -> None:
    assert texts("book") == ["The book (n.d.)."]
    assert texts("book#p1") == ["The book, Page 1 (n.d.)."]
    assert texts("paper")[0].startswith("C. Cole (Jun 2022). On talks. The Journal. https://example.org/paper")


def test_a_former_id_answers(texts: Callable[..., list[str]]) -> None:
    assert texts("2022-05-03-meeting") == texts("2022-05-04-meeting")


def test_a_withdrawn_record_says_so(snapshot: Snapshot) -> None:
    citation = find_citation(snapshot, CiteQuery("2022-05-05-meeting"))
    assert citation.record is not None
    texts = CitationTexts(get_translator("en"))
    assert "[2022-05-05-meeting]" in texts.main(citation).text
    assert texts.withdrawal(citation.record) == (
        "Withdrawn on Nov 30, 2022: It is the meeting of the day before. Replaced by 2022-05-04-meeting."
    )
    assert citation == compute_citation(snapshot, "event", "2022-05-05-meeting")


def test_several_records_are_chosen_from_by_kind() -> None:
    row = TALKS_ROW.replace('label = "Talks"', 'label = "The Talks"')
    snapshot = build_snapshot(indicators=row, institutions=TALKS)
    with pytest.raises(CbiError) as error:
        find_citation(snapshot, CiteQuery("the talks"))
    assert str(error.value.message) == "`the talks` can mean 2 records"
    assert str(error.value.hint) == "choose one by its kind: --kind institution, --kind indicator"
    citation = find_citation(snapshot, CiteQuery("the talks", "indicator"))
    assert citation.record is not None
    assert citation.record.id == "talks-row"


@pytest.mark.parametrize("kind", ["event", "source"])
def test_what_is_not_there_cannot_be_cited(kind: str, snapshot: Snapshot) -> None:
    with pytest.raises(CbiError, match=f"no {kind} is called `nothing`"):
        compute_citation(snapshot, kind, "nothing")
    with pytest.raises(CbiError, match="no record is called `nothing`"):
        find_citation(snapshot, CiteQuery("nothing"))


def test_a_dispute_is_cited_by_what_is_disputed(us_mexico: Snapshot) -> None:
    citation = compute_citation(us_mexico, "dispute", "interparliamentary-halted-since")
    assert citation.record is not None
    assert citation.record.title.en == "Interparliamentary Meetings: halted since"
    assert [source.id for source in citation.sources] == ["cbi-2022"]
    assert len(citation.sources[0].parts) == 4


@pytest.mark.parametrize("kind", [kind for kind in CITABLE_KINDS if kind != "dataset"])
def test_all_sources_of_every_shipped_record_are_cited(kind: str, us_mexico: Snapshot) -> None:
    """They are held against what the models say of references."""
    records = us_mexico.records(kind)
    assert len(records) > 0
    model = FILE_KINDS_BY_NAME[kind].model
    for fields in records:
        record = model.model_validate_json(us_mexico_json(us_mexico, kind, fields))
        wanted = {
            f"{reference.id}#{reference.locator}".rstrip("#")
            for reference in find_references(record)
            if reference.kinds == ("source",) and reference.path[-1] != "about"
        }
        assert set(find_source_references(fields)) == wanted
        citation = compute_citation(us_mexico, kind, str(fields.get("id", fields.get("year"))))
        assert {source.id for source in citation.sources} == {name.partition("#")[0] for name in wanted}


def us_mexico_json(snapshot: Snapshot, kind: str, fields: dict[str, object]) -> str:
    """The JSON of a record as the snapshot stores it."""
    record_id = str(fields.get("id", fields.get("year")))
    return str(snapshot.rows("SELECT json FROM record WHERE kind = :kind AND id = :id", kind=kind, id=record_id)[0][0])
