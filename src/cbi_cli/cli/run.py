"""One call of the program, from its words to its exit code. Every exit code is decided here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cbi_cli.core.errors import CbiError

OK, DATA_ERRORS, CANNOT_RUN, INTERRUPTED = 0, 1, 2, 130


def run(words: Sequence[str]) -> int:
    """Run the command that the words name; never lets an exception out."""
    try:
        return _run_trusting(words)
    except CbiError as error:
        return complain(error.message, error.hint)
    except (KeyboardInterrupt, EOFError):
        print("\ncbi: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        stop_writing()
        return OK
    except RecursionError:
        return complain("the input is nested too deeply", "simplify it")
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        return complain(f"{error.strerror or error}{name}")
    except Exception as error:
        if os.environ.get("CBI_DEBUG"):
            raise
        told = f"internal error: {type(error).__name__}: {error}"
        return complain(told, "this is a fault of cbi; please report it with the output of CBI_DEBUG=1 cbi ...")


def stop_writing() -> None:
    """Nobody reads stdout any more: what is still buffered must not raise again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_trusting(words: Sequence[str]) -> int:
    """Run with the snapshot; once more without it when it turns out to be damaged, which makes it anew."""
    import sqlite3

    try:
        return _run(words)
    except sqlite3.DatabaseError:
        if os.environ.get("CBI_REBUILD"):
            raise
        os.environ["CBI_REBUILD"] = "1"
        try:
            return _run(words)
        finally:
            del os.environ["CBI_REBUILD"]


def complain(message: str, hint: str = "") -> int:
    """Say on stderr why the call cannot be carried out, and what to do."""
    from cbi_cli.render.text import one_line

    print(f"cbi: error: {one_line(message)}", file=sys.stderr)
    if hint:
        print(f"  help: {one_line(hint)}", file=sys.stderr)
    return CANNOT_RUN


def _run(words: Sequence[str]) -> int:
    import typer
    from typer.exceptions import TyperException

    from cbi_cli.cli.app import COMMANDS, make_app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        named = words[:1] if words and words[0] in COMMANDS else COMMANDS
        code = make_app(named)(list(words) or ["--help"], prog_name="cbi", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f"`{context.command_path} --help` shows how it is called" if context else ""
        return complain(error.format_message().rstrip("."), hint)
    return code if isinstance(code, int) else OK
