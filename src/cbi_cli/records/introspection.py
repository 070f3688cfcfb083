"""Look up the fields of models, their nested models and choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from cbi_cli.records.localized import field_names


class ModelField(NamedTuple):
    """A field of a model.

    `name` is the attribute of the model and `key` the key in a file. `nested_model` is the model of the tables in the
    field, if it has tables, and `choices` has the texts that it may have, if they are listed.
    """

    name: str
    key: str
    annotation: Any
    metadata: tuple[Any, ...]
    nested_model: type[BaseModel] | None
    choices: tuple[str, ...]


@cache
def fields(model: type[BaseModel]) -> Mapping[str, ModelField]:
    """Return the fields of a model by their keys, in the order of the model, twins beside their field."""
    fields_by_key: dict[str, ModelField] = {}
    for name in field_names(model):
        info = model.model_fields[name]
        key = info.alias or name
        fields_by_key[key] = ModelField(
            name=name,
            key=key,
            annotation=info.annotation,
            metadata=tuple(info.metadata),
            nested_model=nested_model(info.annotation),
            choices=literal_choices(info.annotation),
        )
    # All callers get the same mapping from the cache, so none may change it.
    return MappingProxyType(fields_by_key)


def fields_at(model: type[BaseModel], path: Iterable[str | int]) -> Mapping[str, ModelField]:
    """Return the fields of the table at a path inside a record.

    A path has keys and indexes. Returns no fields if there is no table at it.
    """
    table = model_at(model, path)
    if table is None:
        return {}
    return fields(table)


def model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Return the model of the table at a path inside a record, None if there is no table at it."""
    table = model
    for part in path:
        if isinstance(part, int):
            continue
        field = fields(table).get(part)
        if field is None or field.nested_model is None:
            return None
        table = field.nested_model
    return table


def field_at(model: type[BaseModel], path: Iterable[str | int]) -> ModelField | None:
    """Return the field at a path inside a record.

    A path has keys and indexes. Returns None if the models do not have such a field.
    """
    keys = [part for part in path if isinstance(part, str)]
    if not keys:
        return None
    return fields_at(model, keys[:-1]).get(keys[-1])


def annotation_parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and all annotations inside it, outermost first.

    The values of a `Literal` are not annotations.
    """
    yield annotation
    if get_origin(annotation) is Literal:
        return
    for part in get_args(annotation):
        yield from annotation_parts(part)


def nested_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation, or None.

    An example is `tuple[Model, ...]`.
    """
    for part in annotation_parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def item_type(annotation: Any) -> Any:
    """Return the type of the items of a list: `Item` of `tuple[Item, ...]`.

    The list may be inside a union. Raises `LookupError` if the annotation has no list.
    """
    for part in annotation_parts(annotation):
        if get_origin(part) is tuple:
            return get_args(part)[0]
    raise LookupError(f"{annotation} is not a list")


def literal_choices(annotation: Any) -> tuple[str, ...]:
    """Return the texts that a value may be, if the annotation lists them."""
    choices: list[str] = []
    for part in annotation_parts(annotation):
        if get_origin(part) is Literal:
            choices += [value for value in get_args(part) if isinstance(value, str)]
    return tuple(choices)
