"""The event that is being entered, and the records that are made with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.changes.add_event import choose_event_id
from cbi_cli.cli.entry import Entry
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_dialogue import arrange_questions
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.new_records import NewRecords
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import twin_of
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord


class EventEntry(Entry):
    """An event on its way into a dataset."""

    def __init__(
        self,
        session: Session,
        texts: Mapping[str, Any],
        identifier: str,
        interactive: bool,
        new_sources: Sequence[str] = (),
    ) -> None:
        super().__init__(session, "event", texts, interactive)
        self.identifier = identifier
        self.new_sources = new_sources
        self.new_records = NewRecords(self.draft)

    @property
    def command(self) -> str:
        """The command that enters such a record."""
        return "cbi add-event"

    def take_draft(self, resume: bool) -> None:
        """Continue with the saved draft if that is requested, as all entries do."""
        super().take_draft(resume)
        self.identifier = self.identifier or str(self.resumed.get("id", ""))

    def collect_fields(self) -> None:
        """Read the options, and ask for what is missing.

        Raises CbiError if that cannot be done.
        """
        if self.identifier:
            self.draft.put("id", self.identifier)
        snapshot = self.session.snapshot
        self.new_records.restore(snapshot, self.resumed)
        for text in self.new_sources:
            self._cite(self.new_records.add_source(snapshot, text))
        self._refuse_unknown_texts(snapshot)
        super().collect_fields()

    def _refuse_unknown_texts(self, snapshot: Snapshot) -> None:
        """Raise CbiError for a text in a language that the dataset does not have."""
        known = {field.name for field in load_event_fields(snapshot)}
        for name in self.texts:
            if name not in known and twin_of(name, ("title", "note")):
                raise CbiError(
                    message("an event of this dataset has no field `{name}`", name=name),
                    message("`languages` in dataset.toml lists the languages of its texts"),
                )

    def load_fields(self, snapshot: Snapshot) -> Sequence[EventField]:
        """Return the fields in the order of the questions; they can make what the dataset lacks."""
        fields = [self.new_records.extend(snapshot, field) for field in load_event_fields(snapshot)]
        if not self.interactive:
            return fields
        return arrange_questions(snapshot, fields, self.session.settings.today)

    def records(self, snapshot: Snapshot) -> list[NewRecord]:
        """Return all records of the change, the event last."""
        event_id = choose_event_id(snapshot, self.fields)
        event = NewRecord("event", event_id, {**self.fields, "id": event_id})
        return [*self.new_records.used_by(self.fields), event]

    def finish(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the event with the id that was given."""
        if not self.identifier:
            return values
        return {"id": self.identifier, **values}

    def _cite(self, source: str) -> None:
        """Add a source to those of the event."""
        given = self.texts.get("sources", ())
        texts = [given] if isinstance(given, str) else given
        self.texts["sources"] = [*texts, source]
