"""The record that is being entered, of any kind: what was given and typed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft, read_draft, remove_draft
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.prompts import Questions, WentBack, ask_yes_no
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.new_record import NewRecord

_NAMES = ("title", "name", "label", "about", "start")


class EntryAbandonedError(Exception):
    """The person does not want the record any more, since the dataset has it."""


class Entry:
    """A record on its way into a dataset.

    It has the texts given or typed for it, and its fields once they are complete.
    """

    def __init__(self, session: Session, kind: str, texts: Mapping[str, Any], interactive: bool) -> None:
        self.session = session
        self.kind = kind
        self.texts = dict(texts)
        self.interactive = interactive
        self.resumed: dict[str, Any] = {}
        self.draft = Draft(kind=kind)
        # Without prompts, the call has all values, and can be repeated.
        if interactive:
            self.draft = Draft(session.location.root, session.settings.cache, kind=kind)
        self.questions = Questions((), self.draft)
        self.fields: dict[str, Any] = {}

    @property
    def command(self) -> str:
        """The command that enters such a record."""
        return f"cbi add {self.kind}"

    @property
    def shown_fields(self) -> list[EventField]:
        """The fields of the summary, where each can be changed: those that have a question or a value."""
        return [field for field in self.questions.fields if field.interactive or field.name in self.fields]

    def take_draft(self, resume: bool) -> None:
        """Continue with the saved draft if that is requested.

        An option takes precedence over the draft. Without `resume`, the user is asked, since the first answer replaces
        the draft.
        """
        draft = read_draft(self.session.location.root, self.session.settings.cache, self.kind)
        if draft is None:
            if resume:
                raise CbiError(
                    message("this dataset has no saved draft of this kind"),
                    message("`{command}` starts one", command=self.command),
                )
            return
        if not resume:
            question = _draft_question(draft)
            if not self.interactive or not ask_yes_no(question):
                return
        self.resumed = {name: text for name, text in draft.items() if name not in self.texts}
        self.texts = self.resumed | self.texts

    def collect_fields(self) -> None:
        """Read the options, and ask for what is missing.

        Raises CbiError if that cannot be done.
        """
        self.questions = Questions(self.load_fields(self.session.snapshot), self.draft, before=self.check_before)
        self.questions.take_given(self.texts, self.resumed if self.interactive else ())
        self._ask_and_complete()

    def load_fields(self, snapshot: Snapshot) -> Sequence[EventField]:
        """Return the fields in the order of the questions."""
        raise NotImplementedError

    def records(self, snapshot: Snapshot) -> list[NewRecord]:
        """Return all records of the change, this one last."""
        raise NotImplementedError

    def check_before(self, field: EventField) -> None:
        """Check what was answered, before a field is asked for."""

    def finish(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the record, once all are there."""
        return values

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
        """Keep that the record is another one than these."""
        distinct = dict.fromkeys([*self.fields.get("distinct_from", ()), *duplicates])
        self.fields["distinct_from"] = tuple(distinct)
        self.questions.values["distinct_from"] = tuple(distinct)
        self.draft.put("distinct_from", list(distinct))
        self.reload()

    def print_resume_hint(self) -> None:
        """Say how to go on with what was typed at prompts, which is saved already."""
        if not self.interactive or not any(self.draft.fields.values()):
            return
        path = self.draft.save()
        if path is None:
            print_message(message("cbi: what you typed could not be saved: there is no cache folder to write to"))
            return
        print_message(
            message(
                "cbi: what you typed is saved in {path}; `{command} --resume` continues with it",
                path=path,
                command=self.command,
            )
        )

    def discard_draft(self) -> None:
        """Forget what was typed: the record is written, or dropped."""
        if self.interactive or self.resumed:
            remove_draft(self.session.location.root, self.session.settings.cache, self.kind)
        self.draft = Draft(kind=self.kind)

    def reload(self) -> None:
        """Read the dataset again: the snapshot of a plan is closed."""
        self.session = self.session.reopen()
        self.questions.fields = self.load_fields(self.session.snapshot)

    def _ask_and_complete(self) -> None:
        if self.interactive:
            self.questions.ask_all()
        self.fields = self.finish(self.questions.complete())

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
        text = self.questions.texts.get(field.name, "")
        if field.by_line and text and not isinstance(text, str):
            return " · ".join(text)
        value = self.fields.get(field.name)
        if isinstance(value, tuple):
            return ", ".join(str(one) for one in value)
        return message("(empty)") if value is None else str(value)


def _draft_question(draft: Mapping[str, Any]) -> str:
    """Ask whether to continue with a draft, named by its title or date."""
    names = [draft[key] for key in _NAMES if draft.get(key)]
    if not names:
        return message("There is a saved draft. Continue with it? [y/N] ")
    return message("There is a saved draft of `{name}`. Continue with it? [y/N] ", name=names[0])
