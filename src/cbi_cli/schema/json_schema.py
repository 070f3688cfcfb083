"""JSON Schemas of the files of a dataset, for editors: made of the record models, so that both always say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cbi_cli.core.docs import doc
from cbi_cli.schema.base import Record
from cbi_cli.schema.examples import EXAMPLES
from cbi_cli.schema.files import FILE_KINDS, SCHEMA_VERSION, FileKind, file_kind
from cbi_cli.schema.names import FORMS

Schema = dict[str, Any]

FOLDER = "schemas"
"""The folder inside a dataset that holds its schemas."""

KINDS: dict[str, FileKind] = {kind.kind: kind for kind in FILE_KINDS}
"""The kinds of files that have a schema, by name."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ORDER = (
    *("$schema", "$id", "$ref", "title", "description", "type", "format", "const", "enum", "anyOf"),
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "default", "examples", "$defs"),
)
_NOTES = ("note", "note_es")


def json_schema(kind: FileKind) -> Schema:
    """The schema of one kind of file (draft 2020-12), its keys in a fixed order."""
    _restore_docs(Record)
    made = kind.model.model_json_schema(by_alias=True)
    parts = {name: _record(part) for name, part in made.pop("$defs", {}).items()}
    record = _record(made)
    head = {"$schema": _DIALECT, "$id": f"urn:cbi:schema:{kind.kind}:{SCHEMA_VERSION}", "title": file_form(kind)}
    if not kind.many:
        return _ordered({**record, **head, "$defs": parts})
    name = kind.model.__name__
    tables = {"type": "array", "description": record["description"], "items": {"$ref": f"#/$defs/{name}"}}
    told = f"{_title(kind.kind)} records of a cbi dataset, each a [[{kind.kind}]] table"
    shape = {"type": "object", "properties": {kind.kind: tables}, "additionalProperties": False}
    return _ordered({**head, "description": told, **shape, "$defs": {name: record, **parts}})


def _restore_docs(model: type[Record]) -> None:
    """Give the models their docstrings, which are their descriptions, if Python has left these out (``-OO``)."""
    for one in model.__subclasses__():
        one.__doc__ = doc(one)
        _restore_docs(one)


def schema_text(kind: FileKind) -> str:
    """The schema of one kind of file as the text of its file."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def schema_file(kind: str) -> str:
    """The name of the file that holds the schema of a kind."""
    return f"{kind}.schema.json"


def schema_path(kind: str) -> str:
    """Where the schema of a kind lies inside a dataset."""
    return f"{FOLDER}/{schema_file(kind)}"


def schema_files() -> dict[str, bytes]:
    """All schemas, by their paths inside a dataset."""
    return {schema_path(kind.kind): schema_text(kind).encode("utf-8") for kind in FILE_KINDS}


def schema_line(name: str) -> str:
    """The first line of a file of a dataset, by which editors find its schema.

    Raises ValueError for a path inside a dataset that `cbi` does not read.
    """
    kind = file_kind(name)
    if kind is None:
        raise ValueError(f"{name} is not a file of a dataset")
    up = "../" * name.count("/") or "./"
    return f"#:schema {up}{schema_path(kind.kind)}\n"


def file_form(kind: FileKind) -> str:
    """Return where a kind of file is in a dataset, e.g. ``events/<year>.toml``."""
    return FORMS.get(kind.kind) or kind.pattern.pattern.replace("\\", "")


def _record(schema: Mapping[str, Any]) -> Schema:
    """The schema of one table: readable titles, notes last, with an example where we have one."""
    fields = {key: _field(key, field) for key, field in schema["properties"].items()}
    last = {key: fields.pop(key) for key in _NOTES if key in fields}
    found = {**schema, "title": _title(schema["title"]), "properties": {**fields, **last}}
    example = EXAMPLES.get(schema["title"])
    return {**found, "examples": [example]} if example else found


def _field(key: str, schema: Mapping[str, Any]) -> Schema:
    """The schema of one value: TOML has no null, and a default of nothing says nothing."""
    found = dict(schema)
    choices = [one for one in found.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        del found["anyOf"]
        found = {**choices[0], **found}
    if found.get("default") in (None, "", []):
        found.pop("default", None)
    return {**found, "title": _title(key)}


def _title(name: str) -> str:
    """The words of a key or of a model: ``title_es`` is "Title (Spanish)", ``PrintedRow`` is "Printed row"."""
    stem, spanish = name.removesuffix("_es"), name.endswith("_es")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", stem).lower()
    return words.capitalize() + (" (Spanish)" if spanish else "")


def _ordered(schema: Mapping[str, Any]) -> Schema:
    """The same schema with its keywords in one order, so that no release of pydantic moves a line."""
    rank = {word: number for number, word in enumerate(_ORDER)}
    words = sorted(schema, key=lambda word: rank.get(word, len(rank)))
    return {word: _inside(word, schema[word]) for word in words}


def _inside(word: str, value: Any) -> Any:
    """What a keyword holds: schemas in order, all else (examples above all) as it is."""
    if word == "items":
        return _ordered(value)
    if word == "anyOf":
        return [_ordered(one) for one in value]
    if word in ("properties", "$defs"):
        return {name: _ordered(one) for name, one in value.items()}
    # Releases of pydantic differ in whether a limit is 100 or 100.0.
    return int(value) if isinstance(value, float) and value.is_integer() else value
