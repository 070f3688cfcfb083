"""Read the file that says which columns of a table are which fields."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, PlainValidator

from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import KeyPath, RawFinding
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import join_messages, message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.record_errors import find_value_errors
from cbi_cli.records.base import RecordModel
from cbi_cli.records.event import Event
from cbi_cli.records.localized import order_keys, twin_language
from cbi_cli.tables.date_cells import DateMode
from cbi_cli.tables.table import TableOptions
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.locate import locate
from cbi_cli.workspace.entries import read_plain_file

RANGE_FIELD = "when"
"""The name for a column that has a date or a range of dates."""

_UNMAPPED_FIELDS = frozenset({"former_ids", "attendance"})
_MAPPED_FIELDS = tuple(name for name in Event.model_fields if name not in _UNMAPPED_FIELDS)
EVENT_FIELDS = (RANGE_FIELD, *order_keys(Event, _MAPPED_FIELDS))
"""What a column can be, besides a title or a note in another language of the dataset."""

CREATED_KINDS = ("source", "place", "institution")
DEFAULT_SEPARATOR = ";"
_MAX_PROBLEMS = 20

Duplicates = Literal["skip", "distinct"]
Delimiter = Literal["", ",", ";", "\t", "|"]
Encoding = Literal["", "utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "mac-roman"]


def _to_texts(value: Any) -> tuple[str, ...]:
    """Return a text, a number or a list of texts as a tuple of texts."""
    items = value if isinstance(value, list) else [value]
    texts: list[str] = []
    for item in items:
        if isinstance(item, bool) or not isinstance(item, str | int):
            raise ValueError(message("write a text in quotes, or a list of texts"))
        texts.append(str(item))
    return tuple(texts)


Texts = Annotated[tuple[str, ...], PlainValidator(_to_texts)]


class CreatedRecords(RecordModel):
    """How records are made that a table names and the dataset lacks."""

    columns: dict[str, str] = Field(default={}, description="The column of each field")
    constants: dict[str, Texts] = Field(default={}, description="The value of each field that all of them have")
    new: Texts = Field(default=(), description="Names that are like an existing one, and mean another record")


class CreateTables(RecordModel):
    """The kinds of records that may be made."""

    source: CreatedRecords | None = None
    place: CreatedRecords | None = None
    institution: CreatedRecords | None = None


class MappingFile(RecordModel):
    """A mapping as a person writes it."""

    confirmed: bool = Field(description="Whether a person has read the mapping; nothing is imported before")
    encoding: Encoding = Field(default="", description="The encoding of the table")
    delimiter: Delimiter = Field(default="", description="What separates the cells of the table")
    sheet: str = Field(default="", description="The sheet of an Excel file")
    dates: DateMode = Field(default="typed", description="What 03/04/2022 and 44847 mean")
    duplicates: Duplicates = Field(default="skip", description="What to do with rows that look like an event")
    columns: dict[str, Texts] = Field(description="The column of each field")
    constants: dict[str, Texts] = Field(default={}, description="The value of a field where the cell is empty")
    templates: dict[str, str] = Field(default={}, description="A text made of columns: Visit to {City}")
    separators: dict[str, str] = Field(default={}, description="What separates the values in a cell")
    values: dict[str, dict[str, Texts]] = Field(default={}, description="What the texts of a column mean")
    create: CreateTables = CreateTables()


class TableMapping(NamedTuple):
    """A mapping that was read.

    `values` has the meanings of texts by field, for the texts as `fold` returns them. `create` has the kinds of
    records that may be made.
    """

    path: Path
    confirmed: bool
    options: TableOptions
    dates: DateMode
    duplicates: Duplicates
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, tuple[str, ...]]
    templates: Mapping[str, str]
    separators: Mapping[str, str]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    create: Mapping[str, CreatedRecords]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that rows get, in the order of an event."""
        named = dict.fromkeys((*self.columns, *self.constants, *self.templates))
        range_field = tuple(name for name in named if name == RANGE_FIELD)
        others = tuple(name for name in named if name != RANGE_FIELD)
        return range_field + order_keys(Event, others)


