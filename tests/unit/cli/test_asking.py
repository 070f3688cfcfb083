from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from cbi_cli import api
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


def test_a_near_match_is_offered_and_never_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "zebra", "0", "big tlaks", "0", "forum")
    assert gather([MANY], {}, True) == {"institutions": ("forum",)}
    told = capsys.readouterr().err
    assert "`zebra` is not known\n  1  talks (The Talks)\n  2  forum (The Forum)\n  0  none of these\n" in told
    assert "`big tlaks` is not known\n  1  talks (The Talks)\n  0  none of these\n" in told
    assert "taken" not in told


def test_a_number_takes_an_offer_and_the_other_parts_stay(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "forum, big tlaks", "7", "x", "1")
    assert gather([MANY], {}, True) == {"institutions": ("forum", "talks")}
    assert capsys.readouterr().err.count("type a number from 0 to 1") == 2


def test_the_only_name_that_begins_so_is_taken_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "big")
    assert gather([MANY], {}, True) == {"institutions": ("talks",)}
    assert "taken as talks (The Talks)" in capsys.readouterr().err


def test_a_name_of_two_choices_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question("host", "Host", str, {"a": ("Same",), "b": ("SAME",)})
    answers(monkeypatch, "same", "2")
    assert gather([question], {}, True) == {"host": "b"}
    with pytest.raises(CbiError, match="--host: `same` can mean 2 records: a, b"):
        gather([question], {"host": "same"}, False)


SHIPPED = [
    ("sources", "AP News"),
    ("sources", "El Universal"),
    ("sources", "CBI November 2021 report"),
    ("sources", "report"),
    ("sources", "2022"),
    ("institutions", "Security"),
    ("institutions", "dialogue"),
    ("institutions", "u"),
    ("institutions", "border"),
    ("host", "america"),
    ("host", "a"),
    ("host", "états"),
    ("level", "vice president"),
    ("level", "president-elect"),
    ("level", "minister"),
    ("kind", "meetings"),
    ("kind", "sumit"),
    ("office", "foreign minister"),
    ("mode", "person"),
    ("mode", "online"),
    ("status", "done"),
    ("topics", "secure"),
]


@pytest.mark.parametrize(("field", "text"), SHIPPED)
def test_no_prompt_takes_what_is_only_near(
    field: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [question for question in questions(api.open_dataset("us-mexico")) if question.field == field]
    # After the list, or after the remark that nothing is near, the question comes again, and the call ends here.
    answers(monkeypatch, text, "0")
    with pytest.raises(StopIteration):
        gather(asked, {}, True)
    told = capsys.readouterr().err
    assert f"`{text}` is not known" in told
    assert "taken" not in told
    with pytest.raises(CbiError, match="is not known"):
        gather(asked, {field: text}, False)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("level", "presid", "presidential"),
        ("level", "Gabinete", "cabinet"),
        ("level", "subsecretaria", "deputy"),
        ("kind", "CUMBRE", "summit"),
        ("kind", "Entry into force", "entry-into-force"),
        ("office", "Relaciones Exteriores", "foreign-affairs"),
        ("mode", "presencial", "in-person"),
        ("status", "Pospuesto", "postponed"),
        ("host", "mexico", "mx"),
        ("host", "Estados Unidos", "us"),
        ("host", "can", "ca"),
        ("institutions", "Three Amigos Summit", ("nals",)),
        ("institutions", "hlsd, DEAN", ("hlsd", "hled")),
        (
            "institutions",
            "nals, U.S.-Mexico Bicentennial Framework for Security, Public Health, and Safe Communities, hled",
            ("nals", "bicentennial-framework", "hled"),
        ),
        ("topics", "Ciberseguridad", ("cybersecurity",)),
        ("sources", "cbi-2022#timeline", ("cbi-2022#timeline",)),
    ],
)
def test_a_prompt_takes_ids_names_labels_and_only_beginnings(
    field: str, text: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [question for question in questions(api.open_dataset("us-mexico")) if question.field == field]
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        answers(monkeypatch, unicodedata.normalize(form, text))
        assert gather(asked, {}, True) == {field: value}


def test_all_options_that_cannot_be_read_are_told_at_once() -> None:
    given = {
        "start": "2022-02-30",
        "kind": "sumit",
        "host": "zz",
        "edition_number": "third",
        "participants": ["; trade"],
        "distinct_from": ["nothing"],
    }
    with pytest.raises(CbiError) as caught:
        gather(questions(store()), given, False)
    message = caught.value.message
    assert message.startswith("6 options cannot be taken: --start: the calendar has no `2022-02-30`")
    for part in ("--kind: `sumit`", "--host: `zz`", "--edition-number: `third`", "--participant: `; trade`"):
        assert part in message
    assert "--distinct-from: no event is called `nothing`" in message


def test_a_participant_has_a_name_and_perhaps_an_office_and_a_party(monkeypatch: pytest.MonkeyPatch) -> None:
    (question,) = [one for one in questions(store()) if one.field == "participants"]
    given = ["Ada Lee; trade; A", "Bo Ray;;bb", "Cy Day"]
    expected = (
        {"name": "Ada Lee", "office": "trade", "party": "aa"},
        {"name": "Bo Ray", "party": "bb"},
        {"name": "Cy Day"},
    )
    assert gather([question], {"participants": given}, False) == {"participants": expected}
    answers(monkeypatch, "Ada Lee; trad; A", "Ada Lee; comercio; A", "Bo Ray; ; bb", "Cy Day", "")
    assert gather([question], {}, True) == {"participants": expected}


def test_an_end_that_is_the_start_is_not_kept() -> None:
    asked = [one for one in questions(store()) if one.field in ("start", "end")]
    for text in ("2022-10-13", "oct 2022"):
        assert set(gather(asked, {"start": text, "end": text}, False)) == {"start"}
    assert set(gather(asked, {"start": "2022-10-13", "end": "2022-10-14"}, False)) == {"start", "end"}


def test_a_note_needs_its_translation_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [one for one in questions(api.open_dataset("us-mexico")) if one.field in ("note", "note_es")]
    answers(monkeypatch, "A note", "", "Una nota")
    assert gather(asked, {}, True) == {"note": "A note", "note_es": "Una nota"}
    assert "this is needed beside the note" in capsys.readouterr().err
    with pytest.raises(CbiError, match="missing: --note-es"):
        gather(asked, {"note": "A note"}, False)
    answers(monkeypatch, "")
    assert gather(asked, {}, True) == {}


def test_what_was_typed_is_kept_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    asked = [one for one in questions(store()) if one.field in ("start", "title", "institutions", "participants")]
    answers(monkeypatch, "soon", "4 may 2022", "Big Talks", "Ada", "")
    gather(asked, {"title": "Talks"}, True, kept)
    assert kept == {"start": "4 may 2022", "title": "Talks", "institutions": "talks", "participants": ["Ada"]}
    assert gather(asked, kept, False) == gather(asked, dict(kept), True)


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
    with pytest.raises(CbiError, match="--edition-number: `third` is not a whole number"):
        gather([number], {"edition_number": "third"}, False)


def test_completion_offers_ids_with_their_titles() -> None:
    assert complete_datasets("us") == [("us-mexico", "built in")]
    assert complete_topics("cyber") == [("cybersecurity", "Cybersecurity")]
    assert ("nals", "institution") in complete_records("nals")
