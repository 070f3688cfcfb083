"""Build the JSON Schemas of the files of a dataset, for editors.

They are made from the record models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cbi_cli.core.docs import get_docstring
from cbi_cli.core.messages import message
from cbi_cli.records.base import NOTE_FIELDS, RecordModel
from cbi_cli.records.examples import load_examples
from cbi_cli.records.file_kinds import FILE_KINDS, SCHEMA_VERSION, FileKind, file_kind

Schema = dict[str, Any]

SCHEMA_FOLDER = "schemas"
"""The folder inside a dataset that has its schemas."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEYWORD_ORDER = (
    *("$schema", "$id", "$ref", "title", "description", "type", "format", "const", "enum", "anyOf"),
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "default", "examples", "$defs"),
)


def build_json_schema(kind: FileKind) -> Schema:
    """Return the schema of a kind of file, its keys in a fixed order.

    The dialect is draft 2020-12.
    """
    _restore_docstrings(RecordModel)
    model_schema = kind.model.model_json_schema(by_alias=True)
    # pydantic collects the models of nested tables under `$defs`.
    definitions: Schema = {}
    for name, definition in model_schema.pop("$defs", {}).items():
        definitions[name] = _table_schema(definition)
    record = _table_schema(model_schema)
    head = {
        "$schema": _DIALECT,
        "$id": f"urn:cbi:schema:{kind.kind}:{SCHEMA_VERSION}",
        "title": kind.path,
    }
    if not kind.has_many_records:
        return _sort_keywords({**record, **head, "$defs": definitions})
    model_name = kind.model.__name__
    tables = {"type": "array", "description": record["description"], "items": {"$ref": f"#/$defs/{model_name}"}}
    title = _format_title(kind.kind)
    schema = {
        **head,
        "description": f"{title} records of a cbi dataset, each a [[{kind.kind}]] table",
        "type": "object",
        "properties": {kind.kind: tables},
        "additionalProperties": False,
        "$defs": {model_name: record, **definitions},
    }
    return _sort_keywords(schema)


def _restore_docstrings(model: type[RecordModel]) -> None:
    """Restore the docstrings of models, which are their descriptions.

    Python leaves them out with `-OO`.
    """
    for subclass in model.__subclasses__():
        subclass.__doc__ = get_docstring(subclass)
        _restore_docstrings(subclass)


def schema_text(kind: FileKind) -> str:
    """Return the schema of a kind of file as the text of its file."""
    schema = build_json_schema(kind)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_file_name(kind: str) -> str:
    """Return the name of the file that has the schema of a kind."""
    return f"{kind}.schema.json"


def schema_path(kind: str) -> str:
    """Return the path of the schema of a kind inside a dataset."""
    return f"{SCHEMA_FOLDER}/{schema_file_name(kind)}"


def schema_files() -> dict[str, bytes]:
    """Return all schemas, by their paths inside a dataset."""
    files: dict[str, bytes] = {}
    for kind in FILE_KINDS:
        files[schema_path(kind.kind)] = schema_text(kind).encode("utf-8")
    return files


def schema_directive(name: str) -> str:
    """Return the first line of a file, by which editors find its schema.

    Raises ValueError for a path inside a dataset that `cbi` does not read.
    """
    kind = file_kind(name)
    if kind is None:
        raise ValueError(message("{file} is not a file of a dataset", file=name))
    # Editors resolve the path from the folder of the file.
    depth = name.count("/")
    parent = "./"
    if depth:
        parent = "../" * depth
    return f"#:schema {parent}{schema_path(kind.kind)}\n"


def _table_schema(schema: Mapping[str, Any]) -> Schema:
    """Return the schema of a table with readable titles, notes last.

    An example is added if there is one.
    """
    fields: Schema = {}
    notes: Schema = {}
    for key, field in schema["properties"].items():
        if key in NOTE_FIELDS:
            notes[key] = _value_schema(key, field)
        else:
            fields[key] = _value_schema(key, field)
    model_name = schema["title"]
    table = {**schema, "title": _format_title(model_name), "properties": {**fields, **notes}}
    example = load_examples().get(model_name)
    if example:
        table["examples"] = [example]
    return table


def _value_schema(key: str, schema: Mapping[str, Any]) -> Schema:
    """Return the schema of a value, without null and empty defaults.

    TOML does not have null.
    """
    value_schema = dict(schema)
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        del value_schema["anyOf"]
        # What the field says of itself, such as its description, takes precedence.
        value_schema = {**choices[0], **value_schema}
    if value_schema.get("default") in (None, "", []):
        value_schema.pop("default", None)
    value_schema["title"] = _format_title(key)
    return value_schema


def _format_title(name: str) -> str:
    """Return the words of a key or of a model.

    `title_es` is "Title (Spanish)", `PrintedRow` is "Printed row".
    """
    stem = name.removesuffix("_es")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", stem).lower()
    title = words.capitalize()
    if stem != name:
        title += " (Spanish)"
    return title


def _sort_keywords(schema: Mapping[str, Any]) -> Schema:
    """Return the same schema with its keywords in one order.

    So no release of pydantic changes the files.
    """
    ordered: Schema = {}
    # A keyword that is not in the order comes last.
    for keyword in (*_KEYWORD_ORDER, *schema):
        if keyword in schema and keyword not in ordered:
            ordered[keyword] = _sort_nested(keyword, schema[keyword])
    return ordered


def _sort_nested(keyword: str, value: Any) -> Any:
    """Return the value of a keyword, with schemas in order.

    Anything else, above all examples, is returned as it is.
    """
    if keyword == "items":
        return _sort_keywords(value)
    if keyword == "anyOf":
        return [_sort_keywords(choice) for choice in value]
    if keyword in ("properties", "$defs"):
        return {name: _sort_keywords(schema) for name, schema in value.items()}
    # Releases of pydantic differ in whether a limit is 100 or 100.0.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
