"""Build the page of all files and fields, from the record models."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from cbi_cli.core.languages import is_note_key
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS
from cbi_cli.core.vocabulary_meanings import word_meaning
from cbi_cli.records import base
from cbi_cli.records.file_kinds import FILE_KINDS, FileKind

_HEAD = """# Fields

Every file and field of a dataset, from the record models of the program. [Data model](../data-model.md) explains how
they fit together. Unknown keys are errors. A field that is not required can be left out; its default is shown, if it
has one.

- **id**: lower-case letters, digits and single hyphens
- **date**: `2022-10-13` if the day is known, `"2022-10"` or `"2022"` in quotes if it is not
- **date between two**: `"2020-07..2021-05"` in quotes, for a date that lies somewhere from the first to the second
- **citation**: the id of a source, or `id#part`
"""
_TYPE_NAMES: tuple[tuple[Any, str], ...] = (
    (base.Slug, "id"),
    (base.Citation, "citation"),
    (base.DateField, "date"),
    (base.DateBetweenField, "date or date between two"),
    (base.Year, "year"),
    (base.Text, "text"),
    (str, "text"),
    (bool, "true or false"),
    (int, "whole number"),
    (float, "number"),
    (date, "day"),
)


def fields_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    parts += [_file_section(kind) for kind in FILE_KINDS]
    parts.append("## Vocabularies\n")
    parts += [_vocabulary_table(name) for name in VOCABULARIES]
    return "\n".join(parts)


def _file_section(kind: FileKind) -> str:
    content = "One record, with its keys at the top level"
    if kind.has_many_records:
        content = f"`[[{kind.kind}]]` tables"
    need = "optional"
    if kind.required:
        need = "required"
    parts = [f"## {kind.path}\n", f"{content}; {need}.\n"]
    parts += [_model_table(model) for model in _nested_models(kind.model)]
    return "\n".join(parts)


def _nested_models(model: type[base.RecordModel]) -> list[type[base.RecordModel]]:
    """Return a model and those inside it, each once, in order of appearance."""
    models = [model]
    # The list grows while it is read, until no model has another one inside.
    for outer in models:
        for hint in field_hints(outer).values():
            for inner in _models_in_hint(hint):
                if inner not in models:
                    models.append(inner)
    return models


def _models_in_hint(hint: Any) -> Iterator[type[base.RecordModel]]:
    if isinstance(hint, type) and issubclass(hint, base.RecordModel):
        yield hint
    for part in get_args(hint):
        yield from _models_in_hint(part)


def field_hints(model: type[base.RecordModel]) -> dict[str, Any]:
    """Return the annotation of each field of a model."""
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def key_of(name: str, field: FieldInfo) -> str:
    """Return the key by which a file names a field."""
    return field.alias or name


def field_meaning(name: str, field: FieldInfo) -> str:
    """Return the meaning of a field.

    Raises ValueError if its model does not describe it.
    """
    if not field.description:
        raise ValueError(f"the field {key_of(name, field)} has no description")
    return field.description


def _model_table(model: type[base.RecordModel]) -> str:
    hints = field_hints(model)
    summary = (model.__doc__ or "").strip().splitlines()[0]
    lines = [
        f"### {model.__name__}\n",
        f"{summary}\n",
        "| key | type | required | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name in sorted(model.model_fields, key=is_note_key):
        field = model.model_fields[name]
        cells = [
            f"`{key_of(name, field)}`",
            _format_type(hints[name]),
            _format_required(field),
            field_meaning(name, field),
        ]
        row = " | ".join(cells)
        lines.append(f"| {row} |")
    return "\n".join(lines) + "\n"


def _vocabulary_table(name: str) -> str:
    """Return the words of a vocabulary, with the sentence that says when each applies."""
    lines = [f"### {name}\n", "| word | in Spanish | when it applies |", "| --- | --- | --- |"]
    for word in VOCABULARIES[name]:
        _, spanish = VOCABULARY_LABELS[name][word]
        lines.append(f"| `{word}` | {spanish} | {word_meaning(name, word, 'en')} |")
    return "\n".join(lines) + "\n"


def _format_required(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.default
    if default in (None, "", ()):
        return "no"
    text = str(default).lower()
    if isinstance(default, tuple):
        text = ", ".join(default)
    return f"no: `{text}`"


def _format_type(hint: Any) -> str:
    for type_hint, type_name in _TYPE_NAMES:
        if hint == type_hint:
            return type_name
    origin = get_origin(hint)
    parts = [part for part in get_args(hint) if part is not type(None)]
    if origin is Literal:
        return _format_choices(parts)
    if origin is tuple:
        return f"list of {_format_type(parts[0])}"
    if origin in (Union, types.UnionType) or hasattr(hint, "__metadata__"):
        return _format_type(parts[0])
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _format_choices(words: list[Any]) -> str:
    for name, vocabulary in VOCABULARIES.items():
        if tuple(words) == vocabulary:
            return f"[{name}](#{name})"
    return _format_list(tuple(words))


def _format_list(words: tuple[Any, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
