"""Commands whose names have two words, such as `cbi add event`."""

from __future__ import annotations

import pytest

from cbi_cli.cli.completion import respond
from cbi_cli.cli.registry import ALIASES, COMMANDS, FAMILIES, load_command, split_call
from tests.cli.test_completion import by_environment
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["gaps", "nals"], ("gaps", ["nals"])),
        (["add", "event", "--dry-run"], ("add-event", ["--dry-run"])),
        (["add event", "--dry-run"], ("add-event", ["--dry-run"])),
        (["add"], ("add", [])),
        (["add", "--dry-run", "event"], ("add", ["--dry-run", "event"])),
        (["nothing", "at all"], ("nothing", ["at all"])),
    ],
)
def test_a_call_begins_with_the_name_of_a_command(words: list[str], found: tuple[str, list[str]]) -> None:
    assert split_call(words) == found


def test_every_name_of_two_words_is_in_its_family() -> None:
    """No name has more words, and each can be loaded."""
    names = [name for name in (*ALIASES, *COMMANDS) if " " in name]
    assert sorted(names) == sorted(name for family in FAMILIES.values() for name in family)
    for first, family in FAMILIES.items():
        assert first not in COMMANDS
        for name in family:
            assert name.split()[0] == first
            assert len(name.split()) == 2
            assert callable(load_command(name).run)


@pytest.mark.parametrize("words", [["add", "--help"], ["add", "-h"], ["help", "add"], ["add", "--help", "event"]])
def test_the_help_of_a_first_word_lists_its_commands(words: list[str], cli: Cli) -> None:
    result = cli(*words)
    assert (result.code, result.err) == (0, "")
    first, blank, *rows = result.out.splitlines()
    assert (first, blank) == ("Usage: cbi add COMMAND [ARGS]...", "")
    listed = [row.strip().partition("  ")[0] for row in rows[: rows.index("")]]
    assert tuple(listed) == FAMILIES["add"]
    assert "Add an event." in rows[0]


def test_the_help_of_a_first_word_is_in_the_language_of_the_call(cli: Cli) -> None:
    out = cli("add", "--help", "--lang", "es").out
    assert out.startswith("Uso: cbi add COMMAND")
    assert "Agrega un evento." in out or "Agregar un evento." in out


@pytest.mark.parametrize("words", [["add"], ["add", "--dry-run"], ["--", "add"]])
def test_a_first_word_alone_is_refused_with_its_commands(words: list[str], cli: Cli) -> None:
    result = cli(*words)
    listed = ", ".join(FAMILIES["add"])
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cbi: error: `cbi add` needs a second word\n  help: one of: {listed}\n"


@pytest.mark.parametrize(
    ("words", "wrong", "meant"),
    [
        (["add", "evnt"], "add evnt", "add event"),
        (["ad", "event"], "ad", "add event"),
        (["ad", "evnt", "--dry-run"], "ad", "add event"),
        (["help", "add", "evnt"], "add evnt", "add event"),
        (["add_event"], "add_event", "add-event"),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(words: list[str], wrong: str, meant: str, cli: Cli) -> None:
    result = cli(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cbi: error: no such command `{wrong}`\n  help: did you mean `{meant}`?\n"


def test_a_second_word_like_none_gets_all(cli: Cli) -> None:
    listed = ", ".join(FAMILIES["add"])
    assert cli("add", "zzzz").err == f"cbi: error: no such command `add zzzz`\n  help: one of: {listed}\n"


def test_another_name_is_the_same_command(cli: Cli) -> None:
    assert cli("add", "event", "--help") == cli("add-event", "--help")
    assert cli("--", "add", "event", "--help") == cli("add-event", "--help")
    assert cli("add", "event", "--no-inptu").err.endswith("did you mean `--no-input`?\n")
    assert "as in `cbi add-event --dry-run`" in cli("--dry-run", "add", "event").err


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_words_of_a_name_are_completed_one_by_one(shell: str) -> None:
    first = respond(by_environment(shell, "cbi ad"))
    second = respond(by_environment(shell, "cbi add ev"))
    assert first is not None
    assert second is not None
    assert "add event" not in first.text
    assert "event" in first.text
    assert "Add an event." in second.text
