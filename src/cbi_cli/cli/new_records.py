"""Records that are made while something is entered, because it names them and the dataset lacks them.

They become part of the same change and of the same draft. Only what tells a record apart is asked for; `cbi edit` adds
the rest.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cbi_cli.changes.record_ids import find_like_records, is_used_id, suggest_record_id
from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.prompts import FieldTexts, Questions, WentBack, ask_yes_no, parse_option
from cbi_cli.cli.record_fields import load_asked_fields, load_record_fields, new_id_field, parse_table
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import RecordKey, describe_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.new_record import NAME_FIELDS, NewRecord

ASKED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "source": ("url", "title", "publisher", "published", "author", "language"),
    "institution": ("name", "abbreviation", "type", "level", "parties", "sources"),
    "topic": ("label",),
    "place": ("name", "state", "country"),
}
"""The fields that are asked for, of each kind that can be made; texts in other languages come with them."""

_BEGINNINGS = {
    "source": message("A new source; `<` goes back."),
    "institution": message("A new institution; `<` goes back."),
    "topic": message("A new topic; `<` goes back."),
    "place": message("A new place; `<` goes back."),
}
_DRAFT_KEY = "new_records"
_OPTION = "--new-source"
_UNFINISHED_KEY = "unfinished_record"


class NewRecords:
    """The records that are made with an event, by kind and id, with their values."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._values: dict[tuple[str, str], dict[str, Any]] = {}
        self._texts: dict[tuple[str, str], FieldTexts] = {}

    def restore(self, snapshot: Snapshot, resumed: Mapping[str, Any]) -> None:
        """Take the records of a draft, but for those that the dataset has by now or does not take any more."""
        if _UNFINISHED_KEY in resumed:
            self.draft.put(_UNFINISHED_KEY, resumed[_UNFINISHED_KEY])
        for text in resumed.get(_DRAFT_KEY, ()):
            try:
                kept = json.loads(text)
                kind = kept["kind"]
                record_id = kept["id"]
                fields = kept["texts"]
                if _OPTION in fields:
                    self.add_source(snapshot, fields[_OPTION])
                elif not is_used_id(snapshot, kind, record_id):
                    self._add(kind, record_id, fields, self._parse(snapshot, kind, fields))
            except (CbiError, ValueError, KeyError, TypeError) as error:
                print_message(message("cbi: a new record of the draft was left out: {problem}", problem=str(error)))
        if self._texts:
            self._save()

    def extend(self, snapshot: Snapshot, field: EventField) -> EventField:
        """Return a field that can also choose the new records, and make further ones."""
        if field.records not in ASKED_FIELDS:
            return field
        choices = dict(field.choices)
        for (kind, record_id), values in self._values.items():
            if kind == field.records:
                choices[record_id] = (values[NAME_FIELDS[kind]],)
        return field._replace(choices=choices, make_new=partial(self.make, snapshot, field.records, choices))

    def make(self, snapshot: Snapshot, kind: str, choices: dict[str, tuple[str, ...]], text: str) -> str:
        """Ask for a new record with a name or an address, and return its id; empty if the person goes back.

        A record that it may repeat is offered instead.
        """
        is_address = kind == "source" and "://" in text
        name_field = "url" if is_address else NAME_FIELDS[kind]
        declined: set[str] = set()
        existing = self._find_existing(snapshot, kind, {name_field: text}, declined)
        if existing:
            return existing
        print_message(_BEGINNINGS[kind])
        draft = _PartDraft(self.draft, kind)
        questions = Questions(self._load_fields(snapshot, kind), draft, can_leave=True)
        questions.texts.update(draft.restored(name_field, text))
        questions.texts[name_field] = text
        if is_address:
            try:
                questions.take_given({"url": text})
            except CbiError as error:
                print_message(message("  {problem}", problem=error.message))
                return ""
        try:
            questions.ask_all()
        except WentBack:
            return ""
        values = questions.complete()
        existing = self._find_existing(snapshot, kind, values, declined)
        if existing:
            return existing
        record_id = str(values.pop("id"))
        texts = {name: questions.texts[name] for name in values if name in questions.texts}
        self._add(kind, record_id, texts, values)
        draft.finish()
        self._save()
        choices[record_id] = (values[NAME_FIELDS[kind]],)
        return record_id

    def add_source(self, snapshot: Snapshot, text: str) -> str:
        """Add the source of an option, and return its id.

        Raises CbiError if it cannot be read, or if the dataset has a source with its address or name.
        """
        known = {field.name: field for field in load_record_fields(snapshot, "source")}
        fields = {name: known[name] for name in (*ASKED_FIELDS["source"], *known)}
        fields["id"] = self._id_field(snapshot, "source")
        try:
            values = parse_table(fields, text)
        except ValueError as error:
            raise CbiError(message("--new-source: {problem}", problem=str(error))) from None
        if "title" not in values:
            problem = message("--new-source: `{text}` has no title", text=text)
            raise CbiError(problem, message('write it as "URL; TITLE; PUBLISHER; PUBLISHED; AUTHOR"'))
        for like in find_like_records(snapshot, "source", values):
            record = describe_record(snapshot, RecordKey("source", like.id))
            problem = message("--new-source: the dataset has {record} already", record=record)
            raise CbiError(problem, message("give it with --source {id}", id=like.id))
        record_id = values.pop("id", "") or suggest_record_id(snapshot, "source", values)
        if not record_id:
            raise CbiError(message("no id can be made of the name"), message("give one with `id=...`"))
        self._add("source", record_id, {_OPTION: text}, values)
        self._save()
        return str(record_id)

    def used_by(self, fields: Mapping[str, Any]) -> list[NewRecord]:
        """Return the new records that an event names, and those that these name, in the order of their making."""
        named = set(_find_names(fields))
        for (_, record_id), values in reversed(self._values.items()):
            if record_id in named:
                named.update(_find_names(values))
        return [NewRecord(kind, name, values) for (kind, name), values in self._values.items() if name in named]

    def print_calls(self, snapshot: Snapshot) -> None:
        """Print the calls that make the records, since they are not written."""
        for (kind, record_id), texts in self._texts.items():
            options = {field.name: field.option for field in load_record_fields(snapshot, kind)}
            words = ["cbi", "add", kind, "--id", record_id]
            for name, text in texts.items():
                for one in [text] if isinstance(text, str) else text:
                    words += _option_words(options[name], one)
            print_message(message("cbi: the new record, as options: {words}", words=shlex.join(words)))

    def _add(self, kind: str, record_id: str, texts: FieldTexts, values: dict[str, Any]) -> None:
        self._texts[kind, record_id] = texts
        self._values[kind, record_id] = values

    def _save(self) -> None:
        """Keep the records in the draft."""
        kept = [{"kind": kind, "id": name, "texts": texts} for (kind, name), texts in self._texts.items()]
        self.draft.put(_DRAFT_KEY, [json.dumps(record, ensure_ascii=False) for record in kept])

    def _load_fields(self, snapshot: Snapshot, kind: str) -> list[EventField]:
        """Return the fields that are asked for, and the id last."""
        asked = ASKED_FIELDS[kind]
        known = load_asked_fields(snapshot, kind)
        fields = [self.extend(snapshot, field) for field in known if field.name in asked]
        fields.sort(key=lambda field: asked.index(field.name))
        for field in known:
            # Only texts that have to be there in every language.
            if field.needed and field.depends_on in asked:
                position = [other.name for other in fields].index(field.depends_on)
                fields.insert(position + 1, field)
        return [*fields, self._id_field(snapshot, kind)]

    def _id_field(self, snapshot: Snapshot, kind: str) -> EventField:
        """Return the question for the id, which is not that of another new record."""
        return new_id_field(snapshot, kind, [name for other, name in self._values if other == kind])

    def _find_existing(self, snapshot: Snapshot, kind: str, values: Mapping[str, Any], declined: set[str]) -> str:
        """Return the record that the person takes in place of a new one; empty for none.

        Those that the person does not take are not offered again.
        """
        for like in find_like_records(snapshot, kind, values):
            if like.id in declined:
                continue
            declined.add(like.id)
            record = describe_record(snapshot, RecordKey(kind, like.id))
            if ask_yes_no(message("There is {record}. Take that one? [y/N] ", record=record)):
                return like.id
        return ""

    def _parse(self, snapshot: Snapshot, kind: str, texts: FieldTexts) -> dict[str, Any]:
        fields = {field.name: self.extend(snapshot, field) for field in load_record_fields(snapshot, kind)}
        return {name: parse_option(fields[name], text) for name, text in texts.items() if text}


