"""A command runs once: what goes wrong on the way is told as it is, and nothing is tried a second time."""

from __future__ import annotations

import ast
import inspect
import os
from pathlib import Path

import pytest

from cbi_cli import api
from cbi_cli.cli import main
from cbi_cli.formats.registry import Format
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    write_files(folder, dataset_files(event_toml("2022-05-04")))
    return folder


@pytest.mark.parametrize("error", [TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError])
@pytest.mark.parametrize(
    "words", [["scorecard", "2022"], ["timeline", "--year", "2022"], ["gaps", "--format", "json"], ["info"]]
)
def test_a_renderer_that_fails_once_is_an_internal_error(
    words: list[str], error: type[Exception], data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fails_once(*given: object) -> str:
        calls.append(given)
        if len(calls) == 1:
            raise error("on the first call")
        return "the second call\n"

    monkeypatch.setattr(Format, "render", fails_once)
    result = cli(*words, folder=data)
    assert (result.code, result.out, len(calls)) == (2, "", 1)
    assert f"internal error: {error.__name__}" in result.err


def test_a_snapshot_that_an_earlier_call_left_open_explains_no_error(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> str:
        raise ValueError("always")

    assert cli("info", folder=data).code == 0
    with api.open_dataset(data) as earlier:
        # It was compared with its files once, and a second time it would be taken for a damaged one.
        assert not earlier.snapshot.rebuild_if_damaged()
        monkeypatch.setattr(Format, "render", fails)
        result = cli("scorecard", "2022", folder=data)
    assert result.code == 2
    assert "internal error: ValueError" in result.err


def test_init_that_fails_when_the_folder_is_in_place_says_so(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def fails_behind(old: str, new: str) -> None:
        replace(old, new)
        raise RuntimeError("behind the move")

    monkeypatch.setattr(os, "replace", fails_behind)
    result = cli("init", "new", "--from", "us-mexico", folder=tmp_path)
    assert result.code == 2
    assert "internal error: RuntimeError: behind the move" in result.err
    assert "not empty" not in result.err
    assert (tmp_path / "new" / "dataset.toml").is_file()


def test_the_module_that_runs_commands_calls_each_function_that_runs_one_at_one_place() -> None:
    """A second call is what a new way of running a command again would need."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(main))) if isinstance(node, ast.Call)]
    named = [ast.unparse(node.func) for node in calls]
    assert {name: named.count(name) for name in ("_run", "command.run")} == {"_run": 1, "command.run": 1}