def default_mapping_path(table: Path) -> Path:
    """Return where the mapping of a table is if none is named."""
    return table.with_name(f"{table.stem}.mapping.toml")


def read_mapping(path: Path) -> TableMapping:
    """Return the mapping in a file, whether or not it is confirmed.

    Raises CbiError with all errors if the file is no mapping.
    """
    if not os.path.lexists(path):
        raise CbiError(
            message("there is no mapping {path}", path=path),
            message("`cbi import FILE --guess --output {path}` proposes one", path=path),
        )
    raw = read_plain_file(Path(os.path.realpath(path)), path)
    return parse_mapping(path, raw)


def parse_mapping(path: Path, raw: bytes) -> TableMapping:
    """Return the mapping that the bytes of a file are; raises CbiError."""
    document = parse(path.name, raw.removeprefix(codecs.BOM_UTF8))
    if document.errors:
        raise _invalid_mapping(path, document, document.errors)
    errors = find_value_errors(MappingFile, document.data, path.name)
    if errors:
        raise _invalid_mapping(path, document, errors)
    file = MappingFile.model_validate(document.data)
    problems = tuple(_check_names(file, path.name))
    if problems:
        raise _invalid_mapping(path, document, problems)
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for field, meanings in file.values.items():
        values[field] = {fold(text): meaning for text, meaning in meanings.items()}
    created = {kind: getattr(file.create, kind) for kind in CREATED_KINDS if getattr(file.create, kind)}
    options = TableOptions(file.encoding, file.delimiter, file.sheet)
    return TableMapping(
        path=path,
        confirmed=file.confirmed,
        options=options,
        dates=file.dates,
        duplicates=file.duplicates,
        columns=file.columns,
        constants=file.constants,
        templates=file.templates,
        separators=file.separators,
        values=values,
        create=created,
    )


def require_confirmed(mapping: TableMapping) -> None:
    """Raise CbiError for a mapping that no person has confirmed."""
    if not mapping.confirmed:
        raise CbiError(
            message("the mapping {path} is not confirmed", path=mapping.path),
            message("read each of its lines; if they are right, write confirmed = true"),
        )


def _invalid_mapping(path: Path, document: Document, errors: tuple[RawFinding, ...]) -> CbiError:
    """Return one error for all that is wrong in a mapping."""
    problems: list[str] = []
    for error in errors[:_MAX_PROBLEMS]:
        region = error.region or locate(document, error.path).value
        problem = message("line {line}: {problem}", line=region.line, problem=error.message)
        if error.hint:
            problem = message("{problem} ({hint})", problem=problem, hint=error.hint)
        problems.append(problem)
    left = len(errors) - len(problems)
    if left:
        problems.append(message("{n} more", n=left))
    return CbiError(
        message("the mapping {path} has errors: {problems}", path=path, problems=join_messages(problems, "; ")),
        message("`cbi help import` shows the keys of a mapping"),
    )


def _check_names(file: MappingFile, name: str) -> Iterator[RawFinding]:
    """Yield a finding for each key of a mapping that names no field."""
    for section in ("columns", "constants", "templates", "separators", "values"):
        for field in getattr(file, section):
            if field not in EVENT_FIELDS and not twin_language(Event, field)[0]:
                yield _unknown_field(name, (section, field), field, EVENT_FIELDS)
    given = {*file.columns, *file.constants, *file.templates}
    for field in ("start", "end"):
        if field in given and RANGE_FIELD in given:
            problem = message("`{field}` and `{other}` are both given", field=field, other=RANGE_FIELD)
            yield RawFinding("", name, ("columns", RANGE_FIELD), problem, message("leave one of them out"))
    for field in file.templates:
        if field.partition("_")[0] not in ("title", "note"):
            yield RawFinding(
                "", name, ("templates", field), message("`{field}` is not a title or a note", field=field), ""
            )


def _unknown_field(name: str, path: KeyPath, field: str, fields: tuple[str, ...]) -> RawFinding:
    problem = message("an event has no field `{name}`", name=field)
    hint = did_you_mean(field, fields) or message("it has {names}", names=", ".join(fields))
    return RawFinding("", name, path, problem, hint, at_key=True)
