"""Make the description of the tables from the models of the records."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.docs import get_docstring
from cbi_cli.exports.tables import (
    Column,
    ColumnType,
    FieldReader,
    ForeignKey,
    ListReader,
    Table,
    TableReader,
    WordList,
    WordLists,
    WordReader,
)
from cbi_cli.records.dataset_info import Party
from cbi_cli.records.file_kinds import FILE_KINDS, localized_kind
from cbi_cli.records.introspection import ModelField, annotation_parts, fields, item_type
from cbi_cli.records.localized import localized_model, order_keys, twins_of
from cbi_cli.records.terms import Terms

LEFT_OUT: dict[str, tuple[str, ...]] = {
    # Parties and words have tables of their own. The others say how the files are kept, not what is in them.
    "dataset": ("party", "vocabulary", "layout", "exclude", "accepted"),
}
"""Fields of a kind of record that its table does not have. Former ids of all kinds are in one table."""

KEYS = {"edition": ("year",), "release": ("version",), "withdrawn": ("kind", "id")}
"""What identifies a record, of the kinds that have something else than an id."""

COMPUTED = {
    "event": (
        Column("first_day", "date", "Computed: the first day that `start` can mean", required=True),
        Column("known_by", "date", "Computed: the last day that `start` can mean", required=True),
        Column("last_day", "date", "Computed: the last day that `end`, or else `start`, can mean", required=True),
        Column("direction", "text", "Computed: the direction of travel, as `guest>host`; empty without one"),
    )
}
"""Columns at the end of a table that follow from others."""

_COLUMN_NAMES = {
    # Words of SQL, and keys that say little by themselves.
    "between": "party",
    "distinct_from": "distinct_event",
    "from": "from_year",
    "of": "out_of",
    "schema": "format_version",
    "to": "to_year",
}
"""The names of columns that differ from the key in the files."""

_SINGULARS = {
    "aliases": "alias",
    "claims": "claim",
    "guests": "guest",
    "institutions": "institution",
    "languages": "language",
    "lead_agencies": "lead_agency",
    "lights": "light",
    "locators": "locator",
    "occurrences": "occurrence",
    "participants": "participant",
    "parties": "party",
    "pauses": "pause",
    "shares": "share",
    "sources": "source",
    "states": "state",
    "topics": "topic",
    "values": "claimed",
}
"""What one entry of a list is called."""

_REFERENCES = {
    "between": "party",
    "distinct_from": "event",
    "event": "event",
    "guests": "party",
    "host": "party",
    "indicator": "indicator",
    "institutions": "institution",
    "part_of": "institution",
    "parties": "party",
    "party": "party",
    "replaced_by": "institution",
    "side_event_of": "event",
    "source": "source",
    "sources": "source",
    "topic": "topic",
    "topics": "topic",
}
"""The kind of record that a field names by its id."""

_FREE = {("release", "indicator"), ("withdrawn", "replaced_by")}
"""Fields of a kind of record that can name a record of any kind, or by an id of an earlier version."""

_LOCATOR = "The part of the source that is meant, if one is named"
_WORD_LISTS = "Lists in this part of a record, one word a row"
_FIELD = Column("field", "text", "The list", required=True)
_POSITION = Column("position", "integer", "The position in the list, from 1", required=True)
_VALUE = Column("value", "text", "What stands there in the list", required=True)


class RecordTables(NamedTuple):
    """A kind of record, the keys of its file that identify one, and how its tables are read."""

    kind: str
    key: tuple[str, ...]
    reader: TableReader


@lru_cache(maxsize=20)
def make_record_tables(terms: Terms) -> tuple[RecordTables, ...]:
    """Return the tables of all kinds of records of a dataset with these languages and words."""
    made: list[RecordTables] = []
    for file_kind in FILE_KINDS:
        kind = localized_kind(file_kind, terms)
        made.append(_make_record_table(kind.kind, kind.model))
        if kind.kind == "dataset":
            made.append(_make_record_table("party", localized_model(Party, terms)))
    return tuple(made)


def _make_record_table(kind: str, model: type[BaseModel]) -> RecordTables:
    key = KEYS.get(kind, ("id",))
    builder = _TableBuilder(kind, kind)
    builder.add_fields(model, (), "")
    reader = builder.finish(_first_line(model), key, COMPUTED.get(kind, ()))
    return RecordTables(kind, key, reader)


class _TableBuilder:
    """Collects the columns of a table, and the tables of the lists in it.

    `owner` are the columns that name the record and the positions in its lists; the table of a record has none.
    """

    def __init__(self, kind: str, name: str, owner: tuple[Column, ...] = ()) -> None:
        self.kind = kind
        self.name = name
        self.owner = owner
        self.columns: list[Column] = []
        self.foreign_keys: list[ForeignKey] = []
        self.fields: list[FieldReader] = []
        self.lists: list[ListReader | WordReader] = []
        self.word_lists: list[WordLists] = []

    def finish(self, description: str, key: tuple[str, ...], computed: tuple[Column, ...] = ()) -> TableReader:
        """Return the table with all that was added."""
        columns = (*self.owner, *self.columns, *computed)
        foreign_keys = tuple(self.foreign_keys)
        table = Table(self.name, description, columns, key, foreign_keys)
        values = tuple(self.fields)
        lists = tuple(self.lists)
        return TableReader(table, values, lists, tuple(self.word_lists))

    def add_fields(self, model: type[BaseModel], path: tuple[str, ...], prefix: str) -> None:
        """Add the fields of a model that stands at a path in the record; their columns begin with a prefix."""
        words: list[WordList] = []
        all_fields = fields(model)
        # Notes come last, as in the files.
        for key in order_keys(model, tuple(all_fields)):
            field = all_fields[key]
            if self._is_left_out(model, key, field):
                continue
            info = model.model_fields[field.name]
            if field.nested_model is not None:
                self._add_tables(key, field, info, path, prefix)
            elif not _is_list(field):
                self._add_value(key, field, info, path, prefix)
            elif self.owner or path:
                default = info.default or ()
                words.append(WordList(key, (*path, key), tuple(default)))
            else:
                self._add_word_table(key, field, info, model)
        if words:
            self._add_word_lists(tuple(words), path)

    def _is_left_out(self, model: type[BaseModel], key: str, field: ModelField) -> bool:
        if key == "former_ids":
            return True
        if self.name == self.kind and key in LEFT_OUT.get(self.kind, ()):
            return True
        # The translations of a list are columns beside its words.
        return _is_list(field) and any(key in twins_of(model, name) for name in model.model_fields)

    def _add_tables(self, key: str, field: ModelField, info: FieldInfo, path: tuple[str, ...], prefix: str) -> None:
        """Add a table inside the record, as further columns, or a list of tables."""
        nested = field.nested_model
        if nested is None:
            return
        if not _is_list(field):
            self.add_fields(nested, (*path, key), f"{prefix}{_singular(key)}_")
            return
        builder = self._list_builder(key)
        builder.add_fields(nested, (), "")
        description = info.description or _first_line(nested)
        table_key = _names(builder.owner)
        reader = builder.finish(description, table_key)
        list_reader = ListReader((*path, key), reader)
        self.lists.append(list_reader)

    def _add_value(self, key: str, field: ModelField, info: FieldInfo, path: tuple[str, ...], prefix: str) -> None:
        """Add the column of a single value."""
        required = info.is_required() and not path
        default = None
        if not info.is_required() and not path:
            default = info.default or None
        # A flag that was left out is off.
        if info.default is False:
            default = False
        name = f"{prefix}{_COLUMN_NAMES.get(key, key)}"
        column = Column(name, _column_type(field.annotation), info.description or "", required, field.choices)
        self._add_column(column, (*path, key), self._target(key), default)

    def _add_word_table(self, key: str, field: ModelField, info: FieldInfo, model: type[BaseModel]) -> None:
        """Add the table of a list of words of a record, with their translations as further columns."""
        builder = self._list_builder(key)
        name = _COLUMN_NAMES.get(key, _singular(key))
        description = info.description or ""
        column_type = _column_type(item_type(field.annotation))
        column = Column(name, column_type, description, required=True)
        target = self._target(key)
        builder._add_column(column, (key,), target, None)
        twins = twins_of(model, field.name)
        for twin in twins:
            ending = twin.removeprefix(key)
            twin_description = model.model_fields[twin].description or ""
            column = Column(f"{name}{ending}", "text", twin_description)
            builder._add_column(column, (twin,), "", None)
        table_key = _names(builder.owner)
        table = builder.finish(description, table_key).table
        self.lists.append(WordReader(table, key, twins, target == "source"))

    def _add_column(self, column: Column, path: tuple[str, ...], target: str, default: Any) -> None:
        """Add a column; a citation becomes two, the source and its part."""
        self.columns.append(column)
        if target == "source":
            self.fields.append(FieldReader(path, part="source"))
            locator = column.name.removesuffix("source")
            self.columns.append(Column(f"{locator}locator", "text", _LOCATOR))
            self.fields.append(FieldReader(path, part="locator"))
        else:
            self.fields.append(FieldReader(path, default))
        if target:
            self.foreign_keys.append(ForeignKey((column.name,), target, ("id",)))

    def _add_word_lists(self, words: tuple[WordList, ...], path: tuple[str, ...]) -> None:
        """Add the table that the lists of words inside a table share."""
        name = "_".join((self.name, *path)).removesuffix("_values")
        owner = self._child_owner()
        keys = (*owner, _FIELD, _POSITION)
        columns = (*keys, _VALUE)
        table_key = _names(keys)
        foreign_keys = self._keys_to_owner(owner)
        table = Table(f"{name}_value", _WORD_LISTS, columns, table_key, foreign_keys)
        word_lists = WordLists(table, words)
        self.word_lists.append(word_lists)

    def _list_builder(self, key: str) -> _TableBuilder:
        owner = self._child_owner()
        builder = _TableBuilder(self.kind, f"{self.name}_{_singular(key)}", (*owner, _POSITION))
        builder.foreign_keys.extend(self._keys_to_owner(owner))
        return builder

    def _child_owner(self) -> tuple[Column, ...]:
        """Return the columns by which a table of a list names the row that it belongs to."""
        if not self.owner:
            column_type: ColumnType = "text"
            if self.kind == "edition":
                column_type = "integer"
            return (Column(self.kind, column_type, f"The {self.kind}", required=True),)
        entry = self.name.removeprefix(f"{self.kind}_")
        position = Column(f"{entry}_position", "integer", f"The position of the {entry}, from 1", required=True)
        return (*self.owner[:-1], position)

    def _keys_to_owner(self, owner: tuple[Column, ...]) -> tuple[ForeignKey, ...]:
        columns = _names(owner)
        to_columns = _names(self.owner)
        # The table of a record has no owner; its lists name the record itself.
        if not to_columns:
            to_columns = KEYS.get(self.kind, ("id",))
        key = ForeignKey(columns, self.name, to_columns)
        return (key,)

    def _target(self, key: str) -> str:
        """Return the kind of record that a field names; empty if it names none, or one of several kinds."""
        if (self.kind, key) in _FREE:
            return ""
        return _REFERENCES.get(key, "")


def _is_list(field: ModelField) -> bool:
    try:
        item_type(field.annotation)
    except LookupError:
        return False
    return True


def _column_type(annotation: Any) -> ColumnType:
    types: dict[Any, ColumnType] = {
        bool: "boolean",
        int: "integer",
        float: "number",
        PartialDate: "partial-date",
        date: "date",
    }
    for part in annotation_parts(annotation):
        if isinstance(part, type) and part in types:
            return types[part]
    return "text"


def _singular(key: str) -> str:
    return _SINGULARS.get(key, key)


def _names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _first_line(model: type[BaseModel]) -> str:
    first, _, _ = get_docstring(model).partition("\n")
    return first.removesuffix(".")
