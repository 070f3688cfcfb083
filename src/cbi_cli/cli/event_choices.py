"""What the fields of a new event can be in a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from cbi_cli.cli.choices import parse_attendance, parse_event, parse_participant
from cbi_cli.cli.console import translator
from cbi_cli.cli.event_fields import EVENT_FIELDS, Choices, EventField
from cbi_cli.core.languages import other_languages, twin_key, twin_languages
from cbi_cli.core.messages import Message, message
from cbi_cli.core.vocabulary import VOCABULARIES, OwnWords, word_labels, words_of
from cbi_cli.index.lookup import describe_withdrawal
from cbi_cli.index.snapshot import Snapshot

_SPANISH_TEXTS = ("title_es", "note_es")


def load_event_fields(snapshot: Snapshot) -> tuple[EventField, ...]:
    """Return the fields of a new event of a dataset.

    They have what it can choose from, requires, and takes by default.
    """
    (info,) = snapshot.records("dataset")
    in_spanish = "es" in twin_languages(info["languages"])
    own = snapshot.own_words()
    records = {kind: load_choices(snapshot, (kind,)) for kind in ("institution", "party", "topic", "place", "source")}
    event_of_snapshot = partial(parse_event, snapshot)
    changes: dict[str, dict[str, Any]] = {
        "title_es": {"required": in_spanish, "interactive": in_spanish},
        "note_es": {"needed": in_spanish, "interactive": in_spanish},
        "parties": {"default": ", ".join(info["between"])},
        "participants": {"parse": partial(parse_participant, records["party"], own=own)},
        "attendance": {"parse": partial(parse_attendance, records["party"], records["source"])},
        # Events are found in the index: there are too many to list them as choices.
        "side_event_of": {"parse": event_of_snapshot, "records": ""},
        "distinct_from": {"parse": event_of_snapshot},
    }
    fields: list[EventField] = []
    for declared in EVENT_FIELDS:
        field = declared
        if declared.vocabulary:
            field = field._replace(choices=vocabulary_choices(declared.vocabulary, own), own_words=own)
        elif declared.records in records:
            find_withdrawal = partial(describe_withdrawal, snapshot, (declared.records,))
            field = field._replace(choices=records[declared.records], find_withdrawal=find_withdrawal)
        if declared.name in changes:
            field = field._replace(**changes[declared.name])
        fields.append(field)
        if declared.name in _SPANISH_TEXTS:
            fields += [_text_in_language(field, language) for language in other_languages(info["languages"])]
    return tuple(fields)


def _text_in_language(spanish: EventField, language: str) -> EventField:
    """Return the field of a text in another language of the dataset than those of the program."""
    field = spanish.name.removesuffix("_es")
    name = twin_key(field, language)
    is_title = field == "title"
    prompt = message("Note in `{language}`", language=language)
    if is_title:
        prompt = title_prompt(language)
    return spanish._replace(
        name=name,
        option=f"--set {name}",
        help="",
        prompt=prompt,
        required=is_title,
        needed=not is_title,
        interactive=True,
    )


def title_prompt(language: str) -> Message:
    """Return the question for a title in a language."""
    if language == "en":
        return message("Title in English")
    if language == "es":
        return message("Title in Spanish")
    return message("Title in `{language}`", language=language)


def vocabulary_choices(vocabulary: str, own: OwnWords = ()) -> Choices:
    """Return the words of a vocabulary with their labels, that in the language of the user first."""
    step = -1 if translator().lang == "es" else 1
    choices: dict[str, tuple[str, ...]] = {}
    for word in words_of(vocabulary, own):
        labels = word_labels(vocabulary, word, own)
        if word in VOCABULARIES[vocabulary]:
            labels = labels[::step]
        choices[word] = tuple(dict.fromkeys(labels))
    return choices


def load_choices(snapshot: Snapshot, kinds: Sequence[str]) -> Choices:
    """Return the records of some kinds with their names, of sources also their parts."""
    choices: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        choices |= _load_record_names(snapshot, kind)
    if "source" in kinds:
        for source in snapshot.records("source"):
            for part in source.get("locators", ()):
                choices[f"{source['id']}#{part['id']}"] = (part["title"],)
    return choices


def _load_record_names(snapshot: Snapshot, kind: str) -> dict[str, tuple[str, ...]]:
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
