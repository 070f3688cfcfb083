"""A plugin of pytest for mutation runs.

No test finds what a function remembered in the test before: otherwise a changed function whose answer is remembered
would not be asked again, and the change would seem to live. A change that nobody can notice by its kind is not tried.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path

import pytest

from reliability.mutants import changes


def pytest_runtest_setup() -> None:
    """Make all functions of the program forget."""
    for name, module in list(sys.modules.items()):
        if name.startswith("cbi_cli."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out all tests for a change that is plainly equal; it counts as a survivor."""
    if os.environ.get("MUTANT_UNDER_TEST") in plainly_equal(Path("src").resolve()):
        items.clear()


@cache
def plainly_equal(folder: Path) -> frozenset[str]:
    """The names of such changes; found once, before the processes that try the changes part."""
    found: set[str] = set()
    for path in folder.rglob("*.meta"):
        names = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name for name, change in changes(path.with_suffix(""), names) if change.plainly_equal}
    return frozenset(found)
