"""What each exception that ends a call becomes: the exit code, the message and the hint."""

from __future__ import annotations

import pytest

from cbi_cli.cli.exit_codes import Failure, failure_from_exception
from cbi_cli.core.errors import CbiError, InvalidDatasetError
from cbi_cli.core.findings import Finding, TextRange

FOUND = Finding("CBI101", "unknown-key", "error", "m", "events/2022.toml", TextRange(1, 1, 1, 2), "", "", "", "")
BUG = "this is a bug in cbi; please report it with the output of CBI_DEBUG=1 cbi ..."


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (CbiError("no such day", "write it as 2022-10-13"), Failure(2, "no such day", "write it as 2022-10-13")),
        (CbiError("no such day"), Failure(2, "no such day", "")),
        (
            InvalidDatasetError((FOUND,)),
            Failure(1, "the dataset has errors, so no report can be made; fix them first", "", (FOUND,)),
        ),
        (KeyboardInterrupt(), Failure(130, "interrupted")),
        (EOFError(), Failure(130, "interrupted")),
        (RecursionError("maximum"), Failure(2, "the input is nested too deeply", "simplify it")),
        (
            UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"),
            Failure(2, "an argument or the name of a file is not UTF-8 text", "type it again, or rename the file"),
        ),
        (FileNotFoundError(2, "No such file", "x.toml"), Failure(2, "No such file x.toml")),
        (OSError(28, "No space left on device"), Failure(2, "No space left on device")),
        (OSError("odd"), Failure(2, "odd")),
        (ValueError("odd"), Failure(2, "internal error: ValueError: odd", BUG, is_internal=True)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_each_error_has_its_code_and_its_words(error: BaseException, failure: Failure) -> None:
    assert failure_from_exception(error) == failure
