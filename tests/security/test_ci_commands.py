"""No text of the data, of a file name or of a call reaches a CI system as a command, whatever command prints it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cbi_cli.cli import lines
from cbi_cli.cli.registry import COMMANDS
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml
from tests.hostile.texts import ACCEPTED_TEXTS, expected_plain_text, find_commands
from tests.repositories import commit, make_repository, write_files

PAYLOADS = {name: text for name, text in ACCEPTED_TEXTS.items() if find_commands(text)}
SOURCES = sorted((ROOT / "src" / "cbi_cli").rglob("*.py"))
MAY_WRITE = {"cli/console.py", "__main__.py"}
"""The module that everything is written through, and the version without loading it."""


def toml(text: str) -> str:
    """A text as a TOML string of several lines, so that each of its lines is a line of the file."""
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'


def harms(*streams: str) -> list[str]:
    """The commands in what a call wrote, without those that the form `github` is made of."""
    own = re.compile("(?m)^::(?=(error|warning|notice) file=)")
    return [line for one in streams for line in find_commands(own.sub("", one))]


def test_the_payloads_are_of_all_systems() -> None:
    assert len(PAYLOADS) >= 7
    assert all(not find_commands(expected_plain_text(one)) for one in PAYLOADS.values())


@pytest.mark.parametrize("name", PAYLOADS)
def test_fmt_shows_a_diff_without_commands(name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", f"note = {toml(PAYLOADS[name])}")))
    path = tmp_path / "events" / "2022.toml"
    path.write_text(path.read_text() + f"\n\n\n# {PAYLOADS[name].splitlines()[0]}\ntopics   =   []\n")
    for words in (["fmt", "--diff"], ["fmt", "--check", "--diff"], ["validate", "--fix"], ["fmt"]):
        result = cli(*words, folder=tmp_path)
        assert result.code in (0, 1)
        assert harms(result.out, result.err) == []


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github", "sarif", "junit", "gitlab"])
def test_an_error_in_a_file_is_shown_without_commands(form: str, name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(
        tmp_path,
        dataset_files(event_toml("2022-05-04", f"note = {toml(PAYLOADS[name])}\nlevel = {toml(PAYLOADS[name])}")),
    )
    broken = tmp_path / "events" / "2023.toml"
    broken.write_text(f"[[event]]\n{PAYLOADS[name]}\nid = {toml(PAYLOADS[name])}\n[[{PAYLOADS[name]}]]\n")
    result = cli("validate", "--format", form, folder=tmp_path)
    assert result.code == 1
    assert harms(result.out, result.err) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_change_is_told_without_commands(name: str, tmp_path: Path, cli: Cli) -> None:
    """Titles, notes, file names, revisions and folders, each a payload."""
    folder = re.sub("[/\\0]", "", PAYLOADS[name])[:100]
    root = tmp_path / folder
    root.mkdir()
    make_repository(root, dataset_files(event_toml("2022-05-04")))
    noted = event_toml("2022-05-04", f"note = {toml(PAYLOADS[name])}") + event_toml(
        "2022-06-04", f"title = {toml(PAYLOADS[name])}"
    )
    write_files(root, dataset_files(noted))
    commit(root, "Change")
    calls = [
        ["diff", "HEAD~1", "HEAD"],
        ["diff", "HEAD~1", "HEAD", "--format", "markdown"],
        ["diff", "HEAD~1", "HEAD", "--format", "csv"],
        ["diff", "HEAD~1", "HEAD", "--format", "json"],
        ["diff", "--", PAYLOADS[name]],
        ["release", "--dry-run", "--since", "HEAD~1"],
        ["release", "--dry-run", "--since", PAYLOADS[name]],
        ["validate", "--base", "HEAD~1"],
        ["validate", "--base", PAYLOADS[name]],
        ["gaps", "--at", PAYLOADS[name]],
        ["info"],
        ["show", "2022-06-04-meeting"],
        ["add-event", "--no-input", "--dry-run", "--start", "2022-07-01", "--title", PAYLOADS[name]],
        ["add-event", "--no-input", "--dry-run", "--note", PAYLOADS[name], "--start", PAYLOADS[name]],
    ]
    for words in calls:
        result = cli(*words, folder=root)
        assert result.code in (0, 1, 2)
        assert harms(result.out, result.err) == [], words


@pytest.mark.parametrize("command", COMMANDS)
def test_a_word_that_is_wrong_is_told_without_commands(command: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    for text in PAYLOADS.values():
        for words in ([text], ["--dataset", text], [f"--{text}"], ["--output", str(tmp_path / "no" / text)]):
            result = cli(command, *words, folder=tmp_path)
            assert result.code in (0, 1, 2)
            assert harms(result.out, result.err) == [], (command, words)


def writes(source: str) -> list[int]:
    """The lines of a module that write to a stream by themselves."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        named = ast.unparse(node.func)
        if named == "print" or re.fullmatch(
            r"sys\.(std(out|err)|__std(out|err)__)(\.buffer)?\.(write|writelines)", named
        ):
            found.append(node.lineno)
    return found


def test_a_direct_write_is_seen() -> None:
    assert writes("print(1)\nsys.stderr.write('x')\nsys.stdout.buffer.writelines([])\nput('x')\n") == [1, 2, 3]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src" / "cbi_cli").as_posix())
def test_everything_is_written_through_one_module(path: Path) -> None:
    if path.relative_to(ROOT / "src" / "cbi_cli").as_posix() not in MAY_WRITE:
        assert writes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_prompt_is_written_without_commands(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def answer(text: str) -> str:
        shown.append(text)
        return "x"

    monkeypatch.setattr("builtins.input", answer)
    for text in (f"Source [{PAYLOADS[name]}]: ", PAYLOADS[name], f"\n{PAYLOADS[name]}"):
        assert lines.read_line(text) == "x"
    assert [len(text.splitlines()) for text in shown] == [1, 1, 1]
    assert harms(*shown) == []


def test_one_function_asks() -> None:
    callers = [
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"
    ]
    assert callers == ["lines.py"]
