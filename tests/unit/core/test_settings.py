"""What the environment says becomes values, once."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Cache, Color, Settings, read_environment, read_settings


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


def test_settings_without_an_environment_keep_nothing() -> None:
    found = Settings(date(2022, 1, 1))
    assert found.cache == Cache(None, False, False)
    assert (found.lang, found.width, found.color, found.dataset, found.is_dumb) == ("en", None, False, None, False)
    assert found.ci == {}


def test_only_known_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_DATASET", "x")
    monkeypatch.setenv("SECRET_TOKEN", "y")
    found = read_environment()
    assert found["CBI_DATASET"] == "x"
    assert "SECRET_TOKEN" not in found


def test_a_day_is_that_of_the_variable() -> None:
    assert read_settings({"CBI_TODAY": "2022-10-13"}).today == date(2022, 10, 13)
    for wrong in ("", " ", "2022-13-01", "today"):
        with pytest.raises(CbiError, match="CBI_TODAY"):
            read_settings({"CBI_TODAY": wrong})


@pytest.mark.parametrize(
    ("environ", "choice", "color"),
    [
        ({}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": ""}, "auto", True),
        ({"NO_COLOR": "1"}, "always", True),
        ({}, "never", False),
    ],
)
def test_color_is_as_asked_for_or_as_the_terminal_can(
    environ: dict[str, str], choice: Color, color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert read_settings(environ, color=choice).color is color


def test_a_pipe_has_no_color_and_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    found = read_settings({"COLUMNS": "100"})
    assert (found.color, found.width) == (False, None)


def test_the_width_is_that_of_the_variable_or_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(os, "get_terminal_size", lambda number: os.terminal_size((132, 24)))
    assert [read_settings({"COLUMNS": text}).width for text in ("100", "7", "x", "0")] == [100, 20, 132, 132]
    assert read_settings({}).width == 132

    def fails(number: int) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", fails)
    assert read_settings({}).width == 80


def test_the_cache_is_switched_off_by_a_variable_or_an_option(tmp_path: Path) -> None:
    folder = {"CBI_CACHE_DIR": str(tmp_path)}
    assert read_settings(folder).cache == Cache(tmp_path, True, False)
    assert read_settings(folder, no_cache=True).cache == Cache(tmp_path, False, False)
    assert read_settings(folder | {"CBI_NO_CACHE": "1"}).cache == Cache(tmp_path, False, False)
    assert read_settings(folder | {"CBI_REBUILD": "1"}).cache == Cache(tmp_path, True, True)


def test_variables_of_ci_systems_are_kept_together() -> None:
    found = read_settings({"GITHUB_REF": "refs/pull/7/merge", "CBI_DATASET": "x"})
    assert (found.ci, found.dataset) == ({"GITHUB_REF": "refs/pull/7/merge"}, "x")
