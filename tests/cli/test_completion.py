"""What the shell offers when a word is completed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli.cli.completion import respond
from cbi_cli.cli.typer_app import run_with_typer
from tests.conftest import ROOT
from tests.datasets import TALKS, dataset_files, event_toml
from tests.repositories import write_files

LINES = [
    "cbi gaps n",
    "cbi gaps nals h",
    "cbi show 2022-10-13",
    "cbi explain 2022 hl",
    "cbi explain 2022 nals x",
    "cbi timeline --kind v",
    "cbi timeline -k visit --source cbi-b",
    "cbi gaps --dataset us",
    "cbi scorecard --format m",
    "cbi scorecard --fo",
    "cbi timeline --kind visit --k",
    "cbi list e",
    "cbi list events ",
    "cbi schema --output x ev",
    "cbi validate da",
    "cbi gaps zzz",
]


def by_environment(shell: str, line: str) -> dict[str, str]:
    """What the scripts of a shell put into the environment to ask for the end of a line."""
    number = len(line.split()) - (not line.endswith(" "))
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(number)} if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line}
    return {"_CBI_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args", **asked}


def offered(shell: str, text: str) -> list[str]:
    """The words in an answer, without what is said about them."""
    if shell == "zsh":
        return re.findall(r'^(?:_arguments \'\*: :\(\()?"([^"]*)"', text, re.MULTILINE)
    return [line.partition("\t")[0] for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("cbi gaps n", ["nals", "north-capital-forum"]),
        ("cbi show 2022-10-13-h", ["2022-10-13-high-level-security-dialogue"]),
        ("cbi explain 2022 hl", ["hled", "hlsd"]),
        ("cbi timeline --kind v", ["visit"]),
        ("cbi timeline --source cbi-brief-ju", ["cbi-brief-july-2023", "cbi-brief-june-2022"]),
        ("cbi gaps --dataset us", ["us-mexico"]),
        ("cbi scorecard --format m", ["markdown"]),
        ("cbi scorecard --fo", ["--format"]),
        ("cbi init --from us-mexico --pa", ["--parties", "--party-name"]),
        ("cbi reco", ["reconcile"]),
        ("cbi help reco", ["reconcile"]),
        ("cbi ad", ["add-event", "add"]),
        ("cbi add ev", ["event"]),
        ("cbi help add ev", ["event"]),
        ("cbi add event --no-", ["--no-input"]),
        ("cbi gaps zzz", []),
    ],
)
def test_a_word_is_completed(line: str, offers: list[str]) -> None:
    env = {**os.environ, **by_environment("bash", line), "PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, "-m", "cbi_cli"]
    done = subprocess.run(call, capture_output=True, text=True, env=env, cwd=ROOT, check=False)
    assert sorted(done.stdout.split()) == sorted(offers)
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", LINES)
def test_the_same_words_are_offered_as_typer_offers(
    line: str, shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = by_environment(shell, line)
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    run_with_typer(())
    found = respond(asked)
    assert found is not None
    assert sorted(offered(shell, found.text)) == sorted(offered(shell, capsys.readouterr().out))


@pytest.mark.parametrize("line", ["cbi nonsense x", "cbi gaps 'open", "cbi --ver", "cbi gaps --format=j"])
def test_what_is_rare_is_left_to_typer(line: str) -> None:
    assert respond(by_environment("fish", line)) is None


@pytest.mark.parametrize(("line", "code"), [("cbi gaps na", 0), ("cbi gaps zzz", 1)])
def test_fish_is_told_by_the_exit_code_whether_there_is_anything(line: str, code: int) -> None:
    assert respond({**by_environment("fish", line), "_TYPER_COMPLETE_FISH_ACTION": "is-args"}) == ("", code)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_label_cannot_give_orders_to_the_shell(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "Talks <(touch x) $(touch x) `touch x` ' \\\" [red] ; & | )) \\\\"
    talks = TALKS.replace("The Talks", name)
    assert name in talks
    write_files(tmp_path, dataset_files(event_toml("2022-05-04"), institutions=talks))
    monkeypatch.chdir(tmp_path)
    asked = by_environment(shell, "cbi timeline --institution ta")
    for variable, value in asked.items():
        monkeypatch.setenv(variable, value)
    run_with_typer(())
    found = respond(asked)
    assert found is not None
    for text in (found.text, capsys.readouterr().out):
        assert offered(shell, text) == ["talks"]
        told = text.strip().removeprefix("_arguments '*: :((").removesuffix("))'").replace('"talks":', "")
        assert re.fullmatch(r'"?(talks)?[\w\s]+"?', told)
