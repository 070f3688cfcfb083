"""The fields of a new event: given as options, or asked for on the terminal; both are read the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from cbi_cli.cli.streams import say
from cbi_cli.core.errors import CbiError
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.core.vocabulary import VOCABULARIES
from cbi_cli.edit.human import read_date
from cbi_cli.store.snapshot import Store

_FUZZY_SCORE = 80
"""Of 100; below it a typed name is rather asked for again than guessed."""


class Question(NamedTuple):
    """One field: how it is asked for, how a text becomes its value, and what may be answered.

    ``choices`` maps each accepted value to the names by which people may call it. ``many`` takes several values with
    commas between them. ``default`` stands for an empty answer. Nobody is asked for a field that is not ``asked``, nor
    for one that belongs to another, ``after``, which was left empty.
    """

    field: str
    prompt: str
    read: Callable[[str], Any]
    choices: Mapping[str, tuple[str, ...]] = {}
    many: bool = False
    required: bool = False
    default: str = ""
    asked: bool = True
    after: str = ""

    @property
    def option(self) -> str:
        """The option that gives the field: one for each value of a list."""
        name = self.field
        if self.many:
            name = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
        return f"--{name.replace('_', '-')}"


def questions(store: Store) -> tuple[Question, ...]:
    """The questions for a new event of a dataset, in the order in which a person thinks of them."""
    (info,) = store.records("dataset")
    spanish = "es" in info["languages"]
    parties = {one["id"]: (one["name"], one.get("name_es", "")) for one in info["party"]}
    between = ", ".join(info["between"])
    institutions = {
        one["id"]: (one["name"], one.get("name_es", ""), one.get("abbreviation", ""), *one.get("aliases", ()))
        for one in store.records("institution")
    }
    sources: dict[str, tuple[str, ...]] = {}
    for one in store.records("source"):
        sources[one["id"]] = (one["title"],)
        sources |= {f"{one['id']}#{part['id']}": () for part in one.get("locators", ())}
    topics = {one["id"]: (one["label"], one.get("label_es", "")) for one in store.records("topic")}
    return (
        Question("start", "Date, or first day (2022-10-13, 13 oct 2022, oct 2022)", read_date, required=True),
        Question("end", "Last day, if it took several", read_date),
        Question("title", "Title, in your own words", _text, required=True),
        Question("title_es", "Title in Spanish", _text, required=spanish, asked=spanish),
        _choice("kind", "Kind", required=True),
        _choice("level", "Level", required=True),
        _choice("office", "Office that led it"),
        _names("institutions", "Institutions", institutions),
        _names("parties", "Parties", parties, required=True, default=between),
        _names("host", "Host party", parties, many=False),
        _names("guests", "Parties that traveled", parties),
        Question("city", "City", _text),
        _choice("mode", "Mode", default="in-person"),
        _choice("status", "Status", default="held"),
        Question("edition_number", "Its number in the institution's count", _number),
        _names("topics", "Topics", topics),
        _names("sources", "Sources", sources, required=True),
        Question("note", "Note", _text),
        Question("note_es", "Note in Spanish", _text, asked=spanish, after="note"),
    )


def gather(asked: Sequence[Question], given: Mapping[str, str], interactive: bool) -> dict[str, Any]:
    """The values of all fields that have one.

    Raises CbiError for a value that cannot be read, and, where nobody can be asked, for required ones that miss.
    """
    values: dict[str, Any] = {}
    missing: list[str] = []
    for question in asked:
        if given.get(question.field):
            values[question.field] = _given(question, given[question.field])
        elif interactive and question.asked and (not question.after or values.get(question.after)):
            values[question.field] = _ask(question)
        elif question.default:
            values[question.field] = _read(question, question.default)
        elif question.required:
            missing.append(question.option)
    if missing:
        raise CbiError(f"missing: {', '.join(missing)}", "give them as options, or leave out --no-input to be asked")
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def _given(question: Question, text: str) -> Any:
    try:
        return _read(question, text)
    except ValueError as error:
        raise CbiError(f"{question.option}: {error}") from None


def _ask(question: Question) -> Any:
    """Ask until the answer can be read; an empty one leaves out what is not required."""
    if question.choices and len(question.choices) <= 30:
        _say(f"  one of: {', '.join(question.choices)}")
    suffix = f" [{question.default}]" if question.default else "" if question.required else " (empty: none)"
    while True:
        with _Completion(question.choices):
            answer = input(f"{question.prompt}{suffix}: ").strip() or question.default
        if not answer and not question.required:
            return None
        if not answer:
            _say("  this is needed")
            continue
        try:
            return _read(question, answer, guess=True)
        except ValueError as error:
            _say(f"  {error}")


def _read(question: Question, text: str, guess: bool = False) -> Any:
    """The value of a text; several values with commas between them become a tuple."""
    if not question.choices:
        return question.read(text.strip())
    parts = [part.strip() for part in text.split(",") if part.strip()] if question.many else [text.strip()]
    found = tuple(dict.fromkeys(_named(part, question.choices, guess) for part in parts))
    return found if question.many else found[0]


def _named(text: str, choices: Mapping[str, tuple[str, ...]], guess: bool) -> str:
    """The choice that a text names: by itself, by one of its names, or, when guessing, by the nearest name."""
    wanted = text.casefold()
    for value, names in choices.items():
        if wanted == value.casefold() or wanted in (name.casefold() for name in names if name):
            return value
    if guess:
        from rapidfuzz import fuzz, process, utils

        spoken = {name: value for value, names in choices.items() for name in (value, *names) if name}
        best = process.extractOne(text, list(spoken), scorer=fuzz.WRatio, processor=utils.default_process)
        if best and best[1] >= _FUZZY_SCORE:
            _say(f"  taken as {spoken[best[0]]} ({best[0]})")
            return spoken[best[0]]
    hint = did_you_mean(text, choices)
    raise ValueError(f"`{text}` is not known" + (f"; {hint}" if hint else ""))


class _Completion:
    """While it lasts, the tab key completes the choices, where the terminal can."""

    def __init__(self, choices: Mapping[str, tuple[str, ...]]) -> None:
        self.choices = tuple(choices)

    def __enter__(self) -> None:
        try:
            import readline
        except ImportError:
            return
        readline.set_completer_delims(", ")
        readline.parse_and_bind("tab: complete")
        readline.set_completer(self._offer)

    def __exit__(self, *_: object) -> None:
        try:
            import readline
        except ImportError:
            return
        readline.set_completer(None)

    def _offer(self, text: str, number: int) -> str | None:
        offers = [choice for choice in self.choices if choice.startswith(text)]
        return offers[number] if number < len(offers) else None


def _choice(word: str, prompt: str, required: bool = False, default: str = "") -> Question:
    choices: dict[str, tuple[str, ...]] = dict.fromkeys(VOCABULARIES[word], ())
    return Question(word, prompt, str, choices, required=required, default=default)


def _names(
    field: str,
    prompt: str,
    choices: Mapping[str, tuple[str, ...]],
    many: bool = True,
    required: bool = False,
    default: str = "",
) -> Question:
    ending = ", with commas between" if many else ""
    return Question(field, prompt + ending, str, choices, many=many, required=required, default=default)


def _text(text: str) -> str:
    return text.strip()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"`{text}` is no whole number")
    return int(text)


def _say(text: str) -> None:
    say(text)
