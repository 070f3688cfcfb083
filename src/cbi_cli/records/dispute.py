"""`disputes.toml`: sources that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from cbi_cli.core.messages import message
from cbi_cli.core.vocabulary import EventKind, Level, Mode, Office, Status
from cbi_cli.records.base import (
    Citation,
    DateBetweenField,
    FormerIds,
    Light,
    NotedRecord,
    OptionalText,
    RecordModel,
    Slug,
    Text,
    TupleOf,
    Year,
)

Subject = Literal["event", "institution", "indicator", "source", "edition", "topic", "place"]


INDICATOR_VALUES = frozenset({"halted_since", "status"})
"""The values that a claim about an indicator can have."""

_STATUSES: dict[str, tuple[str, ...]] = {"event": get_args(Status), "indicator": get_args(Light)}


class ClaimedValues(RecordModel):
    """A claim as values of the record concerned: fields of an event, or what a source says of a row."""

    start: DateBetweenField | None = Field(None, description="Event: its first day; without `end`, an event of one day")
    end: DateBetweenField | None = Field(None, description="Event: its last day")
    kind: EventKind | None = Field(None, description="Event: its kind")
    level: Level | None = Field(None, description="Event: its level")
    office: Office | None = Field(None, description="Event: the office that led it")
    institutions: TupleOf[Slug] = Field((), description="Event: its institutions")
    edition_number: int | None = Field(None, ge=1, description="Event: its number")
    parties: TupleOf[Slug] = Field((), description="Event: the parties that took part")
    host: Slug | None = Field(None, description="Event: the party that received the others")
    guests: TupleOf[Slug] = Field((), description="Event: the parties that traveled to the host")
    place: OptionalText = Field("", description="Event: where it took place")
    mode: Mode | None = Field(None, description="Event: how it was held")
    status: Literal[Status, Light] | None = Field(
        None, description="Event: its status. Indicator: its light; `red` says that none was held in the edition's year"
    )
    halted_since: Year | None = Field(None, description="Indicator: the year of the last one held")


class Claim(RecordModel):
    """What one source says."""

    value: Text = Field(description="The value that it gives, in English")
    value_es: OptionalText = Field("", description="The value in Spanish, if it has words")
    source: Citation = Field(description="The source that gives it")
    values: ClaimedValues | None = Field(
        None, description="The same as fields of the record, for the reading of an edition"
    )


class Dispute(NotedRecord):
    """Two or more sources that disagree on a value, with the reading that the dataset uses and why."""

    id: Slug = Field(description="Unique name")
    former_ids: FormerIds = ()
    record: Subject = Field(description="The kind of the record concerned")
    about: Slug = Field(description="The id of that record; an edition's id is its year")
    field: Text = Field(description="The field or row in question; words are in English")
    field_es: OptionalText = Field("", description="The field or row in Spanish, if it has words")
    claims: TupleOf[Claim] = Field(min_length=1, description="What each source says")
    chosen: Text = Field(description="The reading that the dataset uses, in English")
    chosen_es: OptionalText = Field("", description="The reading in Spanish")
    why: Text = Field(description="Why the dataset uses it")
    why_es: OptionalText = Field("", description="The reason in Spanish")

    @model_validator(mode="after")
    def _check_claimed_values(self) -> Dispute:
        """Raise ValidationError for claimed values that the record concerned does not have."""
        errors: list[InitErrorDetails] = []
        for index, claim in enumerate(self.claims):
            if claim.values is None:
                continue
            for key, problem in _claim_problems(self.record, claim.values):
                value: Any = getattr(claim.values, key)
                # The same type as that of an error that a function of a field raises.
                error = PydanticCustomError("value_error", "{error}", {"error": problem})
                location = ("claims", index, "values", key)
                errors.append(InitErrorDetails(type=error, loc=location, input=value))
        if errors:
            raise ValidationError.from_exception_data("Dispute", errors)
        return self


def _claim_problems(record: str, values: ClaimedValues) -> Iterator[tuple[str, str]]:
    """Yield the keys of claimed values that do not suit the kind of a record, and why."""
    for key in type(values).model_fields:
        if key not in values.model_fields_set:
            continue
        if not _has_value(record, key):
            yield key, message("a claim about this kind of record ({kind}) has no such value", kind=record)
        elif key == "status" and values.status not in _STATUSES[record]:
            known = ", ".join(_STATUSES[record])
            yield key, message("`{value}` is none of these: {known}", value=values.status, known=known)
    if values.end is None:
        return
    if values.start is None:
        yield "end", message("it has an `end`, but no `start`")
    elif values.end.last < values.start.first:
        yield "end", message("it ends before it starts")


def _has_value(record: str, key: str) -> bool:
    """Tell whether a claim about a kind of record can have a value."""
    if record == "indicator":
        return key in INDICATOR_VALUES
    return record == "event" and key != "halted_since"
