"""Find which record or word a typed name means.

It is exactly one of the choices, or an error with what it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cbi_cli.cli.console import print_message
from cbi_cli.cli.event_fields import Choices, EventField, FindWithdrawal, parse_number
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.core.vocabulary import OwnWords, find_word, words_of
from cbi_cli.index.lookup import RecordKey, describe_withdrawal, find_exactly, match_similar, match_unique_prefix
from cbi_cli.index.snapshot import Snapshot


class UnresolvedChoiceError(ValueError):
    """A text that does not name exactly one of the choices.

    `offers` are those that it can mean or is near to. It `is_unknown` if it names none of them.
    """

    def __init__(self, text: str, problem: str, offers: Sequence[str], is_unknown: bool = False) -> None:
        super().__init__(problem)
        self.text = text
        self.offers = tuple(offers)
        self.is_unknown = is_unknown


def resolve_choice(
    text: str, choices: Choices, allow_prefix: bool, find_withdrawal: FindWithdrawal | None = None
) -> str:
    """Return the choice that a text names.

    Raises UnresolvedChoiceError with what it can mean, with what is right in place of a withdrawn record, or with what
    is similar.
    """
    exact = find_exact_choices(text, choices)
    if len(exact) == 1:
        return exact[0]
    if exact:
        problem = message("`{text}` can mean {n} records: {ids}", text=text, n=len(exact), ids=", ".join(exact))
        raise UnresolvedChoiceError(text, problem, exact)
    if find_withdrawal is not None:
        _refuse_withdrawn(text, choices, find_withdrawal)
    names: list[tuple[RecordKey, str]] = []
    for value, labels in choices.items():
        spellings = [value, *filter(None, labels)]
        names.extend((RecordKey("", value), fold(spelling)) for spelling in spellings)
    if allow_prefix:
        match = match_unique_prefix(text, names)
        if match is not None:
            print_message(message("  taken as {choice}", choice=describe_choice(match.id, choices)))
            return match.id
    offers = [match.id for match in match_similar(text, names)]
    unknown = _describe_unknown(text, choices, offers, allow_prefix)
    raise UnresolvedChoiceError(text, unknown, offers, is_unknown=True)


def _refuse_withdrawn(text: str, choices: Choices, find_withdrawal: FindWithdrawal) -> None:
    """Raise UnresolvedChoiceError if a text names a withdrawn record.

    Its replacement is offered.
    """
    withdrawal = find_withdrawal(text)
    if withdrawal is None:
        return
    problem, hint = withdrawal
    # The hint has the id of the replacement between backticks.
    offers = [choice for choice in choices if f"`{choice}`" in hint]
    raise UnresolvedChoiceError(text, message("{problem}; {hint}", problem=problem, hint=hint), offers)


def _describe_unknown(text: str, choices: Choices, offers: Sequence[str], at_prompt: bool) -> str:
    """Say that a text names none of the choices.

    At a prompt, what is similar is listed below the message.
    """
    problem = message("`{text}` is not known", text=text)
    if at_prompt:
        return problem
    if offers:
        hint: str = message("did you mean `{name}`?", name="`, `".join(offers))
    else:
        hint = did_you_mean(text, choices)
    if not hint:
        return problem
    return message("{problem}; {hint}", problem=problem, hint=hint)


def describe_choice(value: str, choices: Choices) -> str:
    """Return a choice with its first name, if it has one.

    An example is `nals (North American Leaders' Summit)`.
    """
    names = choices.get(value, ())
    if not names:
        return value
    return f"{value} ({names[0]})"


def find_exact_choices(text: str, choices: Choices) -> list[str]:
    """Return the values that a text names.

    This is the one with that id, else all with that name.
    """
    folded = fold(text)
    by_id = [value for value in choices if fold(value) == folded]
    if by_id:
        return by_id
    by_name: list[str] = []
    for value, names in choices.items():
        if any(fold(name) == folded for name in names):
            by_name.append(value)
    return by_name


def find_fuzzily(text: str, choices: Choices) -> list[str]:
    """Return the choices that are like a text, the likeliest first.

    A name of each begins so, has a word that does, or has the text inside, or its id has the letters in their order.

    They are shown while a name is typed, and not taken.
    """
    folded = fold(text)
    ranked: list[tuple[int, str]] = []
    for value, names in choices.items():
        ranks = [_rank_name(folded, fold(name)) for name in (value, *names)]
        best = min(ranks)
        # A long name has the letters of nearly every text.
        if best == _NO_RANK and _has_letters(fold(value), folded):
            best -= 1
        if best < _NO_RANK:
            ranked.append((best, value))
    # Sorting is stable: choices of one rank stay in their order.
    ranked.sort(key=lambda found: found[0])
    return [value for _, value in ranked]


_NO_RANK = 4


def _rank_name(folded: str, name: str) -> int:
    """Return how near a name is to a text: it begins so, has a word that does, or has it inside."""
    if name.startswith(folded):
        return 0
    if f" {folded}" in name.replace("-", " "):
        return 1
    if folded in name:
        return 2
    return _NO_RANK


def _has_letters(name: str, text: str) -> bool:
    """Tell whether a name has the letters of a text in their order."""
    letters = iter(name)
    return all(letter in letters for letter in text.replace(" ", ""))


def split_names(field: EventField, text: str) -> list[str]:
    """Return the names in a text with commas between them.

    A comma can be part of a name too.
    """
    if not field.multiple:
        return [text.strip()]
    # An address can have commas, but no spaces.
    separator = r",\s+" if "://" in text else ","
    pieces = [piece.strip() for piece in re.split(separator, text)]
    names: list[str] = []
    while pieces:
        # The longest run of pieces that is a name wins; a single piece is tried as it is.
        count = 1
        for length in range(len(pieces), 1, -1):
            if len(find_exact_choices(", ".join(pieces[:length]), field.choices)) == 1:
                count = length
                break
        names.append(", ".join(pieces[:count]))
        pieces = pieces[count:]
    return [name for name in names if name]


def parse_participant(parties: Choices, text: str, own: OwnWords = ()) -> dict[str, str]:
    """Return a participant from `Name; office; party`.

    Office and party can be left out.
    """
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > 3 or not parts[0]:
        raise ValueError(message('`{text}` is not a participant; write it as "Name; office; party"', text=text))
    name, office, party = [*parts, "", ""][:3]
    person = {"name": name}
    if office:
        word = find_word("office", office, own)
        if word is None:
            hint = did_you_mean(office, words_of("office", own))
            raise ValueError(message("`{office}` is not an office; {hint}", office=office, hint=hint))
        person["office"] = word
    if party:
        person["party"] = resolve_choice(party, parties, allow_prefix=False)
    return person


def parse_attendance(parties: Choices, sources: Choices, text: str) -> dict[str, Any]:
    """Return how many of a party came from `Party; count; of how many; who; who in Spanish; source`.

    All but the first two can be left out.
    """
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > 6 or len(parts) < 2 or not parts[0]:
        raise ValueError(message('`{text}` does not say who came; write it as "us; 1; 4; governors"', text=text))
    party, count, of, what, what_es, source = [*parts, "", "", "", ""][:6]
    attendance: dict[str, Any] = {"party": resolve_choice(party, parties, allow_prefix=False)}
    attendance["count"] = parse_number(count)
    if of:
        attendance["of"] = parse_number(of)
    if what:
        attendance["what"] = what
    if what_es:
        attendance["what_es"] = what_es
    if source:
        attendance["source"] = resolve_choice(source, sources, allow_prefix=False)
    return attendance


def parse_event(snapshot: Snapshot, text: str) -> str:
    """Return the id of the one event that a text names."""
    matches = find_exactly(snapshot, ("event",), text)
    if len(matches) == 1:
        return matches[0].id
    withdrawal = describe_withdrawal(snapshot, ("event",), text)
    if withdrawal is not None:
        problem, hint = withdrawal
        raise ValueError(message("{problem}; {hint}", problem=problem, hint=hint))
    raise ValueError(message("no event is called `{text}`; `cbi timeline --text WORDS` finds its id", text=text))
