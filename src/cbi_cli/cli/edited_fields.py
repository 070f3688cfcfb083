"""The fields of a record that is edited, as options or asked for on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import tomli
from pydantic import BaseModel

from cbi_cli.changes.record_toml import format_value
from cbi_cli.cli.console import print_message
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EventField, parse_number
from cbi_cli.cli.prompts import ask, ask_yes_no, collect_values
from cbi_cli.core.date_parsing import parse_date, parse_date_between
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.dataset_info import Party
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.introspection import ModelField, annotation_parts, fields
from cbi_cli.records.localized import localized_model
from cbi_cli.records.terms import terms_from_meta

_ITEMS = "VALUE,..."
"""How a list is written whose items may have commas between them."""

_YES = ("yes", "true", "y", "sí", "si", "s")
_NO = ("no", "false", "n")


def parse_settings(snapshot: Snapshot, kind: str, settings: Sequence[str], unset: Sequence[str]) -> dict[str, Any]:
    """Return the values of `--set FIELD=VALUE` and `--unset FIELD` by their fields; None takes a field out.

    Each value is read as an option of its field is. A field of a list that is given several times has all values.
    Raises CbiError for a field that the kind does not have, and for values that cannot be read.
    """
    texts: dict[str, list[str]] = {}
    for setting in settings:
        name, separator, text = setting.partition("=")
        if not separator:
            raise CbiError(
                message("--set: `{text}` has no `=`", text=setting), message("write it as FIELD=VALUE, e.g. host=us")
            )
        texts.setdefault(name.strip(), []).append(text.strip())
    known = load_fields(snapshot, kind)
    for name in (*texts, *unset):
        if name not in known:
            raise CbiError(
                message("a record of the kind {kind} has no field `{name}`", kind=kind, name=name),
                did_you_mean(name, known) or message("it has {names}", names=", ".join(known)),
            )
    given = {name: _split_items(known[name], values) for name, values in texts.items()}
    filled = {name: values for name, values in given.items() if values}
    chosen = [known[name]._replace(required=False, needed=False, default="") for name in filled]
    empty = [name for name in given if name not in filled]
    values: dict[str, Any] = dict.fromkeys([*unset, *empty])
    values.update(collect_values(chosen, filled, interactive=False))
    return {name: _flatten(value) for name, value in values.items()}


def ask_for_fields(snapshot: Snapshot, record: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Ask which fields to change, and for their values; None takes a field out."""
    known = load_fields(snapshot, kind)
    values: dict[str, Any] = {}
    for name in known:
        if name in record:
            print_message(message("  {field} = {value}", field=name, value=format_value(record[name])))
    question = EventField(
        "field", "--set", "", help="", prompt=message("Field to change"), choices=dict.fromkeys(known, ())
    )
    while True:
        name = ask(question)
        if not name:
            return values
        value = ask(known[name]._replace(required=False, needed=False, default=""))
        if value is not None:
            values[name] = _flatten(value)
        elif name in record and ask_yes_no(message("Remove `{field}`? [y/N] ", field=name)):
            values[name] = None


def _split_items(field: EventField, texts: Sequence[str]) -> list[str]:
    """Return the texts that are not empty; a list of ids may have commas between them."""
    items: list[str] = []
    for text in texts:
        items += text.split(",") if field.metavar == _ITEMS else [text]
    return [item.strip() for item in items if item.strip()]


def _flatten(value: Any) -> Any:
    """Return a value; tables of a list can be given one by one, or as a list."""
    # A date is a tuple, too.
    if type(value) is not tuple:
        return value
    items: list[Any] = []
    for item in value:
        items += item if isinstance(item, list) else [item]
    return tuple(items)


def load_fields(snapshot: Snapshot, kind: str) -> dict[str, EventField]:
    """Return the fields of a kind of record in a dataset by their names, with what they can be."""
    known: dict[str, EventField] = {}
    if kind == "event":
        known = {field.name: field for field in load_event_fields(snapshot)}
    model: type[BaseModel] = Party if kind == "party" else FILE_KINDS_BY_NAME[kind].model
    model = localized_model(model, terms_from_meta(snapshot.meta))
    for key, field in fields(model).items():
        if key not in known:
            known[key] = _make_field(field)
    return {key: field._replace(option=f"--set {key}") for key, field in known.items()}


def _make_field(field: ModelField) -> EventField:
    parts = list(annotation_parts(field.annotation))
    is_list = any(getattr(part, "__origin__", None) is tuple for part in parts)
    # Names can have commas.
    is_plain_list = is_list and field.nested_model is None and field.key != "aliases"
    return EventField(
        field.key,
        "",
        _ITEMS if is_plain_list else "VALUE",
        help="",
        prompt=field.key,
        parse=_parser(field, parts),
        choices=MappingProxyType({} if is_list else dict.fromkeys(field.choices, ())),
        multiple=is_list,
        by_line=is_list,
    )


def _parser(field: ModelField, parts: Sequence[Any]) -> Callable[[str], Any]:
    """Return the function that reads a value, or an item of a list, as people write it."""
    if field.nested_model is not None:
        return _parse_table
    if PartialDate in parts:
        return parse_date_between
    if date in parts:
        return _parse_day
    if bool in parts:
        return _parse_yes_no
    if int in parts:
        return parse_number
    return str.strip


def _parse_day(text: str) -> date:
    parsed = parse_date(text)
    if not parsed.is_full:
        raise ValueError(message("`{text}` is not a whole date", text=text))
    return parsed.first


def _parse_yes_no(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(message("`{text}` is neither yes nor no", text=text))


def _parse_table(text: str) -> Any:
    """Return the value of a table or a list of tables, which is written as in the file."""
    try:
        return tomli.loads(f"x = {text}")["x"]
    except tomli.TOMLDecodeError:
        raise ValueError(
            message("`{text}` is not a table; write it as in the file, e.g. {{ from = 2015, to = 2022 }}", text=text)
        ) from None
