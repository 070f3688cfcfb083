"""Build the JSON Schemas of the files of a dataset, for editors.

They are made from the record models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from cbi_cli.core.docs import get_docstring
from cbi_cli.core.messages import message
from cbi_cli.records.base import RecordModel
from cbi_cli.records.examples import load_examples
from cbi_cli.records.file_kinds import FILE_KINDS, SCHEMA_VERSION, FileKind, file_kind, localized_kind
from cbi_cli.records.introspection import fields
from cbi_cli.records.localized import order_keys, twin_language
from cbi_cli.records.terms import NO_TERMS, Terms

Schema = dict[str, Any]

_LANGUAGE_NAMES = {"es": "Spanish"}

SCHEMA_FOLDER = "schemas"
"""The folder inside a dataset that has its schemas."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEYWORD_ORDER = (
    *("$schema", "$id", "$ref", "title", "description", "type", "format", "const", "enum", "anyOf"),
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "default", "examples", "$defs"),
)


def build_json_schema(kind: FileKind, terms: Terms = NO_TERMS) -> Schema:
    """Return the schema of a kind of file, its keys in a fixed order.

    The dialect is draft 2020-12. With the `terms` of a dataset it is that of its files.
    """
    kind = localized_kind(kind, terms)
    models = _models_by_name(kind.model)
    _restore_docstrings(RecordModel)
    model_schema = kind.model.model_json_schema(by_alias=True)
    # pydantic collects the models of nested tables under `$defs`.
    definitions: Schema = {}
    for name, definition in model_schema.pop("$defs", {}).items():
        definitions[name] = _table_schema(definition, models)
    record = _table_schema(model_schema, models)
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


def _models_by_name(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return a model and those of the tables in it, by their names."""
    models = {model.__name__: model}
    for field in fields(model).values():
        if field.nested_model is not None:
            models.update(_models_by_name(field.nested_model))
    return models


def _restore_docstrings(model: type[RecordModel]) -> None:
    """Restore the docstrings of models, which are their descriptions.

    Python leaves them out with `-OO`.
    """
    for subclass in model.__subclasses__():
        subclass.__doc__ = get_docstring(subclass)
        _restore_docstrings(subclass)


def schema_text(kind: FileKind, terms: Terms = NO_TERMS) -> str:
    """Return the schema of a kind of file as the text of its file."""
    schema = build_json_schema(kind, terms)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def schema_file_name(kind: str) -> str:
    """Return the name of the file that has the schema of a kind."""
    return f"{kind}.schema.json"


def schema_path(kind: str) -> str:
    """Return the path of the schema of a kind inside a dataset."""
    return f"{SCHEMA_FOLDER}/{schema_file_name(kind)}"


def schema_files(terms: Terms = NO_TERMS) -> dict[str, bytes]:
    """Return all schemas of a dataset, by their paths inside it."""
    files: dict[str, bytes] = {}
    for kind in FILE_KINDS:
        files[schema_path(kind.kind)] = schema_text(kind, terms).encode("utf-8")
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


def _table_schema(schema: Mapping[str, Any], models: Mapping[str, type[BaseModel]]) -> Schema:
    """Return the schema of a table with readable titles, notes last.

    An example is added if there is one. `models` are those of the tables of the file, by name.
    """
    fields: Schema = {}
    model_name = schema["title"]
    properties = schema["properties"]
    for key in order_keys(models[model_name], tuple(properties)):
        fields[key] = _value_schema(key, properties[key], models[model_name])
    table = {**schema, "title": _format_title(model_name), "properties": fields}
    example = load_examples().get(model_name)
    if example:
        table["examples"] = [example]
    return table


def _value_schema(key: str, schema: Mapping[str, Any], model: type[BaseModel]) -> Schema:
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
    name, language = twin_language(model, key)
    value_schema["title"] = _format_title(name or key)
    if language:
        value_schema["title"] += f" ({_LANGUAGE_NAMES.get(language, language)})"
    return value_schema


def _format_title(name: str) -> str:
    """Return the words of a key or of a model.

    `host_country` is "Host country", `PrintedRow` is "Printed row".
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()
    return words.capitalize()


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
