"""Work grows with the input and no faster; it is counted in calls of functions, Python's own among them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from cbi_cli.api import validate_files
from cbi_cli.rules import unknown_place, unknown_reference
from tests.conftest import TODAY
from tests.limits.shapes import SHAPES, Files, make_dataset

LENGTH = 4000
START = 4000
"""Calls for a small dataset; so many are no sign of anything."""


def counted(call: Callable[[], object]) -> int:
    """Return how many functions a call calls, those written in C too."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(before)
    return calls


def work(files: Files) -> int:
    """How many functions are called until a dataset is checked."""
    return counted(lambda: validate_files(files, TODAY))


@pytest.mark.parametrize("name", SHAPES)
def test_four_times_as_much_is_no_more_than_some_four_times_the_work(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is squared would be sixteen times as much. Names are compared up to a bound, which is passed here early."""
    for rule in (unknown_reference, unknown_place):
        monkeypatch.setattr(rule, "_MAX_COMPARISONS", 100)
    work(make_dataset(name, 10))
    once, four_times = work(make_dataset(name, LENGTH)), work(make_dataset(name, 4 * LENGTH))
    assert four_times < 6 * max(once, START)
