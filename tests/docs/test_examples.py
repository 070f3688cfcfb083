"""Every example that a help text gives runs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cbi_cli.cli.typer_app import make_app
from tests.conftest import US_MEXICO, Cli
from tests.repositories import git, make_repository

COMMANDS: dict[str, Any] = get_command(make_app()).commands  # type: ignore[attr-defined]


def _examples(name: str) -> list[str]:
    """The calls below "Examples:", those over several lines joined."""
    text = (COMMANDS[name].help or "").partition("Examples:")[2].replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip().startswith("cbi ")]


ALL = [example for name in COMMANDS for example in _examples(name)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a dataset that may be written, kept in git, with a tag."""
    shutil.copytree(US_MEXICO, tmp_path / "datasets" / "us-mexico")
    make_repository(tmp_path)
    git(tmp_path, "tag", "v1.0.0")
    return tmp_path


def write_meetings(folder: Path, is_mapped: bool) -> None:
    """Write the table that the examples of `import` name, and its mapping."""
    (folder / "meetings.csv").write_text(
        "Date,Event,Evento,Source\n1901-02-03,They meet,Se reúnen,cbi-2022\n", encoding="utf-8"
    )
    if is_mapped:
        (folder / "meetings.mapping.toml").write_text(
            'confirmed = true\n[columns]\nstart = "Date"\ntitle = "Event"\ntitle_es = "Evento"\nsources = "Source"\n'
            '[constants]\nkind = "meeting"\nlevel = "cabinet"\nparties = ["us", "mx"]\n'
        )


ASKING = [one for one in ALL if re.fullmatch(r"cbi (init|add-event|add [a-z]+|cover [0-9]+|edition new [0-9]+)", one)]
"""Calls without options, which ask, and so need a person."""

SERVING = ["cbi site --serve"]
"""Calls that run until they are stopped: tests/unit/publish/test_server.py has them."""


@pytest.mark.parametrize("example", [one for one in ALL if one not in (*ASKING, *SERVING)])
def test_example_runs(example: str, cli: Cli, folder: Path) -> None:
    words = shlex.split(example)[1:]
    if words[0] == "release":
        topics = folder / "datasets" / "us-mexico" / "topics.toml"
        topics.write_text(topics.read_text().replace('label = "Trade"', 'label = "Trade in goods"'))
    if words[0] == "undo":
        assert cli("edit", "trade", "--set", "label=Trade in goods", "--yes", folder=folder).code == 0
    if words[0] == "import":
        write_meetings(folder, is_mapped="--guess" not in words)
    result = cli(*words, folder=folder)
    # A release is due, and `--check` says so.
    assert result.code == int("--check" in words and words[0] == "release"), result.err
    written = [folder / words[at + 1] for at, word in enumerate(words) if word == "--output"]
    # What `import` writes to stderr is not its result.
    assert result.out or "--yes" in words or all(path.stat().st_size for path in written)


@pytest.mark.parametrize("example", ASKING)
def test_a_call_without_options_asks_and_so_needs_a_person(example: str, cli: Cli, folder: Path) -> None:
    result = cli(*shlex.split(example)[1:], folder=folder)
    assert result.code == 2
    assert "missing: " in result.err


def test_every_command_has_at_least_one_example_of_its_own() -> None:
    for name in COMMANDS:
        examples = _examples(name)
        assert examples, name
        assert all(re.match(rf"cbi {name}( |$)", one) for one in examples)
