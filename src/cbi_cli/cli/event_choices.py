"""What the fields of a new event can be in a dataset."""

from __future__ import annotations

from functools import partial
from typing import Any

from cbi_cli.cli.choices import parse_attendance, parse_event, parse_participant
from cbi_cli.cli.console import translator
from cbi_cli.cli.event_fields import EVENT_FIELDS, Choices, EventField
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS
from cbi_cli.index.lookup import describe_withdrawal
from cbi_cli.index.snapshot import Snapshot


def load_event_fields(snapshot: Snapshot) -> tuple[EventField, ...]:
    """Return the fields of a new event of a dataset.

    They have what it can choose from, requires, and takes by default.
    """
    (info,) = snapshot.records("dataset")
    in_spanish = "es" in info["languages"]
    records = {kind: load_record_names(snapshot, kind) for kind in ("institution", "party", "topic", "place", "source")}
    for source in snapshot.records("source"):
        for part in source.get("locators", ()):
            citation = f"{source['id']}#{part['id']}"
            records["source"][citation] = (part["title"],)
    changes: dict[str, dict[str, Any]] = {
        "title_es": {"required": in_spanish, "interactive": in_spanish},
        "note_es": {"needed": in_spanish, "interactive": in_spanish},
        "parties": {"default": ", ".join(info["between"])},
        "participants": {"parse": partial(parse_participant, records["party"])},
        "attendance": {"parse": partial(parse_attendance, records["party"], records["source"])},
        # Events are found in the index: there are too many to list them as choices.
        "side_event_of": {"parse": partial(parse_event, snapshot), "records": ""},
        "distinct_from": {"parse": partial(parse_event, snapshot)},
    }
    fields: list[EventField] = []
    for declared in EVENT_FIELDS:
        field = declared
        if declared.vocabulary:
            field = field._replace(choices=vocabulary_choices(declared.vocabulary))
        elif declared.records in records:
            find_withdrawal = partial(describe_withdrawal, snapshot, (declared.records,))
            field = field._replace(choices=records[declared.records], find_withdrawal=find_withdrawal)
        if declared.name in changes:
            field = field._replace(**changes[declared.name])
        fields.append(field)
    return tuple(fields)


def vocabulary_choices(vocabulary: str) -> Choices:
    """Return the words of a vocabulary with their labels, that in the language of the user first."""
    labels = VOCABULARY_LABELS[vocabulary]
    step = -1 if translator().lang == "es" else 1
    return {word: tuple(dict.fromkeys(labels.get(word, ())[::step])) for word in VOCABULARIES[vocabulary]}


def load_record_names(snapshot: Snapshot, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of all records of a kind with their names.

    By these names, `index.lookup` finds them.
    """
    names: dict[str, list[str]] = {}
    for row in snapshot.rows("SELECT id FROM record WHERE kind = :kind ORDER BY number", kind=kind):
        names[row["id"]] = []
    query = "SELECT id, shown FROM record_name WHERE kind = :kind ORDER BY is_former, rowid"
    for row in snapshot.rows(query, kind=kind):
        names.setdefault(row["id"], []).append(row["shown"])
    return {record_id: tuple(shown) for record_id, shown in names.items()}
