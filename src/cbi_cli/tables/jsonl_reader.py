"""Read tables in JSON lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.tables.table import Cell, Row, Table, check_columns

_MAX_EXCERPT = 200


class _InvalidLine(ValueError):
    """A line that is no row."""


def read_jsonl(path: Path, text: str) -> Table:
    """Return the table in a text; its columns are the keys of all lines.

    A line that is no object is a row with a problem. Raises CbiError if there is no row.
    """
    values: list[tuple[int, dict[str, Cell] | str, str]] = []
    keys: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = _read_line(line)
        except _InvalidLine as error:
            values.append((number, line.strip()[:_MAX_EXCERPT], str(error)))
            continue
        keys.update(dict.fromkeys(cells))
        values.append((number, cells, ""))
    if not values:
        raise CbiError(message("{path} is empty", path=path), message("write one JSON object on each line"))
    # If no line can be read, the lines themselves are the only column.
    columns = check_columns(path, tuple(keys) or ("line",))
    rows: list[Row] = []
    for number, content, problem in values:
        if isinstance(content, str):
            rows.append(Row(number, _pad((content,), len(columns)), problem))
        else:
            rows.append(Row(number, tuple([content.get(key, "") for key in keys]), problem))
    return Table(path, columns, rows)


def _pad(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    missing = width - len(cells)
    return (*cells, *("" for _ in range(missing)))


def _read_line(line: str) -> dict[str, Cell]:
    """Return the cells of a line by their keys; raise _InvalidLine."""
    try:
        value = json.loads(line, object_pairs_hook=_refuse_repeated_keys, parse_constant=_refuse_constant)
    except _InvalidLine:
        raise
    except RecursionError:
        raise _InvalidLine(message("the line is nested too deeply")) from None
    except ValueError:
        raise _InvalidLine(message("the line is not JSON")) from None
    if not isinstance(value, dict):
        raise _InvalidLine(message("the line is not a JSON object"))
    return {key: _to_cell(key, item) for key, item in value.items()}


def _refuse_repeated_keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise _InvalidLine(message("the line has the key `{key}` twice", key=key))
        values[key] = value
    return values


def _refuse_constant(name: str) -> Any:
    raise _InvalidLine(message("`{name}` is not a JSON value", name=name))


def _to_cell(key: str, value: Any) -> Cell:
    """Return a value of JSON as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = [_to_cell(key, item) for item in value]
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            raise _InvalidLine(message("`{key}` is a list of lists; a cell is a text or a list of texts", key=key))
        return tuple(texts)
    if isinstance(value, dict):
        raise _InvalidLine(message("`{key}` is an object; a cell is a text or a list of texts", key=key))
    return str(value)
