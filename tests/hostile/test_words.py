"""Hostile words on the command line, for every option and argument of every command."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbi_cli.cli.registry import COMMANDS
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.hostile.calls import command_parameters
from tests.hostile.texts import ALL_TEXTS, find_commands, find_dangers
from tests.repositories import git, make_repository, write_files

WORDS = {
    "empty": "",
    "space": " ",
    "dash": "-x",
    "option": "--output=planted",
    "help": "--help",
    "dots": "../../planted",
    "markup": "[/foo]",
    "escape": "\x1b]0;owned\x07",
    "line": "a\n::error::b",
    "indented": "a\n \t::stop-commands::b",
    "azure": "##vso[task.complete]x ##[error]y",
    "teamcity": "##teamcity[x]",
    "folds": "section_start:1:x travis_fold:start:x",
    "percent": "%0A",
    "override": "\u202etxt",
    "not utf-8": os.fsdecode(b"\xff\xfe"),
    "zero": "0",
    "minus": "-1",
    "exponent": "1e400",
    "huge": str(2**63),
    "digits": "9" * 5000,
    "other digits": "٢٠٢٢",
    "high digit": "²",
    "range": "..",
    "ancestors": "HEAD~99999999999999999999",
    "at": "@{-1}",
    "glob": "*",
    "sql": "' OR 1=1 --",
    "fts": '"NEAR(a b)*',
}
NEEDED = {
    "history": ("talks",),
    "show": ("talks",),
    "list": ("events",),
    "explain": ("2022", "talks-row"),
    "init": ("new",),
    "add-event": ("--no-input", "--dry-run"),
    "release": ("--dry-run",),
    "export": ("parquet",),
}
"""The words without which a command does not begin."""


def calls() -> Iterator[tuple[str, str]]:
    """Every command with each of its options that takes a value, and with its arguments."""
    for command in COMMANDS:
        for one in command_parameters(command):
            if one.param_type_name == "argument":
                yield command, ""
            elif not one.is_flag:
                yield command, one.opts[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in a repository."""
    root = tmp_path_factory.mktemp("words") / "kept"
    root.mkdir()
    return make_repository(root, dataset_files(event_toml("2022-05-04")))


@pytest.mark.parametrize(("command", "option"), sorted(set(calls())))
def test_no_word_does_harm(command: str, option: str, folder: Path, cli: Cli) -> None:
    for word in WORDS.values():
        needed = NEEDED.get(command, ())
        words = (command, *needed, f"{option}={word}") if option else (command, *needed[1:], "--", word)
        result = cli(*words, folder=folder)
        assert result.code in (0, 1, 2), (words, result)
        assert "internal error" not in result.err, (words, result.err)
        assert find_dangers(result.out + result.err) == set(), (words, result)
        assert not find_commands(result.out + result.err), (words, result)
        assert not (folder / "planted").exists()
    git(folder, "checkout", "--quiet", ".")


@pytest.mark.parametrize("word", ["--output=planted", "-x", "--help", "-", "--", "--upload-pack=touch planted"])
@pytest.mark.parametrize(
    "words", [["gaps", "--at"], ["validate", "--at"], ["validate", "--base"], ["release", "--since"]]
)
def test_a_revision_is_never_an_option_of_git(words: list[str], word: str, folder: Path, cli: Cli) -> None:
    result = cli(*words, word, folder=folder)
    assert (result.code, result.out) == (2, "")
    assert "cbi: error: " in result.err
    assert "internal error" not in result.err
    assert not list(folder.parent.rglob("planted"))


@pytest.mark.parametrize("word", ["--output=planted", "-x", "-"])
def test_a_side_of_diff_is_never_an_option_of_git(word: str, folder: Path, cli: Cli) -> None:
    for words in ([word], ["HEAD", word], [f"HEAD..{word}"], [f"{word}...HEAD"]):
        result = cli("diff", "--", *words, folder=folder)
        assert (result.code, result.out) == (2, "")
    assert not list(folder.parent.rglob("planted"))


@pytest.mark.parametrize(
    "year", ["0", "-1", "10000", "1e400", str(2**63), "9" * 5000, "٢٠٢٢", "²", "2022.0", "0x7e6", "NaN"]
)
@pytest.mark.parametrize(
    "words", [["scorecard"], ["scorecard", "2022", "--compare"], ["timeline", "--year"], ["reconcile"]]
)
def test_a_number_that_is_no_year_is_refused(words: list[str], year: str, folder: Path, cli: Cli) -> None:
    words = [*words[:-1], f"{words[-1]}={year}"] if words[-1].startswith("--") else [*words, "--", year]
    result = cli(*words, folder=folder)
    assert (result.code, result.out) == (2, "")
    assert len(result.err) < 12_000


@pytest.mark.parametrize(("year", "code"), [("1", 2), ("0001", 2), ("9999", 2), ("1980", 0), ("2070", 0)])
def test_a_year_has_a_card_unless_it_is_far_from_the_data(year: str, code: int, folder: Path, cli: Cli) -> None:
    result = cli("scorecard", year, folder=folder)
    assert (result.code, "is not a year" in result.err or "far" in result.err) == (code, code == 2)


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_an_event_is_added_with_any_title_and_comes_back(name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    title = ALL_TEXTS[name].strip()
    given = [
        "--start",
        "2022-06-07",
        "--kind",
        "visit",
        "--level",
        "cabinet",
        "--source",
        "book",
        "--id",
        "2022-06-07-x",
    ]
    result = cli("add-event", "--no-input", "--dry-run", *given, f"--title={title}", folder=tmp_path)
    assert result.code in (0, 1)
    assert find_dangers(result.out + result.err) == set()
    assert tomllib.loads(result.out)["event"][0]["title"] == title
