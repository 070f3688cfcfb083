"""The fields of a new event, as options or asked for on the terminal.

Both are read the same way. An option has to name its value exactly. At a prompt the beginning of a name does too, if
only one value can be meant. Anything else is answered with a numbered list to choose from: what is similar is offered,
never taken.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cbi_cli.cli.choices import (
    UnresolvedChoiceError,
    describe_choice,
    parse_attendance,
    parse_event,
    parse_participant,
    resolve_choice,
    split_names,
)
from cbi_cli.cli.console import print_message, translate, translator
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EVENT_FIELDS, Choices, EventField
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS
from cbi_cli.core.vocabulary_meanings import word_meaning
from cbi_cli.formats.alphabet import fit_to_encoding
from cbi_cli.index.lookup import describe_withdrawal
from cbi_cli.index.snapshot import Snapshot

MAX_LISTED_CHOICES = 40
"""Choices that are listed in full if none is similar."""

FieldTexts = Mapping[str, str | Sequence[str]]
"""What was given for each field: a text, or a text for each value of a list."""


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
            field = field._replace(choices=_vocabulary_choices(declared.vocabulary))
        elif declared.records in records:
            find_withdrawal = partial(describe_withdrawal, snapshot, (declared.records,))
            field = field._replace(choices=records[declared.records], find_withdrawal=find_withdrawal)
        if declared.name in changes:
            field = field._replace(**changes[declared.name])
        fields.append(field)
    return tuple(fields)


def _vocabulary_choices(vocabulary: str) -> Choices:
    """Return the words of a vocabulary with their labels."""
    labels = VOCABULARY_LABELS[vocabulary]
    return {word: tuple(dict.fromkeys(labels.get(word, ()))) for word in VOCABULARIES[vocabulary]}


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


def collect_values(
    fields: Sequence[EventField],
    given: FieldTexts,
    interactive: bool,
    draft: Draft | None = None,
    resumed: Container[str] = (),
) -> dict[str, Any]:
    """Return the values of all fields that have one.

    What was given and answered is put into the draft at once. A field that is given as empty is left out: it was
    answered so before. Raises one CbiError for all values that cannot be read, or, without prompts, for all required
    ones that are missing. One of a `resumed` field is asked for again, since the dataset may have changed since then.
    """
    draft = draft or Draft()
    # Without prompts, nothing can be asked again.
    values = _parse_given(fields, given, draft, resumed if interactive else ())
    missing: list[str] = []
    for field in fields:
        if field.name in values:
            continue
        applies = not field.depends_on or bool(values.get(field.depends_on))
        is_required = field.required or (field.needed and applies)
        is_left_out = given.get(field.name) == "" and not is_required
        if interactive and field.interactive and applies and not is_left_out:
            values[field.name] = ask(field, draft)
        elif field.default:
            values[field.name] = _parse(field, field.default)
        elif is_required:
            missing.append(field.option)
    if missing:
        problem = message("missing: {options}", options=", ".join(missing))
        raise CbiError(problem, message("give them as options, or leave out --no-input to be asked"))
    found = {name: value for name, value in values.items() if value not in (None, "", ())}
    if found.get("end") == found.get("start"):
        # An event of one day has no end of its own.
        found.pop("end", None)
    return found


def _parse_given(
    fields: Sequence[EventField], given: FieldTexts, draft: Draft, ask_again: Container[str]
) -> dict[str, Any]:
    """Return the values of the fields that were given.

    Of those in `ask_again`, an invalid one is left out.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields:
        text = given.get(field.name)
        if not text:
            continue
        try:
            values[field.name] = _parse_option(field, text)
        except ValueError as error:
            problem = message("{option}: {problem}", option=field.option, problem=str(error))
            if field.name in ask_again:
                print_message(message("  {problem}", problem=problem))
                draft.drop(field.name)
                continue
            problems.append(problem)
        draft.put(field.name, text)
    if len(problems) == 1:
        raise CbiError(problems[0])
    if problems:
        raise CbiError(_combine_problems(problems))
    return values


