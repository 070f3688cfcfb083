"""A person at a terminal, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import Cli, CliResult

Talk = Callable[..., CliResult]


@pytest.fixture
def talk(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Call `add-event`, or another command, on a terminal in plain mode with answers.

    An exception among them, or the end of them, ends the call. The questions are in what came on stderr.
    """

    def call(
        folder: Path, answers: Sequence[str | BaseException], *words: str, command: str = "add-event"
    ) -> CliResult:
        left = list(answers)

        def answer(prompt: str) -> str:
            found = left.pop(0) if left else KeyboardInterrupt()
            if isinstance(found, BaseException):
                raise found
            sys.stderr.write(f"{prompt}{found}\n")
            return found

        with monkeypatch.context() as terminal:
            terminal.setattr("builtins.input", answer)
            terminal.setenv("CBI_PROMPTS", "plain")
            terminal.setattr(sys.stdin, "isatty", lambda: True, raising=False)
            terminal.setattr(sys.stderr, "isatty", lambda: True, raising=False)
            result = cli(*command.split(), *words, folder=folder)
        assert left == []
        return result

    return call
