"""What pydantic says of one record, in the words of a check with a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.core.suggestions import closest_match, did_you_mean
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.records.introspection import field_at, fields_at

UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, UNKNOWN_VALUE, IMPOSSIBLE_DATE, INVALID_VALUE = (
    "CBI101",
    "CBI102",
    "CBI103",
    "CBI104",
    "CBI105",
    "CBI106",
)

MAX_FINDINGS_PER_RECORD = 10_000
"""Faults of one record that are listed one by one."""

_NO_PATHS: frozenset[KeyPath] = frozenset()

TOO_FEW_ITEMS = "the list has too few items"

_TYPE_NAMES = {
    "string_type": 'text in quotes, e.g. "text"',
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "bool_type": "true or false",
    "tuple_type": 'a list, e.g. ["a", "b"]',
    "model_type": 'a table, e.g. { key = "value" }',
    "date_type": "a date without quotes, e.g. 2022-10-13",
}
_VALUE_MESSAGES = {
    "string_too_short": "the text is empty",
    "string_too_long": "the text is too long",
    "too_short": TOO_FEW_ITEMS,
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


class RecordResult(NamedTuple):
    """What reading one table gave: the record, the faults of its shape (CBI101 to CBI106), and what it is without.

    ``broken`` has the path of each value inside the record that could not be read. Without faults the record is whole,
    and otherwise it has all that is sound (see `read_valid_fields`). It is None if it has more faults
    than can be listed.
    """

    record: BaseModel | None
    errors: tuple[RawFinding, ...]
    broken: frozenset[KeyPath]


def validate_record(
    model: type[BaseModel],
    data: Mapping[str, Any],
    file: str,
    path: KeyPath,
    written: Callable[[KeyPath], str] = lambda path: "",
) -> RecordResult:
    """Read one table of a file; never raises. ``written`` returns the text of a value as the file has it, if known."""
    try:
        return RecordResult(model.model_validate(data), (), _NO_PATHS)
    except ValidationError as error:
        if error.error_count() > MAX_FINDINGS_PER_RECORD:
            message = (
                f"this record has {error.error_count():,} errors; only the first {MAX_FINDINGS_PER_RECORD:,} are listed"
            )
            hint = "check its first keys, and the program that wrote the file"
            return RecordResult(None, (RawFinding(INVALID_VALUE, file, path, message, hint),), _NO_PATHS)
        details = [*_check_list_lengths(model, data, error.errors())]
    faults = tuple(_to_raw_finding(model, detail, file, path, written) for detail in details)
    broken = frozenset(one for detail in details for one in _broken_paths(model, data, detail))
    return RecordResult(read_valid_fields(model, data, broken), faults, broken)


def _check_list_lengths(
    model: type[BaseModel], data: Mapping[str, Any], details: list[ErrorDetails]
) -> Iterator[ErrorDetails]:
    """Judge the length of a list by the items that the file has; pydantic counts those that are valid only."""
    lists: dict[KeyPath, ErrorDetails] = {}
    for detail in details:
        location = tuple(detail["loc"])
        lists |= {location[:end]: detail for end, part in enumerate(location) if isinstance(part, int)}
    for detail in details:
        if not _is_length_error(detail) or tuple(detail["loc"]) not in lists:
            yield detail
    for location in lists:
        limits, length = _length_limits(model, location), len(_value_at(data, location))
        context = {"field_type": "Tuple", "actual_length": length}
        if length < limits.get("min_length", 0):
            yield _length_error("too_short", location, context | {"min_length": limits["min_length"]})
        elif length > limits.get("max_length", length):
            yield _length_error("too_long", location, context | {"max_length": limits["max_length"]})


def _is_length_error(detail: ErrorDetails) -> bool:
    """Whether a fault is about the length of a list; a text that a function of ours reads can be too long too."""
    return detail["type"] in ("too_short", "too_long") and isinstance(detail["input"], list)


def _length_error(kind: str, location: KeyPath, context: dict[str, Any]) -> ErrorDetails:
    return {"type": kind, "loc": location, "msg": "", "input": [], "ctx": context}


def _length_limits(model: type[BaseModel], location: KeyPath) -> dict[str, int]:
    """Return how many items the list at `location` may have."""
    limits: dict[str, int] = {}
    field = field_at(model, location)
    if field is None:
        return limits
    for constraint in field.metadata:
        for name in ("min_length", "max_length"):
            if hasattr(constraint, name):
                limits.setdefault(name, getattr(constraint, name))
    return limits


def _value_at(data: Any, location: KeyPath) -> Any:
    for part in location:
        data = data[part]
    return data


def _broken_paths(model: type[BaseModel], data: Mapping[str, Any], detail: ErrorDetails) -> Iterator[KeyPath]:
    """Yield the paths of the values that are missing because of one fault.

    An unknown key is often a known one misspelled. If the known one is not there, nobody can say what it holds.
    """
    location = tuple(detail["loc"])
    if _is_length_error(detail) and detail["ctx"]["actual_length"]:
        return  # the items are sound
    yield location
    if detail["type"] == "extra_forbidden":
        guess = closest_match(str(location[-1]), sorted(fields_at(model, location[:-1])))
        if guess and guess not in _value_at(data, location[:-1]):
            yield (*location[:-1], guess)


def _to_raw_finding(
    model: type[BaseModel], detail: ErrorDetails, file: str, path: KeyPath, written: Callable[[KeyPath], str]
) -> RawFinding:
    """Turn one complaint of pydantic into a fault at its place."""
    location = tuple(detail["loc"])
    kind = detail["type"]
    where = (*path, *location)
    if kind == "extra_forbidden":
        known = sorted(fields_at(model, location[:-1]))
        hint = did_you_mean(str(location[-1]), known)
        return RawFinding(UNKNOWN_KEY, file, where, f"unknown key `{location[-1]}`", hint, at_key=True)
    if kind == "missing":
        return RawFinding(
            MISSING_KEY, file, where, f"the key `{location[-1]}` is missing", f"add `{location[-1]} = ...`"
        )
    code, message, hint = _describe_invalid_value(detail, lambda: written(where))
    return RawFinding(code, file, where, f"`{format_key_path(location)}`: {message}", hint)


def _describe_invalid_value(detail: ErrorDetails, written: Callable[[], str]) -> tuple[str, str, str]:
    """Return code, message and hint for a value that is there and wrong."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        words = re.findall("'([^']*)'", str(context["expected"]))
        return UNKNOWN_VALUE, f"{quote_value(given, written)} is not a known value", did_you_mean(str(given), words)
    if kind in _TYPE_NAMES:
        wanted = _TYPE_NAMES[kind]
        return WRONG_TYPE, f"{_quote_text(given, written)} is not {wanted.partition(', e.g.')[0]}", f"write {wanted}"
    if kind == "no_such_day":
        return IMPOSSIBLE_DATE, detail["msg"], "write a day that the calendar has"
    if kind == "not_a_date":
        hint = 'a date is 2022-10-13, or "2022-10" or "2022" in quotes if less is known'
        return WRONG_TYPE, f"{_quote_text(given, written)} is not a date", hint
    if kind == "not_an_address":
        return INVALID_VALUE, detail["msg"], "write it as https://host/path"
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        hint = next((text for part, text in _PATTERN_HINTS.items() if part in pattern), "")
        return INVALID_VALUE, f"{quote_value(given, written)} has the wrong format", hint
    kind = "string_too_long" if kind == "too_long" and isinstance(given, str) else kind
    return INVALID_VALUE, _VALUE_MESSAGES.get(kind, detail["msg"].removeprefix("Value error, ")), _limit_hint(context)


def _limit_hint(context: Mapping[str, Any]) -> str:
    """The limit that a value broke, where pydantic names one."""
    words = {"min_length": "at least", "max_length": "at most", "ge": "at least", "le": "at most"}
    return next((f"{words[key]} {value}" for key, value in context.items() if key in words), "")


def quote_value(value: object, written: Callable[[], str] = lambda: "") -> str:
    """Return a value as a message shows it: short, on one line, and as TOML has it.

    A number is shown as the file has it, since ``2022.10`` is the number 2022.1.
    """
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"`{_shorten(value)}`"
    return f"`{_shorten(written() or _format_toml_value(value))}`"


def _quote_text(value: object, written: Callable[[], str]) -> str:
    """Return the same with the quotes of a text, to show that it is one."""
    return f'`"{_shorten(value)}"`' if isinstance(value, str) else quote_value(value, written)


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _format_toml_value(value: object) -> str:
    """Return a value that is neither a text, a list nor a table in the words of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def format_key_path(location: KeyPath) -> str:
    """The path inside a record as people write it: ``participants[0].office``."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text
