"""Validate one record, and describe each error of pydantic as a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.core.key_paths import format_key_path, value_at
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import closest_match, did_you_mean
from cbi_cli.dataset.partial import read_valid_fields
from cbi_cli.records.event import Event
from cbi_cli.records.introspection import field_at, fields_at, model_at
from cbi_cli.records.localized import twin_language, twins_of

UNKNOWN_KEY = "CBI101"
MISSING_KEY = "CBI102"
WRONG_TYPE = "CBI103"
UNKNOWN_VALUE = "CBI104"
IMPOSSIBLE_DATE = "CBI105"
INVALID_VALUE = "CBI106"

_RENAMED_KEYS: dict[tuple[type[BaseModel], str], str] = {(Event, "city"): "place"}
"""The keys of older versions of the file format, each with its name in the newest one."""

MAX_FINDINGS_PER_RECORD = 10_000
"""Errors of one record that are listed one by one."""

_NO_PATHS: frozenset[KeyPath] = frozenset()

TOO_FEW_ITEMS = message("the list has too few items")

_TYPE_NAMES = {
    "string_type": message("text in quotes"),
    "int_type": message("a whole number without quotes"),
    "float_type": message("a number without quotes"),
    "bool_type": message("true or false"),
    "tuple_type": message("a list"),
    "model_type": message("a table"),
    "dict_type": message("a table"),
    "date_type": message("a date without quotes"),
}
_TYPE_EXAMPLES = {
    "string_type": '"text"',
    "tuple_type": '["a", "b"]',
    "model_type": '{ key = "value" }',
    "dict_type": '{ key = "value" }',
    "date_type": "2022-10-13",
}
_VALUE_MESSAGES = {
    "string_too_short": message("the text is empty"),
    "string_too_long": message("the text is too long"),
    "too_short": TOO_FEW_ITEMS,
    "too_long": message("the list has too many items"),
    "greater_than_equal": message("the number is too small"),
    "less_than_equal": message("the number is too large"),
}
_PATTERN_HINTS = {
    "[a-z]{2,3}": message("a language is a code in lower case, e.g. en, fr or pt-br"),
    "[a-z0-9]": message("an id is lower-case letters and digits, with single hyphens between words"),
    r"[0-9]{1,9}\.": message("a version has three numbers of up to nine digits, e.g. 1.0.0"),
    "^CBI": message("a code is CBI and three digits, e.g. CBI305"),
}
_MAX_LENGTH = 60


class RecordResult(NamedTuple):
    """A record with its errors (CBI101 to CBI106) and broken values.

    `broken` has the path of each value inside the record that could not be read. A record with errors has all of its
    valid values (see `read_valid_fields`). It is None if it has more errors than can be listed.
    """

    record: BaseModel | None
    errors: tuple[RawFinding, ...]
    broken: frozenset[KeyPath]


def validate_record(
    model: type[BaseModel],
    data: Mapping[str, Any],
    file: str,
    path: KeyPath,
    source_text: Callable[[KeyPath], str] = lambda path: "",
) -> RecordResult:
    """Read one table of a file.

    Never raises: errors are part of the result. `source_text` returns the text of a value as the file has it, if known.
    """
    try:
        return RecordResult(model.model_validate(data), (), _NO_PATHS)
    except ValidationError as error:
        count = error.error_count()
        if count > MAX_FINDINGS_PER_RECORD:
            finding = _too_many_errors(count, file, path)
            return RecordResult(None, (finding,), _NO_PATHS)
        details = _check_list_lengths(model, data, error.errors())
    errors: list[RawFinding] = []
    broken: set[KeyPath] = set()
    for detail in details:
        errors.append(_to_raw_finding(model, detail, file, path, source_text))
        broken.update(_broken_paths(model, data, detail))
    record = read_valid_fields(model, data, broken)
    return RecordResult(record, tuple(errors), frozenset(broken))


def find_value_errors(model: type[BaseModel], data: Mapping[str, Any], file: str) -> tuple[RawFinding, ...]:
    """Return the errors of a table that is no record of a dataset."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        details = error.errors()[:MAX_FINDINGS_PER_RECORD]
        return tuple([_to_raw_finding(model, detail, file, (), lambda path: "") for detail in details])
    return ()


def _too_many_errors(count: int, file: str, path: KeyPath) -> RawFinding:
    description = message(
        "this record has {count:,} errors; only the first {limit:,} are listed",
        count=count,
        limit=MAX_FINDINGS_PER_RECORD,
    )
    hint = message("check its first keys, and the program that wrote the file")
    return RawFinding(INVALID_VALUE, file, path, description, hint)


