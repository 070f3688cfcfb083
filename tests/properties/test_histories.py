"""A revision is read as its checkout is, whatever happened in the history."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings

from tests.properties.histories import HISTORIES, Step, check


@settings(max_examples=15)
@given(HISTORIES)
def test_a_revision_holds_what_its_checkout_holds(history: tuple[str, list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert check(history, Path(folder)) >= 2
