"""The one exception for "this call cannot be carried out"."""


class CbiError(Exception):
    """A call that cannot go on: exit code 2, with a message and the likely remedy.

    ``message`` says what is wrong in one sentence; ``hint`` says what to do, or is empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
