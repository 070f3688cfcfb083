"""Hostile texts in the messages of the checks, in every format that they have."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.hostile.calls import option_choices
from tests.hostile.forms import READERS
from tests.hostile.texts import ALL_TEXTS, REJECTED_TEXTS, find_commands, find_dangers
from tests.repositories import write_files

FORMS = option_choices("validate", "--format")
Place = Callable[[str], str]


def quoted(text: str) -> str:
    """The text as TOML holds it, every character that is not a plain one by its number."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\U{ord(one):08x}" for one in text) + '"'


PLACES: dict[str, Place] = {
    "unknown word": lambda text: f"kind = {quoted(text)}",
    "unknown key": lambda text: f"{quoted(text)} = 1",
    "key of a table in a table": lambda text: f'participants = [{{ name = "A", {quoted(text)} = 1 }}]',
    "unknown institution": lambda text: f"institutions = [{quoted(text)}]",
    "unknown source": lambda text: f"sources = [{quoted(text)}]",
    "unknown part": lambda text: f"sources = [{quoted('book#' + text)}]",
    "date": lambda text: f"end = {quoted(text)}",
    "id": lambda text: f"id = {quoted(text)}",
    "wrong type": lambda text: f"edition_number = {quoted(text)}",
}
"""Where a text of its own makes the checks speak of it."""


def check_form(form: str, shown: str) -> None:
    """The output is whole, with a place for each finding, whatever the texts are; it holds no command but its own."""
    assert not find_commands(re.sub("(?m)^::(?=(error|warning|notice) )", "", shown) if form == "github" else shown)
    if form in ("text", "table"):
        assert shown.splitlines()[-1].count(" records, ") == 1
    elif form == "json":
        assert json.loads(shown)["summary"]["errors"] > 0
    elif form == "jsonl":
        assert all(json.loads(line)["code"].startswith("CBI") for line in shown.rstrip("\n").split("\n"))
    elif form == "github":
        lines = shown.rstrip("\n").split("\n")
        # GitHub shows ten marks of a sort; the others are lines of the log, and the last mark says how many they are.
        commands = [line for line in lines[:-1] if not re.match(r"(error|warning): [^:]+:\d+:\d+: CBI\d{3} ", line)]
        marks = [line for line in commands if not re.match(r"::(error|warning) title=cbi::[\d,]+ more ", line)]
        assert marks
        assert all(re.match(r"::(error|warning) file=[^,]+,line=\d+,", line) for line in marks)
        assert " records, " in lines[-1]
    elif form == "sarif":
        (run,) = json.loads(shown)["runs"]
        assert all("](" not in one["message"]["text"].replace("\\](", "") for one in run["results"])
        assert len(run["results"]) > 0
    elif form == "junit":
        tags = {element.tag for element in ElementTree.fromstring(shown).iter()}
        assert tags <= {"testsuites", "testsuite", "testcase", "failure", "system-out"}
    elif form == "markdown":
        assert any(" records, " in text for text in READERS["markdown"](shown))
    else:
        assert form == "gitlab"
        assert all(one["location"]["lines"]["begin"] > 0 for one in json.loads(shown))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_a_message_about_any_text_is_only_text(place: str, form: str, tmp_path: Path, cli: Cli) -> None:
    events = [
        event_toml(f"2022-{n // 28 + 1:02}-{n % 28 + 1:02}", PLACES[place](text))
        for n, text in enumerate(ALL_TEXTS.values())
    ]
    write_files(tmp_path, dataset_files(*events))
    result = cli("validate", "--format", form, folder=tmp_path)
    assert (result.code, result.err) == (1, "")
    assert find_dangers(result.out) == set()
    check_form(form, result.out)


@pytest.mark.parametrize("name", REJECTED_TEXTS)
def test_a_text_that_cannot_be_seen_is_an_error_at_its_place(name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", f"note = {quoted(REJECTED_TEXTS[name])}")))
    result = cli("validate", "--format", "json", folder=tmp_path)
    (found,) = json.loads(result.out)["findings"]
    assert result.code == 1
    assert (found["code"], found["file"], found["line"]) == (found["code"], "events/2022.toml", 10)
    assert found["code"] in ("CBI407", "CBI408")


@pytest.mark.parametrize("name", REJECTED_TEXTS)
def test_a_report_is_refused_without_harm(name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", f"place = {quoted(REJECTED_TEXTS[name])}")))
    result = cli("timeline", folder=tmp_path)
    assert (result.code, result.out) == (1, "")
    assert find_dangers(result.err) == set()
    assert not find_commands(result.err)


def test_raw_escapes_in_a_file_are_not_printed_with_its_line(tmp_path: Path, cli: Cli) -> None:
    texts = "".join(f"# {text}\n" for text in REJECTED_TEXTS.values())
    write_files(tmp_path, dataset_files(event_toml("2022-05-04") + texts + "title = 1\n"))
    for form in FORMS:
        result = cli("validate", "--format", form, folder=tmp_path)
        assert result.code == 1
        assert find_dangers(result.out + result.err) == set()


NAMES = {
    "spaces": "a b  c",
    "line feed": "a\nb",
    "command": "\n::error::x",
    "percent": "%0A::error::x",
    "escape": "\x1b[31mred",
    "dash": "-rf",
    "option": "--output=x",
    "dots": "a..b",
    "markup": "[bold]",
    "html": "<img src=x onerror=alert(1)>",
    "xml": "]]>&<'\"",
    "commas": "a,b:c,line=1",
    "long": "x" * 240,
    "arabic": "قمة",
    "override": "\u202etxt",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_told_of_without_harm(name: str, form: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    (tmp_path / "events" / f"{NAMES[name]}.toml").write_text("broken = \n", encoding="utf-8")
    result = cli("validate", "--format", form, folder=tmp_path)
    assert (result.code, result.err) == (1, "")
    assert find_dangers(result.out) == set()
    check_form(form, result.out)


def test_a_file_whose_name_is_no_text_is_refused(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    (tmp_path / "events" / os.fsdecode(b"a\xff\xfeb.toml")).write_text("broken = \n", encoding="utf-8")
    for form in FORMS:
        result = cli("validate", "--format", form, folder=tmp_path)
        assert result.code in (1, 2)
        assert "internal error" not in result.err
        assert find_dangers(result.out + result.err) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_dataset_in_a_folder_of_any_name_is_read_and_checked(name: str, tmp_path: Path, cli: Cli) -> None:
    root = tmp_path / NAMES[name]
    write_files(root, dataset_files(event_toml("2022-05-04")))
    for words in (["info"], ["show", "2022-05-04-meeting"], ["fmt", "--diff"], ["validate"], ["diff", ".", "."]):
        result = cli(*words, folder=root)
        assert result.code == 0
        assert find_dangers(result.out + result.err) == set()
        assert not find_commands(result.out + result.err)
