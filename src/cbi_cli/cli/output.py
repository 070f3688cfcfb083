"""Write the result of a report to stdout or to a file, in the format that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from cbi_cli.cli.console import write_stdout
from cbi_cli.cli.options import ViewOptions
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings
from cbi_cli.formats.registry import Format, render
from cbi_cli.views.report_view import ReportView

Form = TypeVar("Form", bound=str)
_FORMATS_BY_SUFFIX: dict[str, tuple[Format, ...]] = {
    ".json": ("json",),
    ".csv": ("csv", "csv-excel"),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".html": ("html",),
    ".htm": ("html",),
    ".svg": ("svg",),
    ".txt": ("table",),
}


def write_view(view: ReportView[Any], options: ViewOptions, settings: Settings) -> None:
    """Write a view to stdout or a file; without a format a file's suffix chooses it, and `-` is stdout.

    Raises CbiError when the file cannot be written, or when its name and the format do not fit.
    """
    output_format = choose_format(options.output, options.output_format, _FORMATS_BY_SUFFIX) or "table"
    if options.table and output_format not in ("csv", "csv-excel"):
        raise CbiError("--table selects a table of the CSV output", "add --format csv")
    if options.output is not None and str(options.output) != "-":
        from cbi_cli.workspace.atomic_write import write_result

        write_result(options.output, render(view, output_format, table=options.table))
        return
    encoding = sys.stdout.encoding if output_format == "table" else None
    text = render(view, output_format, settings.width, settings.color, encoding, options.table)
    write_stdout(text, for_programs=output_format != "table")


def choose_format(output: Path | None, form: Form | None, by_suffix: Mapping[str, tuple[Form, ...]]) -> Form | None:
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
