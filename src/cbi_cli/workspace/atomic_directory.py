"""Folders that are written completely or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.atomic_write import refuse_external_link, wrap_os_errors
from cbi_cli.workspace.paths import current_directory
from cbi_cli.workspace.temp_files import temporary_folder


@contextlib.contextmanager
def new_directory(directory: Path, command: str, check_existing: Callable[[Path], None]) -> Iterator[Path]:
    """Yield an empty folder to write to, and move it to its place at the end.

    `check_existing` gets the path of what is there already, and raises CbiError if that must not be replaced.
    `command` is named if the place is the working folder. Raises CbiError if the folder cannot be written; then
    everything is as it was.
    """
    target = find_place(directory, command, check_existing)
    with wrap_os_errors(directory):
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(target.parent) as staged:
            yield staged
            _replace_directory(staged, target)


def find_place(directory: Path, command: str, check_existing: Callable[[Path], None]) -> Path:
    """Return the place of a new folder, with all links followed.

    Raises CbiError for a place at which `new_directory` would not create one.
    """
    refuse_external_link(directory)
    with wrap_os_errors(directory):
        target = Path(os.path.realpath(directory))
        if os.path.lexists(target):
            check_existing(target)
            if target.samefile(current_directory()):
                raise CbiError(
                    message("{directory} is the working folder", directory=directory),
                    message("name a new folder; `{command}` makes it", command=command),
                )
    return target


def _replace_directory(staged: Path, target: Path) -> None:
    """Put a new folder in place of an old one.

    The old one is put back if that fails.
    """
    if target.exists():
        staged.chmod(stat.S_IMODE(target.stat().st_mode))
    # POSIX replaces an empty folder in one step; Windows replaces none.
    if not target.exists() or (sys.platform != "win32" and not os.listdir(target)):
        os.replace(staged, target)
        return
    with temporary_folder(target.parent) as backup:
        os.replace(target, backup / "before")
        try:
            os.replace(staged, target)
        except BaseException:
            if (backup / "before").exists():
                os.replace(backup / "before", target)
            raise
