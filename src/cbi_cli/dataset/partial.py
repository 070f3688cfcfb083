"""Read records with invalid values.

All other values of such a record can be used, so that the checks of these still run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import KeyPath
from cbi_cli.records.introspection import ModelField, fields, item_type, nested_model

_PathTree = dict[str | int, Any]
"""Paths as a tree; an empty tree is the value that is broken."""


def read_valid_fields(model: type[BaseModel], data: Mapping[str, Any], broken: Iterable[KeyPath]) -> BaseModel:
    """Return the record without the values at the paths in `broken`.

    A missing field raises `BrokenValue` when it is read; an item of a list that is missing is `BROKEN`. All other
    values must be valid.
    """
    return _read_table(model, data, _build_path_tree(broken))


def _build_path_tree(paths: Iterable[KeyPath]) -> _PathTree:
    """Build a tree of paths."""
    root: _PathTree = {}
    for path in sorted(paths, key=len):
        node = root
        for part in path[:-1]:
            # An empty node is a broken value: a path that goes on inside it says nothing more.
            if part in node and not node[part]:
                break
            node = node.setdefault(part, {})
        else:
            node.setdefault(path[-1], {})
    return root


def _read_table(model: type[BaseModel], data: Mapping[str, Any], broken: _PathTree) -> BaseModel:
    """Read the valid fields of one table."""
    values: dict[str, Any] = {}
    for key, field in fields(model).items():
        if key not in broken:
            values |= _read_field(model, field, data)
        elif broken[key]:
            values[field.name] = _read_nested(field.annotation, data[key], broken[key])
    # The constructor would validate the values, and require all of them.
    record = model.__new__(model)
    object.__setattr__(record, "__dict__", values)
    object.__setattr__(record, "__pydantic_fields_set__", set(values))
    object.__setattr__(record, "__pydantic_extra__", None)
    object.__setattr__(record, "__pydantic_private__", None)
    return record


def _read_field(model: type[BaseModel], field: ModelField, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of a field by its name; empty if it is invalid."""
    if field.key in data:
        adapter = _field_adapter(model, field.name)
        return _validate_value(adapter, field.name, data[field.key])
    # A required field without a value is an error, so its path is among the broken ones.
    default = model.model_fields[field.name].get_default(call_default_factory=True)
    return {field.name: default}


def _read_nested(annotation: Any, value: Any, broken: _PathTree) -> Any:
    """Read what is valid inside a table or a list."""
    if isinstance(value, Mapping):
        model = cast("type[BaseModel]", nested_model(annotation))
        return _read_table(model, value, broken)
    kind = item_type(annotation)
    items = [_read_item(kind, item, broken.get(index)) for index, item in enumerate(value)]
    return tuple(items)


def _read_item(kind: Any, item: Any, broken: _PathTree | None) -> Any:
    """Read one item of a list."""
    if broken is None:
        return _validate_value(_type_adapter(kind), "item", item).get("item", BROKEN)
    if not broken:
        return BROKEN
    return _read_nested(kind, item, broken)


def _validate_value(adapter: TypeAdapter[Any], name: str, value: Any) -> dict[str, Any]:
    """Return a value by its name; empty if it is invalid."""
    try:
        return {name: adapter.validate_python(value)}
    except ValidationError:
        return {}


@cache
def _field_adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """Return what validates one field of a model by itself."""
    field = model.model_fields[name]
    annotation: Any = field.annotation
    # The items of a list of a wrong length are valid.
    constraints = [constraint for constraint in field.metadata if not _limits_length(constraint)]
    if constraints:
        annotation = Annotated[annotation, *constraints]
    return TypeAdapter(annotation)


def _limits_length(constraint: Any) -> bool:
    return hasattr(constraint, "min_length") or hasattr(constraint, "max_length")


@cache
def _type_adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what validates a value of one type."""
    return TypeAdapter(kind)
