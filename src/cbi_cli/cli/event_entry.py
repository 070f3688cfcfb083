"""The event that is being entered: what was given and typed for it, and the records that are made with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft, read_draft, remove_draft
from cbi_cli.cli.event_choices import load_event_fields
from cbi_cli.cli.event_dialogue import arrange_questions
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.new_records import NewRecords
from cbi_cli.cli.prompts import Questions, WentBack, ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import twin_of
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord


class EventEntry:
    """An event on its way into a dataset.

    It has the texts given or typed for it, and its fields once they are complete.
    """

    def __init__(
        self,
        session: Session,
        texts: Mapping[str, Any],
        identifier: str,
        interactive: bool,
        new_sources: Sequence[str] = (),
    ) -> None:
        self.session = session
        self.texts = dict(texts)
        self.identifier = identifier
        self.interactive = interactive
        self.new_sources = new_sources
        self.resumed: dict[str, Any] = {}
        # Without prompts, the call has all values, and can be repeated.
        self.draft = Draft(session.location.root, session.settings.cache) if interactive else Draft()
        self.new_records = NewRecords(self.draft)
        self.questions = Questions((), self.draft)
        self.fields: dict[str, Any] = {}

    @property
    def shown_fields(self) -> list[EventField]:
        """The fields of the summary, where each can be changed: those that have a question or a value."""
        return [field for field in self.questions.fields if field.interactive or field.name in self.fields]

    def take_draft(self, resume: bool) -> None:
        """Continue with the saved draft if that is requested.

        An option takes precedence over the draft. Without `resume`, the user is asked, since the first answer replaces
        the draft.
        """
        draft = read_draft(self.session.location.root, self.session.settings.cache)
        if draft is None:
            if resume:
                raise CbiError(
                    message("this dataset has no saved draft of an event"), message("`cbi add-event` starts one")
                )
            return
        if not resume:
            question = _draft_question(draft)
            if not self.interactive or not ask_yes_no(question):
                return
        self.resumed = {name: text for name, text in draft.items() if name not in self.texts}
        self.texts = self.resumed | self.texts
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
        fields = self._load_fields(snapshot)
        self._refuse_unknown_texts(fields)
        self.questions = Questions(fields, self.draft)
        self.questions.take_given(self.texts, self.resumed if self.interactive else ())
        self._ask_and_complete()

    def _refuse_unknown_texts(self, fields: Sequence[EventField]) -> None:
        """Raise CbiError for a text in a language that the dataset does not have."""
        known = {field.name for field in fields}
        for name in self.texts:
            if name not in known and twin_of(name, ("title", "note")):
                raise CbiError(
                    message("an event of this dataset has no field `{name}`", name=name),
                    message("`languages` in dataset.toml lists the languages of its texts"),
                )

    def ask_again(self, names: set[str]) -> bool:
        """Ask again for the fields that are wrong.

        Return whether there was any that can be asked for.
        """
        self.reload()
        invalid = [field for field in self.questions.fields if field.name in names]
        for field in invalid:
            text = self._format_value(field)
            print_message(message("  {field} was: {value}", field=field.name, value=text))
            self.questions.forget(field.name)
            self._ask_until_answered(field)
        self._ask_and_complete()
        return bool(invalid)

    def edit(self, field: EventField) -> None:
        """Ask for a field again, with its value as the default."""
        self.reload()
        (current,) = [one for one in self.questions.fields if one.name == field.name]
        try:
            self.questions.ask_one(current)
        except WentBack:
            print_message(message("  {field} stays as it was", field=field.name))
        self._ask_and_complete()

    def keep_distinct(self, duplicates: Sequence[str]) -> None:
        """Keep that the event is another one than these."""
        distinct = dict.fromkeys([*self.fields.get("distinct_from", ()), *duplicates])
        self.fields["distinct_from"] = tuple(distinct)
        self.questions.values["distinct_from"] = tuple(distinct)
        self.draft.put("distinct_from", list(distinct))
        self.reload()

    def records(self, event_id: str) -> list[NewRecord]:
        """Return all records of the change, the event last."""
        event = NewRecord("event", event_id, {**self.fields, "id": event_id})
        return [*self.new_records.used_by(self.fields), event]

    def print_resume_hint(self) -> None:
        """Say how to go on with what was typed at prompts, which is saved already."""
        if not self.interactive or not any(self.draft.fields.values()):
            return
        path = self.draft.save()
        if path:
            print_message(
                message("cbi: what you typed is saved in {path}; `cbi add-event --resume` continues with it", path=path)
            )
        else:
            print_message(message("cbi: what you typed could not be saved: there is no cache folder to write to"))

    def discard_draft(self) -> None:
        """Forget what was typed: the event is written, or dropped."""
        if self.interactive or self.resumed:
            remove_draft(self.session.location.root, self.session.settings.cache)
        self.draft = Draft()

    def _cite(self, source: str) -> None:
        """Add a source to those of the event."""
        given = self.texts.get("sources", ())
        texts = [given] if isinstance(given, str) else given
        self.texts["sources"] = [*texts, source]

    def _load_fields(self, snapshot: Snapshot) -> Sequence[EventField]:
        fields = [self.new_records.extend(snapshot, field) for field in load_event_fields(snapshot)]
        if not self.interactive:
            return fields
        return arrange_questions(snapshot, fields, self.session.settings.today)

    def reload(self) -> None:
        """Read the dataset again: the snapshot of a plan is closed."""
        self.session = self.session.reopen()
        self.questions.fields = self._load_fields(self.session.snapshot)

    def _ask_and_complete(self) -> None:
        if self.interactive:
            self.questions.ask_all()
        fields = self.questions.complete()
        self.fields = {"id": self.identifier, **fields} if self.identifier else fields

    def _ask_until_answered(self, field: EventField) -> None:
        while True:
            try:
                self.questions.ask_one(field)
            except WentBack:
                print_message(message("  this is the first question"))
            else:
                return

    def _format_value(self, field: EventField) -> str:
        """Return a value as it can be typed."""
        value = self.fields.get(field.name)
        if isinstance(value, tuple):
            return ", ".join(str(one) for one in value)
        return message("(empty)") if value is None else str(value)


def _draft_question(draft: Mapping[str, Any]) -> str:
    """Ask whether to continue with a draft, named by its title or date."""
    name = draft.get("title") or draft.get("start")
    if not name:
        return message("There is a saved draft of an event. Continue with it? [y/N] ")
    return message("There is a saved draft of `{name}`. Continue with it? [y/N] ", name=name)
