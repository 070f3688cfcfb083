"""The fields of a new event: given as options, or asked for on the terminal; both are read the same way.

An option has to name its value exactly. At a prompt the beginning of a name does too, if only one value can be meant.
Anything else is answered with a numbered list to choose from: what is near is offered, never taken.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cbi_cli.cli.console import print_message
from cbi_cli.cli.draft import Draft
from cbi_cli.cli.event_fields import EVENT_FIELDS, Choices, EventField, FindWithdrawal
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS, find_word
from cbi_cli.index.lookup import RecordKey, describe_withdrawal, find_exactly, match_similar, match_unique_prefix
from cbi_cli.index.snapshot import Snapshot

MAX_LISTED_CHOICES = 30
"""Choices that are listed whole if nothing is near."""


class UnresolvedChoiceError(ValueError):
    """A text that does not name exactly one of the choices; ``offers`` are those that it can mean or is near to."""

    def __init__(self, text: str, message: str, offers: Sequence[str]) -> None:
        super().__init__(message)
        self.text = text
        self.offers = tuple(offers)


def load_event_fields(snapshot: Snapshot) -> tuple[EventField, ...]:
    """Return the fields of a new event of a dataset, with what it can choose from, requires, and takes by default."""
    (info,) = snapshot.records("dataset")
    in_spanish = "es" in info["languages"]
    records = {kind: load_record_names(snapshot, kind) for kind in ("institution", "party", "topic", "source")}
    for source in snapshot.records("source"):
        parts = {f"{source['id']}#{part['id']}": (part["title"],) for part in source.get("locators", ())}
        records["source"] |= parts
    changes: dict[str, dict[str, Any]] = {
        "title_es": {"required": in_spanish, "interactive": in_spanish},
        "note_es": {"needed": in_spanish, "interactive": in_spanish},
        "parties": {"default": ", ".join(info["between"])},
        "participants": {"parse": partial(parse_participant, records["party"])},
        "distinct_from": {"parse": partial(parse_event, snapshot)},
    }
    found = []
    for field in EVENT_FIELDS:
        if field.vocabulary:
            field = field._replace(choices=_vocabulary_choices(field.vocabulary))  # noqa: PLW2901 - it is the same field
        elif field.records in records:
            gone = partial(describe_withdrawal, snapshot, (field.records,))
            field = field._replace(choices=records[field.records], find_withdrawal=gone)  # noqa: PLW2901
        found.append(field._replace(**changes.get(field.name, {})))
    return tuple(found)


def _vocabulary_choices(vocabulary: str) -> Choices:
    """Return the words of a vocabulary with their labels."""
    labels = VOCABULARY_LABELS[vocabulary]
    return {word: tuple(dict.fromkeys(labels.get(word, ()))) for word in VOCABULARIES[vocabulary]}


def load_record_names(snapshot: Snapshot, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of all records of a kind with the names by which `index.lookup` finds them."""
    rows = snapshot.rows("SELECT id FROM record WHERE kind = :kind ORDER BY number", kind=kind)
    names: dict[str, list[str]] = {row["id"]: [] for row in rows}
    query = "SELECT id, shown FROM record_name WHERE kind = :kind ORDER BY is_former, rowid"
    for row in snapshot.rows(query, kind=kind):
        names.setdefault(row["id"], []).append(row["shown"])
    return {record_id: tuple(shown) for record_id, shown in names.items()}


FieldTexts = Mapping[str, str | Sequence[str]]
"""What was given for each field: a text, or a text for each value of a list."""


