"""Run the checks for a command, with notes and progress on stderr."""

from __future__ import annotations

from cbi_cli.cli.console import print_message
from cbi_cli.cli.path_args import ValidationTarget
from cbi_cli.cli.session import open_session
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.validation import ValidationRun, validate_dataset


def validate_target(target: ValidationTarget, settings: Settings, base: str, commit: str = "") -> ValidationRun:
    """Run the checks of a dataset, or of one file of it.

    See `validate_dataset`.
    """
    location, only = target
    return validate_dataset(open_session(settings, location), only, base, commit, _print_note)


def _print_note(note: str) -> None:
    print_message(message("cbi: {text}", text=note))
