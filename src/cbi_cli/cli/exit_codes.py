"""The exit codes of the program.

Each exception that ends a call becomes one of them.
"""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.messages import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding

OK, DATA_ERRORS, CANNOT_RUN, INTERRUPTED = 0, 1, 2, 130


class Failure(NamedTuple):
    """Why a call ended without its result.

    It has the exit code, and what is printed to stderr. `findings` are those of a dataset with errors. `is_internal`
    means a bug of the program itself.
    """

    code: int
    message: str
    hint: str = ""
    findings: tuple[Finding, ...] = ()
    is_internal: bool = False


def failure_from_exception(error: BaseException) -> Failure:
    """Return what an exception that ended a call becomes.

    No other place maps exceptions to exit codes.
    """
    if isinstance(error, CbiError):
        return Failure(CANNOT_RUN, error.message, error.hint)
    if isinstance(error, InvalidDatasetError):
        text = message("the dataset has errors, so no report can be made; fix them first")
        return Failure(DATA_ERRORS, text, findings=error.findings)
    # Ctrl-D at a prompt is the end of the input.
    if isinstance(error, KeyboardInterrupt | EOFError):
        return Failure(INTERRUPTED, message("interrupted"))
    if isinstance(error, RecursionError):
        return Failure(CANNOT_RUN, message("the input is nested too deeply"), message("simplify it"))
    # Python reads bytes that are not UTF-8 as lone surrogates, which cannot be written again.
    if isinstance(error, UnicodeEncodeError):
        text = message("an argument or the name of a file is not UTF-8 text")
        return Failure(CANNOT_RUN, text, message("type it again, or rename the file"))
    if isinstance(error, OSError):
        reason = str(error.strerror or error)
        if error.filename:
            reason = f"{reason} {error.filename}"
        return Failure(CANNOT_RUN, reason)
    text = message("internal error: {kind}: {error}", kind=type(error).__name__, error=str(error))
    hint = message("this is a bug in cbi; please report it with the output of CBI_DEBUG=1 cbi ...")
    return Failure(CANNOT_RUN, text, hint, is_internal=True)
