"""The world around one call: streams, width, color, today."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Literal

from cbi_cli.cli.streams import put as put  # noqa: PLC0414 - other modules take it from here
from cbi_cli.core.errors import CbiError
from cbi_cli.render.output import Format, render
from cbi_cli.render.page import View

Color = Literal["auto", "always", "never"]
_BY_SUFFIX: dict[str, Format] = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".svg": "svg",
    ".txt": "table",
}


def today() -> date:
    """Today, or the day that ``CBI_TODAY`` names; only checks of the data use it, never a report."""
    given = os.environ.get("CBI_TODAY")
    if given is None:
        return date.today()  # noqa: DTZ011 - the user's own calendar day is meant
    if not given.strip():
        raise CbiError("the environment variable CBI_TODAY is empty", "remove it, or write it as 2022-10-13")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CbiError(f"CBI_TODAY is `{given}`, which is no day", "write it as 2022-10-13") from None


def terminal_width() -> int | None:
    """The columns of the terminal on stdout, at least 20; None where stdout is no terminal."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return max(20, shutil.get_terminal_size().columns)


def wants_color(choice: Color) -> bool:
    """Whether to color stdout: as asked for, else only on a terminal that can and without ``NO_COLOR``."""
    if choice != "auto":
        return choice == "always"
    capable = os.environ.get("TERM", "") != "dumb" and not os.environ.get("NO_COLOR")
    return capable and sys.stdout.isatty()


def show(view: View, form: Format | None, output: Path | None, lang: str, color: Color) -> None:
    """Write a view to stdout or a file; without a format a file's suffix chooses it.

    Raises CbiError when the file cannot be written.
    """
    if output is not None:
        from cbi_cli.cli.files import write_whole

        text = render(view, form or _BY_SUFFIX.get(output.suffix.lower(), "table"), lang)
        write_whole(output, text.encode("utf-8", "replace"))
        return
    encoding = sys.stdout.encoding if form in (None, "table") else None
    text = render(view, form or "table", lang, terminal_width(), wants_color(color), encoding)
    put(text, for_programs=form not in (None, "table"))
