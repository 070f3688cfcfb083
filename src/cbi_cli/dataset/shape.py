"""What pydantic says of one record, in the words of a check with a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cbi_cli.core.findings import Fault, Path
from cbi_cli.core.nearest import did_you_mean

_UNKNOWN, _MISSING, _TYPE, _WORD, _DATE, _VALUE = "CBI101", "CBI102", "CBI103", "CBI104", "CBI105", "CBI106"

_MOST = 10_000
"""Faults of one record that are told one by one."""

_TYPE_NAMES = {
    "string_type": 'text in quotes, as "text"',
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "bool_type": "true or false",
    "tuple_type": 'a list, as ["a", "b"]',
    "model_type": 'a table, as { key = "value" }',
    "date_type": "a date without quotes, as 2022-10-13",
}
_VALUE_NAMES = {
    "string_too_short": "the text is empty",
    "string_too_long": "the text is too long",
    "too_short": "the list has too few items",
    "too_long": "the list has too many items",
    "greater_than_equal": "the number is too small",
    "less_than_equal": "the number is too large",
}
_PATTERN_HINTS = {
    "[a-z0-9]": "an id is lower-case letters and digits, with single hyphens between words",
    "http": "an address begins with http:// or https:// and has no space",
    r"[0-9]{1,9}\.": "a version has three numbers of up to nine digits, as 1.0.0",
    "[a-z]{2}": "a language is its two-letter code, as en",
}


def read_record(
    model: type[BaseModel], data: Mapping[str, Any], file: str, path: Path
) -> tuple[BaseModel | None, tuple[Fault, ...]]:
    """The record, or None and every fault of its shape (codes CBI101 to CBI106)."""
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        if error.error_count() > _MOST:
            told = f"this record has {error.error_count():,} faults, and {_MOST:,} are the most that are told"
            return None, (Fault(_VALUE, file, path, told, "look at its first keys, and at what made the file"),)
        return None, tuple(_fault(model, detail, file, path) for detail in error.errors())


def _fault(model: type[BaseModel], detail: ErrorDetails, file: str, path: Path) -> Fault:
    """One complaint of pydantic as a fault at its place."""
    location = tuple(detail["loc"])
    kind = detail["type"]
    where = (*path, *location)
    if kind == "extra_forbidden":
        known = sorted(_keys(model, location[:-1]))
        hint = did_you_mean(str(location[-1]), known)
        return Fault(_UNKNOWN, file, where, f"unknown key `{location[-1]}`", hint, at_key=True)
    if kind == "missing":
        return Fault(_MISSING, file, where, f"the key `{location[-1]}` is missing", f"add `{location[-1]} = ...`")
    code, message, hint = _describe(detail)
    return Fault(code, file, where, f"`{_name(location)}`: {message}", hint)


def _describe(detail: ErrorDetails) -> tuple[str, str, str]:
    """Code, message and hint of a value that is there and wrong."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        words = re.findall("'([^']*)'", str(context["expected"]))
        return _WORD, f"{shown(given)} is not known here", did_you_mean(str(given), words)
    if kind in _TYPE_NAMES:
        return _TYPE, f"{shown(given)} is not {_TYPE_NAMES[kind]}", f"write {_TYPE_NAMES[kind]}"
    if kind == "no_such_day":
        return _DATE, detail["msg"], "write a day that the calendar has"
    if kind == "not_a_date":
        return (
            _TYPE,
            detail["msg"],
            'a date is 2022-10-13, or "2022-10" or "2022" in quotes where less is known',
        )
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        hint = next((text for part, text in _PATTERN_HINTS.items() if part in pattern), "")
        return _VALUE, f"{shown(given)} does not have the right form", hint
    return _VALUE, _VALUE_NAMES.get(kind, detail["msg"].removeprefix("Value error, ")), _limits(context)


def _limits(context: Mapping[str, Any]) -> str:
    """The limit that a value broke, where pydantic names one."""
    words = {"min_length": "at least", "max_length": "at most", "ge": "at least", "le": "at most"}
    return next((f"{words[key]} {value}" for key, value in context.items() if key in words), "")


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line."""
    text = str(value)
    cut = text if len(text) <= 60 else text[:57] + "..."
    return f"`{cut}`" if not isinstance(value, dict | list) else "a " + type(value).__name__.replace("dict", "table")


def _name(location: Path) -> str:
    """The path inside a record as people write it: ``participants[0].office``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _keys(model: type[BaseModel], location: Path) -> set[str]:
    """The keys that the table at ``location`` inside a record of ``model`` may have."""
    for part in location:
        if isinstance(part, int):
            continue
        field = next(f for name, f in model.model_fields.items() if part in (name, f.alias))
        model = _model_in(field.annotation) or model
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[Model, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
