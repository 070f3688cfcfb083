"""What pydantic says of one record, in the words of a check with a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cbi_cli.core.findings import Fault, Path
from cbi_cli.core.nearest import did_you_mean, nearest
from cbi_cli.dataset.partial import model_in, read_sound

_UNKNOWN, _MISSING, _TYPE, _WORD, _DATE, _VALUE = "CBI101", "CBI102", "CBI103", "CBI104", "CBI105", "CBI106"

_MOST = 10_000
"""Faults of one record that are listed one by one."""

_NOTHING: frozenset[Path] = frozenset()

TOO_FEW = "the list has too few items"

_TYPE_NAMES = {
    "string_type": 'text in quotes, e.g. "text"',
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "bool_type": "true or false",
    "tuple_type": 'a list, e.g. ["a", "b"]',
    "model_type": 'a table, e.g. { key = "value" }',
    "date_type": "a date without quotes, e.g. 2022-10-13",
}
_VALUE_NAMES = {
    "string_too_short": "the text is empty",
    "string_too_long": "the text is too long",
    "too_short": TOO_FEW,
    "too_long": "the list has too many items",
    "greater_than_equal": "the number is too small",
    "less_than_equal": "the number is too large",
}
_PATTERN_HINTS = {
    "[a-z0-9]": "an id is lower-case letters and digits, with single hyphens between words",
    r"[0-9]{1,9}\.": "a version has three numbers of up to nine digits, e.g. 1.0.0",
    "^CBI": "a code is CBI and three digits, e.g. CBI305",
    "[a-z]{2}": "a language is a two-letter code, e.g. en",
}


class Reading(NamedTuple):
    """What reading one table gave: the record, the faults of its shape (CBI101 to CBI106), and what it is without.

    ``broken`` has the path of each value inside the record that could not be read. Without faults the record is whole,
    and otherwise it has all that is sound (see `read_sound`). It is None if it has more faults than can be listed.
    """

    record: BaseModel | None
    faults: tuple[Fault, ...]
    broken: frozenset[Path]


def read_record(
    model: type[BaseModel],
    data: Mapping[str, Any],
    file: str,
    path: Path,
    written: Callable[[Path], str] = lambda path: "",
) -> Reading:
    """Read one table of a file; never raises. ``written`` returns the text of a value as the file has it, if known."""
    try:
        return Reading(model.model_validate(data), (), _NOTHING)
    except ValidationError as error:
        if error.error_count() > _MOST:
            message = f"this record has {error.error_count():,} errors; only the first {_MOST:,} are listed"
            hint = "check its first keys, and the program that wrote the file"
            return Reading(None, (Fault(_VALUE, file, path, message, hint),), _NOTHING)
        details = [*_of_lists(model, data, error.errors())]
    faults = tuple(_fault(model, detail, file, path, written) for detail in details)
    broken = frozenset(one for detail in details for one in _broken_by(model, data, detail))
    return Reading(read_sound(model, data, broken), faults, broken)


def _of_lists(model: type[BaseModel], data: Mapping[str, Any], details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Judge the length of a list by the items that the file has; pydantic counts those that are valid only."""
    lists: dict[Path, ErrorDetails] = {}
    for detail in details:
        location = tuple(detail["loc"])
        lists |= {location[:end]: detail for end, part in enumerate(location) if isinstance(part, int)}
    for detail in details:
        if not _is_length(detail) or tuple(detail["loc"]) not in lists:
            yield detail
    for location in lists:
        limits, length = _limits_of(model, location), len(_value_at(data, location))
        context = {"field_type": "Tuple", "actual_length": length}
        if length < limits.get("min_length", 0):
            yield _length_error("too_short", location, context | {"min_length": limits["min_length"]})
        elif length > limits.get("max_length", length):
            yield _length_error("too_long", location, context | {"max_length": limits["max_length"]})


def _is_length(detail: ErrorDetails) -> bool:
    """Whether a fault is about the length of a list; a text that a function of ours reads can be too long too."""
    return detail["type"] in ("too_short", "too_long") and isinstance(detail["input"], list)


def _length_error(kind: str, location: Path, context: dict[str, Any]) -> ErrorDetails:
    return {"type": kind, "loc": location, "msg": "", "input": [], "ctx": context}


def _limits_of(model: type[BaseModel], location: Path) -> dict[str, int]:
    """Return how many items the list at ``location`` may have."""
    for part in location[:-1]:
        if isinstance(part, str):
            model = model_in(_field_of(model, part).annotation) or model
    limits: dict[str, int] = {}
    for one in _field_of(model, str(location[-1])).metadata:
        for name in ("min_length", "max_length"):
            if hasattr(one, name):
                limits.setdefault(name, getattr(one, name))
    return limits


