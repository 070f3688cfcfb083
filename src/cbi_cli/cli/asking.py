"""The fields of a new event: given as options, or asked for on the terminal; both are read the same way.

An option has to name its value exactly. At a prompt the beginning of a name does too, if only one value can be meant.
Anything else is answered with a numbered list to choose from: what is near is offered, never taken.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cbi_cli.cli.console import print_message
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.core.vocabulary import VOCABULARIES, VOCABULARY_LABELS, find_word
from cbi_cli.edit.human import read_date
from cbi_cli.store.lookup import Match, find_exactly, like, only_prefix, withdrawal
from cbi_cli.store.snapshot import Store

_FEW = 30
"""Choices that are listed whole if nothing is near."""

Choices = Mapping[str, tuple[str, ...]]
"""Each value that may be answered, with the names by which people may call it."""

Gone = Callable[[str], tuple[str, str]]
"""Says of a text that names none of the choices that its record was withdrawn, and what is right in its place."""


def _never_there(text: str) -> tuple[str, str]:
    return "", ""


class Question(NamedTuple):
    """One field: how it is asked for, how a text becomes its value, and what may be answered.

    ``many`` takes several values with commas between them, or several lines if ``by_line``. ``default`` is used for an
    empty answer. Nobody is asked for a field that is not ``asked``, nor for one that goes with another, ``after``, that
    was left empty. If that other one was given, a field that is ``needed`` has to be given too.
    """

    field: str
    prompt: str
    read: Callable[[str], Any]
    choices: Choices = MappingProxyType({})
    many: bool = False
    required: bool = False
    default: str = ""
    asked: bool = True
    after: str = ""
    needed: bool = False
    by_line: bool = False
    gone: Gone = _never_there

    @property
    def option(self) -> str:
        """The option that gives the field: one for each value of a list."""
        name = self.field
        if self.many and name != "distinct_from":
            name = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
        return f"--{name.replace('_', '-')}"


class NotOne(ValueError):
    """A text that does not name exactly one of the choices; ``offers`` are those that it can mean or is near to."""

    def __init__(self, text: str, message: str, offers: Sequence[str]) -> None:
        super().__init__(message)
        self.text = text
        self.offers = tuple(offers)


def questions(store: Store) -> tuple[Question, ...]:
    """Return the questions for a new event of a dataset, in the order in which a person thinks of them."""
    (info,) = store.records("dataset")
    spanish = "es" in info["languages"]
    parties = named(store, "party")
    between = ", ".join(info["between"])
    sources = dict(named(store, "source"))
    for one in store.records("source"):
        sources |= {f"{one['id']}#{part['id']}": (part["title"],) for part in one.get("locators", ())}

    def read_event(text: str) -> str:
        return _event(store, text)

    def names(field: str, text: str, kind: str, choices: Choices, **more: Any) -> Question:
        return _names(field, text, choices, lambda one: withdrawal(store, (kind,), one) or ("", ""), **more)

    return (
        Question("start", "Date, or first day (2022-10-13, 13 oct 2022, oct 2022)", read_date, required=True),
        Question("end", "Last day, if it took several", read_date),
        Question("title", "Title, in your own words", _text, required=True),
        Question("title_es", "Title in Spanish", _text, required=spanish, asked=spanish),
        _choice("kind", "Kind", required=True),
        _choice("level", "Level", required=True),
        _choice("office", "Office that led it"),
        names("institutions", "Institutions", "institution", named(store, "institution")),
        names("parties", "Parties", "party", parties, required=True, default=between),
        names("host", "Host party", "party", parties, many=False),
        names("guests", "Parties that traveled", "party", parties),
        Question("city", "City", _text),
        _choice("mode", "Mode", default="in-person"),
        _choice("status", "Status", default="held"),
        Question("edition_number", "Its number in the institution's count", _number),
        Question("participants", "Participant (name; office; party)", _person(parties), many=True, by_line=True),
        names("topics", "Topics", "topic", named(store, "topic")),
        names("sources", "Sources", "source", sources, required=True),
        Question("note", "Note", _text),
        Question("note_es", "Note in Spanish", _text, asked=spanish, after="note", needed=spanish),
        Question(
            "distinct_from", "Similar event that this one is not", read_event, many=True, by_line=True, asked=False
        ),
    )


def named(store: Store, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of all records of a kind with the names by which `store.lookup` finds them."""
    rows = store.rows("SELECT id FROM record WHERE kind = :kind ORDER BY number", kind=kind)
    names: dict[str, list[str]] = {row["id"]: [] for row in rows}
    query = "SELECT id, shown FROM record_name WHERE kind = :kind ORDER BY is_former, rowid"
    for row in store.rows(query, kind=kind):
        names.setdefault(row["id"], []).append(row["shown"])
    return {record_id: tuple(shown) for record_id, shown in names.items()}


