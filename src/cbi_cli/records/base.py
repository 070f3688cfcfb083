"""The types of values and the base classes that all records share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cbi_cli.core.addresses import describe_url_problem
from cbi_cli.core.broken import BrokenValue
from cbi_cli.core.dates import BETWEEN, PARTIAL_DATE_PATTERN, PartialDate
from cbi_cli.core.language_codes import LANGUAGE_PATTERN
from cbi_cli.core.messages import message

InstitutionType = Literal["agreement", "dialogue", "program", "organization"]
AgreementLevel = Literal["treaty", "interinstitutional", "statement"]
Succession = Literal["replaced", "transformed", "terminated"]
Light = Literal["green", "yellow", "red", "unknown"]
Basis = Literal["searched", "stated", "numbering"]


def _parse_partial_date(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    # In Python a datetime is a date too.
    if isinstance(value, date) and not isinstance(value, datetime):
        return PartialDate.from_date(value)
    if not isinstance(value, str) or not PARTIAL_DATE_PATTERN.fullmatch(value):
        shortened = str(value)[:60]
        raise PydanticCustomError("not_a_date", "{given} is not a date", {"given": f"`{shortened}`"})
    try:
        return PartialDate.parse(value)
    except ValueError:
        raise PydanticCustomError("no_such_day", "the calendar has no {given}", {"given": f"`{value}`"}) from None


def _parse_plain_date(value: Any) -> PartialDate:
    if _is_between(value):
        raise PydanticCustomError("between_refused", "{given} is a date between two", {"given": f"`{value}`"})
    return _parse_partial_date(value)


def _parse_date_between(value: Any) -> PartialDate:
    if not _is_between(value):
        return _parse_partial_date(value)
    first, _, second = value.partition(BETWEEN)
    bounds = (_parse_partial_date(first), _parse_partial_date(second))
    try:
        return PartialDate.between(*bounds)
    except ValueError as error:
        raise PydanticCustomError("not_between", "{problem}", {"problem": error.args[0]}) from None


def _is_between(value: Any) -> bool:
    """Tell whether a value has the form of a date between two."""
    if not isinstance(value, str):
        return False
    first, separator, second = value.partition(BETWEEN)
    return bool(separator and PARTIAL_DATE_PATTERN.fullmatch(first) and PARTIAL_DATE_PATTERN.fullmatch(second))


# A schema cannot know how many days a month has. Editors distinguish a TOML date from a text by `format`; validators
# that ignore `format` use the pattern.
_PARTIAL = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_DATE_PATTERN = f"^{_PARTIAL}$"
_BETWEEN_PATTERN = rf"^{_PARTIAL}\.\.{_PARTIAL}$"
_DATE_SCHEMA: dict[str, list[Any]] = {
    "anyOf": [
        {"type": "string", "format": "date", "pattern": _DATE_PATTERN},
        {"type": "string", "pattern": _DATE_PATTERN},
    ],
    "examples": ["2022-10", "2022"],
}

DateField = Annotated[
    PartialDate,
    PlainValidator(_parse_plain_date),
    PlainSerializer(str),
    WithJsonSchema(_DATE_SCHEMA),
    Field(description='A day (2022-10-13), or "2022-10" or "2022" in quotes if the day is not known'),
]
"""A `PartialDate`, written as a TOML date if the day is known and as text if it is not."""

_BETWEEN_SCHEMA = {
    "anyOf": [*_DATE_SCHEMA["anyOf"], {"type": "string", "pattern": _BETWEEN_PATTERN}],
    "examples": [*_DATE_SCHEMA["examples"], "2020-07..2021-05"],
}

DateBetweenField = Annotated[
    PartialDate,
    PlainValidator(_parse_date_between),
    PlainSerializer(str),
    WithJsonSchema(_BETWEEN_SCHEMA),
    Field(
        description='A day (2022-10-13), or "2022-10" or "2022" in quotes if the day is not known, or '
        '"2020-07..2021-05" if it lies somewhere between the two'
    ),
]
"""A `DateField` that can also be a date between two."""

T = TypeVar("T")

# TOML gives lists, which strict mode refuses for a tuple.
TupleOf = Annotated[tuple[T, ...], Strict(False), Field(max_length=1000)]
"""A list of a file, as a tuple; its items are as strict as everything else."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
"""Lower-case letters, digits and single hyphens."""

