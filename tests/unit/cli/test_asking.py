from __future__ import annotations

from collections.abc import Iterator

import pytest

from cbi_cli.cli.asking import Question, gather, questions
from cbi_cli.cli.complete import complete_datasets, complete_records, complete_topics
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from tests.datasets import store

NAMES = {"talks": ("The Talks", "Big Talks"), "forum": ("The Forum",)}
MANY = Question("institutions", "Institutions", str, NAMES, many=True)
ONE = Question("host", "Host", str, {"aa": ("A",), "bb": ("B",)})


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person types, line by line."""
    typed: Iterator[str] = iter(lines)
    monkeypatch.setattr("builtins.input", lambda prompt="": next(typed))


def test_names_are_taken_by_id_by_name_and_several_with_commas() -> None:
    assert gather([MANY], {"institutions": "forum, BIG talks,forum"}, False) == {"institutions": ("forum", "talks")}
    assert gather([ONE], {"host": "b"}, False) == {"host": "bb"}


def test_a_script_is_never_guessed_for() -> None:
    with pytest.raises(CbiError) as caught:
        gather([MANY], {"institutions": "big tlaks"}, False)
    assert caught.value.message.startswith("--institution: `big tlaks` is not known")


def test_a_person_is_guessed_for_and_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers(monkeypatch, "zebra", "big tlaks")
    assert gather([MANY], {}, True) == {"institutions": ("talks",)}
    told = capsys.readouterr().err
    assert "`zebra` is not known" in told
    assert "taken as talks (Big Talks)" in told


def test_an_empty_answer_takes_the_default_leaves_out_or_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        Question("mode", "Mode", str, {"virtual": (), "in-person": ()}, default="in-person"),
        Question("city", "City", str.strip),
        Question("title", "Title", str.strip, required=True),
        Question("note_es", "Note in Spanish", str.strip, after="city"),
        Question("hidden", "Hidden", str.strip, asked=False),
    ]
    answers(monkeypatch, "", "", "", "Talks")
    assert gather(asked, {}, True) == {"mode": "in-person", "title": "Talks"}


def test_everything_that_misses_is_named_at_once() -> None:
    given = {"kind": "visit", "start": "oct 2022"}
    with pytest.raises(CbiError) as caught:
        gather(questions(store()), given, False)
    assert caught.value.message == "missing: --title, --level, --source"


def test_the_parties_of_the_dataset_are_the_default() -> None:
    given = {
        "kind": "visit",
        "start": "oct 2022",
        "title": "x",
        "level": "cabinet",
        "sources": "book#p1",
        "mode": "virtual",
    }
    assert gather(questions(store()), given, False) == {
        "start": PartialDate(2022, 10),
        "title": "x",
        "kind": "visit",
        "level": "cabinet",
        "parties": ("aa", "bb"),
        "mode": "virtual",
        "status": "held",
        "sources": ("book#p1",),
    }


def test_a_number_is_a_number() -> None:
    (number,) = [one for one in questions(store()) if one.field == "edition_number"]
    assert gather([number], {"edition_number": "3"}, False) == {"edition_number": 3}
    with pytest.raises(CbiError, match="--edition-number: `third` is no whole number"):
        gather([number], {"edition_number": "third"}, False)


def test_completion_offers_ids_with_their_titles() -> None:
    assert complete_datasets("us") == [("us-mexico", "built in")]
    assert complete_topics("cyber") == [("cybersecurity", "Cybersecurity")]
    assert ("nals", "institution") in complete_records("nals")
