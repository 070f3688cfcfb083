"""The words and forms that all records share."""

from __future__ import annotations

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
from cbi_cli.core.dates import PARTIAL_DATE_PATTERN, PartialDate

InstitutionType = Literal["agreement", "dialogue", "program", "organization"]
AgreementLevel = Literal["treaty", "interinstitutional", "statement"]
Succession = Literal["replaced", "transformed", "terminated"]
Light = Literal["green", "yellow", "red", "unknown"]
Lang = Literal["en", "es"]


def _parse_partial_date(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return PartialDate.from_date(value)
    if not isinstance(value, str) or not PARTIAL_DATE_PATTERN.fullmatch(value):
        raise PydanticCustomError("not_a_date", "{given} is not a date", {"given": f"`{str(value)[:60]}`"})
    try:
        return PartialDate.parse(value)
    except ValueError:
        raise PydanticCustomError("no_such_day", "the calendar has no {given}", {"given": f"`{value}`"}) from None


# What a schema can see of a date; that a month has so many days it cannot see. Editors tell a TOML date from a text by
# `format`, validators that ignore `format` go by the pattern.
_DATE_PATTERN = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_DATE_SCHEMA = {
    "anyOf": [
        {"type": "string", "format": "date", "pattern": _DATE_PATTERN},
        {"type": "string", "pattern": _DATE_PATTERN},
    ],
    "examples": ["2022-10", "2022"],
}

DateField = Annotated[
    PartialDate,
    PlainValidator(_parse_partial_date),
    PlainSerializer(str),
    WithJsonSchema(_DATE_SCHEMA),
    Field(description='A day (2022-10-13), or "2022-10" or "2022" in quotes if the day is not known'),
]
"""A `PartialDate`, written as a TOML date where the day is known and as text where it is not."""

T = TypeVar("T")

TupleOf = Annotated[tuple[T, ...], Strict(False), Field(max_length=1000)]
"""A list of a file, as a tuple; what is in it is as strict as everything else."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
"""Lower-case letters, digits and single hyphens."""

FormerIds = Annotated[TupleOf[Slug], Field(description="Earlier ids; they resolve to this record forever")]

Year = Annotated[int, Field(ge=1, le=9999)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
OptionalText = Annotated[str, Field(max_length=4000)]
"""A text that may be left out."""

Note = Annotated[str, Field(max_length=20_000)]


def _validate_url(value: str) -> str:
    wrong = describe_url_problem(value) if value else ""
    if wrong:
        raise PydanticCustomError("not_an_address", "{problem}", {"problem": wrong})
    return value


# What a schema can see of an address; `core.addresses` sees more.
_URL_PATTERN = r"^(https?://[^\s/?#@<>\"\\^`{|}]+([/?#][^\s<>\"\\^`{|}]*)?)?$"
Url = Annotated[str, AfterValidator(_validate_url), Field(max_length=4000, json_schema_extra={"pattern": _URL_PATTERN})]
"""A web address, or nothing."""


def _validate_citation(value: str) -> str:
    source, _, place = value.partition("#")
    if not source or value.endswith("#") or "#" in place:
        raise ValueError("a citation is a source id, or a source id, # and a locator, e.g. cbi-2022#timeline")
    return value


Citation = Annotated[
    str, AfterValidator(_validate_citation), Field(max_length=200, json_schema_extra={"pattern": "^[^#]+(#[^#]+)?$"})
]
"""A source id, with or without ``#locator``."""

Citations = Annotated[TupleOf[Citation], Field(description="The sources, as `id` or `id#locator`")]


class RecordModel(BaseModel):
    """What every record has in common: frozen, nothing unknown, nothing converted."""

    # A model is built when it first reads something: one that stands only inside others never is.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=False, defer_build=True)

    if not TYPE_CHECKING:  # a type checker would take any name for a field

        def __getattr__(self, name: str) -> Any:
            """Raise `BrokenValue` for a field that could not be read; nothing else gets here."""
            if name in type(self).model_fields:
                raise BrokenValue(name)
            return super().__getattr__(name)


class NotedRecord(RecordModel):
    """A record with a note in both languages."""

    note: Note = Field("", description="What a reader should know, in our own words")
    note_es: Note = Field("", description="The note in Spanish")
