"""Pages and documents of single records, of lists, and of a dataset as a whole."""

from __future__ import annotations

import pytest
from tests.datasets import HEAD, TALKS_ROW, build_snapshot, event_toml
from tests.unit.reports.test_records import DISPUTE, EDITION, TOPICS

from cbi_cli import api
from cbi_cli.core.language_codes import Lang
from cbi_cli.formats.registry import render
from cbi_cli.i18n.translator import get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.show import ShownRecords
from cbi_cli.views.info import InfoView
from cbi_cli.views.list import ListView
from cbi_cli.views.show import ShowView

WORDS = """
title_es = "Tratos de A y B"
note = "In our words."
note_es = "En nuestras palabras."
covers_from = 2015
version ="""


@pytest.fixture(scope="module")
def made() -> Snapshot:
    people = 'participants = [{ name = "Ada", party = "aa" }, { name = "Eve" }]'
    return build_snapshot(event_toml("2022-05-04", people), dispute=DISPUTE, edition_2022=EDITION, topic=TOPICS)


def _shown_at(made: Snapshot, name: str, *places: str) -> ShownRecords:
    """Return the records of a name, each with the place that a command shows."""
    records = api.show(made, name).records
    return ShownRecords(tuple(record._replace(location=place) for record, place in zip(records, places, strict=True)))


@pytest.mark.parametrize(
    ("lang", "field", "value", "source", "title", "note", "records", "series"),
    [
        (
            "en",
            "Field",
            "Value",
            "from",
            "Interactions between A and B",
            "In our words.",
            "Records       N\n"
            "------------  -\n"
            "Events        2\n"
            "Institutions  1\n"
            "Indicators    1\n"
            "Sources       1\n"
            "Topics        0\n"
            "Places        0\n"
            "Editions      0\n"
            "Disputes      0",
            "Series     Coverage",
        ),
        (
            "es",
            "Campo",
            "Valor",
            "from",
            "Tratos de A y B",
            "En nuestras palabras.",
            "Registros      N\n"
            "-------------  -\n"
            "Eventos        2\n"
            "Instituciones  1\n"
            "Indicadores    1\n"
            "Fuentes        1\n"
            "Temas          0\n"
            "Lugares        0\n"
            "Ediciones      0\n"
            "Discrepancias  0",
            "Serie      Cobertura",
        ),
    ],
)
def test_the_page_of_a_dataset(
    lang: Lang, field: str, value: str, source: str, title: str, note: str, records: str, series: str
) -> None:
    made = build_snapshot(
        event_toml("2022-05-04"), event_toml("2022-06-04"), dataset=HEAD.replace("\nversion =", WORDS)
    )
    view = InfoView(api.info(made)._replace(origin="here"), made.meta, get_translator(lang))
    assert render(view, "table") == (
        f"{field}         {value}\n"
        f"------------  {'-' * len(title)}\n"
        "id            ab\n"
        f"title         {title}\n"
        "version       1.0.0\n"
        "license       CC0-1.0\n"
        "languages     en\n"
        "covers_from   2015\n"
        "covers_until  2022-12-31\n"
        f"{source}          here\n\n"
        f"{note}\n\n"
        f"{records}\n\n"
        f"{series}\n"
        "---------  ---------\n"
        "talks-row  2015–2022\n"
    )
    page = render(view, "html")
    assert "<title>ab 1.0.0</title>" in page
    assert "<h1>" not in page
    assert render(view, "csv") == "series,years\r\ntalks-row,2015–2022\r\n"


def test_a_dataset_without_a_note_has_none_on_its_page() -> None:
    made = build_snapshot(event_toml("2022-05-04"))
    shown = render(InfoView(api.info(made)._replace(origin="here"), made.meta, get_translator("en")), "table")
    assert "from          here\n\nRecords" in shown


