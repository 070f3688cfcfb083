"""A new event as the text of its table, in the form in which people write the files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.records.event import Event
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document

_NOTES = ("note", "note_es")
_FILE = "events/new.toml"


def event_to_toml(fields: Mapping[str, Any]) -> str:
    """The ``[[event]]`` table of these fields in the one form of all files, defaults left out.

    Ends with a line feed. Lines end with a line feed alone. Raises CbiError for a field that events do not have and
    for half a character.
    """
    plain = toml_values(fields)
    text = "".join(["[[event]]\n", *(f"{name} = {_format_value(value)}\n" for name, value in plain.items())])
    try:
        return format_document(parse(_FILE, text.encode("utf-8")))
    except UnicodeEncodeError as error:
        raise CbiError("a text has characters that are not Unicode", "type it again") from error


def toml_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the table of these fields holds when it is read again: the values as TOML knows them, in its order."""
    order = [*(name for name in Event.model_fields if name not in _NOTES), *_NOTES]
    for name in fields:
        if name not in order:
            raise CbiError(f"an event has no field `{name}`", f"it has {', '.join(order)}")
    return {
        name: _to_toml_value(fields[name]) for name in order if name in fields and not _is_default(name, fields[name])
    }


def _is_default(name: str, value: Any) -> bool:
    default = Event.model_fields[name].get_default()
    return value is None or value == "" or (isinstance(value, list | tuple) and not value) or value == default


def _to_toml_value(value: Any) -> Any:
    """The value without types of our own: full dates as dates, partial ones as text, lists as lists."""
    if isinstance(value, PartialDate):
        return value.first if value.is_full else str(value)
    if isinstance(value, list | tuple):
        return [_to_toml_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _to_toml_value(item) for key, item in value.items() if item not in (None, "")}
    return value


def _format_value(value: Any) -> str:
    """A plain value as TOML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(_format_value(item) for item in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_format_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, date):
        return value.isoformat()
    import tomli_w

    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")
