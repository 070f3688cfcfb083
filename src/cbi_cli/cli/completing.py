"""What bash, zsh and fish are told when a word is completed. Typer makes the scripts that ask, and loads slowly."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cbi_cli.cli.complete import harmless
from cbi_cli.cli.declared import Offers, Parameter, parameters
from cbi_cli.cli.reading import Unclear, given_words
from cbi_cli.cli.registry import COMMANDS, command

_HELP = [("-h", "Show this message and exit."), ("--help", "Show this message and exit.")]


class Answer(NamedTuple):
    """What goes to stdout, and the exit code, which fish asks for."""

    text: str
    code: int = 0


def answer(environ: Mapping[str, str]) -> Answer | None:
    """The answer to a shell, which asks by its environment; None where Typer has to give it."""
    shell = environ["_CBI_COMPLETE"].removeprefix("complete_")
    try:
        words = _line(shell, environ)
        offers = harmless(_offers(words[1:-1], words[-1], shell == "bash"))
    except (Unclear, ValueError):
        return None
    if shell == "bash":
        return Answer("\n".join(value for value, _ in offers))
    if shell == "zsh":
        told = "\n".join(f'"{value}":"{text}"' if text else f'"{value}"' for value, text in offers)
        return Answer(f"_arguments '*: :(({told}))'" if offers else "_files")
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return Answer("", 0 if offers else 1)
    return Answer("\n".join(f"{value}\t{text}" if text else value for value, text in offers))


def _line(shell: str, environ: Mapping[str, str]) -> list[str]:
    """The words of the line up to the one that is completed, which may be empty; ValueError within open quotes."""
    if shell == "bash":
        words, last = shlex.split(environ["COMP_WORDS"]), int(environ["COMP_CWORD"])
        return [*words, ""][: last + 1]
    if shell not in ("zsh", "fish"):
        raise Unclear
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = shlex.split(line)
    return words if line[-1:].strip() and len(words) > 1 else [*words, ""]


def _offers(words: Sequence[str], begun: str, names_only: bool) -> Offers:
    """What the word that is begun can become; of commands their names are known here, not what they are for."""
    if "=" in begun or "--" in words:
        raise Unclear
    if not words and names_only and not begun.startswith("-"):
        return [(name, "") for name in COMMANDS if name.startswith(begun)]
    if not words or words[0] not in COMMANDS:
        raise Unclear
    known = parameters(command(words[0]))
    waiting = _waiting(words[-1], known)
    given = given_words(words[1:-1] if waiting else words[1:], known)
    if begun.startswith("-"):
        free = [one for one in known if one.is_list or one.name not in given]
        names = [(name, one.declared.help) for one in free for name in one.declared.names]
        return [(name, text) for name, text in names + _HELP if name.startswith(begun)]
    one = waiting or next((one for one in known if not one.declared.names and _is_open(one, given)), None)
    return one.offers(begun) if one else []


def _waiting(word: str, known: Sequence[Parameter]) -> Parameter | None:
    """The option whose value comes after a word."""
    return next((one for one in known if word in one.declared.names and not one.is_flag), None)


def _is_open(argument: Parameter, given: Mapping[str, list[str]]) -> bool:
    return argument.is_list or not given.get(argument.name)