class _PartDraft(Draft):
    """What was typed for a record that is not finished, kept in the draft of the event."""

    def __init__(self, parent: Draft, kind: str) -> None:
        super().__init__()
        self.parent = parent
        self.kind = kind

    @property
    def is_kept(self) -> bool:
        """Tell whether what is typed can be used again."""
        return self.parent.is_kept

    def put(self, name: str, text: Any) -> None:
        """Keep a text."""
        super().put(name, text)
        self.parent.put(_UNFINISHED_KEY, json.dumps({"kind": self.kind, "texts": self.fields}, ensure_ascii=False))

    def restored(self, name_field: str, name: str) -> FieldTexts:
        """Return what was typed before for a record with this name or address."""
        try:
            kept = json.loads(self.parent.fields.get(_UNFINISHED_KEY, "{}"))
        except ValueError:
            return {}
        texts = kept.get("texts", {})
        if kept.get("kind") != self.kind or texts.get(name_field) != name:
            return {}
        return dict(texts)

    def finish(self) -> None:
        """Forget it: the record is complete."""
        self.parent.drop(_UNFINISHED_KEY)


def _option_words(option: str, text: str) -> list[str]:
    """Return the words that give a text to an option, or to a field that has none of its own: `--set name_fr=TEXT`."""
    if option.endswith("="):
        first, name = option.split()
        return [first, name + text]
    return [option, text]


def _find_names(value: Any) -> Iterator[str]:
    """Yield all texts in a value that can be the id of a record, without the part of a citation."""
    if isinstance(value, str):
        yield value.partition("#")[0]
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _find_names(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _find_names(inner)
