"""A new event as the text of its table, in the form in which people write the files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cbi_cli.core.dates import PartialDate
from cbi_cli.schema.event import Event

_NOTES = ("note", "note_es")


def event_block(fields: Mapping[str, Any]) -> str:
    """The ``[[event]]`` table of these fields: one line each, in the model's order, notes last, defaults left out.

    Ends with a line feed. Lines end with a line feed alone.
    """
    order = [*(name for name in Event.model_fields if name not in _NOTES), *_NOTES]
    given = [name for name in order if name in fields and not _is_default(name, fields[name])]
    return "".join(["[[event]]\n", *(f"{name} = {_value(fields[name])}\n" for name in given)])


def _is_default(name: str, value: Any) -> bool:
    default = Event.model_fields[name].get_default()
    return value in (None, "") or (isinstance(value, list | tuple) and not value) or value == default


def _value(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, PartialDate):
        value = value.first if value.full else str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, date):
        return value.isoformat()
    import tomli_w

    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")
