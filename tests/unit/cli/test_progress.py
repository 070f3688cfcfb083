"""The bar that says how far the reading is: only where somebody looks and has to wait, and gone at the end."""

from __future__ import annotations

import re
import sys

import pytest

from cbi_cli.cli import progress
from cbi_cli.cli.progress import make_progress_bar
from cbi_cli.core.settings import Settings
from tests.conftest import TODAY


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(progress, "time", found)
    return found


@pytest.mark.parametrize(
    ("is_terminal", "is_dumb", "is_shown"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_a_bar_is_for_a_terminal_that_can_overwrite_a_line(
    is_terminal: bool, is_dumb: bool, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    assert (make_progress_bar(Settings(TODAY, is_dumb=is_dumb)) is not None) is is_shown


def test_a_bar_comes_after_a_second_and_goes_at_the_end(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    bar = make_progress_bar(Settings(TODAY))
    assert bar is not None
    bar(0.2)
    clock.now += 0.75
    bar(0.4)
    assert capsys.readouterr() == ("", "")
    clock.now += 0.25
    bar(0.5)
    # Rich writes the bar in two colors: what is done, and what is left.
    first = capsys.readouterr().err
    done = re.search("\x1b\\[91m(━+)", first)
    assert done is not None
    assert len(done[1]) == 20
    assert re.sub("\x1b\\[[0-9;]*m", "", first) == f"reading \r{'━' * 20}╺{'━' * 19}  50%\r"
    bar(1)
    assert capsys.readouterr().err == " " * 60 + "\r"


def test_a_reading_that_is_done_in_a_second_shows_no_bar(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = make_progress_bar(Settings(TODAY))
    assert bar is not None
    bar(0)
    clock.now += 0.5
    bar(1)
    assert capsys.readouterr() == ("", "")
