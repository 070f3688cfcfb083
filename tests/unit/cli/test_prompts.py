from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest

from cbi_cli import api
from cbi_cli.cli import console
from cbi_cli.cli.completers import complete_datasets, complete_ids, complete_records
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import Choices, EventField
from cbi_cli.cli.prompts import collect_values
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from tests.datasets import build_snapshot

NAMES = {"talks": ("The Talks", "Big Talks"), "forum": ("The Forum",)}
MANY = EventField("institutions", "--institution", "ID", "", "Institutions", choices=NAMES, multiple=True)


def one_of(choices: Choices) -> EventField:
    return EventField("host", "--host", "ID", "", "Host", choices=choices)


ONE = one_of({"aa": ("A",), "bb": ("B",)})


def _us_mexico_fields() -> list[EventField]:
    return list(load_event_fields(api.open_dataset("us-mexico").snapshot))


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person types, line by line."""
    typed: Iterator[str] = iter(lines)
    monkeypatch.setattr("builtins.input", lambda prompt="": next(typed))


def test_names_are_taken_by_id_by_name_and_several_with_commas() -> None:
    assert collect_values([MANY], {"institutions": "forum, BIG talks,forum"}, False) == {
        "institutions": ("forum", "talks")
    }
    assert collect_values([ONE], {"host": "b"}, False) == {"host": "bb"}


def test_a_script_is_never_guessed_for() -> None:
    with pytest.raises(CbiError) as caught:
        collect_values([MANY], {"institutions": "big tlaks"}, False)
    assert caught.value.message.startswith("--institution: `big tlaks` is not known")


def test_a_near_match_is_offered_and_never_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "zebra", "0", "big tlaks", "0", "forum")
    assert collect_values([MANY], {}, True) == {"institutions": ("forum",)}
    told = capsys.readouterr().err
    assert "`zebra` is not known\n  1  talks (The Talks)\n  2  forum (The Forum)\n  0  none of these\n" in told
    assert "`big tlaks` is not known\n  1  talks (The Talks)\n  0  none of these\n" in told
    assert "taken" not in told


def test_a_number_takes_an_offer_and_the_other_parts_stay(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "forum, big tlaks", "7", "x", "1")
    assert collect_values([MANY], {}, True) == {"institutions": ("forum", "talks")}
    assert capsys.readouterr().err.count("type one of 0-1") == 2


def test_the_only_name_that_begins_so_is_taken_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "big")
    assert collect_values([MANY], {}, True) == {"institutions": ("talks",)}
    assert "taken as talks (The Talks)" in capsys.readouterr().err


def test_a_name_of_two_choices_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    question = one_of({"a": ("Same",), "b": ("SAME",)})
    answers(monkeypatch, "same", "2")
    assert collect_values([question], {}, True) == {"host": "b"}
    with pytest.raises(CbiError, match="--host: `same` can mean 2 records: a, b"):
        collect_values([question], {"host": "same"}, False)


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
    ("level", "presidency"),
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
    asked = [question for question in _us_mexico_fields() if question.name == field]
    # After the list, or after the remark that nothing is near, the question comes again, and the call ends here.
    answers(monkeypatch, text, "0")
    with pytest.raises(StopIteration):
        collect_values(asked, {}, True)
    told = capsys.readouterr().err
    assert f"`{text}` is not known" in told
    assert "taken" not in told
    with pytest.raises(CbiError, match="is not known"):
        collect_values(asked, {field: text}, False)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("level", "presidenti", "presidential"),
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
    asked = [question for question in _us_mexico_fields() if question.name == field]
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        answers(monkeypatch, unicodedata.normalize(form, text))
        assert collect_values(asked, {}, True) == {field: value}


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
        collect_values(load_event_fields(build_snapshot()), given, False)
    message = caught.value.message
    assert message.startswith("6 options have invalid values: --start: the calendar has no `2022-02-30`")
    for part in ("--kind: `sumit`", "--host: `zz`", "--edition-number: `third`", "--participant: `; trade`"):
        assert part in message
    assert "--distinct-from: no event is called `nothing`" in message


def test_a_participant_has_a_name_and_perhaps_an_office_and_a_party(monkeypatch: pytest.MonkeyPatch) -> None:
    (question,) = [one for one in load_event_fields(build_snapshot()) if one.name == "participants"]
    given = ["Ada Lee; trade; A", "Bo Ray;;bb", "Cy Day"]
    expected = (
        {"name": "Ada Lee", "office": "trade", "party": "aa"},
        {"name": "Bo Ray", "party": "bb"},
        {"name": "Cy Day"},
    )
    assert collect_values([question], {"participants": given}, False) == {"participants": expected}
    answers(monkeypatch, "Ada Lee; trad; A", "Ada Lee; comercio; A", "Bo Ray; ; bb", "Cy Day", "")
    assert collect_values([question], {}, True) == {"participants": expected}


def test_an_end_that_is_the_start_is_not_kept() -> None:
    asked = [one for one in load_event_fields(build_snapshot()) if one.name in ("start", "end")]
    for text in ("2022-10-13", "oct 2022"):
        assert set(collect_values(asked, {"start": text, "end": text}, False)) == {"start"}
    assert set(collect_values(asked, {"start": "2022-10-13", "end": "2022-10-14"}, False)) == {"start", "end"}


def test_a_note_needs_its_translation_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [one for one in _us_mexico_fields() if one.name in ("note", "note_es")]
    answers(monkeypatch, "A note", "", "Una nota")
    assert collect_values(asked, {}, True) == {"note": "A note", "note_es": "Una nota"}
    assert "a value is required with the note" in capsys.readouterr().err
    with pytest.raises(CbiError, match="missing: --note-es"):
        collect_values(asked, {"note": "A note"}, False)
    answers(monkeypatch, "")
    assert collect_values(asked, {}, True) == {}


def test_what_was_typed_is_kept_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft()
    asked = [
        one
        for one in load_event_fields(build_snapshot())
        if one.name in ("start", "title", "institutions", "participants")
    ]
    answers(monkeypatch, "soon", "4 may 2022", "Big Talks", "Ada", "")
    collect_values(asked, {"title": "Talks"}, True, draft)
    kept = draft.fields
    assert kept == {"start": "4 may 2022", "title": "Talks", "institutions": "talks", "participants": ["Ada"]}
    assert collect_values(asked, kept, False) == collect_values(asked, dict(kept), True)


def test_an_empty_answer_takes_the_default_leaves_out_or_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        EventField("mode", "--mode", "MODE", "", "Mode", choices={"virtual": (), "in-person": ()}, default="in-person"),
        EventField("city", "--city", "TEXT", "", "City"),
        EventField("title", "--title", "TEXT", "", "Title", required=True),
        EventField("note_es", "--note-es", "TEXT", "", "Note in Spanish", depends_on="city"),
        EventField("hidden", "--hidden", "TEXT", "", "Hidden", interactive=False),
    ]
    answers(monkeypatch, "", "", "", "Talks")
    assert collect_values(asked, {}, True) == {"mode": "in-person", "title": "Talks"}


def test_everything_that_misses_is_named_at_once() -> None:
    given = {"kind": "visit", "start": "oct 2022"}
    with pytest.raises(CbiError) as caught:
        collect_values(load_event_fields(build_snapshot()), given, False)
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
    assert collect_values(load_event_fields(build_snapshot()), given, False) == {
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
    (number,) = [one for one in load_event_fields(build_snapshot()) if one.name == "edition_number"]
    assert collect_values([number], {"edition_number": "3"}, False) == {"edition_number": 3}
    with pytest.raises(CbiError, match="--edition-number: `third` is not a whole number"):
        collect_values([number], {"edition_number": "third"}, False)


def test_completion_offers_ids_with_their_titles() -> None:
    assert complete_datasets({}, "us") == [("us-mexico", "built in")]
    assert complete_ids("topic")({}, "cyber") == [("cybersecurity", "Cybersecurity")]
    assert ("nals", "institution") in complete_records({}, "nals")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_question_mark_says_when_each_word_applies(
    lang: Lang, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "_lang", lang)
    (mode,) = [field for field in load_event_fields(build_snapshot()) if field.name == "mode"]
    answers(monkeypatch, "?", "virtual")
    assert collect_values([mode], {}, True) == {"mode": "virtual"}
    told = capsys.readouterr().err
    sentences = {
        "en": ["? says when each of them applies", "  unknown: No source that was read says how it was held.\n"],
        "es": [
            "? indica cu\u00e1ndo se usa cada una",
            "  unknown: Ninguna fuente consultada dice c\u00f3mo se realiz\u00f3.\n",
        ],
    }
    assert all(sentence in told for sentence in sentences[lang])
    assert told.count("\n  virtual: ") == 1


def test_an_unknown_mode_is_an_answer_and_none_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    (mode,) = [field for field in load_event_fields(build_snapshot()) if field.name == "mode"]
    for answer in ("", "unknown", "not known"):
        answers(monkeypatch, answer)
        assert collect_values([mode], {}, True) == {"mode": "unknown"}
