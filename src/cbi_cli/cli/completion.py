"""Answer bash, zsh and fish when a word is completed.

Typer makes the scripts that ask, and loads slowly.
"""

from __future__ import annotations

import shlex
from collections.abc import Container, Sequence
from typing import NamedTuple

from cbi_cli.cli.completers import sanitize_completions
from cbi_cli.cli.help_texts import summarize_command
from cbi_cli.cli.option_texts import translate_option_help
from cbi_cli.cli.parser import Completions, Environment, NeedsFullParser, Parameter, group_args
from cbi_cli.cli.registry import ALIASES, COMMANDS, FAMILIES, load_command, split_call
from cbi_cli.core.settings import find_lang
from cbi_cli.i18n.translator import Translator, get_translator

_HELP_TEXT = "Show this message and exit."
_HELP_OPTIONS = ("-h", "--help")


class CompletionResponse(NamedTuple):
    """What goes to stdout, and the exit code, which fish asks for."""

    text: str
    code: int = 0


def respond(environ: Environment) -> CompletionResponse | None:
    """Answer a shell, which asks by its environment.

    Return None if Typer has to do it.
    """
    shell = environ["_CBI_COMPLETE"].removeprefix("complete_")
    try:
        words = _split_command_line(shell, environ)
        completions = _find_completions(environ, words[1:-1], words[-1], names_only=shell == "bash")
    except (NeedsFullParser, ValueError):
        return None
    completions = sanitize_completions(completions)
    if shell == "bash":
        return CompletionResponse("\n".join(value for value, _ in completions))
    if shell == "zsh":
        return CompletionResponse(_format_for_zsh(completions))
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        # Only the exit code counts: 0 if there are completions.
        return CompletionResponse("", int(not completions))
    lines: list[str] = []
    for value, description in completions:
        if description:
            lines.append(f"{value}\t{description}")
        else:
            lines.append(value)
    return CompletionResponse("\n".join(lines))


def _format_for_zsh(completions: Completions) -> str:
    """Return the command of zsh that offers the completions.

    Without completions, it offers files.
    """
    if not completions:
        return "_files"
    quoted: list[str] = []
    for value, description in completions:
        if description:
            quoted.append(f'"{value}":"{description}"')
        else:
            quoted.append(f'"{value}"')
    lines = "\n".join(quoted)
    return f"_arguments '*: :(({lines}))'"


def _split_command_line(shell: str, environ: Environment) -> list[str]:
    """Return the words up to the one to complete, which may be empty.

    Raises ValueError within open quotes.
    """
    if shell == "bash":
        words = shlex.split(environ["COMP_WORDS"])
        last = int(environ["COMP_CWORD"])
        return [*words, ""][: last + 1]
    if shell not in ("zsh", "fish"):
        raise NeedsFullParser
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = shlex.split(line)
    ends_in_word = line[-1:].strip() != ""
    if ends_in_word and len(words) > 1:
        return words
    return [*words, ""]


def _find_completions(environ: Environment, words: Sequence[str], prefix: str, names_only: bool) -> Completions:
    """Return what a prefix can become; with `names_only`, commands without their summaries."""
    if "=" in prefix or "--" in words:
        raise NeedsFullParser
    is_option = prefix.startswith("-")
    translator = get_translator(find_lang(words, environ))
    if words[:1] == ["help"]:
        words = words[1:]
    if not is_option and " ".join(words) in ("", *FAMILIES):
        # bash shows no summaries, for which all commands would be loaded.
        return _complete_command(words, prefix, None if names_only else translator)
    if not words:
        raise NeedsFullParser
    name, rest = split_call(words)
    if name not in COMMANDS:
        raise NeedsFullParser
    parameters = load_command(name).parameters
    given, pending = group_args(rest, parameters)
    if is_option:
        return _complete_option(parameters, given, prefix, translator)
    if pending:
        return pending.complete(environ, prefix)
    for parameter in parameters:
        if not parameter.names and (parameter.is_list or not given[parameter.attribute]):
            return parameter.complete(environ, prefix)
    return []


def _complete_command(words: Sequence[str], prefix: str, translator: Translator | None) -> Completions:
    """Return the first or second words of commands that begin with a prefix.

    Each comes with the summary of its command, or with the second words that it can have.
    """
    names: Sequence[str] = (*COMMANDS, *ALIASES)
    if words:
        names = FAMILIES[words[0]]
    completions: dict[str, str] = {}
    for name in names:
        parts = name.split()
        word = parts[len(words)]
        if not word.startswith(prefix):
            continue
        completions[word] = ""
        if translator and len(parts) > len(words) + 1:
            completions[word] = ", ".join(other.partition(" ")[2] for other in FAMILIES[word])
        elif translator:
            completions[word] = summarize_command(name, translator)
    return list(completions.items())


def _complete_option(
    parameters: Sequence[Parameter], given: Container[str], prefix: str, translator: Translator
) -> Completions:
    """Return the options that begin with a prefix, with their help.

    Those that cannot be given again are left out.
    """
    completions: Completions = []
    for parameter in parameters:
        if parameter.attribute in given and not parameter.is_list:
            continue
        for name in parameter.names:
            if name.startswith(prefix):
                completions.append((name, translate_option_help(parameter.help, translator)))
    for name in _HELP_OPTIONS:
        if name.startswith(prefix):
            completions.append((name, translate_option_help(_HELP_TEXT, translator)))
    return completions
