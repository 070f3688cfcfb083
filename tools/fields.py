"""The page of all files and fields, from the record models."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.schema import base
from cbi_cli.schema.files import FILE_KINDS, FileKind
from cbi_cli.schema.json_schema import file_form

_HEAD = """# Fields

Every file and field of a dataset, from the record models of the program. [Data model](../data-model.md) explains how
they fit together. Unknown keys are errors. A field that is not required can be left out; its default is shown, if it
has one.

- **id**: lower-case letters, digits and single hyphens
- **date**: `2022-10-13` if the day is known, `"2022-10"` or `"2022"` in quotes if it is not
- **citation**: the id of a source, or `id#part`
"""
_WORDS: tuple[tuple[Any, str], ...] = (
    (base.Slug, "id"),
    (base.Citation, "citation"),
    (base.When, "date"),
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
    parts = [_HEAD, *(_file(kind) for kind in FILE_KINDS), "## Vocabularies\n"]
    parts += [f"### {name}\n\n{_listed(words)}\n" for name, words in VOCABULARIES.items()]
    return "\n".join(parts)


def _file(kind: FileKind) -> str:
    name = file_form(kind)
    how = f"`[[{kind.kind}]]` tables" if kind.many else "one record, with its keys at the top level"
    needed = "required" if kind.required else "optional"
    models = list(_models(kind.model))
    return "\n".join([f"## {name}\n", f"{how[0].upper()}{how[1:]}; {needed}.\n", *(_table(model) for model in models)])


def _models(model: type[base.Record]) -> Iterator[type[base.Record]]:
    """A model and those inside it, each once, in order of appearance."""
    found = [model]
    for one in found:
        found += [inner for hint in hints(one).values() for inner in _inside(hint) if inner not in found]
    yield from dict.fromkeys(found)


def _inside(hint: Any) -> Iterator[type[base.Record]]:
    if isinstance(hint, type) and issubclass(hint, base.Record):
        yield hint
    for part in get_args(hint):
        yield from _inside(part)


def hints(model: type[base.Record]) -> dict[str, Any]:
    """The annotation of each field of a model."""
    found = get_type_hints(model, include_extras=True)
    return {name: found[name] for name in model.model_fields}


def key_of(name: str, field: FieldInfo) -> str:
    """The key by which a file names a field."""
    return field.alias or name


def meaning(name: str, field: FieldInfo) -> str:
    """What a field means; ValueError where its model does not say it."""
    if not field.description:
        raise ValueError(f"the field {key_of(name, field)} has no description")
    return field.description


def _table(model: type[base.Record]) -> str:
    types_of = hints(model)
    lines = [
        f"### {model.__name__}\n",
        f"{(model.__doc__ or '').strip().splitlines()[0]}\n",
        "| key | type | required | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, field in sorted(model.model_fields.items(), key=lambda item: item[0] in ("note", "note_es")):
        cells = (f"`{key_of(name, field)}`", _form(types_of[name]), _needed(field), meaning(name, field))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.default
    if default in (None, "", ()):
        return "no"
    shown = ", ".join(default) if isinstance(default, tuple) else str(default).lower()
    return f"no: `{shown}`"


def _form(hint: Any) -> str:
    for known, word in _WORDS:
        if hint == known:
            return word
    origin, parts = get_origin(hint), [part for part in get_args(hint) if part is not type(None)]
    if origin is Literal:
        return _choice(parts)
    if origin is tuple:
        return f"list of {_form(parts[0])}"
    if origin in (Union, types.UnionType) or hasattr(hint, "__metadata__"):
        return _form(parts[0])
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _choice(words: list[Any]) -> str:
    for name, known in VOCABULARIES.items():
        if tuple(words) == known:
            return f"[{name}](#{name})"
    return _listed(tuple(words))


def _listed(words: tuple[Any, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