Texts = Mapping[str, str | Sequence[str]]
"""What was given for each field: a text, or a text for each value of a list."""


def gather(
    asked: Sequence[Question], given: Texts, interactive: bool, kept: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the values of all fields that have one; what a person typed is put into ``kept`` at once.

    Raises one CbiError for all values that cannot be read, or, if nobody can be asked, for all required ones that are
    missing.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    kept = {} if kept is None else kept
    for question in asked:
        if not given.get(question.field):
            continue
        kept[question.field] = given[question.field]
        try:
            values[question.field] = _read_given(question, given[question.field])
        except ValueError as error:
            wrong.append(f"{question.option}: {error}")
    if wrong:
        raise _all_at_once(wrong)
    missing: list[str] = []
    for question in asked:
        if question.field in values:
            continue
        goes_with = not question.after or values.get(question.after)
        if interactive and question.asked and goes_with:
            values[question.field] = ask(question, kept)
        elif question.default:
            values[question.field] = _read(question, question.default)
        elif question.required or (question.needed and goes_with):
            missing.append(question.option)
    if missing:
        raise CbiError(f"missing: {', '.join(missing)}", "give them as options, or leave out --no-input to be asked")
    found = {name: value for name, value in values.items() if value not in (None, "", ())}
    if found.get("end") == found.get("start"):
        # An event of one day has no end of its own.
        found.pop("end", None)
    return found


def ask(question: Question, kept: dict[str, Any]) -> Any:
    """Ask until the answer can be read; an empty one leaves out what is not required."""
    if question.choices and len(question.choices) <= _FEW:
        print_message(f"  one of: {', '.join(question.choices)}")
    if question.by_line:
        return _ask_lines(question, kept)
    suffix = " (empty: none)"
    if question.default:
        suffix = f" [{question.default}]"
    elif question.required or question.needed:
        suffix = ""
    answer = ""
    while True:
        answer = answer or prompt(f"{question.prompt}{suffix}: ", question.choices) or question.default
        if not answer and not (question.required or question.needed):
            return None
        if not answer:
            print_message("  this is needed" if question.required else f"  this is needed beside the {question.after}")
            continue
        try:
            value = _read(question, answer, may_begin=True)
        except NotOne as error:
            print_message(f"  {error}")
            answer = _corrected(question, answer, error)
            continue
        except ValueError as error:
            print_message(f"  {error}")
            answer = ""
            continue
        kept[question.field] = ", ".join(value) if question.many else answer
        return value


def _ask_lines(question: Question, kept: dict[str, Any]) -> tuple[Any, ...] | None:
    """Ask for one value after another, until a line is left empty."""
    values: list[Any] = []
    texts: list[str] = []
    while True:
        answer = prompt(f"{question.prompt} (empty: {'no more' if values else 'none'}): ", {})
        if not answer:
            return tuple(values) or None
        try:
            values.append(question.read(answer))
        except ValueError as error:
            print_message(f"  {error}")
            continue
        texts.append(answer)
        kept[question.field] = texts


def _corrected(question: Question, answer: str, wrong: NotOne) -> str:
    """Return the answer with one of the offers in place of what was unclear, or an empty one to be asked again."""
    offers = wrong.offers
    if not offers and len(question.choices) <= _FEW:
        offers = tuple(question.choices)
    if not offers:
        print_message(f"  nothing is near it; what is not in the dataset yet is added there first ({question.option})")
        return ""
    for number, value in enumerate(offers, start=1):
        names = question.choices.get(value, ())
        print_message(f"  {number}  {value}{f' ({names[0]})' if names else ''}")
    print_message("  0  none of these")
    while True:
        choice = prompt(f"Which one? [0-{len(offers)}]: ", {})
        if choice in ("", "0"):
            return ""
        if choice.isascii() and choice.isdigit() and int(choice) <= len(offers):
            chosen = offers[int(choice) - 1]
            # Only the part that was unclear is replaced; the others have been found, or are asked about next.
            return ", ".join(chosen if part == wrong.text else part for part in _parts(question, answer))
        print_message(f"  type a number from 0 to {len(offers)}")


def prompt(text: str, choices: Choices) -> str:
    """Ask for a line on the terminal; the prompt goes to stderr, since stdout carries the result."""
    from cbi_cli.render.alphabet import fitted
    from cbi_cli.render.text import no_commands, one_line

    # The line editor writes the prompt itself, so it is made harmless here.
    shown = no_commands(fitted(one_line(text), sys.stderr.encoding))
    with _completing(choices), _stdout_on_stderr():
        return input(shown).strip()


@contextlib.contextmanager
def _stdout_on_stderr() -> Iterator[None]:
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


def _all_at_once(wrong: Sequence[str]) -> CbiError:
    """Return one error for all options that cannot be taken."""
    if len(wrong) == 1:
        return CbiError(wrong[0])
    return CbiError(f"{len(wrong)} options cannot be taken: {'; '.join(wrong)}")


def _read_given(question: Question, given: str | Sequence[str]) -> Any:
    """Return the value of what was given as options: exact names only."""
    if not question.many:
        return _read(question, given if isinstance(given, str) else given[-1])
    texts = [given] if isinstance(given, str) else given
    found: list[Any] = []
    for text in texts:
        found += [question.read(text)] if question.by_line else _read(question, text)
    return tuple(one for place, one in enumerate(found) if one not in found[:place])


def _read(question: Question, text: str, may_begin: bool = False) -> Any:
    """Return the value of a text; several values with commas between them become a tuple."""
    if not question.choices:
        return question.read(text.strip())
    if not question.many:
        return _named(text.strip(), question.choices, may_begin, question.gone)
    found = [_named(part, question.choices, may_begin, question.gone) for part in _parts(question, text)]
    return tuple(dict.fromkeys(found))


def _parts(question: Question, text: str) -> list[str]:
    """Return the names in a text with commas between them; a comma can be part of a name too."""
    if not question.many:
        return [text.strip()]
    pieces = [piece.strip() for piece in text.split(",")]
    parts: list[str] = []
    while pieces:
        taken = 1
        for length in range(len(pieces), 1, -1):
            if len(_exact(", ".join(pieces[:length]), question.choices)) == 1:
                taken = length
                break
        parts.append(", ".join(pieces[:taken]))
        pieces = pieces[taken:]
    return [part for part in parts if part]


def _exact(text: str, choices: Choices) -> list[str]:
    """Return the values that a text names: the one with that id, else all with that name."""
    folded = fold(text)
    by_id = [value for value in choices if fold(value) == folded]
    return by_id or [value for value, names in choices.items() if folded in (fold(name) for name in names)]


def _named(text: str, choices: Choices, may_begin: bool, gone: Gone = _never_there) -> str:
    """Return the choice that a text names.

    Raises NotOne with what it can mean, with what is right in place of what was withdrawn, or with what is near it.
    """
    exact = _exact(text, choices)
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise NotOne(text, f"`{text}` can mean {len(exact)} records: {', '.join(exact)}", exact)
    said, hint = gone(text)
    if said:
        raise NotOne(text, f"{said}; {hint}", [one for one in choices if f"`{one}`" in hint])
    spoken = [(Match("", value), fold(name)) for value, names in choices.items() for name in (value, *names) if name]
    if may_begin:
        begun = only_prefix(text, spoken)
        if begun is not None:
            names = choices[begun.id]
            print_message(f"  taken as {begun.id}{f' ({names[0]})' if names else ''}")
            return begun.id
    offers = [match.id for match in like(text, spoken)]
    hint = f"did you mean `{'`, `'.join(offers)}`?" if offers else did_you_mean(text, choices)
    raise NotOne(text, f"`{text}` is not known" + (f"; {hint}" if hint and not may_begin else ""), offers)


@contextlib.contextmanager
def _completing(choices: Choices) -> Iterator[None]:
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


def _choice(word: str, text: str, required: bool = False, default: str = "") -> Question:
    labels = VOCABULARY_LABELS[word]
    choices = {value: tuple(dict.fromkeys(labels.get(value, ()))) for value in VOCABULARIES[word]}
    return Question(word, text, str, choices, required=required, default=default)


def _names(
    field: str,
    text: str,
    choices: Choices,
    gone: Gone,
    many: bool = True,
    required: bool = False,
    default: str = "",
) -> Question:
    ending = ", with commas between" if many else ""
    return Question(field, text + ending, str, choices, many=many, required=required, default=default, gone=gone)


def _person(parties: Choices) -> Callable[[str], dict[str, str]]:
    """Return a function that reads a participant: a name, and perhaps an office and a party."""

    def read(text: str) -> dict[str, str]:
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
            person["party"] = _named(party, parties, may_begin=False)
        return person

    return read


def _event(store: Store, text: str) -> str:
    """Return the id of the one event that a text names."""
    found = find_exactly(store, ("event",), text)
    if len(found) != 1:
        gone = withdrawal(store, ("event",), text)
        raise ValueError(
            "; ".join(gone or (f"no event is called `{text}`", "`cbi timeline --text WORDS` finds its id"))
        )
    return found[0].id


def _text(text: str) -> str:
    return text.strip()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"`{text}` is not a whole number")
    return int(text)
