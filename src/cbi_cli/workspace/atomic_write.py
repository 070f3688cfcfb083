"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.entries import find_outside_link
from cbi_cli.workspace.temp_files import directory_lock, temporary_file

_MAX_OPEN_FILES = 200
"""Files that are open at the same time; a process may have some 1000."""

_DESCRIPTOR_PATH = re.compile(r"/(?:dev|proc/(?:self|thread-self|([0-9]{1,9})))/fd/([0-9]{1,9})")
_STREAM_DESCRIPTORS = {"/dev/stdout": 1, "/dev/stderr": 2}
_MAX_LINKS = 40


class PendingWrite(NamedTuple):
    """What a file shall hold.

    ``expected`` is what it held when the new content was made from it, or empty where there was no file; None where
    that does not matter.
    """

    path: Path
    content: bytes
    expected: bytes | None = None


def write_atomic(path: Path, content: bytes, expected: bytes | None = None) -> None:
    """Put the content in place of a file, so that at any moment the file is the old one or the new one.

    A symbolic link keeps pointing, but one in a repository must not lead out of it, since it may come from a stranger.
    Mode and, where possible, owner of an old file are kept. A device, a pipe or an open stream gets the content as it
    is. With ``expected`` a file that holds anything else is left alone. Raises CbiError when it cannot be done; then
    the old file is as it was, and nothing else is left behind.
    """
    if _descriptor(path) is None:
        refuse_external_link(path)
    if _is_stream(path):
        _write_stream(path, content)
    else:
        write_all_atomic([PendingWrite(path, content, expected)])


def write_result(path: Path, text: str) -> None:
    """Write a result to a file that the user named, as `write_atomic` does.

    No result is TOML, so a file of that kind is data, which must not be lost by a slip: it is refused.
    """
    if os.path.realpath(path).lower().endswith(".toml"):
        raise CbiError(f"cannot write the result to {path}: TOML files are data", "name another file")
    write_atomic(path, text.encode("utf-8", "replace"))


def refuse_duplicate_targets(paths: Sequence[Path]) -> None:
    """Raise CbiError if two results are meant for one file, or for `-`; devices, pipes and open files take several."""
    seen: set[str] = set()
    for path in paths:
        name = os.path.realpath(path)
        if name in seen and not _is_stream(path):
            shown = "stdout" if str(path) == "-" else path
            raise CbiError(f"two results would be written to {shown}", "name a file for each")
        seen.add(name)


def write_all_atomic(files: Sequence[PendingWrite]) -> None:
    """Write several files, each one whole. All are on the disk under other names before the first takes its place.

    So a full disk changes nothing. Raises CbiError as `write_atomic`.
    """
    for start in range(0, len(files), _MAX_OPEN_FILES):
        with contextlib.ExitStack() as stack:
            staged = [stack.enter_context(_stage_write(file)) for file in files[start : start + _MAX_OPEN_FILES]]
            stack.enter_context(_directory_locks(staged))
            for one in staged:
                one.check_unchanged()
            for one in staged:
                one.replace_target()


@contextlib.contextmanager
def wrap_os_errors(path: Path) -> Iterator[None]:
    """Turn an error of the system into a CbiError that names the file."""
    try:
        yield
    except OSError as error:
        raise CbiError(f"cannot write {path}: {error.strerror or error}") from error


class _StagedWrite(NamedTuple):
    """A file that is written, but not in place yet."""

    file: PendingWrite
    target: Path
    temporary: Path

    def check_unchanged(self) -> None:
        """CbiError where the file no longer holds what was expected."""
        if self.file.expected is None:
            return
        with wrap_os_errors(self.file.path):
            now = _read_or_empty(self.target)
        if now != self.file.expected:
            raise CbiError(
                f"{self.file.path} was changed by another program in the meantime",
                "it was not overwritten; look at the change and run the command again",
            )

    def replace_target(self) -> None:
        with wrap_os_errors(self.file.path):
            os.replace(self.temporary, self.target)
        _sync_folder(self.target.parent)


