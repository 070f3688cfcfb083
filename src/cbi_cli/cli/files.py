"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from cbi_cli.core.errors import CbiError


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in place of a file, so that at any moment the file is the old one or the new one.

    A symbolic link keeps pointing; the mode of an old file is kept. Raises CbiError when it cannot be done; then the
    old file is as it was, and nothing else is left behind.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise CbiError(f"{path} is a folder", "name a file in it")
        target.write_bytes(content)
        return
    temporary: str | None = None
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise CbiError(f"cannot write {path}: {error.strerror}") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