def _combine_problems(problems: Sequence[str]) -> str:
    """Return one message for all options that have invalid values."""
    listed = problems[0]
    for problem in problems[1:]:
        listed = message("{first}; {next}", first=listed, next=problem)
    return message("{n} options have invalid values: {problems}", n=len(problems), problems=listed)


def ask(field: EventField, draft: Draft) -> Any:
    """Ask until the answer can be read, and keep it.

    An empty one leaves out what is not required.
    """
    if field.choices and len(field.choices) <= MAX_LISTED_CHOICES:
        print_message(message("  one of: {choices}", choices=", ".join(field.choices)))
    if field.vocabulary:
        print_message(message("  ? says when each of them applies"))
    if field.by_line:
        return _ask_lines(field, draft)
    is_required = field.required or field.needed
    question: str = message("{prompt} (empty: none): ", prompt=field.prompt)
    if field.default:
        question = message("{prompt} [{default}]: ", prompt=field.prompt, default=field.default)
    elif is_required:
        question = message("{prompt}: ", prompt=field.prompt)
    answer = ""
    while True:
        answer = answer or prompt(question, field.choices) or field.default
        if answer == "?" and field.vocabulary:
            _print_meanings(field.vocabulary)
            answer = ""
            continue
        if not answer and not is_required:
            draft.put(field.name, "")
            return None
        if not answer:
            _print_value_required(field)
            continue
        try:
            value = _parse(field, answer, allow_prefix=True)
        except UnresolvedChoiceError as error:
            print_message(message("  {problem}", problem=str(error)))
            corrected = _ask_for_correction(field, answer, error)
            if corrected or not _may_keep_text(field, error):
                answer = corrected
                continue
            value = answer
        except ValueError as error:
            print_message(message("  {problem}", problem=str(error)))
            answer = ""
            continue
        draft.put(field.name, _to_option_text(field, value, answer))
        return value


def _may_keep_text(field: EventField, unresolved: UnresolvedChoiceError) -> bool:
    """Ask whether a text that names no record is kept as it is, where that is possible."""
    if not field.free_text or not unresolved.is_unknown:
        return False
    question = message("Keep `{text}` as a text that is no record? [y/N] ", text=unresolved.text)
    return ask_yes_no(question)


def ask_yes_no(text: str) -> bool:
    """Ask for yes or no, in English or in Spanish; anything else is no."""
    return prompt(text, {}).lower() in ("y", "yes", "s", "si", "sí")


def _print_meanings(vocabulary: str) -> None:
    """Say of each word of a vocabulary when it applies."""
    for word in VOCABULARIES[vocabulary]:
        meaning = word_meaning(vocabulary, word, translator().lang)
        print_message(message("  {word}: {meaning}", word=word, meaning=meaning))


def _print_value_required(field: EventField) -> None:
    if field.required:
        print_message(message("  a value is required"))
    else:
        print_message(message("  a value is required with the {field}", field=field.depends_on))


def _to_option_text(field: EventField, value: Any, answer: str) -> str:
    """Return an answer as an option would give it.

    A prefix is not taken for a name.
    """
    if field.multiple:
        return ", ".join(value)
    if field.choices:
        return str(value)
    return answer


def _ask_lines(field: EventField, draft: Draft) -> tuple[Any, ...] | None:
    """Ask for one value after another, until a line is left empty."""
    values: list[Any] = []
    texts: list[str] = []
    while True:
        if values:
            answer = prompt(message("{prompt} (empty: no more): ", prompt=field.prompt), {})
        else:
            answer = prompt(message("{prompt} (empty: none): ", prompt=field.prompt), {})
        if not answer:
            draft.put(field.name, texts or "")
            return tuple(values) or None
        try:
            values.append(field.parse(answer))
        except ValueError as error:
            print_message(message("  {problem}", problem=str(error)))
            continue
        texts.append(answer)
        draft.put(field.name, texts)