@contextlib.contextmanager
def _directory_locks(staged: Sequence[_StagedWrite]) -> Iterator[None]:
    """Nobody else may write between the last look at a file and the new one; without a look that does not matter."""
    folders = {one.target.parent: one.file.path for one in staged if one.file.expected is not None}
    with contextlib.ExitStack() as stack:
        for folder, path in sorted(folders.items()):
            with wrap_os_errors(path):
                stack.enter_context(directory_lock(folder))
        yield


@contextlib.contextmanager
def _stage_write(file: PendingWrite) -> Iterator[_StagedWrite]:
    with contextlib.ExitStack() as stack:
        refuse_external_link(file.path)
        with wrap_os_errors(file.path):
            old = _stat_target(file.path)
            target = Path(os.path.realpath(file.path))
            mode = 0o600 if old else 0o666
            temporary, handle = stack.enter_context(temporary_file(target.parent, mode))
            _write_all_bytes(handle, file.content)
            if old:
                _keep_owner_and_mode(handle, temporary, old)
        yield _StagedWrite(file, target, temporary)


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, down to the disk; raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        _write_all_bytes(handle, content)
    finally:
        os.close(handle)


def _write_all_bytes(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)


def _stat_target(path: Path) -> os.stat_result | None:
    """What is known of the file in the way; None where there is none. CbiError where it must not be replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise CbiError(f"{path} is a folder", "name a file in it")
    if not stat.S_ISREG(found.st_mode):
        raise CbiError(f"{path} is not a file", "name a file")
    if not os.access(path, os.W_OK):
        raise CbiError(f"cannot write {path}: it is read-only", "allow writing to it first, or name another file")
    return found


def _keep_owner_and_mode(handle: int, temporary: Path, old: os.stat_result) -> None:
    mode = stat.S_IMODE(old.st_mode)
    if sys.platform == "win32":
        temporary.chmod(mode)
        return
    new = os.fstat(handle)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        _keep_owner(handle, old)
    os.fchmod(handle, mode)


def _keep_owner(handle: int, old: os.stat_result) -> None:
    """Give the file to the owner of the old one, or else to its group at least; who may not do that keeps it."""
    if sys.platform == "win32":
        return
    for owner in (old.st_uid, -1):
        with contextlib.suppress(OSError):
            os.fchown(handle, owner, old.st_gid)
            return


def _read_or_empty(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk too; some systems cannot, and the file is whole without it."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_stream(path: Path) -> bool:
    """Whether a path names a device, a pipe, a socket, or what the process has open already."""
    if _descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _descriptor(path: Path) -> int | None:
    """Return the open file that a path names; to replace that file would lose what `>>` has written to it before.

    A link may lead to stdout or stderr, too, but to no other file of this process: it may come from a stranger.
    """
    for links, name in enumerate(_iter_links(path)):
        found = _DESCRIPTOR_PATH.fullmatch(name)
        is_own = found is not None and found[1] in (None, str(os.getpid()))
        number = int(found[2]) if found and is_own else _STREAM_DESCRIPTORS.get(name)
        if number is not None and (not links or number in _STREAM_DESCRIPTORS.values()):
            return number
    return None


def _iter_links(path: Path) -> Iterator[str]:
    """Yield a path, and what it names with one more link followed each time, up to the open files of a process."""
    name = os.path.abspath(path)
    for _ in range(_MAX_LINKS):
        yield name
        folder, last = os.path.split(name)
        whole = os.path.join(os.path.realpath(folder), last)
        if whole != name:
            yield whole
        try:
            target = os.readlink(whole)
        except OSError:
            return
        name = os.path.normpath(os.path.join(os.path.dirname(whole), target))


def refuse_external_link(path: Path) -> None:
    """Raise CbiError for a path through a link that is in a git repository and leads out of it."""
    found = find_outside_link(path)
    if found is not None:
        link, top = found
        message = f"cannot write {path}: {link.name} is a link that points outside the repository {top}"
        raise CbiError(message, f"name the file itself: {os.path.realpath(path)}")


def _write_stream(path: Path, content: bytes) -> None:
    """Write to what cannot be replaced; a reader that has seen enough is left to the caller."""
    number = _descriptor(path)
    try:
        sys.stdout.flush()
        handle = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CbiError(f"cannot write {path}: {error.strerror or error}") from error
