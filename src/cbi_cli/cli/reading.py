"""The words of a call that says plainly what it wants, read without Typer, whose loading costs more than most calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cbi_cli.cli.declared import Parameter
from cbi_cli.core.errors import CbiError


class Unclear(Exception):
    """Typer has to read the call: for help, for a word that is not known here, or for a way of writing that is rare."""


def read_plainly(
    words: Sequence[str], parameters: Sequence[Parameter], environ: Mapping[str, str]
) -> dict[str, Any] | None:
    """The values of all parameters, as Typer would give them; None where Typer has to be asked."""
    try:
        given = given_words(words, parameters)
    except Unclear:
        return None
    for one in parameters:
        if one.name in given:
            refuse_empty(one, given[one.name])
        else:
            refuse_empty_variable(one, environ)
    try:
        return {one.name: _value(one, given.get(one.name) or _from(environ, one)) for one in parameters}
    except Unclear:
        return None


def refuse_empty(parameter: Parameter, words: Iterable[str]) -> None:
    """Raise CbiError if a word that is given for a parameter is empty: a variable of a script that was never set.

    There are no exceptions. An option of `add-event` that is left out is asked for, or left out of the event.
    """
    for word in words:
        if not word.strip():
            raise CbiError(f"{parameter.shown} is empty", "leave it out, or give it a value")


def refuse_empty_variable(parameter: Parameter, environ: Mapping[str, str]) -> None:
    """Raise CbiError if the environment variable of a parameter is set and empty."""
    name = parameter.declared.envvar
    if name and not environ.get(name, "set").strip():
        raise CbiError(f"the environment variable {name} is empty", "remove it, or give it a value")


def given_words(words: Sequence[str], parameters: Sequence[Parameter]) -> dict[str, list[str]]:
    """The words that stand for each parameter, none for one that is not given; Unclear where Typer has to be asked."""
    by_name = {name: one for one in parameters for name in one.declared.names}
    found: dict[str, list[str]] = {}
    free: list[str] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("-"):
            name, joined, value = word.partition("=")
            if name not in by_name or (joined and not name.startswith("--")):
                raise Unclear
            option = by_name[name]
            found.setdefault(option.name, []).append(_word_of(option, value if joined else None, rest))
        else:
            free.append(word)
    return found | _placed(free, [one for one in parameters if not one.declared.names])


def _word_of(option: Parameter, joined: str | None, rest: Iterator[str]) -> str:
    """The word of an option: joined to it, or the next one."""
    if option.is_flag:
        if joined is not None:
            raise Unclear
        return "yes"
    word = next(rest, "-") if joined is None else joined
    if joined is None and word.startswith("-"):
        raise Unclear
    return word


def _placed(free: list[str], arguments: Sequence[Parameter]) -> dict[str, list[str]]:
    """The words without an option, each for the argument whose turn it is."""
    found: dict[str, list[str]] = {}
    for one in arguments:
        taken = len(free) if one.is_list else 1
        found[one.name], free = free[:taken], free[taken:]
    if free:
        raise Unclear
    return found


def _from(environ: Mapping[str, str], one: Parameter) -> list[str]:
    """What the environment says of a parameter."""
    value = environ.get(one.declared.envvar) if one.declared.envvar else None
    return [value] if value else []


def _value(one: Parameter, words: list[str]) -> Any:
    if not words and one.default is ...:
        raise Unclear
    value = _converted(one, words) if words else one.default
    return one.declared.callback(value) if one.declared.callback else value


def refuse_repeated(names: Sequence[str], count: int) -> None:
    """Raise CbiError if an option that takes one value is given several times: none of them can be chosen."""
    if count > 1:
        often = "twice" if count == 2 else f"{count} times"
        raise CbiError(f"{names[0]} is given {often}, and takes one value", "leave one of them out")


def _converted(one: Parameter, words: list[str]) -> Any:
    if not one.is_list and not one.is_flag:
        refuse_repeated(one.declared.names or (one.name,), len(words))
    if one.choices and words[-1] not in one.choices:
        raise Unclear
    if one.is_flag:
        return True
    if one.is_list:
        return words
    return Path(words[-1]) if one.is_path else words[-1]
