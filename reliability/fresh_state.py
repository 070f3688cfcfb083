"""A plugin of pytest for mutation runs: each test sees the changed program, without state of the test before.

Functions of the program forget what they remember: otherwise a changed function whose answer is remembered would not
be asked again, and the change would seem to live. A test that starts another Python, or a terminal, is skipped at that
point: what it starts is the installed program, which has no change in it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

_STATE = {"in a test": False}


def pytest_runtest_setup() -> None:
    """Clear the caches of all functions of the program."""
    for name, module in list(sys.modules.items()):
        if name.startswith("cbi_cli."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def pytest_configure() -> None:
    """Watch which processes the tests start."""
    sys.addaudithook(skip_other_processes)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Remember that a test runs."""
    _STATE["in a test"] = True
    try:
        return (yield)
    finally:
        _STATE["in a test"] = False


def skip_other_processes(event: str, values: tuple[Any, ...]) -> None:
    """Skip the test that runs if it starts another Python or a terminal."""
    if _STATE["in a test"] and starts_another(event, values):
        pytest.skip("it starts a program in which nothing is changed")


def starts_another(event: str, values: tuple[Any, ...]) -> bool:
    """Tell whether an audit event is the start of another Python, by itself or by a shell, or of a terminal."""
    if event == "os.forkpty":
        return True
    if event != "subprocess.Popen":
        return False
    executable, words, *_ = values
    return any(sys.executable in str(word) for word in (executable, *words))
