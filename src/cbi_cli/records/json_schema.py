"""JSON Schemas of the files of a dataset, for editors: made of the record models, so that both always say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cbi_cli.core.docs import get_docstring
from cbi_cli.records.base import RecordModel
from cbi_cli.records.examples import EXAMPLES
from cbi_cli.records.file_kinds import FILE_KINDS, SCHEMA_VERSION, FileKind, file_kind
from cbi_cli.records.names import PATH_TEMPLATES

Schema = dict[str, Any]

SCHEMA_FOLDER = "schemas"
"""The folder inside a dataset that holds its schemas."""

FILE_KINDS_BY_NAME: dict[str, FileKind] = {kind.kind: kind for kind in FILE_KINDS}
"""The kinds of files that have a schema, by name."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEYWORD_ORDER = (
    *("$schema", "$id", "$ref", "title", "description", "type", "format", "const", "enum", "anyOf"),
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "default", "examples", "$defs"),
)
_NOTE_FIELDS = ("note", "note_es")


def build_json_schema(kind: FileKind) -> Schema:
    """The schema of one kind of file (draft 2020-12), its keys in a fixed order."""
    _restore_docs(RecordModel)
    made = kind.model.model_json_schema(by_alias=True)
    parts = {name: _table_schema(part) for name, part in made.pop("$defs", {}).items()}
    record = _table_schema(made)
    head = {
        "$schema": _DIALECT,
        "$id": f"urn:cbi:schema:{kind.kind}:{SCHEMA_VERSION}",
        "title": file_path_template(kind),
    }
    if not kind.has_many_records:
        return _sort_keywords({**record, **head, "$defs": parts})
    name = kind.model.__name__
    tables = {"type": "array", "description": record["description"], "items": {"$ref": f"#/$defs/{name}"}}
    told = f"{_format_title(kind.kind)} records of a cbi dataset, each a [[{kind.kind}]] table"
    shape = {"type": "object", "properties": {kind.kind: tables}, "additionalProperties": False}
    return _sort_keywords({**head, "description": told, **shape, "$defs": {name: record, **parts}})


def _restore_docs(model: type[RecordModel]) -> None:
    """Give the models their docstrings, which are their descriptions, if Python has left these out (``-OO``)."""
    for one in model.__subclasses__():
        one.__doc__ = get_docstring(one)
        _restore_docs(one)


def schema_text(kind: FileKind) -> str:
    """The schema of one kind of file as the text of its file."""
    return json.dumps(build_json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def schema_file_name(kind: str) -> str:
    """The name of the file that holds the schema of a kind."""
    return f"{kind}.schema.json"


def schema_path(kind: str) -> str:
    """Where the schema of a kind lies inside a dataset."""
    return f"{SCHEMA_FOLDER}/{schema_file_name(kind)}"


def schema_files() -> dict[str, bytes]:
    """All schemas, by their paths inside a dataset."""
    return {schema_path(kind.kind): schema_text(kind).encode("utf-8") for kind in FILE_KINDS}


def schema_directive(name: str) -> str:
    """The first line of a file of a dataset, by which editors find its schema.

    Raises ValueError for a path inside a dataset that `cbi` does not read.
    """
    kind = file_kind(name)
    if kind is None:
        raise ValueError(f"{name} is not a file of a dataset")
    up = "../" * name.count("/") or "./"
    return f"#:schema {up}{schema_path(kind.kind)}\n"


def file_path_template(kind: FileKind) -> str:
    """Return where a kind of file is in a dataset, e.g. ``events/<year>.toml``."""
    return PATH_TEMPLATES.get(kind.kind) or kind.pattern.pattern.replace("\\", "")


def _table_schema(schema: Mapping[str, Any]) -> Schema:
    """The schema of one table: readable titles, notes last, with an example where we have one."""
    fields = {key: _value_schema(key, field) for key, field in schema["properties"].items()}
    last = {key: fields.pop(key) for key in _NOTE_FIELDS if key in fields}
    found = {**schema, "title": _format_title(schema["title"]), "properties": {**fields, **last}}
    example = EXAMPLES.get(schema["title"])
    return {**found, "examples": [example]} if example else found


def _value_schema(key: str, schema: Mapping[str, Any]) -> Schema:
    """The schema of one value: TOML has no null, and a default of nothing says nothing."""
    found = dict(schema)
    choices = [one for one in found.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        del found["anyOf"]
        found = {**choices[0], **found}
    if found.get("default") in (None, "", []):
        found.pop("default", None)
    return {**found, "title": _format_title(key)}


def _format_title(name: str) -> str:
    """The words of a key or of a model: ``title_es`` is "Title (Spanish)", ``PrintedRow`` is "Printed row"."""
    stem, spanish = name.removesuffix("_es"), name.endswith("_es")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", stem).lower()
    return words.capitalize() + (" (Spanish)" if spanish else "")


def _sort_keywords(schema: Mapping[str, Any]) -> Schema:
    """The same schema with its keywords in one order, so that no release of pydantic moves a line."""
    rank = {word: number for number, word in enumerate(_KEYWORD_ORDER)}
    words = sorted(schema, key=lambda word: rank.get(word, len(rank)))
    return {word: _sort_nested(word, schema[word]) for word in words}


def _sort_nested(word: str, value: Any) -> Any:
    """What a keyword holds: schemas in order, all else (examples above all) as it is."""
    if word == "items":
        return _sort_keywords(value)
    if word == "anyOf":
        return [_sort_keywords(one) for one in value]
    if word in ("properties", "$defs"):
        return {name: _sort_keywords(one) for name, one in value.items()}
    # Releases of pydantic differ in whether a limit is 100 or 100.0.
    return int(value) if isinstance(value, float) and value.is_integer() else value