FormerIds = Annotated[TupleOf[Slug], Field(description="Earlier ids; they resolve to this record forever")]

Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=35)]
"""The code of a language, such as `fr` or `pt-br`."""

VERSION_PATTERN = r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$"
"""The form of a version of a dataset, such as `1.0.0`."""

Year = Annotated[int, Field(ge=1, le=9999)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
OptionalText = Annotated[str, Field(max_length=4000)]
"""A text that may be omitted."""

Note = Annotated[str, Field(max_length=20_000)]


def _validate_url(value: str) -> str:
    if not value:
        return value
    problem = describe_url_problem(value)
    if problem:
        # The template must not contain the address: pydantic would fill in its braces.
        raise PydanticCustomError("not_an_address", "{problem}", {"problem": problem})
    return value


# The pattern is for schemas; `core.addresses` checks more.
_URL_PATTERN = r"^(https?://[^\s/?#@<>\"\\^`{|}]+([/?#][^\s<>\"\\^`{|}]*)?)?$"
Url = Annotated[str, AfterValidator(_validate_url), Field(max_length=4000, json_schema_extra={"pattern": _URL_PATTERN})]
"""A web address, or nothing."""


def _validate_contact(value: str) -> str:
    if not value or _EMAIL.fullmatch(value):
        return value
    if "@" in value and "/" not in value:
        raise ValueError(message("that is neither an e-mail address nor a web address"))
    return _validate_url(value)


_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+=_-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_CONTACT_PATTERN = rf"{_URL_PATTERN}|^{_EMAIL.pattern}$"
Contact = Annotated[
    str, AfterValidator(_validate_contact), Field(max_length=4000, json_schema_extra={"pattern": _CONTACT_PATTERN})
]
"""An e-mail address, a web address, or nothing."""


def _validate_doi(value: str) -> str:
    if value and not _DOI.fullmatch(value):
        raise ValueError(message("a DOI begins with 10. and not with an address, e.g. 10.5281/zenodo.123"))
    return value


_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]{1,200}")
Doi = Annotated[
    str, AfterValidator(_validate_doi), Field(max_length=300, json_schema_extra={"pattern": rf"^({_DOI.pattern})?$"})
]
"""A Digital Object Identifier without the address of a resolver, or nothing."""


def _validate_citation(value: str) -> str:
    source, _, locator = value.partition("#")
    if not source or value.endswith("#") or "#" in locator:
        raise ValueError(message("a citation is a source id, or a source id, # and a locator, e.g. cbi-2022#timeline"))
    return value


Citation = Annotated[
    str, AfterValidator(_validate_citation), Field(max_length=200, json_schema_extra={"pattern": "^[^#]+(#[^#]+)?$"})
]
"""A source id, with or without `#locator`."""


def _validate_direction(value: str) -> str:
    traveler, _, host = value.partition(">")
    if not DIRECTION_PATTERN.fullmatch(value) or traveler == host:
        raise ValueError(
            message("a direction is the party that travels, > and the party that it travels to, e.g. us>mx")
        )
    return value


DIRECTION_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*>[a-z0-9]+(?:-[a-z0-9]+)*")

Direction = Annotated[
    str,
    AfterValidator(_validate_direction),
    Field(max_length=241, json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*>[a-z0-9]+(-[a-z0-9]+)*$"}),
]
"""A direction of travel between two parties, as `guest>host`."""

Citations = Annotated[TupleOf[Citation], Field(description="The sources, as `id` or `id#locator`")]


class RecordModel(BaseModel):
    """The base of all records: frozen, without unknown keys, without conversions."""

    # A model is built when it first validates something: one that is only part of others never is.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=False, defer_build=True)

    # For a type checker, every name would be a field.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raise `BrokenValue` for a field that could not be read.

            Only missing attributes get here.
            """
            if name in type(self).model_fields:
                raise BrokenValue(name)
            return super().__getattr__(name)


class NotedRecord(RecordModel):
    """A record with a note in every language."""

    note: Note = Field("", description="What a reader should know, in our own words")
    note_es: Note = Field("", description="The note in Spanish")
