"""Files written whole, temporaries cleaned up, and what others do meanwhile."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace import temp_files
from cbi_cli.workspace.atomic_write import PendingWrite, write_all_atomic, write_atomic
from cbi_cli.workspace.temp_files import LockResult, directory_lock, remove_stale, temporary_file, temporary_folder

LEFT = ".cbi-0123abcd.tmp"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def held(path: Path) -> Iterator[None]:
    """As if a living process had claimed it."""
    handle = os.open(path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def test_what_a_dead_process_left_goes_with_the_next_write_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_text("half of")
    (tmp_path / ".cbi-89abcdef.tmp").mkdir()
    (tmp_path / ".cbi-89abcdef.tmp" / "dataset.toml").write_text("half of")
    others = [".cbi-notes.tmp", "cbi-0123abcd.tmp", ".cbi-0123abcd.tmp.bak", ".cbi-0123ABCD.tmp"]
    for name in others:
        (tmp_path / name).write_text("mine")
    write_atomic(tmp_path / "a.txt", b"new")
    assert names(tmp_path) == sorted([*others, "a.txt"])


def test_what_a_living_process_writes_stays(tmp_path: Path) -> None:
    with temporary_file(tmp_path, 0o600) as (path, _), temporary_folder(tmp_path) as folder:
        remove_stale(tmp_path)
        assert names(tmp_path) == sorted([path.name, folder.name])
    assert names(tmp_path) == []


def test_a_link_of_such_a_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept.txt").write_text("kept")
    (tmp_path / LEFT).symlink_to("elsewhere")
    remove_stale(tmp_path)
    assert names(tmp_path) == [LEFT, "elsewhere"]
    assert names(tmp_path / "elsewhere") == ["kept.txt"]


def test_a_temporary_that_another_process_took_for_dead_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = temp_files._try_lock, 0

    def taken_once(handle: int) -> LockResult:
        nonlocal made
        made += 1
        if made == 1:
            (tmp_path / names(tmp_path)[0]).unlink()
        return real(handle)

    monkeypatch.setattr(temp_files, "_try_lock", taken_once)
    with temporary_file(tmp_path, 0o600) as (path, handle):
        os.write(handle, b"x")
        assert path.read_bytes() == b"x"
    assert made == 2


def test_windows_needs_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no `fcntl`, opens no folders, and lets nobody remove a file that is open."""
    (tmp_path / LEFT).write_text("half of")
    real = os.open

    def without_folders(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        # Where the library removes a folder on this system, it gives the folder around it.
        if not more and os.path.isdir(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, flags, mode, **more)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(os, "open", without_folders)
    with temporary_file(tmp_path, 0o600) as (path, _), directory_lock(tmp_path, 1) as is_locked:
        assert not is_locked
        assert names(tmp_path) == [path.name]
    with temporary_folder(tmp_path) as folder:
        assert names(tmp_path) == [folder.name]
    write_atomic(tmp_path / "a.txt", b"new", b"")
    assert names(tmp_path) == ["a.txt"]


def test_none_of_several_files_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(CbiError, match=r"cannot write .*b\.txt: No such file"):
        write_all_atomic([PendingWrite(tmp_path / "a.txt", b"new"), PendingWrite(tmp_path / "gone" / "b.txt", b"new")])
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_none_of_several_files_is_written_where_one_was_changed(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("old")
    changed = PendingWrite(tmp_path / "b.txt", b"new", b"older")
    with pytest.raises(CbiError, match=r"b\.txt was changed by another program in the meantime"):
        write_all_atomic([PendingWrite(tmp_path / "a.txt", b"new", b"old"), changed])
    assert [(tmp_path / name).read_text() for name in names(tmp_path)] == ["old", "old"]


@pytest.mark.parametrize(("there", "refused"), [(None, False), (b"", False), (b"x", True)])
def test_a_file_that_was_not_there_may_not_hold_anything(tmp_path: Path, there: bytes | None, refused: bool) -> None:
    path = tmp_path / "a.txt"
    if there is not None:
        path.write_bytes(there)
    try:
        write_atomic(path, b"new", b"")
    except CbiError:
        assert (path.read_bytes(), refused) == (there, True)
    else:
        assert (path.read_bytes(), refused) == (b"new", False)


def test_more_files_than_can_be_open_at_once(tmp_path: Path) -> None:
    many = [PendingWrite(tmp_path / f"{number}.txt", str(number).encode(), b"") for number in range(450)]
    write_all_atomic(many)
    assert [path.read_text() for path in map(tmp_path.joinpath, names(tmp_path))] == [
        name.removesuffix(".txt") for name in names(tmp_path)
    ]
    assert len(names(tmp_path)) == 450


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    write_atomic(tmp_path / ("n" * 255), b"new")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"new"


def test_a_folder_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(TimeoutError, match="another process holds"), directory_lock(tmp_path, 0.05):
        pass
    with directory_lock(tmp_path, 0.05) as is_locked:
        assert is_locked
