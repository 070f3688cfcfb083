"""What bash, zsh and fish are told when a word is completed. Typer makes the scripts that ask, and loads slowly."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from cbi_cli.cli.completers import sanitize_completions
from cbi_cli.cli.parser import Completions, Environment, NeedsFullParser, group_args
from cbi_cli.cli.registry import COMMANDS, load_command

_HELP_OPTIONS = [("-h", "Show this message and exit."), ("--help", "Show this message and exit.")]


class CompletionResponse(NamedTuple):
    """What goes to stdout, and the exit code, which fish asks for."""

    text: str
    code: int = 0


def respond(environ: Environment) -> CompletionResponse | None:
    """Answer a shell, which asks by its environment; None if Typer has to do it."""
    shell = environ["_CBI_COMPLETE"].removeprefix("complete_")
    try:
        words = _split_command_line(shell, environ)
        found = sanitize_completions(_completions(environ, words[1:-1], words[-1], shell == "bash"))
    except (NeedsFullParser, ValueError):
        return None
    if shell == "bash":
        return CompletionResponse("\n".join(value for value, _ in found))
    if shell == "zsh":
        quoted = [f'"{value}":"{text}"' if text else f'"{value}"' for value, text in found]
        lines = "\n".join(quoted)
        return CompletionResponse(f"_arguments '*: :(({lines}))'" if found else "_files")
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return CompletionResponse("", 0 if found else 1)
    return CompletionResponse("\n".join(f"{value}\t{text}" if text else value for value, text in found))


def _split_command_line(shell: str, environ: Environment) -> list[str]:
    """Return the words up to the one to complete, which may be empty; ValueError within open quotes."""
    if shell == "bash":
        words, last = shlex.split(environ["COMP_WORDS"]), int(environ["COMP_CWORD"])
        return [*words, ""][: last + 1]
    if shell not in ("zsh", "fish"):
        raise NeedsFullParser
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = shlex.split(line)
    return words if line[-1:].strip() and len(words) > 1 else [*words, ""]


def _completions(environ: Environment, words: Sequence[str], prefix: str, names_only: bool) -> Completions:
    """Return what a prefix can become; of commands their names are known here, not what they are for."""
    if "=" in prefix or "--" in words:
        raise NeedsFullParser
    if not words and names_only and not prefix.startswith("-"):
        return [(name, "") for name in COMMANDS if name.startswith(prefix)]
    if not words or words[0] not in COMMANDS:
        raise NeedsFullParser
    parameters = load_command(words[0]).parameters
    given, pending = group_args(words[1:], parameters)
    if prefix.startswith("-"):
        free = [one for one in parameters if one.is_list or one.attribute not in given]
        names = [(name, one.help) for one in free for name in one.names]
        return [(name, text) for name, text in names + _HELP_OPTIONS if name.startswith(prefix)]
    if pending:
        return pending.complete(environ, prefix)
    for parameter in parameters:
        if not parameter.names and (parameter.is_list or not given[parameter.attribute]):
            return parameter.complete(environ, prefix)
    return []
