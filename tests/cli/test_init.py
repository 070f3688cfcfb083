"""A dataset of one's own, from nothing or from a copy, that works at once."""

from __future__ import annotations

import io
import os
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.conftest import ROOT, Cli
from tests.repositories import make_repository

TOOLS = [
    ".editorconfig",
    ".github/workflows/cbi.yml",
    ".pre-commit-config.yaml",
    ".vscode/extensions.json",
    ".gitattributes",
    ".github/pull_request_template.md",
]
TALK = [
    *("add-event", "--no-input", "--start", "2025-03-04", "--title", "The foreign ministers meet", "--kind", "visit"),
    *(
        "--level",
        "cabinet",
        "--office",
        "foreign-affairs",
        "--host",
        "ca",
        "--guest",
        "us",
        "--source",
        "maintainers-notes",
    ),
]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_copy_validates_and_brings_what_the_tools_need(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "copy", folder=tmp_path).code == 0
    assert cli("validate", "copy", folder=tmp_path).code == 0
    assert set(TOOLS) < set(names(tmp_path / "copy"))
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_an_empty_dataset_works_at_once(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "ours"
    assert cli("init", "ours", "--parties", "ca,us", folder=tmp_path).code == 0
    assert cli("validate", folder=folder).out.endswith("no errors\n")
    assert "○○○ unknown  Meetings of the foreign ministers" in cli("scorecard", "2025", folder=folder).out
    added = cli(*TALK, folder=folder)
    assert added.code == 0
    assert "Meetings of the foreign ministers 2025: unknown → green" in added.err
    assert "●○○ green    Meetings of the foreign ministers" in cli("scorecard", "2025", folder=folder).out
    assert cli("validate", folder=folder).out.endswith("no errors\n")


def test_a_group_of_three_is_a_dataset_too(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "three", "--parties", "ca, mx, us", folder=tmp_path).code == 0
    text = (tmp_path / "three" / "dataset.toml").read_text()
    assert 'between = ["ca", "mx", "us"]' in text
    assert 'title = "Interactions between CA, MX and US"' in text
    assert cli("validate", "three", folder=tmp_path).code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--parties", "ca"], "two or more different parties"),
        (["--parties", "ca,ca"], "two or more different parties"),
        (["--parties", "ca,U S"], "is not a valid short name"),
        (["--parties", "ca,us", "--from", "us-mexico"], "--from copies a dataset"),
        (["--from", "us-mexcio"], "did you mean `us-mexico`?"),
    ],
)
def test_what_cannot_be_begun_is_told_and_leaves_nothing(
    tmp_path: Path, cli: Cli, words: list[str], message: str
) -> None:
    result = cli("init", "new", *words, folder=tmp_path)
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert message in result.err


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    result = cli("init", "mine", folder=tmp_path)
    assert (result.code, names(tmp_path)) == (2, ["mine/notes.txt"])
    assert "not empty" in result.err
    (tmp_path / "empty").mkdir()
    assert cli("init", "empty", folder=tmp_path).code == 0


NAMED = [
    *("init", "ours", "--no-input", "--parties", "ca,us", "--language", "en,es"),
    *("--party-name", "ca=Canada", "--party-name", "ca:es=Canadá"),
    *("--party-name", "us=United States", "--party-name", "us:es=Estados Unidos"),
    *("--title", 'Canada & the "South" {1}', "--title", "es=Canadá y Estados Unidos"),
    *("--publisher", "A “C” \\ enter", "--license", "CC0-1.0", "--layout", "event"),
]


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_everything_can_be_given_and_is_written_as_given(tmp_path: Path, cli: Cli) -> None:
    result = cli(*NAMED, folder=tmp_path)
    assert result.code == 0, result.err
    info = read_toml(tmp_path / "ours" / "dataset.toml")
    assert info == {
        "schema": 3,
        "id": "ca-us",
        "title": 'Canada & the "South" {1}',
        "title_es": "Canadá y Estados Unidos",
        "version": "0.1.0",
        "license": "CC0-1.0",
        "languages": ["en", "es"],
        "covers_until": date(2025, 12, 31),
        "between": ["ca", "us"],
        "party": [
            {"id": "ca", "name": "Canada", "name_es": "Canadá"},
            {"id": "us", "name": "United States", "name_es": "Estados Unidos"},
        ],
        "layout": {"events": "event"},
        "maintainer": [{"name": "A “C” \\ enter"}],
    }
    assert cli("validate", "--strict", folder=tmp_path / "ours").code == 0
    assert cli("fmt", "--check", folder=tmp_path / "ours").code == 0
    rows = read_toml(tmp_path / "ours" / "indicators.toml")["indicator"]
    assert {key for row in rows for key in row if key.startswith("label")} == {"label", "label_es"}
    assert (tmp_path / "ours" / "README.md").read_text(encoding="utf-8").startswith("# Canada \\& the")


