"""The exceptions that end a command.

A call cannot be carried out, or a dataset has errors.
"""

from __future__ import annotations

# Type checkers treat this name as `typing.TYPE_CHECKING`, which need not be imported.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding


class CbiError(Exception):
    """A call that cannot be carried out: exit code 2.

    `message` says what is wrong in one sentence; `hint` says what to do, or is empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidDatasetError(Exception):
    """A dataset with errors, of which no report is made: exit code 1.

    `findings` has all findings, also warnings.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("the dataset has errors")
        self.findings = findings
