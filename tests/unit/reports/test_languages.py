"""Texts of the reports in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from cbi_cli import api
from cbi_cli.index.update import build_from_dataset
from cbi_cli.reports.common import LocalizedText, dataset_title
from cbi_cli.reports.topics import PublishedGraph, PublishedShare
from tests.conftest import Cli
from tests.datasets import EDITION, HEAD, TALKS, TALKS_ROW, build_snapshot, dataset_files, event_toml


def test_a_text_is_given_in_its_language_and_in_english_where_that_is_missing() -> None:
    both = LocalizedText("Talks", "Pláticas")
    assert (both.text("es"), both.text("en"), LocalizedText("Talks").text("es")) == ("Pláticas", "Talks", "Talks")


def test_the_title_of_the_dataset_comes_in_both() -> None:
    head = HEAD.replace("title =", 'title_es = "Interacciones entre A y B"\ntitle =')
    dataset, _ = api.validate_files(dataset_files() | {"dataset.toml": head.encode()}, date(2026, 11, 24))
    assert dataset_title(build_from_dataset(dataset)) == LocalizedText(
        "Interactions between A and B", "Interacciones entre A y B"
    )
    assert dataset_title(build_snapshot()) == LocalizedText("Interactions between A and B", "")


def test_a_series_and_its_pauses_come_in_both() -> None:
    pause = '[[institution.pauses]]\nfrom = 2021\nsource = "book"\nnote = "no talks"\nnote_es = "sin pláticas"\n'
    made = build_snapshot(
        event_toml("2020-05-01"),
        indicators=TALKS_ROW.replace("label =", 'label_es = "Pláticas"\nlabel ='),
        institutions=TALKS + pause,
    )
    (series,) = api.gaps(made).series
    assert series.label == LocalizedText("Talks", "Pláticas")
    assert api.list_records(made, "indicator").records[0].title == LocalizedText("Talks", "Pláticas")
    assert [one.note for one in series.pauses] == [LocalizedText("no talks", "sin pláticas")]


def test_a_row_and_its_reasons_come_in_both() -> None:
    indicators = TALKS_ROW.replace("label =", 'label_es = "Pláticas"\nlabel =').replace(
        'reason = "only a review"', 'reason = "only a review", reason_es = "solo una revisión"'
    )
    (weak,) = api.scorecard(build_snapshot(event_toml("2022-05-01", kind="review"), indicators=indicators), 2022).rows
    assert (weak.label, weak.why_weaker) == (
        LocalizedText("Talks", "Pláticas"),
        LocalizedText("only a review", "solo una revisión"),
    )
    admission = """
[[admission]]
indicator = "talks-row"
event = "2023-01-10-meeting"
reason = "held late"
reason_es = "tarde"
source = "book"
"""
    (row,) = api.scorecard(build_snapshot(event_toml("2023-01-10"), edition_2022=EDITION + admission), 2022).rows
    assert [one.admission for one in row.occurrences] == [LocalizedText("held late", "tarde")]


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
    found = api.topics(build_snapshot(edition_2022=EDITION + graph, topic=topic), 2022)
    label = LocalizedText("Trade", "Comercio")
    assert [one.label for one in found.topics] == [label]
    shares = (PublishedShare("trade", label, 60, ""),)
    note = LocalizedText("In percent.", "En por ciento.")
    assert found.graphs == (PublishedGraph(LocalizedText("Themes", "Temas"), 2015, 2020, "book", note, shares),)


def test_a_title_of_an_event_comes_in_both() -> None:
    made = build_snapshot(event_toml("2022-05-01", 'title = "Talks"', 'title_es = "Pláticas"'))
    (entry,) = api.timeline(made, api.TimelineQuery()).events
    assert entry.event.title == LocalizedText("Talks", "Pláticas")


@pytest.mark.parametrize(
    ("words", "problem", "hint"),
    [
        (["reconcile", "2021"], "el conjunto de datos no tiene ninguna edición de 2021", "hay una de 2022"),
        (["explain", "2022", "wdc-summit"], "`wdc-summit`", ""),
        (
            ["timeline", "--since", "2022-06", "--until", "2022-01"],
            "--since 2022-06 es posterior a --until 2022-01",
            "indique la fecha anterior en --since",
        ),
        (["timeline", "--text", '""'], "--text: no hay ninguna palabra en", "escriba palabras"),
    ],
)
def test_errors_of_reports_are_in_the_language_of_the_call(words: list[str], problem: str, hint: str, cli: Cli) -> None:
    result = cli(*words, "--lang", "es")
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert hint in result.err
