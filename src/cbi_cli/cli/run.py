"""One call of the program, from its words to its exit code. Every exit code is decided here."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from cbi_cli.cli.process import INTERRUPTED, stop_writing, was_interrupted
from cbi_cli.cli.streams import put, tell
from cbi_cli.cli.streams import say as say  # noqa: PLC0414 - other modules take it from here
from cbi_cli.core.errors import CbiError, DataErrors

OK, DATA_ERRORS, CANNOT_RUN = 0, 1, 2


def run(words: Sequence[str]) -> int:
    """Run the command that the words name; never lets an exception out."""
    try:
        return _version() if list(words) == ["--version"] else _run_once(words)
    except CbiError as error:
        return complain(error.message, error.hint)
    except DataErrors as refused:
        return _refuse(refused)
    except (KeyboardInterrupt, EOFError):
        return _interrupted()
    except BrokenPipeError:
        stop_writing()
        return OK
    except RecursionError:
        return complain("the input is nested too deeply", "simplify it")
    except UnicodeEncodeError:
        return complain(
            "a word of the call, or the name of a file, is no text in UTF-8", "write it anew, or rename the file"
        )
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        return complain(f"{error.strerror or error}{name}")
    except Exception as error:
        if was_interrupted():
            return _interrupted()
        if os.environ.get("CBI_DEBUG"):
            raise
        told = f"internal error: {type(error).__name__}: {error}"
        return complain(told, "this is a fault of cbi; please report it with the output of CBI_DEBUG=1 cbi ...")


def _version() -> int:
    """The version, without loading anything."""
    from cbi_cli import __version__

    put(f"cbi {__version__}\n")
    return OK


def _interrupted() -> int:
    with contextlib.suppress(OSError):
        tell("\ncbi: interrupted\n")
    return INTERRUPTED


def _run_once(words: Sequence[str]) -> int:
    """Run the command; what it says of the cache in the environment is taken back, since it is said for one call."""
    before = {name: os.environ.get(name) for name in ("CBI_REBUILD", "CBI_NO_CACHE")}
    try:
        return _run(words)
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _refuse(refused: DataErrors) -> int:
    """Show what is wrong with a dataset of which no report can be made."""
    from cbi_cli.render.findings import findings_text

    with contextlib.suppress(OSError):
        tell(findings_text(refused.findings))
        say("cbi: the dataset has errors, so no report can be made; fix them first")
    return DATA_ERRORS


def complain(message: str, hint: str = "") -> int:
    """Say on stderr why the call cannot be carried out, and what to do; the code stands where nobody can hear it."""
    with contextlib.suppress(OSError):
        say(f"cbi: error: {message}")
        if hint:
            say(f"  help: {hint}")
    return CANNOT_RUN


def _run(words: Sequence[str]) -> int:
    from cbi_cli.cli.commands import COMMANDS, command
    from cbi_cli.render.alphabet import register

    spelled = register()
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, spelled), (sys.stderr, spelled)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)
    if "_CBI_COMPLETE" in os.environ:
        return _complete()
    if words and words[0] == "help" and not any(word.startswith("-") for word in words[1:]):
        words = [*words[1:2], "--help"]
    if words and words[0] not in COMMANDS and not words[0].startswith("-"):
        from cbi_cli.cli.suggest import unknown_command

        return complain(f"`{words[0]}` is not a command", unknown_command(words[0]))
    if words and words[0] in COMMANDS:
        from cbi_cli.cli.declared import parameters
        from cbi_cli.cli.reading import read_plainly

        function = command(words[0])
        given = read_plainly(words[1:], parameters(function), os.environ)
        if given is not None:
            return function(**given)
    return _through_typer(words)


def _complete() -> int:
    from cbi_cli.cli.completing import answer

    found = answer(os.environ)
    if found is None:
        return _through_typer(())
    put(found.text + "\n")
    return found.code


def _hint(words: Sequence[str]) -> str:
    """Return what a call that Typer refuses may have meant, or where its help is."""
    from cbi_cli.cli.commands import COMMANDS
    from cbi_cli.cli.suggest import suggestion, unknown_option

    named = words[0] if words and words[0] in COMMANDS else ""
    guess = suggestion(words) if named else unknown_option(words[0] if words else "")
    return guess or f"`{f'cbi {named}'.rstrip()} --help` shows how it is called"


def _without_lists(message: str, hint: str) -> str:
    """Take out what Typer lists if the hint says it too: near options always, and the choices of a value."""
    message = message.partition(" (Possible options:")[0].partition(" Did you mean")[0]
    return message.partition(" is not one of ")[0] if hint.startswith("one of: ") else message


def _through_typer(words: Sequence[str]) -> int:
    """The call as Typer reads it: help, completion, and every way of writing a call, right or wrong."""
    import typer
    from typer.exceptions import TyperException

    from cbi_cli.cli.app import make_app
    from cbi_cli.cli.commands import COMMANDS

    try:
        named = words[:1] if words and words[0] in COMMANDS else COMMANDS
        code = make_app(named)(list(words) or ["--help"], prog_name="cbi", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        # So Typer ends help and completion, with 1 where nobody reads them any more.
        if isinstance(end.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        code = end.code
    except TyperException as error:
        hint = _hint(words)
        return complain(_without_lists(error.format_message(), hint).rstrip("."), hint)
    return code if isinstance(code, int) else OK
