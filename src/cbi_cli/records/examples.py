"""Examples of records for the JSON Schemas, from `examples.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import tomli
from pydantic import BaseModel

from cbi_cli.records.file_kinds import FILE_KINDS
from cbi_cli.records.introspection import fields

Example = dict[str, Any]


@cache
def load_examples() -> dict[str, Example]:
    """Return an example of each model, by the name of the model.

    Models of tables that no example has are left out.
    """
    path = Path(__file__).with_name("examples.toml")
    records = tomli.loads(path.read_text(encoding="utf-8"))
    examples: dict[str, Example] = {}
    for kind in FILE_KINDS:
        _add_examples(kind.model, records[kind.kind], examples)
    return examples


def _add_examples(model: type[BaseModel], example: Example, examples: dict[str, Example]) -> None:
    """Add the example of a model, and of the models of the tables in it."""
    examples.setdefault(model.__name__, example)
    for key, field in fields(model).items():
        if field.nested_model is None or key not in example:
            continue
        table = example[key]
        if isinstance(table, list):
            # The first table of a list is the example of its model.
            table = table[0]
        _add_examples(field.nested_model, table, examples)
