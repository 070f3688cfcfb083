"""The declared parameters of a command are found however it is wrapped."""

from __future__ import annotations

from functools import wraps
from typing import Annotated, Any

from cbi_cli.cli.declared import option, own_parameters

Size = Annotated[str, option("--size", help="How large.")]


def command(call: object, size: Size = "m") -> int:
    """Return the length of the size."""
    return len(size)


@wraps(command)
def wrapped(*args: Any, **more: Any) -> int:
    """Call the command."""
    return command(*args, **more)


def test_a_wrapped_command_has_the_parameters_of_the_command() -> None:
    (found,) = own_parameters(wrapped)
    assert (found.name, found.default, found.declared.names) == ("size", "m", ("--size",))
    assert own_parameters(command) == (found,)
