"""Write a new record as a TOML table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME, FileKind
from cbi_cli.records.introspection import fields as model_fields
from cbi_cli.records.localized import order_keys, twin_language
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document
from cbi_cli.toml.writer import LINE_LENGTH, format_key


def record_to_toml(kind: str, fields: Mapping[str, Any]) -> str:
    """Return the table of a record with these fields, without defaults.

    It has a header such as `[[event]]`, unless the record is a file of its own. The table is formatted. All lines end
    with a line feed. Raises CbiError for a field that the kind does not have, and for text that is not Unicode.
    """
    file_kind = FILE_KINDS_BY_NAME[kind]
    lines: list[str] = []
    if file_kind.has_many_records:
        lines.append(f"[[{kind}]]")
    for name, value in record_values(kind, fields).items():
        lines.append(f"{name} = {format_value(value)}")
    text = "\n".join([*lines, ""])
    try:
        raw = text.encode("utf-8")
        # In the order of the file and on short lines, a table with nothing to escape is in its canonical form.
        if "{" not in text and "\\" not in text and all(map(_is_short, lines)):
            return text
        return format_document(parse(_example_path(file_kind), raw))
    except UnicodeEncodeError as error:
        raise CbiError(message("a text has characters that are not Unicode"), message("type it again")) from error


def record_values(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a parser reads from the table of these fields.

    The values are plain, and in the order of the file; empty ones and defaults are left out. Raises CbiError for a
    field that the kind does not have.
    """
    model = FILE_KINDS_BY_NAME[kind].model
    known = model_fields(model)
    names = order_keys(model, tuple(known))
    for name in fields:
        # Whether the dataset has the language of a text is for the checks.
        if name not in known and not twin_language(model, name)[0]:
            raise CbiError(
                message("a record of the kind {kind} has no field `{name}`", kind=kind, name=name),
                message("it has {names}", names=", ".join(names)),
            )
    values: dict[str, Any] = {}
    for name in order_keys(model, tuple(fields)):
        default = ""
        if name in known:
            default = model.model_fields[known[name].name].get_default()
        if not is_empty(fields[name]) and fields[name] != default:
            values[name] = to_toml_value(fields[name])
    return values


def is_empty(value: Any) -> bool:
    """Tell whether a value says nothing, so that its key is not written."""
    if value is None or value == "":
        return True
    return isinstance(value, list | tuple) and not value


def to_toml_value(value: Any) -> Any:
    """Return a value as a parser reads it.

    Full dates are dates, partial ones are text, and tuples are lists.
    """
    if isinstance(value, PartialDate):
        return value.first if value.is_full else str(value)
    if isinstance(value, list | tuple):
        return [to_toml_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_toml_value(item) for key, item in value.items() if not is_empty(item)}
    return value


def format_value(value: Any) -> str:
    """Write a plain value as TOML on one line."""
    if isinstance(value, list):
        items = ", ".join(format_value(item) for item in value)
        return f"[{items}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{format_key(key)} = {format_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, date):
        return value.isoformat()
    statement = tomli_w.dumps({"x": value})
    return statement.removeprefix("x = ").removesuffix("\n")


def _is_short(line: str) -> bool:
    return len(line) <= LINE_LENGTH and line.isprintable()


def _example_path(kind: FileKind) -> str:
    """Return the path of a file of a kind."""
    return kind.path.replace("<year>", "2000")
