"""An analyst keeps a dataset for a year without opening a file: at the prompts of a terminal, or by options alone."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tools import play_a_year
from tools.play_a_year import EVENTS, NEW_SOURCES, Played

from tests.conftest import Cli
from tests.repositories import commit, git

LEFT = [f"Test event {number}" for number in range(1, len(EVENTS) + 1) if number != 10]
"""The titles of the events that are there at the end."""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, Played]]]:
    """The dataset after a year at the prompts, and what each command took."""
    folder = play_a_year.begin(tmp_path_factory.mktemp("typed"))
    return folder, list(play_a_year.play_at_prompts(folder))


def read_files(folder: Path) -> dict[str, Any]:
    """All data of a dataset, and its changelog."""
    files: dict[str, Any] = {
        path.relative_to(folder).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.toml")
    }
    files["CHANGELOG.md"] = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    return files


def made_up(files: dict[str, Any], file: str, name: str, beginning: str) -> list[str]:
    """The names of the records of a file that the analyst added."""
    (records,) = files[file].values()
    return [record[name] for record in records if record[name].startswith(beginning)]


def test_a_year_at_the_prompts(typed: tuple[Path, list[tuple[str, Played]]], cli: Cli) -> None:
    folder, calls = typed
    assert [words for words, _ in calls].count("add-event") == 16
    files = read_files(folder)
    assert sorted(made_up(files, "events/2023.toml", "title", "Test")) == sorted(LEFT)
    assert len(made_up(files, "sources.toml", "title", "Test source")) == NEW_SOURCES == 10
    assert made_up(files, "institutions.toml", "name", "Test") == ["Test Bridges Group", "Test Rivers Group"]
    assert made_up(files, "withdrawn.toml", "title", "Test") == ["Test event 10"]
    agreement = next(event for event in files["events/2023.toml"]["event"] if event["title"] == "Test event 5")
    # Corrected; the wrong correction is undone; and the id stays.
    assert (agreement["id"], str(agreement["start"])) == ("2023-04-18-test-event-5", "2023-04-19")
    assert agreement["level"] == "agency"
    covered = [row["id"] for row in files["indicators.toml"]["indicator"] if is_covered(row)]
    assert sorted(covered) == sorted(play_a_year.ROWS)
    assert len(files["editions/2023.toml"]["row"]) == 11
    assert files["dataset.toml"]["version"] == "1.1.0"

    strict = cli("validate", "--strict", folder=folder)
    assert (strict.code, "checks: no errors" in strict.out + strict.err) == (0, True)
    shown = cli("diff", "us-mexico-v1.0.0", folder=folder).out
    assert [title for title in LEFT if f": {title} (in" not in shown] == []
    assert "\n2 lights change in 2023, 2 series change\n" in shown
    assert "\nInterparliamentary Meetings  ○○○ unknown  ●○○ green" in shown
    assert "\nBorder Governors meetings    ○○○ unknown  ○○● red" in shown
    card = json.loads(cli("scorecard", "2023", "--format", "json", folder=folder).out)
    assert (card["totals"]["unknown"], {row["published"]["agreement"] for row in card["rows"]}) == (0, {"agrees"})
    commit(folder, "Release us-mexico 1.1.0")
    git(folder, "tag", "us-mexico-v1.1.0")
    assert cli("release", "--check", folder=folder).code == 0


def is_covered(row: dict[str, Any]) -> bool:
    """Tell whether the analyst has looked through the year 2023 for a row."""
    return any(entry["source"] == play_a_year.REPORT for entry in row.get("coverage", ()))


def test_the_same_year_by_options_alone(typed: tuple[Path, list[tuple[str, Played]]], tmp_path: Path, cli: Cli) -> None:
    folder = play_a_year.begin(tmp_path)
    for call in play_a_year.list_calls():
        result = cli(*call.words, *call.options, folder=folder)
        assert result.code == 0, (call, result.err)
        # No question is asked, not even one that is answered by the end of the input.
        assert "? [" not in result.err
    assert read_files(folder) == read_files(typed[0])
