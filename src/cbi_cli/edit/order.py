"""The order in which a record's keys and a file's events stand, out of the models."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from cbi_cli.core.dates import PartialDate
from cbi_cli.document.syntax_tree import SyntaxNode, value_of
from cbi_cli.schema.files import FileKind

_NOTES = ("note", "note_es")


class Shape(NamedTuple):
    """What is known of a table: its keys in order, the tables inside by their keys, and which keys hold dates."""

    keys: tuple[str, ...] = ()
    inside: dict[str, type[BaseModel]] = {}  # noqa: RUF012 - never changed
    dates: frozenset[str] = frozenset()


def file_shape(kind: FileKind) -> Shape:
    """The shape of a file's outermost table."""
    return Shape((kind.kind,), {kind.kind: kind.model}) if kind.many else shape_of(kind.model)


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a record: the model's own order, notes last."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    keys = (*(name for name in fields if name not in _NOTES), *(name for name in _NOTES if name in fields))
    inside = {name: found for name, annotation in fields.items() if (found := _model_in(annotation))}
    return Shape(keys, inside, frozenset(name for name, annotation in fields.items() if _is_date(annotation)))


def shape_inside(shape: Shape, name: str) -> Shape:
    """The shape of the tables below a key; one that knows nothing where the models know none."""
    return shape_of(shape.inside[name]) if name in shape.inside else Shape()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _is_date(annotation: Any) -> bool:
    return annotation in (PartialDate, date) or any(_is_date(part) for part in get_args(annotation))


def arrange(node: SyntaxNode, shape: Shape) -> None:
    """Put the keys of a table, and of all tables inside, in order; those that are not known come last as they stand.

    A full date in quotes loses them where a date is expected.
    """
    known = [name for name in shape.keys if name in node.entries]
    node.content = {name: node.entries[name] for name in dict.fromkeys([*known, *node.entries])}
    for name, child in node.entries.items():
        if name in shape.dates and isinstance(child.content, str):
            child.content = _bare(child.content)
        for table in (child, *child.items):
            if isinstance(table.content, dict):
                arrange(table, shape_inside(shape, name))


def _bare(raw: str) -> str:
    full = full_date(value_of(raw))
    return full.isoformat() if full else raw


def full_date(value: Any) -> date | None:
    """The day that a text says in full; None for all else."""
    try:
        found = PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.first if found and found.full else None


def sort_events(events: list[SyntaxNode]) -> None:
    """Events by first day, of two the one known more closely first; one without a date stays behind its neighbor."""
    keys: list[tuple[date, date]] = []
    for event in events:
        start = _start(event)
        if start:
            keys.append((start.first, start.last))
        else:
            keys.append(keys[-1] if keys else (date.min, date.min))
    ranked = sorted(zip(keys, range(len(events)), strict=True))
    events[:] = [events[number] for _, number in ranked]


def _start(event: SyntaxNode) -> PartialDate | None:
    node = event.entries.get("start")
    value = value_of(node.content) if node and isinstance(node.content, str) else None
    if type(value) is date:
        return PartialDate.of(value)
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
