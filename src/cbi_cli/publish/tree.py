"""Write the files of a site to a folder: only those that differ, and nothing that is not ours."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.workspace.atomic_write import refuse_external_link, wrap_os_errors

MANIFEST = ".cbi-site.json"
_SCHEMA = "cbi/site/1"


class TreeReceipt(NamedTuple):
    """What became of the files of a site; `size` is that of all in bytes."""

    written: int
    unchanged: int
    removed: int
    size: int


def read_digests(folder: Path) -> Mapping[str, str]:
    """Return the files of the last build in a folder with their digests; none if there was none.

    Raises CbiError if the folder has content but was not made by this program.
    """
    with wrap_os_errors(folder):
        return _read_manifest(Path(os.path.realpath(folder)), folder)


def write_tree(folder: Path, files: Iterable[SiteFile], kept: Iterable[str] = ()) -> TreeReceipt:
    """Write files to a folder, and remove those of the last build that are no longer made.

    The files `kept` of the last build stay as they are, as do files that nobody built. Raises CbiError if the folder
    has content but was not made by this function, or cannot be written; what was written until then stays, and the next
    build completes it.
    """
    refuse_external_link(folder)
    with wrap_os_errors(folder):
        target = Path(os.path.realpath(folder))
        before = _read_manifest(target, folder)
        target.mkdir(parents=True, exist_ok=True)
        # From here on the folder is known to be a site, whenever the process ends.
        _write_manifest(target, before)
        writer = _TreeWriter(target)
        writer.digests = {name: before[name] for name in kept}
        for file in files:
            writer.write(file)
        removed = _remove_stale(target, before.keys() - writer.digests.keys())
        _write_manifest(target, writer.digests)
    unchanged = len(writer.digests) - writer.written
    return TreeReceipt(writer.written, unchanged, removed, writer.size)


class _TreeWriter:
    """One build into a folder."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folders: set[Path] = set()
        self.digests: dict[str, str] = {}
        self.written = 0
        self.size = 0

    def write(self, file: SiteFile) -> None:
        """Write a file unless its content is there already."""
        if file.path in self.digests:
            raise AssertionError(f"{file.path} is made twice")
        self.digests[file.path] = file.digest
        self.size += file.size
        path = self._target / file.path
        if path.parent not in self._folders:
            _make_folder(self._target, path.parent)
            self._folders.add(path.parent)
        if _is_there(path, file):
            return
        _replace(path, file)
        self.written += 1


def _make_folder(target: Path, folder: Path) -> None:
    """Create a folder of the site; raise CbiError if a link leads out of the site."""
    folder.mkdir(parents=True, exist_ok=True)
    if Path(os.path.realpath(folder)) != folder:
        shown = folder.relative_to(target)
        raise CbiError(
            message("{folder} is a link, which a site does not follow", folder=shown),
            message("remove it, or name a new folder"),
        )


def _is_there(path: Path, file: SiteFile) -> bool:
    """Tell whether a path has the content of a file; a link is none."""
    if path.is_symlink():
        return False
    try:
        with path.open("rb") as existing:
            return file.equals(existing)
    except FileNotFoundError:
        return False


def _replace(path: Path, file: SiteFile) -> None:
    """Write a file in one step: a reader sees the old or the new one, and a link is replaced and not followed."""
    temporary = path.with_name(f".cbi-{path.name}.tmp")
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    with temporary.open("wb") as opened:
        file.write(opened)
    os.replace(temporary, path)


def _remove_stale(target: Path, paths: Iterable[str]) -> int:
    """Remove files of the last build and folders that become empty; return how many files there were."""
    removed = 0
    for name in sorted(paths):
        path = target / name
        if not _is_inside(name) or Path(os.path.realpath(path.parent)) != path.parent:
            continue
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            path.unlink()
            removed += 1
        with contextlib.suppress(OSError):
            os.removedirs(path.parent)
    return removed


def _is_inside(name: str) -> bool:
    """Tell whether a path of a manifest, which somebody may have edited, stays inside the folder."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _read_manifest(target: Path, shown: Path) -> dict[str, str]:
    """Return the files of the last build with their digests.

    Raises CbiError if the folder has content but no manifest.
    """
    if not target.exists():
        return {}
    if not target.is_dir():
        raise CbiError(message("{folder} is not a folder", folder=shown), message("name a new one"))
    manifest = target / MANIFEST
    if not manifest.is_file():
        if any(target.iterdir()):
            raise CbiError(
                message("{folder} contains files, but no site that cbi made", folder=shown),
                message("name a new or an empty folder; nothing was written"),
            )
        return {}
    try:
        content: Any = json.loads(manifest.read_bytes())
        files = content["files"]
        known = content["schema"] == _SCHEMA and isinstance(files, dict)
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known:
        raise CbiError(
            message("{file} is damaged, or of another version of cbi", file=shown / MANIFEST),
            message("name a new folder; nothing was written"),
        )
    return {str(name): str(digest) for name, digest in files.items()}


def _write_manifest(target: Path, files: dict[str, str]) -> None:
    text = json.dumps({"schema": _SCHEMA, "files": files}, indent=0, sort_keys=True)
    manifest = SiteFile(MANIFEST, f"{text}\n".encode())
    _replace(target / MANIFEST, manifest)