def _check_list_lengths(
    model: type[BaseModel], data: Mapping[str, Any], details: list[ErrorDetails]
) -> list[ErrorDetails]:
    """Check the length of each list that has an invalid item.

    The items of the file are counted, valid or not. Pydantic counts only those that are valid, so its errors about
    these lists are replaced.
    """
    # A dict, because it keeps the order.
    lists: dict[KeyPath, None] = {}
    for detail in details:
        location = tuple(detail["loc"])
        for end, part in enumerate(location):
            if isinstance(part, int):
                lists[location[:end]] = None
    checked = [detail for detail in details if not _is_length_error(detail) or tuple(detail["loc"]) not in lists]
    for location in lists:
        limits = _length_limits(model, location)
        length = len(value_at(data, location))
        minimum = limits.get("min_length", 0)
        maximum = limits.get("max_length", length)
        if length < minimum:
            checked.append(_length_error("too_short", location, length, {"min_length": minimum}))
        elif length > maximum:
            checked.append(_length_error("too_long", location, length, {"max_length": maximum}))
    return checked


def _is_length_error(detail: ErrorDetails) -> bool:
    """Tell whether an error is about the length of a list."""
    if detail["type"] not in ("too_short", "too_long"):
        return False
    # A text that a function of ours validates can be too long as well.
    return isinstance(detail["input"], list)


def _length_error(kind: str, location: KeyPath, length: int, limit: dict[str, int]) -> ErrorDetails:
    context = {"field_type": "Tuple", "actual_length": length, **limit}
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


def _broken_paths(model: type[BaseModel], data: Mapping[str, Any], detail: ErrorDetails) -> Iterator[KeyPath]:
    """Yield the paths of the values that are missing because of one error."""
    location = tuple(detail["loc"])
    if _is_length_error(detail) and detail["ctx"]["actual_length"]:
        return  # the items are valid
    yield location
    if detail["type"] == "extra_forbidden":
        # An unknown key is often a misspelled one. If the known one is missing, its value is not known.
        table = location[:-1]
        guess: str | None = _renamed_key(model, location)
        if not guess and not language_of_key(model, location):
            guess = closest_match(str(location[-1]), sorted(fields_at(model, table)))
        if guess and guess not in value_at(data, table):
            yield (*table, guess)


def _to_raw_finding(
    model: type[BaseModel], detail: ErrorDetails, file: str, path: KeyPath, source_text: Callable[[KeyPath], str]
) -> RawFinding:
    """Convert one error of pydantic to a finding."""
    location = tuple(detail["loc"])
    full_path = (*path, *location)
    is_about_key = False
    if detail["type"] == "extra_forbidden":
        code = UNKNOWN_KEY
        key = str(location[-1])
        description = message("unknown key `{key}`", key=key)
        hint = _unknown_key_hint(model, location)
        is_about_key = True
    elif detail["type"] == "missing":
        code = MISSING_KEY
        key = str(location[-1])
        description = message("the key `{key}` is missing", key=key)
        hint = message("add `{key} = ...`", key=key)
    else:
        code, problem, hint = _describe_invalid_value(detail, lambda: source_text(full_path))
        description = message("`{key}`: {problem}", key=format_key_path(location), problem=problem)
    return RawFinding(code, file, full_path, description, hint, at_key=is_about_key)


def _unknown_key_hint(model: type[BaseModel], location: KeyPath) -> str:
    new_key = _renamed_key(model, location)
    if new_key:
        return message("it is called `{new_key}` now; the value is the id of a place", new_key=new_key)
    language = language_of_key(model, location)
    if language:
        return message(
            "`languages` in dataset.toml does not list `{language}`, or the text in it has the key without an ending",
            language=language,
        )
    return did_you_mean(str(location[-1]), sorted(fields_at(model, location[:-1])))


def language_of_key(model: type[BaseModel], location: KeyPath) -> str:
    """Return the language of the key of a text that the dataset does not have in it; empty for any other key."""
    table = model_at(model, location[:-1])
    if table is None:
        return ""
    name, language = twin_language(table, str(location[-1]))
    keys = [twin.removeprefix(f"{name}_") for twin in twins_of(table, name)]
    # `title_se` is a slip for `title_es`.
    if any(sorted(language) == sorted(key) for key in keys):
        return ""
    return language


def _renamed_key(model: type[BaseModel], location: KeyPath) -> str:
    """Return what a key of an older file format is called now; empty for any other key."""
    if len(location) > 1:
        return ""
    return _RENAMED_KEYS.get((model, str(location[0])), "")