def collect_values(
    fields: Sequence[EventField],
    given: FieldTexts,
    interactive: bool,
    draft: Draft | None = None,
    resumed: Container[str] = (),
) -> dict[str, Any]:
    """Return the values of all fields that have one; what was given and answered is put into the draft at once.

    A field that is given as empty is left out: it was answered so before. Raises one CbiError for all values that
    cannot be read, or, if nobody can be asked, for all required ones that are missing. One of a ``resumed`` field is
    asked for again, since the dataset may have changed since then.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    draft = draft or Draft()
    for field in fields:
        if not given.get(field.name):
            continue
        try:
            values[field.name] = _parse_option(field, given[field.name])
        except ValueError as error:
            if interactive and field.name in resumed:
                print_message(f"  {field.option}: {error}")
                draft.drop(field.name)
                continue
            wrong.append(f"{field.option}: {error}")
        draft.put(field.name, given[field.name])
    if wrong:
        raise _combine_errors(wrong)
    missing: list[str] = []
    for field in fields:
        if field.name in values:
            continue
        goes_with = not field.depends_on or values.get(field.depends_on)
        is_left_out = given.get(field.name) == "" and not (field.required or (field.needed and goes_with))
        if interactive and field.interactive and goes_with and not is_left_out:
            values[field.name] = ask(field, draft)
        elif field.default:
            values[field.name] = _parse(field, field.default)
        elif field.required or (field.needed and goes_with):
            missing.append(field.option)
    if missing:
        raise CbiError(f"missing: {', '.join(missing)}", "give them as options, or leave out --no-input to be asked")
    found = {name: value for name, value in values.items() if value not in (None, "", ())}
    if found.get("end") == found.get("start"):
        # An event of one day has no end of its own.
        found.pop("end", None)
    return found


def ask(field: EventField, draft: Draft) -> Any:
    """Ask until the answer can be read, and keep it; an empty one leaves out what is not required."""
    if field.choices and len(field.choices) <= MAX_LISTED_CHOICES:
        print_message(f"  one of: {', '.join(field.choices)}")
    if field.by_line:
        return _ask_lines(field, draft)
    suffix = " (empty: none)"
    if field.default:
        suffix = f" [{field.default}]"
    elif field.required or field.needed:
        suffix = ""
    answer = ""
    while True:
        answer = answer or prompt(f"{field.prompt}{suffix}: ", field.choices) or field.default
        if not answer and not (field.required or field.needed):
            draft.put(field.name, "")
            return None
        if not answer:
            print_message(
                "  a value is required" if field.required else f"  a value is required with the {field.depends_on}"
            )
            continue
        try:
            value = _parse(field, answer, allow_prefix=True)
        except UnresolvedChoiceError as error:
            print_message(f"  {error}")
            answer = _ask_for_correction(field, answer, error)
            continue
        except ValueError as error:
            print_message(f"  {error}")
            answer = ""
            continue
        draft.put(field.name, _to_option_text(field, value, answer))
        return value


def _to_option_text(field: EventField, value: Any, answer: str) -> str:
    """Return an answer as an option would give it, which takes no prefix for a name."""
    if field.multiple:
        return ", ".join(value)
    return str(value) if field.choices else answer


def _ask_lines(field: EventField, draft: Draft) -> tuple[Any, ...] | None:
    """Ask for one value after another, until a line is left empty."""
    values: list[Any] = []
    texts: list[str] = []
    while True:
        answer = prompt(f"{field.prompt} (empty: {'no more' if values else 'none'}): ", {})
        if not answer:
            draft.put(field.name, texts or "")
            return tuple(values) or None
        try:
            values.append(field.parse(answer))
        except ValueError as error:
            print_message(f"  {error}")
            continue
        texts.append(answer)
        draft.put(field.name, texts)


def _ask_for_correction(field: EventField, answer: str, wrong: UnresolvedChoiceError) -> str:
    """Return the answer with one of the offers in place of what was unclear, or an empty one to be asked again."""
    offers = wrong.offers
    if not offers and len(field.choices) <= MAX_LISTED_CHOICES:
        offers = tuple(field.choices)
    if not offers:
        print_message(f"  nothing similar was found; add new records to the dataset first ({field.option})")
        return ""
    for number, value in enumerate(offers, start=1):
        names = field.choices.get(value, ())
        print_message(f"  {number}  {value}{f' ({names[0]})' if names else ''}")
    print_message("  0  none of these")
    while True:
        choice = prompt(f"Which one? [0-{len(offers)}]: ", {})
        if choice in ("", "0"):
            return ""
        if choice.isascii() and choice.isdigit() and int(choice) <= len(offers):
            chosen = offers[int(choice) - 1]
            # Only the part that was unclear is replaced; the others have been found, or are asked about next.
            return ", ".join(chosen if part == wrong.text else part for part in _split_names(field, answer))
        print_message(f"  type a number from 0 to {len(offers)}")


def prompt(text: str, choices: Choices) -> str:
    """Ask for a line on the terminal; the prompt goes to stderr, since stdout carries the result."""
    from cbi_cli.core.sanitize import neutralize_ci_commands, one_line
    from cbi_cli.formats.alphabet import fit_to_encoding

    # The line editor writes the prompt itself, so it is made harmless here.
    shown = neutralize_ci_commands(fit_to_encoding(one_line(text), sys.stderr.encoding))
    with _tab_completion(choices), _redirect_stdout_to_stderr():
        return input(shown).strip()


@contextlib.contextmanager
def _redirect_stdout_to_stderr() -> Iterator[None]:
    """Let what the line editor writes go to stderr: it knows no other stream than the first one."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _combine_errors(wrong: Sequence[str]) -> CbiError:
    """Return one error for all options that cannot be taken."""
    if len(wrong) == 1:
        return CbiError(wrong[0])
    return CbiError(f"{len(wrong)} options have invalid values: {'; '.join(wrong)}")


