"""The page of all files and fields, from the record models."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.records import base
from cbi_cli.records.file_kinds import FILE_KINDS, FileKind

_HEAD = """# Fields

Every file and field of a dataset, from the record models of the program. [Data model](../data-model.md) explains how
they fit together. Unknown keys are errors. A field that is not required can be left out; its default is shown, if it
has one.

- **id**: lower-case letters, digits and single hyphens
- **date**: `2022-10-13` if the day is known, `"2022-10"` or `"2022"` in quotes if it is not
- **citation**: the id of a source, or `id#part`
"""
_TYPE_NAMES: tuple[tuple[Any, str], ...] = (
    (base.Slug, "id"),
    (base.Citation, "citation"),
    (base.DateField, "date"),
    (base.Year, "year"),
    (base.Text, "text"),
    (str, "text"),
    (bool, "true or false"),
    (int, "whole number"),
    (float, "number"),
    (date, "day"),
)


def fields_page() -> str:
    """The page as Markdown."""
    parts = [_HEAD, *(_file_section(kind) for kind in FILE_KINDS), "## Vocabularies\n"]
    parts += [f"### {name}\n\n{_format_list(words)}\n" for name, words in VOCABULARIES.items()]
    return "\n".join(parts)


def _file_section(kind: FileKind) -> str:
    name = kind.path
    how = f"`[[{kind.kind}]]` tables" if kind.has_many_records else "one record, with its keys at the top level"
    needed = "required" if kind.required else "optional"
    models = list(_iter_models(kind.model))
    return "\n".join(
        [f"## {name}\n", f"{how[0].upper()}{how[1:]}; {needed}.\n", *(_model_table(model) for model in models)]
    )


def _iter_models(model: type[base.RecordModel]) -> Iterator[type[base.RecordModel]]:
    """A model and those inside it, each once, in order of appearance."""
    found = [model]
    for one in found:
        found += [inner for hint in field_hints(one).values() for inner in _models_in_hint(hint) if inner not in found]
    yield from dict.fromkeys(found)


def _models_in_hint(hint: Any) -> Iterator[type[base.RecordModel]]:
    if isinstance(hint, type) and issubclass(hint, base.RecordModel):
        yield hint
    for part in get_args(hint):
        yield from _models_in_hint(part)


def field_hints(model: type[base.RecordModel]) -> dict[str, Any]:
    """The annotation of each field of a model."""
    found = get_type_hints(model, include_extras=True)
    return {name: found[name] for name in model.model_fields}


def key_of(name: str, field: FieldInfo) -> str:
    """The key by which a file names a field."""
    return field.alias or name


def field_meaning(name: str, field: FieldInfo) -> str:
    """What a field means; ValueError where its model does not say it."""
    if not field.description:
        raise ValueError(f"the field {key_of(name, field)} has no description")
    return field.description


def _model_table(model: type[base.RecordModel]) -> str:
    types_of = field_hints(model)
    lines = [
        f"### {model.__name__}\n",
        f"{(model.__doc__ or '').strip().splitlines()[0]}\n",
        "| key | type | required | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, field in sorted(model.model_fields.items(), key=lambda item: item[0] in ("note", "note_es")):
        cells = (
            f"`{key_of(name, field)}`",
            _format_type(types_of[name]),
            _format_required(field),
            field_meaning(name, field),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _format_required(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.default
    if default in (None, "", ()):
        return "no"
    shown = ", ".join(default) if isinstance(default, tuple) else str(default).lower()
    return f"no: `{shown}`"


def _format_type(hint: Any) -> str:
    for known, word in _TYPE_NAMES:
        if hint == known:
            return word
    origin, parts = get_origin(hint), [part for part in get_args(hint) if part is not type(None)]
    if origin is Literal:
        return _format_choices(parts)
    if origin is tuple:
        return f"list of {_format_type(parts[0])}"
    if origin in (Union, types.UnionType) or hasattr(hint, "__metadata__"):
        return _format_type(parts[0])
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _format_choices(words: list[Any]) -> str:
    for name, known in VOCABULARIES.items():
        if tuple(words) == known:
            return f"[{name}](#{name})"
    return _format_list(tuple(words))


def _format_list(words: tuple[Any, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
