"""A dataset of one's own, from nothing or from a copy, that works at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli

TOOLS = [".editorconfig", ".github/workflows/cbi.yml", ".pre-commit-config.yaml", ".vscode/extensions.json"]
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
        (["--parties", "ca,us", "--from", "us-mexico"], "give one of the two"),
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