def _parse_option(field: EventField, given: str | Sequence[str]) -> Any:
    """Return the value of what was given as options: exact names only."""
    if not field.multiple:
        return _parse(field, given if isinstance(given, str) else given[-1])
    texts = [given] if isinstance(given, str) else given
    found: list[Any] = []
    for text in texts:
        found += [field.parse(text)] if field.by_line else _parse(field, text)
    return tuple(one for index, one in enumerate(found) if one not in found[:index])


def _parse(field: EventField, text: str, allow_prefix: bool = False) -> Any:
    """Return the value of a text; several values with commas between them become a tuple."""
    if not (field.choices or field.records):
        return field.parse(text.strip())
    if not field.multiple:
        return _resolve_choice(text.strip(), field.choices, allow_prefix, field.find_withdrawal)
    found = [
        _resolve_choice(part, field.choices, allow_prefix, field.find_withdrawal) for part in _split_names(field, text)
    ]
    return tuple(dict.fromkeys(found))


def _split_names(field: EventField, text: str) -> list[str]:
    """Return the names in a text with commas between them; a comma can be part of a name too."""
    if not field.multiple:
        return [text.strip()]
    pieces = [piece.strip() for piece in text.split(",")]
    parts: list[str] = []
    while pieces:
        taken = 1
        for length in range(len(pieces), 1, -1):
            if len(_find_exact(", ".join(pieces[:length]), field.choices)) == 1:
                taken = length
                break
        parts.append(", ".join(pieces[:taken]))
        pieces = pieces[taken:]
    return [part for part in parts if part]


def _find_exact(text: str, choices: Choices) -> list[str]:
    """Return the values that a text names: the one with that id, else all with that name."""
    folded = fold(text)
    by_id = [value for value in choices if fold(value) == folded]
    return by_id or [value for value, names in choices.items() if folded in (fold(name) for name in names)]


def _resolve_choice(
    text: str, choices: Choices, allow_prefix: bool, find_withdrawal: FindWithdrawal | None = None
) -> str:
    """Return the choice that a text names.

    Raises NotOne with what it can mean, with what is right in place of what was withdrawn, or with what is near it.
    """
    exact = _find_exact(text, choices)
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise UnresolvedChoiceError(text, f"`{text}` can mean {len(exact)} records: {', '.join(exact)}", exact)
    gone = find_withdrawal(text) if find_withdrawal else None
    if gone:
        said, hint = gone
        raise UnresolvedChoiceError(text, f"{said}; {hint}", [one for one in choices if f"`{one}`" in hint])
    spoken = [
        (RecordKey("", value), fold(name)) for value, names in choices.items() for name in (value, *names) if name
    ]
    if allow_prefix:
        match = match_unique_prefix(text, spoken)
        if match is not None:
            names = choices[match.id]
            print_message(f"  taken as {match.id}{f' ({names[0]})' if names else ''}")
            return match.id
    offers = [match.id for match in match_similar(text, spoken)]
    hint = f"did you mean `{'`, `'.join(offers)}`?" if offers else did_you_mean(text, choices)
    raise UnresolvedChoiceError(
        text, f"`{text}` is not known" + (f"; {hint}" if hint and not allow_prefix else ""), offers
    )


@contextlib.contextmanager
def _tab_completion(choices: Choices) -> Iterator[None]:
    """While it lasts, the tab key completes the choices, if the terminal can."""
    try:
        import readline
    except ImportError:
        yield
        return

    def offer(text: str, number: int) -> str | None:
        offers = [choice for choice in choices if choice.startswith(text)]
        return offers[number] if number < len(offers) else None

    readline.set_completer_delims(", ")
    readline.parse_and_bind("tab: complete")
    readline.set_completer(offer)
    try:
        yield
    finally:
        readline.set_completer(None)


def parse_participant(parties: Choices, text: str) -> dict[str, str]:
    """Return a participant: a name, and perhaps an office and a party."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > 3 or not parts[0]:
        raise ValueError(f'`{text}` is not a participant; write it as "Name; office; party"')
    name, office, party = [*parts, "", ""][:3]
    person = {"name": name}
    if office:
        word = find_word("office", office)
        if word is None:
            raise ValueError(f"`{office}` is not an office; {did_you_mean(office, VOCABULARIES['office'])}")
        person["office"] = word
    if party:
        person["party"] = _resolve_choice(party, parties, allow_prefix=False)
    return person


def parse_event(snapshot: Snapshot, text: str) -> str:
    """Return the id of the one event that a text names."""
    found = find_exactly(snapshot, ("event",), text)
    if len(found) != 1:
        gone = describe_withdrawal(snapshot, ("event",), text)
        said, hint = gone or (f"no event is called `{text}`", "`cbi timeline --text WORDS` finds its id")
        raise ValueError(f"{said}; {hint}")
    return found[0].id
