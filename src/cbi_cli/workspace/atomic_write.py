"""Files that are written completely or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.entries import find_outside_link
from cbi_cli.workspace.temp_files import temporary_file

_MAX_OPEN_FILES = 200
"""How many files are open at the same time; a process may have about 1,000."""

_DESCRIPTOR_PATH = re.compile(r"/(?:dev|proc/(?:self|thread-self|([0-9]{1,9})))/fd/([0-9]{1,9})")
_STREAM_DESCRIPTORS = {"/dev/stdout": 1, "/dev/stderr": 2}
_MAX_LINKS = 40


class PendingWrite(NamedTuple):
    """The new content of a file, None if it is deleted.

    `expected` is the content from which the new one was made, empty if there was no file; None if it does not matter.
    """

    path: Path
    content: bytes | None
    expected: bytes | None = None


def write_atomic(path: Path, content: bytes, expected: bytes | None = None) -> None:
    """Replace a file in one step.

    At any moment it has the old or the new content. A symbolic link stays a link, but one in a repository must not lead
    out of it, since it may come from a stranger. Mode and, if possible, owner of an old file are kept. A device, a pipe
    or an open stream gets the content as it is. With `expected`, a file with any other content is not changed. Raises
    CbiError if the file cannot be written; then it is as it was, and nothing else is left behind.
    """
    # A path to an open file, such as /dev/stdout, is often a link itself.
    if _descriptor(path) is None:
        refuse_external_link(path)
    if _is_stream(path):
        _write_stream(path, content)
    else:
        write_all_atomic([PendingWrite(path, content, expected)])


def write_result(path: Path, result: str | bytes) -> None:
    """Write a result to a file that the user named, as `write_atomic` does.

    No result is TOML, so a TOML file is data, which must not be lost by mistake: it is refused.
    """
    if os.path.realpath(path).lower().endswith(".toml"):
        raise CbiError(
            message("cannot write the result to {path}: TOML files are data", path=path), message("name another file")
        )
    if isinstance(result, str):
        # A file name that is not UTF-8 gives lone surrogates, which cannot be encoded.
        result = result.encode("utf-8", "replace")
    write_atomic(path, result)


def refuse_duplicate_targets(paths: Sequence[Path]) -> None:
    """Raise CbiError if two results are meant for one file, or for `-`.

    Devices, pipes and open files take several.
    """
    seen: set[str] = set()
    for path in paths:
        target = os.path.realpath(path)
        if target in seen and not _is_stream(path):
            name = str(path)
            if name == "-":
                name = "stdout"
            raise CbiError(
                message("two results would be written to {name}", name=name), message("name a file for each")
            )
        seen.add(target)


def write_all_atomic(files: Sequence[PendingWrite], before_first: Callable[[], None] | None = None) -> None:
    """Write several files, each as `write_atomic` does.

    All are on the disk under other names before the first takes its place, so a full disk changes nothing. Files are
    deleted when all others are in place, so that nothing that moves from one to another is ever gone. `before_first` is
    called just before the first takes its place. Raises CbiError if one cannot be written, or has other content than
    expected.
    """
    files = sorted(files, key=lambda file: file.content is None)
    for start in range(0, len(files), _MAX_OPEN_FILES):
        batch = files[start : start + _MAX_OPEN_FILES]
        with contextlib.ExitStack() as stack:
            staged = [stack.enter_context(_stage_write(file)) for file in batch]
            for write in staged:
                write.check_unchanged()
            if start == 0 and before_first is not None:
                before_first()
            for write in staged:
                write.replace_target()


@contextlib.contextmanager
def wrap_os_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into a CbiError that names the file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise CbiError(message("cannot write {path}: {reason}", path=path, reason=reason)) from error


class _StagedWrite(NamedTuple):
    """A file that is written under another name, but not in place yet.

    A file that is to be deleted has no other name.
    """

    file: PendingWrite
    target: Path
    temporary: Path | None

    def check_unchanged(self) -> None:
        """Raise CbiError if the file no longer has the expected content."""
        if self.file.expected is None:
            return
        with wrap_os_errors(self.file.path):
            current = _read_or_empty(self.target)
        if current != self.file.expected:
            raise CbiError(
                message("{path} was changed by another program in the meantime", path=self.file.path),
                message("it was not overwritten; look at the change and run the command again"),
            )

    def replace_target(self) -> None:
        """Put the new file in place, or delete the old one."""
        with wrap_os_errors(self.file.path):
            if self.temporary is None:
                self.file.path.unlink()
            else:
                os.replace(self.temporary, self.target)
        _sync_folder(self.target.parent)


@contextlib.contextmanager
def _stage_write(file: PendingWrite) -> Iterator[_StagedWrite]:
    """Write a new file next to the old one."""
    with contextlib.ExitStack() as stack:
        refuse_external_link(file.path)
        with wrap_os_errors(file.path):
            old = _stat_target(file.path)
            target = Path(os.path.realpath(file.path))
            temporary: Path | None = None
            if file.content is not None:
                # With an old file, nobody else may read the new one before it has the old permissions.
                mode = 0o600 if old else 0o666
                temporary, handle = stack.enter_context(temporary_file(target.parent, mode))
                _write_all_bytes(handle, file.content)
                if old:
                    _keep_owner_and_mode(handle, temporary, old)
        yield _StagedWrite(file, target, temporary)


def write_new_file(path: Path, content: bytes) -> None:
    """Create a file and sync it to the disk.

    Raises OSError, also if there is one already.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        _write_all_bytes(handle, content)
    finally:
        os.close(handle)


