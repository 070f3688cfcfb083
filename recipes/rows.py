"""Shared by the recipes: command-line arguments, the SQL of an export, and the comparison with the rows of SQLite."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

Row = tuple[str | None, ...]
Ask = Callable[[str, dict[str, int]], Iterable[Sequence[Any]]]
"""Rows of a report's SQL, given by its name, with its parameters."""


def call(description: str) -> argparse.ArgumentParser:
    """Return a parser for the arguments of every recipe."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("export", type=Path, help="the folder `reports` of what `cbi export parquet` writes")
    parser.add_argument("year", type=int, help="the year of the scorecard")
    parser.add_argument("day", type=date.fromisoformat, help="the as-of date of the reports, e.g. 2023-03-31")
    parser.add_argument("--strict-year", action="store_true", help="exclude events admitted from other years")
    parser.add_argument("--compare", metavar="DATASET", help="compare the rows with those of SQLite")
    return parser


def tables(export: Path) -> list[str]:
    """Return the tables of an export."""
    return list(json.loads((export / "manifest.json").read_text(encoding="utf-8"))["tables"])


def run(given: argparse.Namespace, ask: Ask) -> int:
    """Print the rows of both reports, or compare them with SQLite; return 1 if they differ."""
    day = given.day.toordinal()
    wanted = {
        "scorecard": {"year": given.year, "day": day, "strict": int(given.strict_year)},
        "gaps": {"year": given.day.year, "day": day},
    }
    found = {name: _texts(ask(name, values)) for name, values in wanted.items()}
    if given.compare is None:
        _print(found)
        return 0
    equal = [_compare(given.compare, name, wanted[name], rows) for name, rows in found.items()]
    return 0 if all(equal) else 1


def _print(found: dict[str, list[Row]]) -> None:
    """Print one line per row; ignore a pipe that is closed early."""
    try:
        for name, rows in found.items():
            for row in rows:
                print(name, *("" if value is None else value for value in row), sep="\t")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _compare(dataset: str, name: str, values: dict[str, int], rows: list[Row]) -> bool:
    from cbi_cli.api import open_dataset
    from cbi_cli.reports.common import load_sql

    expected = _texts(tuple(row) for row in open_dataset(dataset).snapshot.rows(load_sql(name), **values))
    if rows == expected:
        print(f"{name}: equal: {len(rows)} rows")
        return True
    print(f"{name}: not equal: {len(rows)} rows, {len(expected)} from SQLite", file=sys.stderr)
    for row, other in zip([*rows, None], [*expected, None], strict=False):
        if row != other:
            print(f"  first difference: {row}\n  SQLite:           {other}", file=sys.stderr)
            break
    return False


def _texts(rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Return rows as text, so that engines with other integer types can be compared."""
    return [tuple(None if value is None else str(value) for value in row) for row in rows]
