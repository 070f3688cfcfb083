"""Say what is wrong with a mistyped call, and what it may have meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cbi_cli.cli.parser import Parameter
from cbi_cli.cli.registry import COMMANDS, load_command
from cbi_cli.core.suggestions import closest_match, did_you_mean

_HELP_OPTIONS = ("--help", "-h")
_PROGRAM_OPTIONS = ("--version", "--help", "--install-completion", "--show-completion")


def rewrite_usage_message(message: str, guess: str) -> str:
    """Rewrite a message of Typer in the style of the other messages, without what ``guess`` says too.

    Typer lists options that are near, and all choices of a value; `suggest_usage` gives both for every
    way of reading a call.
    """
    text = message.partition(" (Possible options:")[0].partition(" Did you mean")[0]
    if guess.startswith("one of: "):
        text = text.partition(" is not one of ")[0]
    text = " ".join(text.rstrip(".").split())
    text = re.sub(r"^No such option: (\S+)$", r"No such option '\1'", text)
    text = re.sub(r"^Got unexpected extra argument\(s\) \((.*)\)$", r"Unexpected argument '\1'", text)
    text = text.replace("'. Choose from:", "'; choose from").replace("requires an argument", "requires a value")
    return text[:1].lower() + re.sub(r"'([^'`]*)'", r"`\1`", text[1:])


def suggest_usage(words: Sequence[str]) -> str:
    """Return what a call that cannot be read may have meant, or where its help is."""
    first = words[0] if words else ""
    if first == "--":
        return suggest_command("".join(words[1:2]))
    if first in COMMANDS:
        return suggest_correction(words) or f"`cbi {first} --help` shows the usage"
    return suggest_program_option(words) or "`cbi --help` shows the usage"


def suggest_command(word: str) -> str:
    """Return the nearest command for a word that is none."""
    guess = closest_match(word.replace("_", "-"), COMMANDS)
    return f"did you mean `{guess}`?" if guess else "`cbi --help` lists the commands"


def suggest_program_option(words: Sequence[str]) -> str:
    """Return a hint for a call that begins with an option, of which `cbi` itself has few; else empty."""
    name = words[0].partition("=")[0] if words else ""
    guess = closest_match(name, _PROGRAM_OPTIONS)
    if guess:
        return f"did you mean `{guess}`?"
    later = next((word for word in words if word in COMMANDS), "")
    return f"give options after the command, as in `cbi {later} {name}`" if later else ""


def suggest_correction(words: Sequence[str]) -> str:
    """Return a hint for the first mistyped option or choice of a call whose first word is a command; else empty."""
    known = load_command(words[0]).parameters
    by_name = {name: one for one in known for name in one.names}
    waiting: Parameter | None = None
    for word in words[1:]:
        if waiting is not None:
            hint = _suggest_choice(waiting, word)
            waiting = None
            if hint:
                return hint
            continue
        if word == "--":
            return ""
        if not word.startswith("--"):
            waiting = by_name.get(word)
            short = by_name.get(word[:2])
            if short is not None and waiting is None and _suggest_choice(short, word[2:]):
                return _suggest_choice(short, word[2:])
            continue
        name, joined, value = word.partition("=")
        one = by_name.get(name)
        if one is None and name not in _HELP_OPTIONS:
            guess = closest_match(name, [*by_name, *_HELP_OPTIONS])
            return f"did you mean `{guess}`?" if guess else ""
        if one is not None and joined:
            hint = _suggest_choice(one, value)
            if hint:
                return hint
        elif one is not None and not one.is_flag:
            waiting = one
    return _suggest_argument(known, words)


def _suggest_choice(one: Parameter, word: str) -> str:
    if one.choices and word not in one.choices:
        return did_you_mean(word, one.choices)
    return ""


def _suggest_argument(known: Sequence[Parameter], words: Sequence[str]) -> str:
    """Return a hint for a word that is one of a few by its place: the first, which is all that commands have."""
    first = next((one for one in known if not one.names), None)
    if first is None or not first.choices or len(words) < 2 or words[1].startswith("-"):
        return ""
    return _suggest_choice(first, words[1])