def _write_all_bytes(handle: int, content: bytes) -> None:
    remaining = memoryview(content)
    while remaining:
        # The system may write less than it is given.
        written = os.write(handle, remaining)
        remaining = remaining[written:]
    os.fsync(handle)


def _stat_target(path: Path) -> os.stat_result | None:
    """Return the status of the old file, or None.

    Raises CbiError if it must not be replaced.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise CbiError(message("{path} is a folder", path=path), message("name a file in it"))
    if not stat.S_ISREG(status.st_mode):
        raise CbiError(message("{path} is not a file", path=path), message("name a file"))
    if not os.access(path, os.W_OK):
        raise CbiError(
            message("cannot write {path}: it is read-only", path=path),
            message("allow writing to it first, or name another file"),
        )
    return status


def _keep_owner_and_mode(handle: int, temporary: Path, old: os.stat_result) -> None:
    mode = stat.S_IMODE(old.st_mode)
    if sys.platform == "win32":
        temporary.chmod(mode)
        return
    new = os.fstat(handle)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        _keep_owner(handle, old)
    # Last, since a change of the owner can clear bits of the mode.
    os.fchmod(handle, mode)


def _keep_owner(handle: int, old: os.stat_result) -> None:
    """Give the file to the owner of the old one, or at least to its group.

    This is done as far as the user may do that.
    """
    if sys.platform == "win32":
        return
    # Only root may give a file to another owner; -1 leaves the owner as it is.
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
    """Sync the new name to the disk, too, if the system can.

    The file is complete without it.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_stream(path: Path) -> bool:
    """Return whether a path names a device, a pipe, or a socket.

    This is also true for what the process has open already.
    """
    if _descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    # A folder is refused later, with a message of its own.
    is_replaceable = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return not is_replaceable


def _descriptor(path: Path) -> int | None:
    """Return the open file that a path names.

    To replace that file would lose what `>>` has written to it before. A link may lead to stdout or stderr, too, but to
    no other file of this process: it may come from a stranger.
    """
    for links, name in enumerate(_iter_links(path)):
        number = _STREAM_DESCRIPTORS.get(name)
        match = _DESCRIPTOR_PATH.fullmatch(name)
        if match is not None and match[1] in (None, str(os.getpid())):
            number = int(match[2])
        if number is None:
            continue
        if links == 0 or number in _STREAM_DESCRIPTORS.values():
            return number
    return None


def _iter_links(path: Path) -> Iterator[str]:
    """Yield a path, and what it names with one more link followed each time.

    The last ones are the open files of a process.
    """
    name = os.path.abspath(path)
    for _ in range(_MAX_LINKS):
        yield name
        parent, last = os.path.split(name)
        resolved = os.path.join(os.path.realpath(parent), last)
        if resolved != name:
            yield resolved
        try:
            target = os.readlink(resolved)
        except OSError:
            return
        name = os.path.normpath(os.path.join(os.path.dirname(resolved), target))


def refuse_external_link(path: Path) -> None:
    """Raise CbiError for a path through a link out of a git repository."""
    outside_link = find_outside_link(path)
    if outside_link is None:
        return
    link, top = outside_link
    problem = message(
        "cannot write {path}: {link} is a link that points outside the repository {top}",
        path=path,
        link=link.name,
        top=top,
    )
    raise CbiError(problem, message("name the file itself: {target}", target=os.path.realpath(path)))


def _write_stream(path: Path, content: bytes) -> None:
    """Write to what cannot be replaced.

    Raises BrokenPipeError if its reader has stopped reading.
    """
    number = _descriptor(path)
    try:
        # Both may be the same stream: what was printed before must come first.
        sys.stdout.flush()
        handle = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise CbiError(message("cannot write {path}: {reason}", path=path, reason=reason)) from error
