"""Texts of the reports in both languages."""

from __future__ import annotations

from datetime import date

from cbi_cli import api
from cbi_cli.reports.base import Names, dataset_title
from cbi_cli.reports.topics import Graph, PrintedShare
from cbi_cli.store.open import memory_store
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, event, files, store


def test_a_text_is_given_in_its_language_and_in_english_where_that_is_missing() -> None:
    both = Names("Talks", "Pláticas")
    assert (both.text("es"), both.text("en"), Names("Talks").text("es")) == ("Pláticas", "Talks", "Talks")


def test_the_title_of_the_dataset_comes_in_both() -> None:
    head = HEAD.replace("title =", 'title_es = "Interacciones entre A y B"\ntitle =')
    dataset, _ = api.check_files(files() | {"dataset.toml": head.encode()}, date(2026, 11, 24))
    assert dataset_title(memory_store(dataset)) == Names("Interactions between A and B", "Interacciones entre A y B")
    assert dataset_title(store()) == Names("Interactions between A and B", "")


def test_a_series_and_its_pauses_come_in_both() -> None:
    pause = '[[institution.pauses]]\nfrom = 2021\nsource = "book"\nnote = "no talks"\nnote_es = "sin pláticas"\n'
    made = store(
        event("2020-05-01"),
        indicators=TALKS_ROW.replace("label =", 'label_es = "Pláticas"\nlabel ='),
        institutions=TALKS + pause,
    )
    (series,) = api.gaps(made).series
    assert series.label == Names("Talks", "Pláticas")
    assert api.list_records(made, "indicator")[0].title == Names("Talks", "Pláticas")
    assert [one.note for one in series.pauses] == [Names("no talks", "sin pláticas")]


def test_a_row_and_its_reasons_come_in_both() -> None:
    indicators = TALKS_ROW.replace("label =", 'label_es = "Pláticas"\nlabel =').replace(
        'reason = "only a review"', 'reason = "only a review", reason_es = "solo una revisión"'
    )
    (weak,) = api.scorecard(store(event("2022-05-01", kind="review"), indicators=indicators), 2022).rows
    assert (weak.label, weak.why_weaker) == (Names("Talks", "Pláticas"), Names("only a review", "solo una revisión"))
    admission = """
[[admission]]
indicator = "talks-row"
event = "2023-01-10-meeting"
reason = "held late"
reason_es = "tarde"
source = "book"
"""
    (row,) = api.scorecard(store(event("2023-01-10"), edition_2022=EDITION + admission), 2022).rows
    assert [one.admission for one in row.occurrences] == [Names("held late", "tarde")]


def test_topics_and_their_printed_graphs_come_in_both() -> None:
    graph = """
[[graph]]
title = "Themes"
title_es = "Temas"
series = "talks-row"
from = 2015
to = 2020
source = "book"
note = "In percent."
note_es = "En por ciento."
shares = [{ topic = "trade", percent = 60 }]
"""
    topic = '[[topic]]\nid = "trade"\nlabel = "Trade"\nlabel_es = "Comercio"\n'
    found = api.topics(store(edition_2022=EDITION + graph, topic=topic), 2022)
    label = Names("Trade", "Comercio")
    assert [one.label for one in found.topics] == [label]
    shares = (PrintedShare("trade", label, 60, ""),)
    note = Names("In percent.", "En por ciento.")
    assert found.graphs == (Graph(Names("Themes", "Temas"), 2015, 2020, "book", note, shares),)


def test_a_title_of_an_event_comes_in_both() -> None:
    made = store(event("2022-05-01", 'title = "Talks"', 'title_es = "Pláticas"'))
    (entry,) = api.timeline(made, api.Filters()).events
    assert entry.event.title == Names("Talks", "Pláticas")
