"""How far the reading of a dataset is, on stderr, where somebody is looking and has to wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from cbi_cli.core.settings import Settings

_DELAY_SECONDS = 1.0
"""Seconds in which nobody wants to be told anything."""


def make_progress_bar(settings: Settings) -> Callable[[float], None] | None:
    """Return what is to be told how much was read, from 0 to 1; None if stderr is no terminal that can show it."""
    if settings.is_dumb or not sys.stderr.isatty():
        return None
    return _ProgressBar()


class _ProgressBar:
    """A bar that comes after a while and goes when all is read."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.drawn = False

    def __call__(self, done: float) -> None:
        if time.monotonic() - self.started < _DELAY_SECONDS and not self.drawn:
            return
        self.drawn = True
        self._draw(done)

    def _draw(self, done: float) -> None:
        from rich.console import Console
        from rich.progress_bar import ProgressBar

        console = Console(stderr=True)
        if done < 1:
            console.print("reading ", ProgressBar(completed=done * 100, width=40), f" {done:4.0%}", sep="", end="\r")
        else:
            console.print(" " * 60, end="\r")
