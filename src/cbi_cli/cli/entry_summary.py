"""The summary of a new record, and what to do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.cli.choices import describe_choice
from cbi_cli.cli.console import print_message, translator
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.line_help import LineHelp
from cbi_cli.cli.lines import read_line
from cbi_cli.cli.prompts import EXPLAIN, GO_BACK, FieldText
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message

Decision = Literal["write", "edit", "save", "drop"]

_WORDS: Mapping[str, Mapping[Decision, tuple[str, ...]]] = {
    "en": {
        "write": ("w", "write", "y", "yes"),
        "save": ("s", "save", "n", "no"),
        "drop": ("d", "drop"),
    },
    "es": {
        "write": ("e", "escribir", "s", "si", "y", "yes"),
        "save": ("g", "guardar", "n", "no"),
        "drop": ("d", "descartar"),
    },
}
"""What can be typed at the end, in each language of the program."""

_EDIT = re.compile(r"(?:e|edit|c|cambiar)\s+(.+)", re.IGNORECASE)


class Choice(NamedTuple):
    """What to do with a record, and the field to edit."""

    decision: Decision
    field: EventField | None = None


def print_summary(fields: Sequence[EventField], values: Mapping[str, Any], texts: Mapping[str, FieldText]) -> None:
    """Print the fields with their numbers to stderr, those without a value in one line."""
    width = max(len(field.name) for field in fields)
    empty: list[str] = []
    print_message("")
    for number, field in enumerate(fields, start=1):
        if field.name not in values:
            empty.append(f"{number} {field.name}")
            continue
        value = _describe_value(field, values[field.name], texts.get(field.name, ""))
        print_message(
            message("  {number}  {field}  {value}", number=f"{number:>2}", field=field.name.ljust(width), value=value)
        )
    if empty:
        print_message(message("  empty: {fields}", fields=", ".join(empty)))


def ask_decision(fields: Sequence[EventField], last_asked: str, command: str) -> Choice:
    """Ask what to do with the record that a command enters.

    An empty answer keeps a draft. `<` edits the field that was asked for last.
    """
    print_message(message("w: write it; s: save a draft; d: drop it; a number or a name: change that field"))
    names = {field.name: (str(field.prompt),) for field in fields}
    while True:
        answer = read_line(message("What now? [s] "), LineHelp(names)).strip()
        if answer == EXPLAIN:
            _explain(command)
            continue
        found = _read_decision(answer, fields, last_asked)
        if found is not None:
            return found
        print_message(message("  `{text}` is neither one of these nor a field", text=answer))


def _read_decision(answer: str, fields: Sequence[EventField], last_asked: str) -> Choice | None:
    """Return what an answer means, None if it means nothing."""
    if not answer:
        return Choice("save")
    if answer == GO_BACK and last_asked:
        return Choice("edit", _find_field(last_asked, fields))
    for decision, words in _WORDS[translator().lang].items():
        if fold(answer) in words:
            return Choice(decision)
    edit = _EDIT.fullmatch(answer)
    field = _find_field(edit[1] if edit else answer, fields)
    if field is None:
        return None
    return Choice("edit", field)


def _find_field(text: str, fields: Sequence[EventField]) -> EventField | None:
    """Return the field with a number, a name, or the only one that begins so."""
    if text.isascii() and text.isdigit():
        number = int(text)
        return fields[number - 1] if 1 <= number <= len(fields) else None
    name = text.lower().replace("-", "_").replace(" ", "_")
    exact = [field for field in fields if name in (field.name, field.option.removeprefix("--").replace("-", "_"))]
    if exact:
        return exact[0]
    beginning = [field for field in fields if field.name.startswith(name)]
    return beginning[0] if len(beginning) == 1 else None


def _explain(command: str) -> None:
    print_message(message("  w writes it, and everything that was made with it"))
    print_message(message("  a number or a name of the summary asks for that field again, also for an empty one"))
    print_message(message("  s writes nothing; `{command} --resume` continues here", command=command))
    print_message(message("  d forgets what was typed"))


def _describe_value(field: EventField, value: Any, text: FieldText) -> str:
    """Return a value with the names of its records."""
    if field.by_line and text and not isinstance(text, str):
        return " · ".join(text)
    if isinstance(value, bool | Mapping) and text:
        # A table is shown as it was typed.
        return str(text)
    values = value if field.multiple else [value]
    if field.records and field.choices:
        return ", ".join([describe_choice(one, field.choices) for one in values])
    return ", ".join([str(one) for one in values])
