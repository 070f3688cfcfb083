"""The files of a site, before they are in its folder."""

from __future__ import annotations

import copy
import hashlib
import shutil
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO


class SiteFile:
    """A file of the site; `path` is inside its folder, with slashes."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self._content = content

    @property
    def content(self) -> bytes:
        """The whole content."""
        return self._content

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self._content)

    @property
    def digest(self) -> str:
        """The digest of the content, as the manifest has it."""
        return hashlib.sha256(self._content).hexdigest()

    def below(self, folder: str) -> SiteFile:
        """Return the same file in a folder of the site, which has a slash at its end."""
        moved = copy.copy(self)
        moved.path = f"{folder}{self.path}"
        return moved

    def equals(self, file: BufferedReader) -> bool:
        """Tell whether an open file has the same content."""
        return file.read() == self._content

    def write(self, file: BinaryIO) -> None:
        """Write the content to an open file."""
        file.write(self._content)


class CopiedFile(SiteFile):
    """A file of the site that is written already, at `source`, and may be large: it is never whole in memory.

    The digest is that of SHA-256. `owner` is what removes the source once nobody needs it.
    """

    def __init__(self, path: str, source: Path, size: int, digest: str, owner: object) -> None:
        super().__init__(path, b"")
        self._owner = owner
        self._source = source
        self._size = size
        self._digest = digest

    @property
    def content(self) -> bytes:
        """The whole content, which this reads."""
        return self._source.read_bytes()

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self._size

    @property
    def digest(self) -> str:
        """The digest of the content, as the manifest has it."""
        return self._digest

    def equals(self, file: BufferedReader) -> bool:
        """Tell whether an open file has the same content."""
        return hashlib.file_digest(file, "sha256").hexdigest() == self._digest

    def write(self, file: BinaryIO) -> None:
        """Write the content to an open file."""
        with self._source.open("rb") as source:
            shutil.copyfileobj(source, file)
