"""Questions with menus, in a real terminal."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import ROOT
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

PROGRAM = """
import sys
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.lines import use_plain_lines
from cbi_cli.cli.prompts import collect_values
use_plain_lines(False)
places = {"rome": ("Rome \\x1b[31m\\x07",), "paris": ("Paris",), "saint-paul": ("Saint Paul",)}
title = EventField("title", "--title", "TEXT", "Say what happened.", "Title", required=True)
fields = [
    title._replace(history=lambda values: ["Old talks"]),
    EventField("places", "--place", "ID", "", "Places", choices=places, multiple=True),
]
try:
    found = collect_values(fields, {}, True)
except (KeyboardInterrupt, EOFError) as error:
    found = type(error).__name__
print("FOUND", found)
"""


def start(tmp_path: Path, **env: str) -> pexpect.spawn[str]:
    """The questions on a terminal with 80 columns; their answers go to a file."""
    world = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **env}
    script = tmp_path / "asking.py"
    script.write_text(PROGRAM, encoding="utf-8")
    line = f"'{sys.executable}' '{script}' > '{tmp_path / 'out.txt'}'"
    return pexpect.spawn(
        "/bin/sh", ["-c", line], env=world, encoding="utf-8", timeout=8, dimensions=(24, 80), cwd=str(tmp_path)
    )


def finish(call: pexpect.spawn[str], tmp_path: Path) -> str:
    call.expect(pexpect.EOF)
    call.close()
    return (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_a_menu_shows_numbers_ids_and_names_and_a_choice_is_taken_into_the_line(tmp_path: Path) -> None:
    call = start(tmp_path)
    call.expect("Title:")
    call.send("Talks\r")
    call.expect("Places")
    call.expect(" 1  rome")
    call.expect("Rome <U\\+001B>\\[31m<U\\+0007>")
    call.expect(" 3  saint-paul")
    call.send("pau")
    call.expect("pau")
    call.send("\t\r")
    found = finish(call, tmp_path)
    assert found == "FOUND {'title': 'Talks', 'places': ('saint-paul',)}\n"


def test_what_is_only_shown_is_not_taken(tmp_path: Path) -> None:
    call = start(tmp_path)
    call.send("Talks\r")
    call.expect("Places")
    call.send("stpl\r")
    call.expect("`stpl` is not known")
    call.expect("Which one")
    call.send("0\r")
    call.expect("Places")
    call.send("2, 1\r")
    assert finish(call, tmp_path) == "FOUND {'title': 'Talks', 'places': ('paris', 'rome')}\n"


def test_back_a_question_mark_and_history(tmp_path: Path) -> None:
    call = start(tmp_path)
    call.expect("Title:")
    call.send("?\r")
    call.expect("Say what happened")
    call.expect("Title:")
    call.send("Talks\r")
    call.expect("Places")
    call.send("<\r")
    call.expect("Title \\[Talks\\]:")
    call.send("\x1b[A\r")
    call.expect("Places")
    call.send("\r")
    assert finish(call, tmp_path) == "FOUND {'title': 'Old talks'}\n"


@pytest.mark.parametrize(("key", "name"), [("\x03", "KeyboardInterrupt"), ("\x04", "EOFError")])
def test_control_c_and_control_d_end_the_questions(key: str, name: str, tmp_path: Path) -> None:
    call = start(tmp_path)
    call.expect("Title:")
    call.send(key)
    assert finish(call, tmp_path) == f"FOUND {name}\n"


def test_a_pasted_text_of_several_lines_is_one_answer(tmp_path: Path) -> None:
    call = start(tmp_path)
    call.expect("Title:")
    call.send("\x1b[200~Talks\nin May\x1b[201~\r")
    call.expect("Places")
    call.send("\r")
    assert finish(call, tmp_path) == "FOUND {'title': 'Talks in May'}\n"


def test_no_color_is_kept(tmp_path: Path) -> None:
    call = start(tmp_path, NO_COLOR="1")
    call.expect("Title:")
    call.send("Talks\r")
    call.expect("saint-paul")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|4[0-9]|38|48)m", call.before or "")
    call.send("\r")
    finish(call, tmp_path)


def add_event(data: Path, *words: str) -> pexpect.spawn[str]:
    """`cbi add-event` on a terminal with menus."""
    return run(data, "add-event", *words)


def run(data: Path, *words: str) -> pexpect.spawn[str]:
    """A command on a terminal with menus."""
    world = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    call = ["-m", "cbi_cli", *words]
    return pexpect.spawn(
        sys.executable, call, env=world, encoding="utf-8", timeout=30, dimensions=(40, 100), cwd=str(data)
    )


def answer(call: pexpect.spawn[str], question: str, text: str) -> None:
    call.expect(question)
    call.send(f"{text}\r")


def test_an_event_is_entered_with_menus_interrupted_resumed_changed_and_written(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2021-05-04", 'host = "bb"', 'guests = ["aa"]')))
    call = add_event(tmp_path)
    answer(call, "Date or dates", "4-5 may 2022")
    call.expect(" 1  meeting")
    call.send("?\r")
    call.expect("People of the parties met")
    # The first letters, and the choice of the menu by Tab.
    call.send("meet\t\r")
    answer(call, "Institutions", "tal\t")
    answer(call, "Level", "<")
    call.expect("Institutions.*\\[talks\\]")
    call.send("\r")
    answer(call, "Level.*\\[cabinet\\]", "")
    # The title of the last like event, with another end.
    answer(call, "Title", "\x1b[A" + "\x7f" * len("Event 2021-05-04 ") + "Talks in May")
    call.expect("Host.*\\[bb\\]")
    call.send("\x03")
    call.expect("add-event --resume")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 130
    assert not (tmp_path / "events" / "2022.toml").exists()

    call = add_event(tmp_path, "--resume")
    answer(call, "Host.*\\[bb\\]", "aa")
    answer(call, "Parties.*\\[bb\\]", "")
    answer(call, "Place", "")
    answer(call, "Sources", "https://example.org/1")
    answer(call, "Its title", "News")
    for question in ("Who published", "When", "Who wrote", "language", "Id"):
        answer(call, question, "")
    call.expect("new in sources.toml")
    call.expect("yellow → green|red → green|unknown → green")
    answer(call, "What now", "title")
    answer(call, "Title.*\\[Talks in May\\]", "More talks in May")
    answer(call, "What now", "w")
    call.expect("wrote 2022-05-04-more-talks-may")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    written = (tmp_path / "events" / "2022.toml").read_text(encoding="utf-8")
    assert 'start = 2022-05-04\nend = 2022-05-05\ntitle = "More talks in May"\nkind = "meeting"\n' in written
    assert 'institutions = ["talks"]\nparties = ["aa", "bb"]\nhost = "aa"\nguests = ["bb"]\n' in written
    assert 'sources = ["news"]' in written
    assert 'url = "https://example.org/1"' in (tmp_path / "sources.toml").read_text(encoding="utf-8")


def test_an_institution_is_entered_with_menus_changed_and_written(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2021-05-04")))
    call = run(tmp_path, "add", "institution")
    answer(call, "Its own name", "The Pact")
    answer(call, "Abbreviation", "")
    answer(call, "Id \\[the-pact\\]", "pact")
    answer(call, "Other names", "")
    call.expect(" 1  agreement")
    call.send("agr\t\r")
    call.expect(" 1  treaty")
    call.send("<\r")
    answer(call, "One of the four types \\[agreement\\]", "dialogue")
    answer(call, "The parties to it \\[aa, bb\\]", "")
    for question in ("When it was established", "When it ended", "belongs to", "agencies", "interval", "numbered"):
        answer(call, question, "")
    for question in ("Declared suspensions", "Years that were researched"):
        answer(call, question, "")
    answer(call, "ources", "book")
    answer(call, "reader should know", "")
    answer(call, "What now", "name")
    answer(call, "Its own name.*\\[The Pact\\]", "The Great Pact")
    answer(call, "What now", "w")
    call.expect("wrote pact")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    written = (tmp_path / "institutions.toml").read_text(encoding="utf-8")
    assert 'id = "pact"\nname = "The Great Pact"\ntype = "dialogue"\nparties = ["aa", "bb"]\n' in written
    assert "level" not in written.partition('id = "pact"')[2].partition("[[")[0]