@pytest.mark.parametrize(
    ("lang", "heads", "kind", "title"),
    [("en", "Id  Title  Detail", "Events", "Talks"), ("es", "Id  Título  Detalle", "Eventos", "Pláticas")],
)
def test_the_page_of_a_list(lang: Lang, heads: str, kind: str, title: str) -> None:
    made = build_snapshot(event_toml("2022-05-04", 'title = "Talks"', 'title_es = "Pláticas"'))
    view = ListView(api.list_records(made, "event"), made.meta, get_translator(lang))
    first, empty, head, line, row = render(view, "table").splitlines()
    assert (first, empty, set(line)) == (f"{kind}: 1", "", {"-", " "})
    assert head.split() == heads.split()
    assert row.split() == ["2022-05-04-meeting", title, "meeting,", "cabinet"]
    document = view.document()
    assert (document["schema"], document["kind"]) == ("cbi/list/1", "events")
    assert document["records"] == [{"id": "2022-05-04-meeting", "title": title, "detail": "meeting, cabinet"}]
    assert render(view, "csv") == f'id,title,detail\r\n2022-05-04-meeting,{title},"meeting, cabinet"\r\n'


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("Field", "Value", "Referenced by", "Report")), ("es", ("Campo", "Valor", "Referencias", "Report"))],
)
def test_the_page_of_a_record_with_tables_in_it(lang: Lang, words: tuple[str, ...], made: Snapshot) -> None:
    field, value, used, title = words
    view = ShowView(_shown_at(made, "talks-row", "indicators.toml:2"), made.meta, get_translator(lang))
    assert render(view, "table") == (
        "indicator talks-row (indicators.toml:2)\n"
        f"{field}              {value}\n"
        "-----------------  ---------------------------------------------------------\n"
        "id                 talks-row\n"
        "label              Talks\n"
        "rule.kinds         meeting\n"
        "rule.institutions  talks\n"
        "weaker[1]          kinds: review, institutions: talks, reason: only a review\n"
        "coverage[1]        from: 2015, to: 2022, source: book\n"
        "sources            book\n\n"
        f"{used}\n"
        f"- edition 2022 (graph.series, row.indicator): {title}\n"
    )
    assert "<title>talks-row</title>" in render(view, "html")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("Disputes", "Our reading: May 4.")), ("es", ("Discrepancias", "Nuestra lectura: May 4."))],
)
def test_the_page_of_a_record_with_a_dispute(lang: Lang, words: tuple[str, ...], made: Snapshot) -> None:
    heading, reading = words
    view = ShowView(_shown_at(made, "2022-05-04-meeting", "events/2022.toml:1"), made.meta, get_translator(lang))
    shown = render(view, "table")
    assert "\nparticipants[1]  name: Ada, party: aa\nparticipants[2]  name: Eve\n" in shown
    assert shown.endswith(
        f"\n\n{heading}\n"
        "- when (event 2022-05-04-meeting: start)\n"
        "    book: May 4\n"
        "    book#p1: May 5\n"
        f"    {reading} two to one\n"
    )
    (record,) = view.document()["records"]
    assert list(record) == ["kind", "id", "place", "fields", "used_by", "disputes"]
    assert (record["kind"], record["id"], record["place"]) == ("event", "2022-05-04-meeting", "events/2022.toml:1")
    assert [one["id"] for one in record["disputes"]] == ["when"]


def test_every_record_of_an_id_is_shown_with_its_own_place() -> None:
    made = build_snapshot(event_toml("2022-05-04"), indicators=TALKS_ROW.replace('"talks-row"', '"talks"'))
    places = ["institutions.toml:2", "indicators.toml:2"]
    view = ShowView(_shown_at(made, "talks", *places), made.meta, get_translator("en"))
    heads = [line for line in render(view, "table").splitlines() if line.endswith(".toml:2)")]
    assert heads == ["institution talks (institutions.toml:2)", "indicator talks (indicators.toml:2)"]
    assert "<title>talks</title>" in render(view, "html")
