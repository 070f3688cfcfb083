"""One call of the program, from its words to its exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic

from cbi_cli.cli.console import print_failure, set_language, write_stdout
from cbi_cli.cli.exit_codes import OK, Failure, failure_from_exception
from cbi_cli.cli.lines import use_plain_lines
from cbi_cli.cli.options import make_settings
from cbi_cli.cli.parser import Environment, parse_args
from cbi_cli.cli.process_setup import discard_stdout, was_interrupted
from cbi_cli.cli.registry import COMMANDS, FAMILIES, load_command, split_call
from cbi_cli.core.settings import find_lang, read_environment, wants_plain_prompts
from cbi_cli.formats.alphabet import register_error_handler
from cbi_cli.i18n.translator import get_translator


def run(words: Sequence[str]) -> int:
    """Run the command that the words name.

    No exception gets out, but for an internal error under CBI_DEBUG.
    """
    began = monotonic()
    environ = read_environment()
    set_language(find_lang(words, environ))
    try:
        return _run(words, environ)
    except BrokenPipeError:
        # Whoever reads the result has seen enough, such as `head`.
        discard_stdout()
        return OK
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_from_exception(error)
        if failure.is_internal and was_interrupted():
            # A library has turned the interrupt into an exception of its own.
            failure = failure_from_exception(KeyboardInterrupt())
        if failure.is_internal and environ.get("CBI_DEBUG"):
            raise
        if failure.is_internal:
            failure = _find_damage(began) or failure
        return print_failure(failure)


def _run(words: Sequence[str], environ: Environment) -> int:
    _accept_any_text()
    use_plain_lines(wants_plain_prompts(environ))
    if "_CBI_COMPLETE" in environ:
        return _complete(environ)
    # Typer reads this word, too, but knows no names of two words.
    if len(words) > 1 and words[0] == "--" and not words[1].startswith("-"):
        words = words[1:]
    if words and words[0] == "help":
        words = [*words[1:], "--help"]
        # `cbi help help` is the help of the program.
        if words[0] == "help":
            words = words[1:]
    if not words or words[0].startswith("-"):
        return _run_without_command(words, environ)
    name, rest = split_call(words)
    if name in FAMILIES and rest and rest[0] in ("--help", "-h"):
        from cbi_cli.cli.help_texts import describe_family

        write_stdout(describe_family(name, get_translator(find_lang(words, environ))))
        return OK
    if name not in COMMANDS:
        from cbi_cli.cli.suggest import describe_unknown_command

        raise describe_unknown_command(words)
    command = load_command(name)
    options = parse_args(command.options, rest, environ)
    if options is None:
        return _run_with_typer(words, environ)
    return command.run(options, make_settings(options, environ))


def _run_without_command(words: Sequence[str], environ: Environment) -> int:
    """Show the state of the dataset, unless the words ask for anything else."""
    from cbi_cli.cli.overview import OverviewOptions, show_overview

    options = parse_args(OverviewOptions, words, environ)
    if options is None:
        return _run_with_typer(words, environ)
    return show_overview(options, make_settings(options, environ))


def _find_damage(began: float) -> Failure | None:
    """Return the failure of a call whose internal error comes from a damaged cache, which is rebuilt.

    `began` is the moment of the monotonic clock at which the call began.
    """
    # Calls that end well need not load this.
    from cbi_cli.index.snapshot import damage_error, rebuild_damaged_snapshots

    if not rebuild_damaged_snapshots(began):
        return None
    return failure_from_exception(damage_error())


def _accept_any_text() -> None:
    """Let no stream fail at a text that its encoding does not have."""
    escaping = register_error_handler()
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, escaping), (sys.stderr, escaping)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def _complete(environ: Environment) -> int:
    """Answer a shell that asks how a word can be completed."""
    from cbi_cli.cli.completion import respond

    response = respond(environ)
    if response is None:
        return _run_with_typer((), environ)
    write_stdout(response.text + "\n")
    return response.code


def _run_with_typer(words: Sequence[str], environ: Environment) -> int:
    """Run a call as Typer reads it.

    Such a call is help, completion, or any way of writing a call, right or wrong.
    """
    from cbi_cli.cli.typer_app import run_with_typer

    return run_with_typer(words, environ)
