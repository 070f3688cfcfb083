"""What a question understands besides its values: `<`, `?`, `-` and numbers, in plain mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cbi_cli.cli import prompts
from cbi_cli.cli.choices import find_fuzzily
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.line_help import LineHelp
from cbi_cli.cli.prompts import Questions, WentBack, ask, collect_values
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Cache

PLACES = {"rome": ("Rome",), "paris": ("Paris", "Ville Lumière"), "saint-paul": ("Saint Paul",)}
TITLE = EventField("title", "--title", "TEXT", "Say what happened.", "Title", required=True)
PLACE = EventField("place", "--place", "ID", "", "Place", choices=PLACES)
TOPICS = EventField("topics", "--topic", "ID", "", "Topics", choices={"trade": (), "water": ()}, multiple=True)
PEOPLE = EventField("people", "--person", "NAME", "", "Person", multiple=True, by_line=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were asked."""
    return []


def answers(monkeypatch: pytest.MonkeyPatch, asked: list[str], *lines: str) -> None:
    """What the person types; a question too many ends the test."""
    typed: Iterator[str] = iter(lines)

    def answer(question: str) -> str:
        asked.append(question)
        return next(typed)

    monkeypatch.setattr("builtins.input", answer)


def test_back_asks_the_former_question_with_its_answer(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    answers(monkeypatch, asked, "Talks", "rome", "<", "<", "Big talks", "", "trade")
    draft = Draft()
    found = collect_values([TITLE, PLACE, TOPICS], {}, True, draft)
    assert found == {"title": "Big talks", "place": "rome", "topics": ("trade",)}
    assert draft.fields == {"title": "Big talks", "place": "rome", "topics": "trade"}
    assert asked[3:6] == ["Place [rome]: ", "Title [Talks]: ", "Place [rome]: "]


def test_back_passes_what_an_option_gave_and_stops_at_the_first(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, asked, "<", "Talks", "<", "", "water")
    found = collect_values([TITLE, PLACE, TOPICS], {"place": "paris"}, True)
    assert found == {"title": "Talks", "place": "paris", "topics": ("water",)}
    assert [question.partition(" ")[0] for question in asked] == ["Title:", "Title:", "Topics", "Title", "Topics"]
    assert capsys.readouterr().err.count("this is the first question") == 1


def test_back_reaches_what_a_draft_gave(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    answers(monkeypatch, asked, "<", "paris", "")
    kept = {"title": "Talks", "place": "rome"}
    found = collect_values([TITLE, PLACE, TOPICS], kept, True, Draft(), kept)
    assert found == {"title": "Talks", "place": "paris"}


def test_a_form_inside_another_is_left_by_going_back(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    answers(monkeypatch, asked, "<")
    with pytest.raises(WentBack):
        Questions([TITLE], can_leave=True).ask_all()


def test_a_dash_leaves_out_what_has_a_default(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, asked, "-", "-", "")
    with_default = PLACE._replace(default="rome")
    assert collect_values([with_default], {}, True) == {}
    # A title has to be there, so here it is a text like any other.
    assert collect_values([TITLE], {}, True) == {"title": "-"}


def test_a_number_takes_a_listed_choice(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, asked, "2", "2, 1")
    assert collect_values([PLACE, TOPICS], {}, True) == {"place": "paris", "topics": ("water", "trade")}
    told = capsys.readouterr().err
    assert "one of: 1 rome, 2 paris, 3 saint-paul\n" in told
    assert "taken as paris (Paris)\n" in told


@pytest.mark.parametrize("number", ["0", "4", "-1", "²"])
def test_a_number_that_no_choice_has_is_not_known(
    number: str, monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, asked, number, "0", "1")
    assert ask(PLACE) == "rome"
    assert f"`{number}` is not known" in capsys.readouterr().err


def test_an_id_wins_over_a_number_and_an_option_knows_no_numbers(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    years = PLACE._replace(choices={"2": (), "1": ()})
    answers(monkeypatch, asked, "1")
    assert ask(years) == "1"
    with pytest.raises(CbiError, match="--place: `1` is not known"):
        collect_values([PLACE], {"place": "1"}, False)


def test_a_question_mark_explains_and_asks_again(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, asked, "?", "Talks", "?", "", "?", "Ada", "")
    assert collect_values([TITLE, PLACE, PEOPLE], {}, True) == {"title": "Talks", "people": ("Ada",)}
    told = capsys.readouterr().err
    assert "  Say what happened.\n" in told
    assert "  2  paris (Paris)\n" in told
    assert told.count("`-` leaves it out") == 2


def test_lines_are_kept_when_going_back_and_the_last_can_be_taken_out(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    answers(monkeypatch, asked, "Talks", "Ada", "Bo", "<", "", "-", "Cy", "")
    draft = Draft()
    assert collect_values([TITLE, PEOPLE], {}, True, draft) == {"title": "Talks", "people": ("Ada", "Cy")}
    assert draft.fields["people"] == ["Ada", "Cy"]


def test_an_answer_decides_what_is_asked_and_suggested_next(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    def is_city(values: Mapping[str, object]) -> bool:
        return values.get("place") != "saint-paul"

    def suggest(values: Mapping[str, object]) -> str:
        return f"Talks in {values['place']}"

    fields = [PLACE, TOPICS._replace(applies=is_city), TITLE._replace(suggest=suggest)]
    answers(monkeypatch, asked, "rome", "trade", "<", "<", "saint-paul", "")
    assert collect_values(fields, {}, True) == {"place": "saint-paul", "title": "Talks in saint-paul"}
    assert asked[-1] == "Title [Talks in saint-paul]: "
    assert collect_values(fields[:2], {"topics": "trade", "place": "saint-paul"}, False)["topics"] == ("trade",)


def test_one_answer_can_fill_two_fields(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    def split(text: str) -> dict[str, str]:
        first, separator, last = text.partition(" to ")
        return {"start": first, "end": last} if separator else {}

    start = EventField("start", "--start", "DAY", "", "Days", required=True, spread=split)
    end = EventField("end", "--end", "DAY", "", "Last day", interactive=False)
    draft = Draft()
    answers(monkeypatch, asked, "1 to 3", "<", "", "")
    assert collect_values([start, end, PLACE], {}, True, draft) == {"start": "1", "end": "3"}
    assert draft.fields == {"start": "1 to 3", "place": ""}
    answers(monkeypatch, asked, "1 to 3", "<", "5", "")
    draft = Draft()
    assert collect_values([start, end, PLACE], {}, True, draft) == {"start": "5"}
    assert draft.fields == {"start": "5", "place": ""}
    assert collect_values([start, end], {"start": "1 to 3"}, False) == {"start": "1", "end": "3"}
    # Going back to a range of a draft is the same as to one that was typed now.
    resumed = {"start": "1 to 3"}
    answers(monkeypatch, asked, "<", "5", "")
    draft = Draft()
    assert collect_values([start, end, PLACE], resumed, True, draft, resumed) == {"start": "5"}
    assert draft.fields == {"start": "5", "place": ""}
    # An option wins over the draft, and an end of its own is kept.
    answers(monkeypatch, asked, "<", "", "")
    assert collect_values([start, end, PLACE], {**resumed, "end": "4"}, True, None, resumed)["end"] == "3"
    answers(monkeypatch, asked, "")
    assert collect_values([start, end, PLACE], {**resumed, "end": "4"}, True, None, resumed)["end"] == "4"
    own_end = Questions([start, end, PLACE], Draft())
    own_end.take_given(resumed, resumed)
    answers(monkeypatch, asked, "4", "2")
    own_end.ask_one(end)
    assert own_end.draft.fields == {"start": "1", "end": "4"}
    own_end.ask_one(start)
    assert own_end.values == {"start": "2", "end": "4"}
    with pytest.raises(CbiError, match="--start: end is given twice"):
        collect_values([end, start], {"start": "1 to 3", "end": "4"}, False)


def test_the_keys_say_whether_a_draft_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys: list[str] = []

    def answer(question: str, line_help: LineHelp) -> str:
        keys.append(line_help.keys)
        return "Talks"

    monkeypatch.setattr(prompts, "read_line", answer)
    ask(TITLE)
    ask(TITLE, Draft(tmp_path, Cache(tmp_path)))
    last_keys = [text.rpartition("  ")[2] for text in keys]
    assert last_keys == ["Ctrl-C ends, and nothing is kept", "Ctrl-C ends and keeps a draft"]


def test_a_record_that_is_missing_is_made_on_the_spot(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    choices = dict(PLACES)

    def make(name: str) -> str:
        choices["london"] = (name,)
        return "london"

    answers(monkeypatch, asked, "London", "n")
    assert ask(PLACE._replace(choices=choices, make_new=make)) == "london"
    assert "  n  make a new one called `London`\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["rome", "paris", "saint-paul"]),
        ("pa", ["paris", "saint-paul"]),
        ("LUMIERE", ["paris"]),
        ("om", ["rome"]),
        ("stpl", ["saint-paul"]),
        ("vlre", []),
        ("xy", []),
    ],
)
def test_completion_finds_beginnings_then_words_then_parts_then_letters(text: str, found: list[str]) -> None:
    assert find_fuzzily(text, PLACES) == found
