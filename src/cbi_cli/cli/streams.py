"""Everything that the program writes to stdout and stderr goes through here, harmless whatever it holds."""

from __future__ import annotations

import sys

from cbi_cli.core.errors import CbiError


def put(text: str, for_programs: bool = False) -> None:
    """Write to stdout; a reader that has seen enough, such as `head`, is not a fault.

    Text for people holds no command of a CI system, and only signs that the encoding of stdout has. What programs read
    is UTF-8 in every locale, and its format keeps commands out. Raises CbiError when the text cannot be written.
    """
    from cbi_cli.cli.process import stop_writing
    from cbi_cli.render.alphabet import fitted
    from cbi_cli.render.text import no_commands

    try:
        if for_programs and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text if for_programs else no_commands(fitted(text, sys.stdout.encoding)))
        sys.stdout.flush()
    except BrokenPipeError:
        stop_writing()
    except OSError as error:
        stop_writing()
        raise CbiError(f"cannot write to stdout: {error.strerror}") from error


def say(text: str) -> None:
    """Write one line to stderr."""
    from cbi_cli.render.text import one_line

    tell(one_line(text) + "\n")


def tell(text: str) -> None:
    """Write several lines to stderr, without hidden characters and without commands of CI systems."""
    from cbi_cli.render.alphabet import fitted
    from cbi_cli.render.text import clean, no_commands

    sys.stderr.write(no_commands(fitted(clean(text), sys.stderr.encoding)))