def _describe_invalid_value(detail: ErrorDetails, source_text: Callable[[], str]) -> tuple[str, str, str]:
    """Return code, message and hint for an invalid value."""
    kind = detail["type"]
    value = detail["input"]
    context = detail.get("ctx", {})
    if kind == "literal_error":
        # pydantic gives the choices as one text: 'held', 'planned' or 'postponed'.
        choices = re.findall("'([^']*)'", str(context["expected"]))
        problem = message("{value} is not a known value", value=quote_value(value, source_text))
        return UNKNOWN_VALUE, problem, did_you_mean(str(value), choices)
    if kind in _TYPE_NAMES:
        expected = _TYPE_NAMES[kind]
        problem = message("{value} is not {expected}", value=_quote_text(value, source_text), expected=expected)
        hint: str = message("write {expected}", expected=expected)
        if kind in _TYPE_EXAMPLES:
            hint = message("write {expected}, e.g. {example}", expected=expected, example=_TYPE_EXAMPLES[kind])
        return WRONG_TYPE, problem, hint
    if kind in _DATE_ERRORS:
        return _describe_invalid_date(kind, context, _quote_text(value, source_text))
    if kind == "older_format":
        problem = message("this dataset has the older file format {version}", version=context["version"])
        return INVALID_VALUE, problem, message("`cbi fmt` upgrades all of its files; what they mean stays the same")
    if kind == "not_an_address":
        return INVALID_VALUE, context["problem"], message("write it as https://host/path")
    if kind == "string_pattern_mismatch":
        hint = _pattern_hint(str(context["pattern"]))
        return INVALID_VALUE, message("{value} has the wrong format", value=quote_value(value, source_text)), hint
    # For a text that a function of ours validates, pydantic uses the error of lists.
    if kind == "too_long" and isinstance(value, str):
        kind = "string_too_long"
    # pydantic adds a prefix to the message of a ValueError.
    if kind in _VALUE_MESSAGES:
        return INVALID_VALUE, _VALUE_MESSAGES[kind], _limit_hint(context)
    if kind == "value_error":
        # The error has the message itself, pydantic only its English text.
        return INVALID_VALUE, str(context["error"]), ""
    return INVALID_VALUE, detail["msg"].removeprefix("Value error, "), _limit_hint(context)


_DATE_ERRORS = ("no_such_day", "not_a_date", "between_refused", "not_between")


def _describe_invalid_date(kind: str, context: Mapping[str, Any], quoted: str) -> tuple[str, str, str]:
    """Return code, message and hint for an invalid date."""
    if kind == "no_such_day":
        problem = message("the calendar has no {word}", word=context["given"])
        return IMPOSSIBLE_DATE, problem, message("write a day that the calendar has")
    if kind == "between_refused":
        problem = message("{given} is a date between two, which this key cannot have", given=context["given"])
        return INVALID_VALUE, problem, message("write one date, as far as it is known")
    if kind == "not_between":
        return INVALID_VALUE, str(context["problem"]), ""
    hint = message('a date is 2022-10-13, or "2022-10" or "2022" in quotes if less is known')
    return WRONG_TYPE, message("{text} is not a date", text=quoted), hint


def _pattern_hint(pattern: str) -> str:
    for part, hint in _PATTERN_HINTS.items():
        if part in pattern:
            return hint
    return ""


def _limit_hint(context: Mapping[str, Any]) -> str:
    """Return the limit that a value exceeds, if pydantic names one."""
    for key, limit in context.items():
        if key in ("min_length", "ge"):
            return message("at least {limit}", limit=limit)
        if key in ("max_length", "le"):
            return message("at most {limit}", limit=limit)
    return ""


def quote_value(value: object, source_text: Callable[[], str] = lambda: "") -> str:
    """Return a value for a message: short, on one line, and as TOML has it.

    A number is shown as the file has it, since `2022.10` is the number 2022.1.
    """
    if isinstance(value, dict):
        return message("a table")
    if isinstance(value, list):
        return message("a list")
    if isinstance(value, str):
        return f"`{shorten(value)}`"
    text = source_text() or _format_toml_value(value)
    return f"`{shorten(text)}`"


def _quote_text(value: object, source_text: Callable[[], str]) -> str:
    """Return a value for a message, a text in quotes."""
    if isinstance(value, str):
        return f'`"{shorten(value)}"`'
    return quote_value(value, source_text)


def shorten(text: str) -> str:
    """Return a text in at most 60 characters.

    A text that is too long ends with three dots.
    """
    if len(text) <= _MAX_LENGTH:
        return text
    return text[: _MAX_LENGTH - 3] + "..."


def _format_toml_value(value: object) -> str:
    """Return a value that is not a text, a list or a table as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
