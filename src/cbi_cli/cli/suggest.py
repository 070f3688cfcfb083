"""Say what is wrong with a mistyped call, and what it may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cbi_cli.cli.parser import Parameter, parameters_by_name
from cbi_cli.cli.registry import COMMANDS, FAMILIES, load_command, split_call
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import Message, message
from cbi_cli.core.suggestions import closest_match, did_you_mean

_HELP_OPTIONS = ("--help", "-h")
_PROGRAM_OPTIONS = ("--version", "--help", "--install-completion", "--show-completion")


def rewrite_usage_message(text: str, hint: str) -> str:
    """Rewrite a message of Typer in the style of the other messages.

    What the hint says, too, is left out. Typer lists similar options, and all choices of a value; `suggest_usage` gives
    both for every way of writing a call.
    """
    text = text.partition(" (Possible options:")[0].partition(" Did you mean")[0]
    if isinstance(hint, Message) and hint.template == "one of: {names}":
        text = text.partition(" is not one of ")[0]
    text = " ".join(text.rstrip(".").split())
    text = re.sub(r"^No such option: (\S+)$", r"No such option '\1'", text)
    text = re.sub(r"^Got unexpected extra argument\(s\) \((.*)\)$", r"Unexpected argument '\1'", text)
    text = text.replace("'. Choose from:", "'; choose from").replace("requires an argument", "requires a value")
    text = text[:1].lower() + re.sub(r"'([^'`]*)'", r"`\1`", text[1:])
    return _make_translatable(text)


def _make_translatable(text: str) -> str:
    """Return the message that a text of Typer is.

    Return the text itself if there is none for it.
    """
    match = re.fullmatch(r"no such option `([^`]*)`", text)
    if match:
        return message("no such option `{name}`", name=match[1])
    match = re.fullmatch(r"missing argument `([^`]*)`", text)
    if match:
        return message("missing argument `{name}`", name=match[1])
    match = re.fullmatch(r"missing argument `([^`]*)`; choose from (.*)", text)
    if match:
        return message("missing argument `{name}`; choose from {choices}", name=match[1], choices=match[2])
    match = re.fullmatch(r"unexpected argument `(.*)`", text)
    if match:
        return message("unexpected argument `{word}`", word=match[1])
    match = re.fullmatch(r"option `([^`]*)` requires a value", text)
    if match:
        return message("option `{name}` requires a value", name=match[1])
    match = re.fullmatch(r"option `([^`]*)` does not take a value", text)
    if match:
        return message("option `{name}` does not take a value", name=match[1])
    if text.startswith("invalid value for ") and text.endswith("`"):
        return _rewrite_invalid_value(text)
    return text


def _rewrite_invalid_value(text: str) -> str:
    """Make a message of Typer's text about a value that an option or argument cannot have."""
    names, colon, rest = text.removeprefix("invalid value for ").partition(": `")
    if not names or not colon:
        return text
    value, separator, choices = rest.rpartition("` is not one of `")
    if separator:
        return message(
            "invalid value for {names}: `{value}` is not one of {choices}",
            names=names,
            value=value,
            choices="`" + choices,
        )
    return message("invalid value for {names}: `{value}`", names=names, value=rest.removesuffix("`"))


def suggest_usage(words: Sequence[str]) -> str:
    """Return what an unreadable call may have meant, or where its help is."""
    if not words:
        return message("`cbi --help` shows the usage")
    name, rest = split_call(words)
    if name in COMMANDS:
        return suggest_correction(name, rest) or message("`cbi {command} --help` shows the usage", command=name)
    return suggest_program_option(words) or message("`cbi --help` shows the usage")


def describe_unknown_command(words: Sequence[str]) -> CbiError:
    """Return the error for a call whose first words are no command."""
    first, *rest = words
    if first not in FAMILIES:
        return CbiError(message("no such command `{name}`", name=first), _suggest_command(first, rest))
    if not rest or rest[0].startswith("-"):
        return CbiError(message("`cbi {word}` needs a second word", word=first), _list_family(first))
    return CbiError(
        message("no such command `{name}`", name=f"{first} {rest[0]}"), _suggest_second_word(first, rest[0])
    )


def _suggest_command(word: str, rest: Sequence[str]) -> str:
    """Return the nearest command for a word that no command begins with."""
    # People also type `add_event`.
    guess = closest_match(word.replace("_", "-"), [*COMMANDS, *FAMILIES])
    if guess in FAMILIES:
        return _suggest_second_word(guess, "".join(rest[:1]))
    if guess:
        return message("did you mean `{name}`?", name=guess)
    return message("`cbi --help` lists the commands")


def _suggest_second_word(first: str, second: str) -> str:
    """Return the nearest command of a family, or all of them."""
    names_by_second_word = {name.partition(" ")[2]: name for name in FAMILIES[first]}
    guess = closest_match(second, names_by_second_word)
    if guess:
        return message("did you mean `{name}`?", name=names_by_second_word[guess])
    return _list_family(first)


def _list_family(first: str) -> str:
    return message("one of: {names}", names=", ".join(FAMILIES[first]))


def suggest_program_option(words: Sequence[str]) -> str:
    """Return a hint for a call that begins with an option.

    `cbi` itself has few. Without a hint, the text is empty.
    """
    name = words[0].partition("=")[0] if words else ""
    guess = closest_match(name, _PROGRAM_OPTIONS)
    if guess:
        return message("did you mean `{name}`?", name=guess)
    for index in range(len(words)):
        command, _ = split_call(words[index:])
        if command in COMMANDS:
            return message(
                "give options after the command, as in `cbi {command} {option}`", command=command, option=name
            )
    return ""


def suggest_correction(name: str, words: Sequence[str]) -> str:
    """Return a hint for the first mistyped option or choice of a command.

    `words` follow its name. Without a hint, the text is empty.
    """
    parameters = load_command(name).parameters
    by_name = parameters_by_name(parameters)
    pending: Parameter | None = None
    for word in words:
        if pending is not None:
            hint = _suggest_choice(pending, word)
            pending = None
            if hint:
                return hint
            continue
        if word == "--":
            return ""
        if not word.startswith("--"):
            pending = by_name.get(word)
            # The value of a short option can be joined to it, as in `-fjson`.
            short = by_name.get(word[:2])
            if short is not None and pending is None:
                hint = _suggest_choice(short, word[2:])
                if hint:
                    return hint
            continue
        option, equals_sign, value = word.partition("=")
        parameter = by_name.get(option)
        if parameter is None:
            if option in _HELP_OPTIONS:
                continue
            return _suggest_option(option, by_name)
        if equals_sign:
            hint = _suggest_choice(parameter, value)
            if hint:
                return hint
        elif not parameter.is_flag:
            pending = parameter
    return _suggest_argument(parameters, words)


def _suggest_option(name: str, known: Iterable[str]) -> str:
    guess = closest_match(name, [*known, *_HELP_OPTIONS])
    if not guess:
        return ""
    return message("did you mean `{name}`?", name=guess)


def _suggest_choice(parameter: Parameter, word: str) -> str:
    if not parameter.choices or word in parameter.choices:
        return ""
    return did_you_mean(word, parameter.choices)


def _suggest_argument(parameters: Sequence[Parameter], words: Sequence[str]) -> str:
    """Return a hint for the first argument, if it has choices.

    There is one if the word in its place is not one of them.
    """
    if not words or words[0].startswith("-"):
        return ""
    for parameter in parameters:
        if not parameter.names:
            return _suggest_choice(parameter, words[0])
    return ""
