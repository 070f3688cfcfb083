"""Write a new event as a TOML table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.event import Event
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document
from cbi_cli.toml.writer import LINE_LENGTH

_NOTE_FIELDS = ("note", "note_es")
_FILE = "events/new.toml"


def event_to_toml(fields: Mapping[str, Any]) -> str:
    """Return the `[[event]]` table of these fields, without defaults.

    The table is formatted. All lines end with a line feed. Raises CbiError for a field that events do not have, and for
    text that is not Unicode.
    """
    lines = ["[[event]]"]
    for name, value in toml_values(fields).items():
        lines.append(f"{name} = {format_value(value)}")
    text = "\n".join([*lines, ""])
    try:
        raw = text.encode("utf-8")
        # In the order of the file and on short lines, a table with nothing to escape is in its canonical form.
        if "{" not in text and "\\" not in text and all(map(_is_short, lines)):
            return text
        return format_document(parse(_FILE, raw))
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error


def _is_short(line: str) -> bool:
    return len(line) <= LINE_LENGTH and line.isprintable()


def toml_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a parser reads from the table of these fields.

    The values are plain, and in the order of the file.
    """
    names = [name for name in Event.model_fields if name not in _NOTE_FIELDS]
    names.extend(_NOTE_FIELDS)
    for name in fields:
        if name not in names:
            raise CbiError(
                message("an event has no field `{name}`", name=name), message("it has {names}", names=", ".join(names))
            )
    values: dict[str, Any] = {}
    for name in names:
        if name in fields and not _is_default(name, fields[name]):
            values[name] = to_toml_value(fields[name])
    return values


def _is_default(name: str, value: Any) -> bool:
    """Return whether a value need not be written."""
    if value is None or value == "":
        return True
    if isinstance(value, list | tuple) and not value:
        return True
    return bool(value == Event.model_fields[name].get_default())


def to_toml_value(value: Any) -> Any:
    """Return a value as a parser reads it.

    Full dates are dates, partial ones are text, and tuples are lists.
    """
    if isinstance(value, PartialDate):
        return value.first if value.is_full else str(value)
    if isinstance(value, list | tuple):
        return [to_toml_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_toml_value(item) for key, item in value.items() if item not in (None, "")}
    return value


def format_value(value: Any) -> str:
    """Write a plain value as TOML on one line."""
    if isinstance(value, list):
        items = ", ".join(format_value(item) for item in value)
        return f"[{items}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key} = {format_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, date):
        return value.isoformat()
    statement = tomli_w.dumps({"x": value})
    return statement.removeprefix("x = ").removesuffix("\n")