def _ask_for_correction(field: EventField, answer: str, unresolved: UnresolvedChoiceError) -> str:
    """Return the answer with one of the offers for what was unclear.

    Return an empty one to be asked again.
    """
    offers = unresolved.offers
    if not offers and field.free_text:
        return ""
    if not offers and len(field.choices) <= MAX_LISTED_CHOICES:
        offers = tuple(field.choices)
    if not offers:
        problem = message(
            "  nothing similar was found; add new records to the dataset first ({option})", option=field.option
        )
        print_message(problem)
        return ""
    for number, value in enumerate(offers, start=1):
        choice = describe_choice(value, field.choices)
        print_message(message("  {number}  {choice}", number=number, choice=choice))
    print_message(message("  0  none of these"))
    while True:
        choice = prompt(message("Which one? [0-{last}]: ", last=len(offers)), {})
        if choice in ("", "0"):
            return ""
        if choice.isascii() and choice.isdigit() and int(choice) <= len(offers):
            chosen = offers[int(choice) - 1]
            break
        print_message(message("  type a number from 0 to {last}", last=len(offers)))
    # Only the part that was unclear is replaced; the others have been found, or are asked about next.
    parts = split_names(field, answer)
    return ", ".join(chosen if part == unresolved.text else part for part in parts)


def prompt(text: str, choices: Choices) -> str:
    """Ask for a line on the terminal.

    The prompt goes to stderr, since stdout carries the result.
    """
    # The line editor writes the prompt itself, so it is made harmless here.
    printable = fit_to_encoding(one_line(translate(text)), sys.stderr.encoding)
    with _tab_completion(choices), _redirect_stdout_to_stderr():
        return input(neutralize_ci_commands(printable)).strip()


@contextlib.contextmanager
def _redirect_stdout_to_stderr() -> Iterator[None]:
    """Let what the line editor writes go to stderr.

    It knows no other stream than the first one.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _parse_option(field: EventField, given: str | Sequence[str]) -> Any:
    """Return the value of what was given as options: exact names only."""
    texts = [given] if isinstance(given, str) else given
    if not field.multiple:
        try:
            return _parse(field, texts[-1])
        except UnresolvedChoiceError as error:
            if not field.free_text or not error.is_unknown:
                raise
            return _keep_text(field, error)
    values: list[Any] = []
    for text in texts:
        parsed = [field.parse(text)] if field.by_line else _parse(field, text)
        for value in parsed:
            if value not in values:
                values.append(value)
    return tuple(values)


def _keep_text(field: EventField, unresolved: UnresolvedChoiceError) -> str:
    """Return a text that names no record, and say that it is kept as it is."""
    print_message(
        message("cbi: {option}: {problem}; it is kept as a text", option=field.option, problem=str(unresolved))
    )
    return unresolved.text


def _parse(field: EventField, text: str, allow_prefix: bool = False) -> Any:
    """Return the value of a text.

    Several values with commas between them become a tuple.
    """
    if not (field.choices or field.records):
        return field.parse(text.strip())
    if not field.multiple:
        return resolve_choice(text.strip(), field.choices, allow_prefix, field.find_withdrawal)
    values: dict[str, None] = {}
    for name in split_names(field, text):
        values[resolve_choice(name, field.choices, allow_prefix, field.find_withdrawal)] = None
    return tuple(values)


@contextlib.contextmanager
def _tab_completion(choices: Choices) -> Iterator[None]:
    """Let the tab key complete the choices for a while, if the terminal can."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(prefix: str, number: int) -> str | None:
        matches = [choice for choice in choices if choice.startswith(prefix)]
        if number < len(matches):
            return matches[number]
        return None

    # By default a hyphen would end a word, and ids have hyphens.
    readline.set_completer_delims(", ")
    readline.parse_and_bind("tab: complete")
    readline.set_completer(complete)
    try:
        yield
    finally:
        readline.set_completer(None)
