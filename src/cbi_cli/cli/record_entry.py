"""A new record of any kind but an event, from options and prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from cbi_cli.changes.add_records import AdditionDetails, plan_add_records
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.changes.record_ids import NAMING_FIELDS, LikeRecord, find_like_records, suggest_record_id
from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft, read_draft, remove_draft
from cbi_cli.cli.event_fields import EventField
from cbi_cli.cli.prompts import ask, ask_yes_no, collect_values
from cbi_cli.cli.record_fields import fit_to_prompts, load_record_fields, refuse_invalid
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import join_messages, message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.lookup import RecordKey, describe_record, describe_withdrawal, find_exactly, require_record
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.new_record import NewRecord


class RecordEntry:
    """The record that is being entered: the texts given or typed for it, and its values once they are complete."""

    def __init__(
        self,
        session: Session,
        kind: str,
        texts: Mapping[str, Any],
        distinct_from: Sequence[str] = (),
        interactive: bool = False,
    ) -> None:
        self.session = session
        self.kind = kind
        self.texts = dict(texts)
        self.interactive = interactive
        self.resumed: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.draft = Draft()
        # Without prompts, the call has all values, and can be repeated.
        if interactive:
            self.draft = Draft(session.location.root, session.settings.cache, kind=kind)
        self._distinct_from = tuple(distinct_from)

    @property
    def record(self) -> NewRecord:
        """The record, once its values are complete."""
        fields = {key: value for key, value in self.values.items() if key != "id"}
        return NewRecord(self.kind, self.values["id"], fields)

    def plan(self, session: Session) -> ChangeSet[AdditionDetails]:
        """Plan to add the record."""
        return plan_add_records(session, [self.record])

    def take_draft(self, resume: bool) -> None:
        """Continue with the saved draft if that is requested, or else ask whether to.

        An option takes precedence over the draft.
        """
        draft = read_draft(self.session.location.root, self.session.settings.cache, self.kind)
        if draft is None:
            if resume:
                problem = message("this dataset has no saved draft of this kind")
                raise CbiError(problem, message("`cbi add {kind}` starts one", kind=self.kind))
            return
        if not resume:
            name = next((text for text in draft.values() if text), "")
            question = message("There is a saved draft of `{name}`. Continue with it? [y/N] ", name=name)
            if not self.interactive or not ask_yes_no(question):
                return
        self.resumed = {name: text for name, text in draft.items() if name not in self.texts}
        self.texts = self.resumed | self.texts

    def collect(self) -> bool:
        """Read the options, and ask for what is missing.

        Return whether the record is a new one: what it may repeat is offered before anything else is asked. Raises
        CbiError for options that cannot be read, and without prompts for missing ones and for what it may repeat.
        """
        snapshot = self.session.snapshot
        fields = self._load_fields(snapshot)
        names = NAMING_FIELDS[self.kind]
        if self.interactive:
            first = [field for field in fields if field.name in names or field.name in self.texts]
            values = collect_values(first, self.texts, True, self.draft, self.resumed)
            if not self._is_new(snapshot, values):
                return False
            proposal = suggest_record_id(snapshot, self.kind, values)
            position = [field.name for field in fields].index("id")
            fields[position] = fields[position]._replace(default=proposal)
            # What was typed is in the draft, and can be gone back to.
            self.resumed |= {name: text for name, text in self.draft.fields.items() if name not in self.texts}
            self.texts |= self.resumed
        self.values = collect_values(fields, self.texts, self.interactive, self.draft, self.resumed)
        if not self.interactive:
            self._complete(snapshot)
        return True

    def _load_fields(self, snapshot: Snapshot) -> list[EventField]:
        """Return the fields, those by which the record is found first."""
        names = NAMING_FIELDS[self.kind]
        loaded = load_record_fields(snapshot, self.kind)
        if self.interactive:
            loaded = tuple(fit_to_prompts(snapshot, self.kind, loaded))
        known = {field.name: field for field in loaded}
        new_id = EventField(
            "id",
            "--id",
            "ID",
            help="Set the id. Default: made from the name.",
            prompt=message("Id"),
            parse=partial(_parse_new_id, snapshot, self.kind),
            required=self.interactive,
        )
        first = [known.pop(name) for name in names]
        return [*first, new_id, *known.values()]

    def _complete(self, snapshot: Snapshot) -> None:
        """Give the record its id; raise CbiError if it may repeat another one."""
        self._is_new(snapshot, self.values)
        if "id" not in self.values:
            self.values["id"] = suggest_record_id(snapshot, self.kind, self.values)
        if not self.values["id"]:
            raise CbiError(message("no id can be made of the name"), message("give one with --id"))

    def _is_new(self, snapshot: Snapshot, values: Mapping[str, Any]) -> bool:
        """Tell whether the record is another one than those that it is like."""
        distinct = {
            require_record(snapshot, (self.kind,), text, "record", "--distinct-from") for text in self._distinct_from
        }
        likes = [like for like in find_like_records(snapshot, self.kind, values) if like.id not in distinct]
        if not self.interactive:
            self._refuse_like(snapshot, likes)
            return True
        for like in likes:
            print_message(message("  {problem}", problem=self._describe_like(snapshot, like)))
            if not ask_yes_no(message("Is this a different one? [y/N] ")):
                print_message(message("cbi: `cbi show {id}` shows that record", id=like.id))
                return False
        self._distinct_from = (*self._distinct_from, *[like.id for like in likes])
        return True

    def _refuse_like(self, snapshot: Snapshot, likes: Sequence[LikeRecord]) -> None:
        if not likes:
            return
        problems = [self._describe_like(snapshot, like) for like in likes]
        options = " ".join(f"--distinct-from {like.id}" for like in likes)
        hint = message("use that record; if this is a different one, add {options}", options=options)
        raise CbiError(join_messages(problems, "; "), hint)

    def _describe_like(self, snapshot: Snapshot, like: LikeRecord) -> str:
        record = describe_record(snapshot, RecordKey(self.kind, like.id))
        if like.likeness == "name":
            return message("the name is that of {record}", record=record)
        if like.likeness == "address":
            return message("the address is that of {record}", record=record)
        if like.likeness == "subject":
            return message("the subject is that of {record}", record=record)
        return message("the name is similar to that of {record}", record=record)

    def ask_again(self, names: set[str]) -> bool:
        """Ask again for the fields that are wrong; return whether there was any that can be asked for."""
        # The snapshot of a plan may be out of date.
        self.session = self.session.reopen()
        wrong = [
            field for field in self._load_fields(self.session.snapshot) if field.name in names and field.interactive
        ]
        for field in wrong:
            text = self.draft.fields.get(field.name, "")
            print_message(message("  {field} was: {value}", field=field.name, value=text))
            self.draft.drop(field.name)
            value = ask(field, self.draft)
            self.values.pop(field.name, None)
            if value not in (None, "", ()):
                self.values[field.name] = value
        return bool(wrong)

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
                "cbi: what you typed is saved in {path}; `cbi add {kind} --resume` continues with it",
                path=path,
                kind=self.kind,
            )
        )

    def discard_draft(self) -> None:
        """Forget what was typed: the record is written."""
        if self.interactive or self.resumed:
            remove_draft(self.session.location.root, self.session.settings.cache, self.kind)
        self.draft = Draft()


def read_assignments(assignments: Sequence[str], kind: str, fields: Sequence[EventField]) -> dict[str, str]:
    """Return the texts of `--set FIELD=TEXT` by their fields.

    Raises CbiError for a field that the records of a dataset do not have.
    """
    texts: dict[str, str] = {}
    names = [field.name for field in fields]
    for assignment in assignments:
        name, equals_sign, text = assignment.partition("=")
        name = name.strip()
        if not equals_sign or not text.strip():
            problem = message("--set: `{text}` gives no field a value", text=assignment)
            raise CbiError(problem, message("write it as FIELD=TEXT"))
        if name not in names:
            problem = message("--set: the kind {kind} has no field `{name}` in this dataset", kind=kind, name=name)
            raise CbiError(problem, did_you_mean(name, names))
        if name in texts:
            raise CbiError(message("--set: `{name}` is given twice", name=name), message("leave one of them out"))
        texts[name] = text
    return texts


def _parse_new_id(snapshot: Snapshot, kind: str, text: str) -> str:
    """Return an id that no record of a kind has or had; raises ValueError for any other."""
    refuse_invalid(FILE_KINDS_BY_NAME[kind].model, "id", text)
    for match in find_exactly(snapshot, (kind,), text):
        raise ValueError(message("`{id}` is already {record}", id=text, record=describe_record(snapshot, match)))
    withdrawal = describe_withdrawal(snapshot, (kind,), text)
    if withdrawal is not None:
        raise ValueError(withdrawal[0])
    return text
