"""Whatever stands at a key: what the models accept, the schema accepts."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.records.examples import load_examples
from cbi_cli.records.file_kinds import FILE_KINDS, FileKind
from cbi_cli.records.json_schema import build_json_schema
from tests.unit.records.test_json_schema import as_json

_WORDS = ("", "us", "2022", "2022-10", "2022-10-13", "2022-02-30", "a#b", "#", "a#", "held", "x y", "ñ", "1.0.0", "es")
_SINGLE = st.one_of(
    st.sampled_from(_WORDS),
    st.text("ab1-#. :/é", max_size=6),
    st.sampled_from((-1, 0, 1, 2, 50, 51, 100, 101, 9999, 10000, 0.0, 99.5, 100.5, True, False)),
    st.dates(),
)
_VALUES = st.one_of(
    _SINGLE, st.lists(_SINGLE, max_size=2), st.dictionaries(st.sampled_from(("id", "from")), _SINGLE, max_size=2)
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a record."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in ((*path, key), *_paths(item, (*path, key)))]


def _changed(record: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The record with another value at one place."""
    found = copy.deepcopy(record)
    at: Any = found
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    return found


def _with_all_keys(kind: FileKind) -> list[tuple[Any, ...]]:
    """The places where a value may stand: those of the example, and each key of the record."""
    keys = [(field.alias or name,) for name, field in kind.model.model_fields.items()]
    return [*_paths(load_examples()[kind.model.__name__]), *keys, ("unknown",)]


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.kind)
@given(data=st.data())
def test_the_schema_is_never_stricter_than_the_model(kind: FileKind, data: st.DataObject) -> None:
    example = load_examples()[kind.model.__name__]
    base = {**example, "covers_until": date(2023, 3, 31)} if kind.kind == "dataset" else example
    record = _changed(base, data.draw(st.sampled_from(_with_all_keys(kind))), data.draw(_VALUES))
    wrong = validate_record(kind.model, record, "x.toml", ())[1]
    seen = {kind.kind: [as_json(record)]} if kind.has_many_records else as_json(record)
    checked = Draft202012Validator(build_json_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert wrong or checked.is_valid(seen), [one.message for one in checked.iter_errors(seen)]
