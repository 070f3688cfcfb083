"""The world around one call: streams, width, color, today."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from cbi_cli.cli.console import write_stdout
from cbi_cli.core.errors import CbiError
from cbi_cli.render.output import Format, render
from cbi_cli.render.view import View

Color = Literal["auto", "always", "never"]
Form = TypeVar("Form", bound=str)
_BY_SUFFIX: dict[str, tuple[Format, ...]] = {
    ".json": ("json",),
    ".csv": ("csv", "csv-excel"),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".html": ("html",),
    ".htm": ("html",),
    ".svg": ("svg",),
    ".txt": ("table",),
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
        raise CbiError(f"CBI_TODAY is `{given}`, which is not a date", "write it as 2022-10-13") from None


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


def show(view: View[Any], form: Format | None, output: Path | None, color: Color, table: str = "") -> None:
    """Write a view to stdout or a file; without a format a file's suffix chooses it, and `-` is stdout.

    Raises CbiError when the file cannot be written, or when its name and the format do not fit.
    """
    chosen = form_of(output, form, _BY_SUFFIX) or "table"
    if table and chosen not in ("csv", "csv-excel"):
        raise CbiError("--table selects a table of the CSV output", "add --format csv")
    if output is not None and str(output) != "-":
        from cbi_cli.cli.files import write_result

        write_result(output, render(view, chosen, table=table))
        return
    encoding = sys.stdout.encoding if chosen == "table" else None
    text = render(view, chosen, terminal_width(), wants_color(color), encoding, table)
    write_stdout(text, for_programs=chosen != "table")


def form_of(output: Path | None, form: Form | None, by_suffix: Mapping[str, tuple[Form, ...]]) -> Form | None:
    """Return the format of a result: the one that is given, else that of the file's suffix, else None.

    A suffix may name several formats, the first by default. Raises CbiError for a suffix that names no format, unless
    one is given, and for one that names another format than the one given. Streams and names without a suffix, and
    `.txt` beside a format, are let through.
    """
    if output is None or str(output) == "-" or str(output).startswith("/dev/"):
        return form
    suffix = output.suffix.lower()
    if not suffix:
        return form
    named = by_suffix.get(suffix)
    if form is None and named is None:
        known = ", ".join(by_suffix)
        raise CbiError(f"--output: `{suffix}` is not the suffix of a format", f"use one of {known}, or give --format")
    if form is None or named is None:
        return form or (named[0] if named else None)
    if form not in named and suffix != ".txt":
        raise CbiError(
            f"--output: `{suffix}` is the suffix of {named[0]}, and --format is {form}",
            "name the file differently, or leave out --format",
        )
    return form
