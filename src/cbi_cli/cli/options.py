"""The options that several commands share, each defined once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cbi_cli.cli.complete import complete_datasets, complete_series
from cbi_cli.cli.declared import argument, option
from cbi_cli.cli.runtime import Color
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.render.output import Format


def _without_cache(wanted: bool) -> bool:
    """For the rest of the call; `cli/run.py` takes it back."""
    if wanted:
        os.environ["CBI_NO_CACHE"] = "1"
    return wanted


Dataset: TypeAlias = Annotated[
    str | None,
    option(
        "--dataset",
        "-d",
        envvar="CBI_DATASET",
        metavar="NAME|PATH",
        help="The dataset: a name or a folder. Default: the one in or above this folder, or in its repository.",
        complete=complete_datasets,
    ),
]
At: TypeAlias = Annotated[
    str,
    option("--at", metavar="REV", help="Read the dataset from a git revision (tag, branch, commit)."),
]
AsOf: TypeAlias = Annotated[
    str | None,
    option("--as-of", metavar="DAY", help="The day that the report holds for, as 2022-06-30."),
]
Form: TypeAlias = Annotated[
    Format | None,
    option("--format", "-f", help="Format of the result. Default: table, or by the suffix of --output."),
]
Output: TypeAlias = Annotated[
    Path | None,
    option("--output", "-o", metavar="FILE", help="Write the result to a file, whole or not at all."),
]
Lang: TypeAlias = Annotated[
    Literal["en", "es"],
    option("--lang", envvar="CBI_LANG", help="Language of titles, labels and reports."),
]
Colors: TypeAlias = Annotated[Color, option("--color", help="Color on a terminal, always, or never.")]
Check: TypeAlias = Annotated[bool, option("--check", help="Exit with 1 where a row differs from the printed card.")]
LatestYear: TypeAlias = Annotated[str | None, argument(help="The year. Default: the latest edition's.")]
StrictYear: TypeAlias = Annotated[
    bool, option("--strict-year", help="Leave out events that the edition admits from other years.")
]
Engine: TypeAlias = Annotated[
    Literal["sqlite", "duckdb"],
    option("--engine", help="What runs the SQL. DuckDB reads an export too and needs the extra `big`."),
]
NoCache: TypeAlias = Annotated[
    bool,
    option("--no-cache", callback=_without_cache, help="Read and check all files anew, and keep nothing."),
]
SeriesName: TypeAlias = Annotated[
    str,
    argument(metavar="SERIES", help="A series by id, name or alias.", complete=complete_series),
]


def day(text: str | None) -> date | None:
    """The last day that a given date can mean; CbiError where it is no date."""
    found = partial(text, "--as-of")
    return found.last if found else None


def partial(text: str | None, option: str) -> PartialDate | None:
    """A date as people type it; CbiError where it is none."""
    if not text:
        return None
    from cbi_cli.edit.human import read_date

    try:
        return read_date(text)
    except ValueError as error:
        raise CbiError(f"{option}: {error}") from None


def year(text: str) -> int:
    """A year, 1 to 9999; CbiError where the text is none."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 9999:
        return int(text)
    raise CbiError(f"`{text}` is no year", "write it as 2022")
