"""A new record of any kind but an event, from options and prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.changes.record_ids import NAMING_FIELDS, LikeRecord, find_like_records, suggest_record_id
from cbi_cli.cli.console import print_message
from cbi_cli.cli.entry import Entry, EntryAbandonedError
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.prompts import ask_yes_no
from cbi_cli.cli.record_fields import load_asked_fields, load_record_fields, new_id_field
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import join_messages, message
from cbi_cli.index.lookup import RecordKey, describe_record, require_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord


class RecordEntry(Entry):
    """A record on its way into a dataset. What it may repeat is offered before anything but its names is asked for."""

    def __init__(
        self,
        session: Session,
        kind: str,
        texts: Mapping[str, Any],
        distinct_from: Sequence[str] = (),
        interactive: bool = False,
    ) -> None:
        super().__init__(session, kind, texts, interactive)
        self._distinct_from = tuple(distinct_from)
        self._checked_names: list[Any] = []

    @property
    def shown_fields(self) -> list[EventField]:
        """The fields of the summary, without those that do not apply and have no value."""
        shown = super().shown_fields
        return [field for field in shown if field.name in self.fields or self.questions.applies(field)]

    def load_fields(self, snapshot: Snapshot) -> Sequence[EventField]:
        """Return the fields, those by which the record is found first, and then its id."""
        id_field = new_id_field(snapshot, self.kind)
        if self.interactive:
            known = {field.name: field for field in load_asked_fields(snapshot, self.kind)}
        else:
            known = {field.name: field for field in load_record_fields(snapshot, self.kind)}
            id_field = id_field._replace(required=False)
        first = [known.pop(name) for name in NAMING_FIELDS[self.kind]]
        return [*first, id_field, *known.values()]

    def records(self, snapshot: Snapshot) -> list[NewRecord]:
        """Return the record."""
        fields = {key: value for key, value in self.fields.items() if key != "id"}
        return [NewRecord(self.kind, self.fields["id"], fields)]

    def check_before(self, field: EventField) -> None:
        """Offer what the record may repeat, once its names are answered."""
        naming = NAMING_FIELDS[self.kind]
        names = [self.questions.values.get(name) for name in naming]
        if field.name not in naming and names != self._checked_names:
            self._refuse_known(self.questions.values)
            self._checked_names = names

    def finish(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with an id; raise an error if the record may repeat another one."""
        self._refuse_known(values)
        record_id = values.get("id") or suggest_record_id(self.session.snapshot, self.kind, values)
        if not record_id:
            raise CbiError(message("no id can be made of the name"), message("give one with --id"))
        return {**values, "id": record_id}

    def _refuse_known(self, values: Mapping[str, Any]) -> None:
        """Raise an error if the record is one of those that it is like.

        That is for the person to say, or without prompts for an option.
        """
        snapshot = self.session.snapshot
        distinct = {
            require_record(snapshot, (self.kind,), text, "record", "--distinct-from") for text in self._distinct_from
        }
        likes = [like for like in find_like_records(snapshot, self.kind, values) if like.id not in distinct]
        if likes and not self.interactive:
            problems = [self._describe_like(snapshot, like) for like in likes]
            options = " ".join(f"--distinct-from {like.id}" for like in likes)
            hint = message("use that record; if this is a different one, add {options}", options=options)
            raise CbiError(join_messages(problems, "; "), hint)
        for like in likes:
            print_message(message("  {problem}", problem=self._describe_like(snapshot, like)))
            if not ask_yes_no(message("Is this a different one? [y/N] ")):
                print_message(message("cbi: `cbi show {id}` shows that record", id=like.id))
                raise EntryAbandonedError
            self._distinct_from = (*self._distinct_from, like.id)

    def _describe_like(self, snapshot: Snapshot, like: LikeRecord) -> str:
        record = describe_record(snapshot, RecordKey(self.kind, like.id))
        if like.likeness == "name":
            return message("the name is that of {record}", record=record)
        if like.likeness == "address":
            return message("the address is that of {record}", record=record)
        if like.likeness == "subject":
            return message("the subject is that of {record}", record=record)
        return message("the name is similar to that of {record}", record=record)
