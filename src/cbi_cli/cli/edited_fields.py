"""The fields of a record that is edited, as options or asked for on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.changes.record_toml import format_value
from cbi_cli.cli.console import print_message
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.prompts import ask, ask_yes_no, collect_values
from cbi_cli.cli.record_fields import load_record_fields, read_assignments, require_field
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot


def parse_settings(snapshot: Snapshot, kind: str, settings: Sequence[str], unset: Sequence[str]) -> dict[str, Any]:
    """Return the values of `--set FIELD=VALUE` and `--unset FIELD` by their fields; None takes a field out.

    Each value is read as an option of its field is. A field of a list that is given several times has all values.
    Raises CbiError for a field that the kind does not have, and for values that cannot be read.
    """
    known = load_fields(snapshot, kind)
    for name in (*[setting.partition("=")[0].strip() for setting in settings], *unset):
        if name == "id":
            raise CbiError(
                message("the field `{name}` is what the record is known by", name=name),
                message("`cbi rename OLD NEW` changes it everywhere"),
            )
    texts = read_assignments(settings, kind, known)
    for name in unset:
        require_field(name, kind, known)
    values: dict[str, Any] = dict.fromkeys(unset)
    filled: dict[str, list[str]] = {}
    for name, given in texts.items():
        values[name] = None
        written = [text for text in given if text]
        if written:
            filled[name] = written
    chosen = [known[name]._replace(required=False, needed=False, default="") for name in filled]
    values.update(collect_values(chosen, filled, interactive=False))
    return values


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
            values[name] = value
        elif name in record and ask_yes_no(message("Remove `{field}`? [y/N] ", field=name)):
            values[name] = None


def load_fields(snapshot: Snapshot, kind: str) -> dict[str, EventField]:
    """Return the fields of a kind of record in a dataset by their names, with what they can be."""
    fields = [*load_record_fields(snapshot, kind)]
    if kind == "event":
        fields += load_event_fields(snapshot)
    return {field.name: field._replace(option=f"--set {field.name}") for field in fields}
