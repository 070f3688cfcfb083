"""The fields that `add-event` takes are those of the model."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

import pytest

from cbi_cli.cli.commands.add_event import AddEventOptions
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EVENT_FIELDS, EventField
from cbi_cli.cli.prompts import collect_values
from cbi_cli.core.errors import CbiError
from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.records.event import Event
from tests.datasets import build_snapshot

BY_NAME = {field.name: field for field in EVENT_FIELDS}


def literals(annotation: Any) -> set[str]:
    """The words that a type allows, if it is a list of them or a union with one."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {word for one in get_args(annotation) if get_origin(annotation) is not tuple for word in literals(one)}


def test_every_field_of_the_model_can_be_given() -> None:
    # The id is an option of its own, and a new event was never called otherwise.
    assert BY_NAME.keys() == Event.model_fields.keys() - {"id", "former_ids"}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_field_fits_the_model(name: str) -> None:
    field, model = BY_NAME[name], Event.model_fields[name]
    assert field.multiple == (get_origin(model.annotation) is tuple)
    assert set(VOCABULARIES.get(field.vocabulary, ())) == literals(model.annotation)
    # A rule asks for sources, so that the finding says why.
    assert field.required == (model.is_required() or name == "sources")
    assert field.default == (model.default if field.default else "")


def test_every_field_is_an_option_and_an_attribute() -> None:
    parameters = {one.attribute: one for one in AddEventOptions.parameters()}
    assert {name: parameters[name].names for name in BY_NAME} == {
        one.name: (one.option, *one.aliases) for one in EVENT_FIELDS
    }
    assert {name for name in BY_NAME if parameters[name].is_list} == {one.name for one in EVENT_FIELDS if one.multiple}
    given = {one.attribute: one.default for one in parameters.values()} | {"title": "x", "topics": ["a"]}
    assert AddEventOptions(**given).fields == {"title": "x", "topics": ["a"]}


def test_an_id_is_not_known_if_there_is_no_record_of_its_kind() -> None:
    """The letters of it were taken for ids."""
    (topics,) = [one for one in load_event_fields(build_snapshot()) if one.name == "topics"]
    assert isinstance(topics, EventField)
    with pytest.raises(CbiError, match="--topic: `abc` is not known"):
        collect_values([topics._replace(choices={})], {"topics": ["abc"]}, interactive=False)