def _field_of(model: type[BaseModel], key: str) -> Any:
    return next(field for name, field in model.model_fields.items() if key in (name, field.alias))


def _value_at(data: Any, location: Path) -> Any:
    for part in location:
        data = data[part]
    return data


def _broken_by(model: type[BaseModel], data: Mapping[str, Any], detail: ErrorDetails) -> Iterator[Path]:
    """Yield the paths of the values that are missing because of one fault.

    An unknown key is often a known one misspelled. If the known one is not there, nobody can say what it holds.
    """
    location = tuple(detail["loc"])
    if _is_length(detail) and detail["ctx"]["actual_length"]:
        return  # the items are sound
    yield location
    if detail["type"] == "extra_forbidden":
        guess = nearest(str(location[-1]), sorted(_keys(model, location[:-1])))
        if guess and guess not in _value_at(data, location[:-1]):
            yield (*location[:-1], guess)


def _fault(
    model: type[BaseModel], detail: ErrorDetails, file: str, path: Path, written: Callable[[Path], str]
) -> Fault:
    """Turn one complaint of pydantic into a fault at its place."""
    location = tuple(detail["loc"])
    kind = detail["type"]
    where = (*path, *location)
    if kind == "extra_forbidden":
        known = sorted(_keys(model, location[:-1]))
        hint = did_you_mean(str(location[-1]), known)
        return Fault(_UNKNOWN, file, where, f"unknown key `{location[-1]}`", hint, at_key=True)
    if kind == "missing":
        return Fault(_MISSING, file, where, f"the key `{location[-1]}` is missing", f"add `{location[-1]} = ...`")
    code, message, hint = _describe(detail, lambda: written(where))
    return Fault(code, file, where, f"`{_name(location)}`: {message}", hint)


def _describe(detail: ErrorDetails, written: Callable[[], str]) -> tuple[str, str, str]:
    """Return code, message and hint for a value that is there and wrong."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        words = re.findall("'([^']*)'", str(context["expected"]))
        return _WORD, f"{shown(given, written)} is not a known value", did_you_mean(str(given), words)
    if kind in _TYPE_NAMES:
        wanted = _TYPE_NAMES[kind]
        return _TYPE, f"{_quoted(given, written)} is not {wanted.partition(', e.g.')[0]}", f"write {wanted}"
    if kind == "no_such_day":
        return _DATE, detail["msg"], "write a day that the calendar has"
    if kind == "not_a_date":
        hint = 'a date is 2022-10-13, or "2022-10" or "2022" in quotes if less is known'
        return _TYPE, f"{_quoted(given, written)} is not a date", hint
    if kind == "not_an_address":
        return _VALUE, detail["msg"], "write it as https://host/path"
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        hint = next((text for part, text in _PATTERN_HINTS.items() if part in pattern), "")
        return _VALUE, f"{shown(given, written)} has the wrong format", hint
    kind = "string_too_long" if kind == "too_long" and isinstance(given, str) else kind
    return _VALUE, _VALUE_NAMES.get(kind, detail["msg"].removeprefix("Value error, ")), _limits(context)


def _limits(context: Mapping[str, Any]) -> str:
    """The limit that a value broke, where pydantic names one."""
    words = {"min_length": "at least", "max_length": "at most", "ge": "at least", "le": "at most"}
    return next((f"{words[key]} {value}" for key, value in context.items() if key in words), "")


def shown(value: object, written: Callable[[], str] = lambda: "") -> str:
    """Return a value as a message shows it: short, on one line, and as TOML has it.

    A number is shown as the file has it, since ``2022.10`` is the number 2022.1.
    """
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"`{_cut(value)}`"
    return f"`{_cut(written() or _toml(value))}`"


def _quoted(value: object, written: Callable[[], str]) -> str:
    """Return the same with the quotes of a text, to show that it is one."""
    return f'`"{_cut(value)}"`' if isinstance(value, str) else shown(value, written)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _toml(value: object) -> str:
    """Return a value that is neither a text, a list nor a table in the words of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _name(location: Path) -> str:
    """The path inside a record as people write it: ``participants[0].office``."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def _keys(model: type[BaseModel], location: Path) -> set[str]:
    """The keys that the table at ``location`` inside a record of ``model`` may have."""
    for part in location:
        if isinstance(part, int):
            continue
        field = next(f for name, f in model.model_fields.items() if part in (name, f.alias))
        model = model_in(field.annotation) or model
    return {field.alias or name for name, field in model.model_fields.items()}
