"""Nothing that is given empty is taken for something that was not given: an unset variable opens no gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cbi_cli.cli.parser import Parameter
from cbi_cli.cli.registry import COMMANDS, load_command
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import make_repository

KNOWN: dict[str, tuple[Parameter, ...]] = {name: load_command(name).parameters for name in COMMANDS}
REQUIRED = {
    "compare": ["."],
    "history": ["talks"],
    "show": ["talks"],
    "list": ["events"],
    "export": ["parquet"],
    "init": ["new"],
    "search": ["talks"],
}


def _calls() -> Iterator[tuple[str, Parameter, list[str]]]:
    """Each command with each of its parameters, given empty in every way that it can be written."""
    for name, known in KNOWN.items():
        for one in known:
            if one.is_flag:
                continue
            for empty in ("", " "):
                if not one.names:
                    # The arguments before it have to be given, too.
                    before = [other for other in known[: known.index(one)] if not other.names]
                    yield name, one, [*["2022"] * len(before), empty]
                    continue
                for written in one.names:
                    yield name, one, [*REQUIRED.get(name, ()), written, empty]
                    if written.startswith("--"):
                        yield name, one, [*REQUIRED.get(name, ()), f"{written}={empty}"]


CALLS = list(_calls())


def test_the_walk_covers_every_command_and_option() -> None:
    walked = {(name, one.attribute) for name, one, _ in CALLS}
    assert walked == {(name, one.attribute) for name in COMMANDS for one in KNOWN[name] if not one.is_flag}
    assert {("validate", "base"), ("add-event", "note"), ("scorecard", "as_of"), ("diff", "base")} <= walked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_repository(tmp_path, dataset_files(event_toml("2022-05-04")))


def _contents(folder: Path) -> dict[str, bytes]:
    inside = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path): path.read_bytes() for path in inside}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_refuses_to_be_empty(name: str, folder: Path, cli: Cli) -> None:
    before = _contents(folder)
    for called, one, words in CALLS:
        if called != name:
            continue
        # An abbreviated format is a word that only Typer reads, so both ways through are tried.
        formats = [other.choices[-1] for other in KNOWN[name] if other.attribute == "output_format"]
        ways = [words, *([f"-f{chosen}", *words] for chosen in formats)]
        for way in ways:
            result = cli(name, *way, folder=folder)
            assert (result.code, result.out) == (2, ""), way
            assert one.display_name.lower() in result.err.lower(), way
            assert "empty" in result.err or one.choices, way
    assert _contents(folder) == before


@pytest.mark.parametrize("words", [(), ("-fjson",), ("--format", "json")])
@pytest.mark.parametrize("variable", ["CBI_DATASET", "CBI_LANG"])
def test_an_empty_variable_of_an_option_is_refused(
    variable: str, words: tuple[str, ...], folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "")
    result = cli("scorecard", "2022", *words, folder=folder)
    assert (result.code, result.out) == (2, "")
    assert f"{variable} is empty" in result.err
    given = {"CBI_DATASET": ("--dataset", "."), "CBI_LANG": ("--lang", "en")}[variable]
    assert cli("scorecard", "2022", *words, *given, folder=folder).code == 0


def test_these_are_all_variables_of_options() -> None:
    known = {one.envvar for options in KNOWN.values() for one in options}
    assert known == {None, "CBI_DATASET", "CBI_LANG"}


def test_an_empty_day_is_refused(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_TODAY", "")
    result = cli("validate", folder=folder)
    assert (result.code, "CBI_TODAY is empty" in result.err) == (2, True)