def test_what_is_not_given_has_the_defaults_of_the_parties_names(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "ours", "--parties", "ca,us", "--party-name", "ca=Canada", folder=tmp_path).code == 0
    info = read_toml(tmp_path / "ours" / "dataset.toml")
    assert (info["title"], info["license"], info["languages"]) == (
        "Interactions between Canada and US",
        "CC-BY-4.0",
        ["en"],
    )
    assert not {"layout", "maintainer", "title_es"} & set(info)
    rows = read_toml(tmp_path / "ours" / "indicators.toml")["indicator"]
    assert not any("es" in key.split("_") for row in rows for key in [*row, *row["weaker"][0]])
    assert cli("validate", "--strict", folder=tmp_path / "ours").code == 0


@pytest.mark.parametrize("languages", ["fr", "fr,en", "pt-br, nah"])
def test_a_dataset_in_any_languages_is_valid_and_has_rows_as_comments(languages: str, tmp_path: Path, cli: Cli) -> None:
    codes = [code.strip() for code in languages.split(",")]
    titles = [word for code in codes for word in ("--title", f"{code}=Titre {code}")]
    made = cli("init", "ours", "--parties", "ca,us", "--language", languages, *titles, folder=tmp_path)
    assert made.code == 0, made.err
    assert "cbi add indicator" in made.out
    folder = tmp_path / "ours"
    assert cli("validate", "--strict", folder=folder).code == 0
    info = read_toml(folder / "dataset.toml")
    assert info["languages"] == codes
    # English is the plain language of a dataset that has it, and the first one of any other.
    plain = "en" if "en" in codes else codes[0]
    assert info["title"] == f"Titre {plain}"
    assert {info.get(f"title_{code.replace('-', '_')}") for code in codes if code != plain} == {
        f"Titre {code}" for code in codes if code != plain
    }
    for name in ("indicators.toml", "sources.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert read_toml(folder / name) == {}
        # Without the number signs, the rows are there.
        examples = "".join(line.removeprefix("# ") for line in text[text.index("# [[") :].splitlines(keepends=True))
        assert tomllib.loads(examples.replace("#\n", "\n"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--title", "T"], "missing: --parties"),
        (["--from", "us-mexico", "--title", "T"], "--from copies a dataset, --title is for an empty one"),
        (["--parties", "ca,us", "--party-name", "Canada"], "`Canada` does not name a party"),
        (["--parties", "ca,us", "--party-name", "mx=Mexico"], "`mx` is not a party"),
        (["--parties", "ca,us", "--party-name", "ca:es=Canadá"], "`es` is not a language of the dataset"),
        (["--parties", "ca,us", "--title", "A", "--title", "B"], "--title is given twice"),
        (["--parties", "ca,us", "--title", "fr=Le titre"], "--title: `fr` is not a language of the dataset"),
        (["--parties", "ca,us", "--language", "fr"], "the title in the language `fr` is missing"),
        (["--parties", "ca,us", "--language", "English"], "`english` is not the code of a language"),
        (["--parties", "ca,us", "--layout", "month"], "--layout"),
    ],
)
def test_what_cannot_be_read_is_told_and_leaves_nothing(
    tmp_path: Path, cli: Cli, words: list[str], message: str
) -> None:
    result = cli("init", "new", "--no-input", *words, folder=tmp_path)
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert message in result.err


def test_without_a_folder_and_prompts_it_is_asked_for_by_name(tmp_path: Path, cli: Cli) -> None:
    result = cli("init", "--no-input", "--parties", "ca,us", folder=tmp_path)
    assert (result.code, "missing: DIR" in result.err) == (2, True)


def test_the_next_steps_fit_what_was_made(tmp_path: Path, cli: Cli) -> None:
    result = cli("init", "my data", "--parties", "ca,us", folder=tmp_path)
    assert [line.split("  ")[1] for line in result.out.splitlines()[1:]] == [
        "cd 'my data'",
        "git init",
        "cbi add source",
        "cbi add-event",
        "cbi scorecard 2025",
    ]
    (tmp_path / "top").mkdir()
    make_repository(tmp_path / "top")
    inside = cli("init", "data", "--parties", "ca,us", folder=tmp_path / "top")
    assert "git init" not in inside.out


def test_a_repository_keeps_its_template_of_pull_requests(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "PULL_REQUEST_TEMPLATE.md").write_text("mine")
    make_repository(tmp_path)
    result = cli("init", "data", "--parties", "ca,us", folder=tmp_path)
    assert not (tmp_path / ".github" / "pull_request_template.md").exists()
    assert "left as they are" in result.err
    assert "docs/PULL_REQUEST_TEMPLATE.md" in result.err
    # Other files of the repository are none of the dataset's business.
    assert not (tmp_path / ".gitattributes").exists()
    assert "*.toml text eol=lf" in (tmp_path / "data" / ".gitattributes").read_text()


class Terminal:
    """`cbi init` on a terminal."""

    def __init__(self, folder: Path, *words: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        env |= {"TERM": "dumb", "COLUMNS": "200", "CBI_TODAY": "2026-11-24", "PYTHONPATH": str(ROOT / "src")}
        call = ["-m", "cbi_cli", "init", *words]
        self.child = pexpect.spawn(
            sys.executable, call, cwd=str(folder), env=env, encoding="utf-8", timeout=60, dimensions=(24, 200)
        )
        self.child.logfile_read = self.log = io.StringIO()

    def answer(self, question: str, text: str) -> None:
        self.child.expect_exact(question)
        self.child.sendline(text)

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


def test_on_a_terminal_it_asks_for_everything(tmp_path: Path, cli: Cli) -> None:
    terminal = Terminal(tmp_path)
    terminal.answer("such as ca, us: ", "ca")
    terminal.child.expect_exact("a dataset needs two or more different parties")
    terminal.answer("such as ca, us: ", "ca, us")
    terminal.answer("such as en, es [en]: ", "")
    terminal.answer("Name of `ca` in English [CA]: ", "Canada")
    # A slip is corrected by going back.
    terminal.answer("Name of `us` in English [US]: ", "<")
    terminal.answer("Name of `ca` in English [Canada]: ", "")
    terminal.answer("Name of `us` in English [US]: ", "the United States")
    terminal.answer("[Interactions between Canada and the United States]: ", "")
    terminal.answer("that maintains it", "The Desk")
    terminal.answer("[CC-BY-4.0]: ", "")
    terminal.answer("one a year, or one an event [year]: ", "?")
    terminal.child.expect_exact("two people who add events never get a merge conflict")
    terminal.answer("one a year, or one an event [year]: ", "event")
    terminal.answer("Folder to create [ca-us]: ", "")
    terminal.answer("with GitHub Pages? [y/N] ", "y")
    terminal.answer("Create the dataset in ca-us? [y/N] ", "y")
    assert terminal.end() == 0
    assert terminal.log.getvalue().count("At each question") == 1
    assert (tmp_path / "ca-us" / ".github" / "workflows" / "site.yml").is_file()
    info = read_toml(tmp_path / "ca-us" / "dataset.toml")
    assert info["title"] == "Interactions between Canada and the United States"
    assert (info["layout"], info["maintainer"]) == ({"events": "event"}, [{"name": "The Desk"}])
    assert cli("validate", "--strict", "ca-us", folder=tmp_path).code == 0


@pytest.mark.parametrize(("last", "code"), [("n", 0), ("\x03", 130)])
def test_what_is_not_confirmed_is_not_written(last: str, code: int, tmp_path: Path) -> None:
    words = ["new", "--parties", "ca,us", "--party-name", "ca=A", "--party-name", "us=B", "--language", "en"]
    terminal = Terminal(
        tmp_path, *words, "--title", "T", "--publisher", "P", "--license", "CC0-1.0", "--layout", "year"
    )
    terminal.answer("with GitHub Pages? [y/N] ", "")
    terminal.child.expect_exact("Create the dataset in new? [y/N] ")
    terminal.child.send(last if last == "\x03" else f"{last}\n")
    assert terminal.end() == code
    assert list(tmp_path.iterdir()) == []


def test_a_used_folder_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "notes.txt").write_text("keep")
    terminal = Terminal(tmp_path, "used")
    terminal.child.expect_exact("used is not empty")
    assert terminal.end() == 2
