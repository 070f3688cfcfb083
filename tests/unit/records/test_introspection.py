"""What the models say of their fields."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from cbi_cli.records.edition import Edition
from cbi_cli.records.introspection import (
    annotation_parts,
    field_at,
    fields,
    fields_at,
    item_type,
    literal_choices,
    nested_model,
)


class Part(BaseModel):
    """A table inside another one."""

    color: Literal["red", "blue"] | None = None


class Whole(BaseModel):
    """A model with every form of a field."""

    number: int
    level: Literal[1, "high"]
    parts: tuple[Part, ...] = Field((), alias="part", max_length=3)
    single: Part | None = None


def test_fields_have_the_keys_of_a_file() -> None:
    assert list(fields(Whole)) == ["number", "level", "part", "single"]
    parts = fields(Whole)["part"]
    assert (parts.name, parts.key, parts.nested_model, parts.choices) == ("parts", "part", Part, ())
    assert [constraint.max_length for constraint in parts.metadata] == [3]


def test_fields_are_computed_once() -> None:
    assert fields(Whole) is fields(Whole)


def test_a_path_leads_to_a_field() -> None:
    color = field_at(Whole, ("part", 4, "color"))
    assert color is not None
    assert color.choices == ("red", "blue")
    assert field_at(Whole, ("single", "color")) is color
    assert list(fields_at(Whole, ("part", 0))) == ["color"]
    assert list(fields_at(Whole, ())) == list(fields(Whole))


@pytest.mark.parametrize("path", [(), (1,), ("parts",), ("part", 0, "size"), ("number", "color"), ("no", "color")])
def test_a_path_that_no_model_has_leads_to_nothing(path: tuple[str | int, ...]) -> None:
    assert field_at(Whole, path) is None


@pytest.mark.parametrize("path", [("number",), ("no",), ("part", 0, "color")])
def test_a_value_that_is_not_a_table_has_no_fields(path: tuple[str | int, ...]) -> None:
    assert fields_at(Whole, path) == {}


def test_annotations_are_read_at_any_depth() -> None:
    annotation = tuple[Annotated[tuple[Part, ...], "of two"], ...] | None
    assert nested_model(annotation) is Part
    assert item_type(annotation) == Annotated[tuple[Part, ...], "of two"]
    assert nested_model(int | None) is None
    assert literal_choices(Literal["a", 2] | tuple[Literal["b"], ...]) == ("a", "b")
    assert list(annotation_parts(Literal["a"])) == [Literal["a"]]
    with pytest.raises(LookupError, match="not a list"):
        item_type(int | None)


def test_the_tables_of_an_edition_have_other_keys_than_names() -> None:
    assert fields(Edition)["row"].name == "rows"
    assert "rows" not in fields(Edition)
