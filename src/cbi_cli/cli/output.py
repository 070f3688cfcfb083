"""Write the result of a report to stdout or to a file.

The format is the one that is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbi_cli.cli.console import write_stdout
from cbi_cli.cli.options import ViewOptions
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.formats.registry import FORMATS, FORMATS_BY_NAME, FORMATS_BY_SUFFIX
from cbi_cli.formats.render_options import RenderOptions
from cbi_cli.views.report_view import ReportView


def write_view(view: ReportView[Any], options: ViewOptions, settings: Settings) -> None:
    """Write a view to stdout or to a file, in the requested format.

    Without a format, the suffix of the file selects it; `-` is stdout. Raises CbiError if the file cannot be written,
    or if its name does not fit the format.
    """
    name = choose_format(options.output, options.output_format, FORMATS_BY_SUFFIX) or FORMATS[0].name
    output_format = FORMATS_BY_NAME[name]
    if options.table and not output_format.with_tables:
        raise CbiError(message("--table selects a table of the CSV output"), message("add --format csv"))
    render_options = RenderOptions(table=options.table)
    if options.output is not None and str(options.output) != "-":
        from cbi_cli.workspace.atomic_write import write_result

        write_result(options.output, output_format.render(view, render_options))
        return
    if output_format.for_people:
        render_options = render_options._replace(
            width=settings.width,
            color=settings.color,
            hyperlinks=settings.hyperlinks,
            encoding=sys.stdout.encoding,
        )
    text = output_format.render(view, render_options)
    write_stdout(text, not output_format.for_people, settings)


def choose_format(
    output: Path | None, requested: str | None, names_by_suffix: Mapping[str, tuple[str, ...]]
) -> str | None:
    """Return the name of the format of a result, or None.

    It is the requested one, or that of the suffix of the file. A suffix can mean several formats, the first by default.
    Streams, names without a suffix, and `.txt` fit every format. Raises CbiError for an unknown suffix if no format is
    requested, and for the suffix of another format.
    """
    if output is None or str(output) == "-":
        return requested
    suffix = output.suffix.lower()
    if not suffix:
        return requested
    names = names_by_suffix.get(suffix)
    if requested is None:
        if names is None:
            suffixes = ", ".join(names_by_suffix)
            raise CbiError(
                message("--output: `{suffix}` is not the suffix of a format", suffix=suffix),
                message("use one of {suffixes}, or give --format", suffixes=suffixes),
            )
        return names[0]
    if names is not None and requested not in names and suffix != ".txt":
        problem = message(
            "--output: `{suffix}` is the suffix of {suffix_format}, and --format is {requested}",
            suffix=suffix,
            suffix_format=names[0],
            requested=requested,
        )
        raise CbiError(problem, message("name the file differently, or leave out --format"))
    return requested
