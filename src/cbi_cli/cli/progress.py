"""A progress bar for reading a large dataset, on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from cbi_cli.cli.console import translate
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings

_DELAY_SECONDS = 1.0
"""Shorter waits need no progress bar."""


def make_progress_bar(settings: Settings) -> Callable[[float], None] | None:
    """Return a function that shows how much was read, from 0 to 1.

    Return None if stderr cannot show it.
    """
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
        if done >= 1:
            # The bar is overwritten, and the next text begins in its place.
            console.print(" " * 60, end="\r")
            return
        label = translate(message("reading "))
        bar = ProgressBar(completed=done * 100, width=40)
        console.print(label, bar, f" {done:4.0%}", sep="", end="\r")
