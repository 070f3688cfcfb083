"""Texts of workflow commands, which the steps of the action share."""

from __future__ import annotations

from cbi_cli.core.sanitize import neutralize_ci_commands, one_line


def escape_command_text(text: str) -> str:
    """Return the text of a workflow command, on one line.

    It contains no command itself.
    """
    return neutralize_ci_commands(one_line(text)).replace("%", "%25")
