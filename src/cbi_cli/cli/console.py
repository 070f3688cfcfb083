"""The only module that writes to stdout and stderr.

It makes every text harmless for terminals and CI systems.
"""

from __future__ import annotations

import contextlib
import sys

from cbi_cli.cli.exit_codes import CANNOT_RUN, INTERRUPTED, Failure
from cbi_cli.cli.process_setup import discard_stdout
from cbi_cli.core.errors import CbiError
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import message
from cbi_cli.core.sanitize import neutralize_ci_commands, one_line, replace_control_characters
from cbi_cli.core.settings import Settings
from cbi_cli.formats.alphabet import fit_to_encoding
from cbi_cli.i18n.translator import Translator, get_translator

_lang: Lang = "en"


def set_language(lang: Lang) -> None:
    """Choose the language of what is printed for people from now on."""
    global _lang  # noqa: PLW0603 - the streams belong to the whole process too
    _lang = lang


def translator() -> Translator:
    """Return the translator to the chosen language."""
    try:
        return get_translator(_lang)
    except CbiError:
        # The catalog cannot be read. A message in English is better than none.
        return get_translator("en")


def translate(text: str) -> str:
    """Translate a message into the chosen language.

    Any other text is returned as it is.
    """
    return translator().translate(text)


def write_stdout(text: str, for_programs: bool = False, settings: Settings | None = None) -> None:
    """Write to stdout.

    A reader that ends early, such as `head`, is not an error. Text for people contains no command of a CI system, and
    only characters that the encoding of stdout has. Text for programs is UTF-8 in every locale, and its format keeps
    commands out. With `settings`, a long text is shown in the pager. Raises CbiError if the text cannot be written.
    """
    if not for_programs:
        text = neutralize_ci_commands(fit_to_encoding(translate(text), sys.stdout.encoding))
    try:
        # A program that calls this one may have replaced stdout.
        if for_programs and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        if settings is not None and _was_paged(text, settings):
            return
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_stdout()
    except OSError as error:
        discard_stdout()
        raise CbiError(message("cannot write to stdout: {reason}", reason=error.strerror)) from error


def write_binary_stdout(content: bytes) -> None:
    """Write bytes to stdout, unless it is a terminal.

    A reader that ends early is not an error. Raises CbiError if they cannot be written.
    """
    if sys.stdout.isatty():
        raise CbiError(message("this format is no text for a terminal"), message("name a file with --output"))
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_stdout()
    except OSError as error:
        discard_stdout()
        raise CbiError(message("cannot write to stdout: {reason}", reason=error.strerror)) from error


def _was_paged(text: str, settings: Settings) -> bool:
    """Show a text in the pager if it is wanted and needed.

    Return whether it was shown.
    """
    if settings.pager is None or settings.height is None:
        return False
    from cbi_cli.cli.pager import show_in_pager

    return show_in_pager(text, settings, sys.stdout.encoding)


def print_message(text: str) -> None:
    """Write one line to stderr."""
    write_stderr(one_line(translate(text)) + "\n")


def write_stderr(text: str) -> None:
    """Write several lines to stderr.

    They have neither hidden characters nor commands of CI systems.
    """
    printable = fit_to_encoding(replace_control_characters(translate(text)), sys.stderr.encoding)
    sys.stderr.write(neutralize_ci_commands(printable))


def print_failure(failure: Failure) -> int:
    """Write to stderr why a call ended and what to do.

    Return its exit code, even if stderr is closed.
    """
    with contextlib.suppress(OSError):
        if failure.findings:
            from cbi_cli.formats.findings.text import format_findings

            write_stderr(format_findings(failure.findings, translator()))
        if failure.code == INTERRUPTED:
            # The terminal has just printed ^C.
            write_stderr("\n")
        if failure.code == CANNOT_RUN:
            print_message(message("cbi: error: {problem}", problem=failure.message))
        else:
            print_message(message("cbi: {text}", text=failure.message))
        if failure.hint:
            print_message(message("  help: {hint}", hint=failure.hint))
    return failure.code
