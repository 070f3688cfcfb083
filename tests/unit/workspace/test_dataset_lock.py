"""The lock of a dataset: who waits for whom."""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import NO_CACHE, Cache
from cbi_cli.workspace import dataset_lock as module
from cbi_cli.workspace import temp_files
from cbi_cli.workspace.dataset_lock import dataset_lock


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock as another process would."""
    handle = os.open(path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT_SECONDS", 0.05)


def test_a_process_with_another_cache_is_waited_for(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(CbiError) as caught, dataset_lock(tmp_path, Cache(tmp_path / "cache")):
        pass
    assert caught.value.message == f"another cbi process is writing to {tmp_path}"
    assert caught.value.hint == "try again when it has finished"
    assert not (tmp_path / "cache").exists()


def test_datasets_of_one_repository_share_the_lock(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with held(tmp_path), pytest.raises(CbiError, match="another cbi process"), dataset_lock(tmp_path / "one", NO_CACHE):
        pass


def test_a_thread_may_take_its_lock_again_and_another_thread_may_not(tmp_path: Path) -> None:
    refused: list[str] = []

    def take() -> None:
        try:
            with dataset_lock(tmp_path, NO_CACHE):
                refused.append("")
        except CbiError as error:
            refused.append(error.message)

    with dataset_lock(tmp_path, NO_CACHE):
        with dataset_lock(tmp_path, NO_CACHE):
            pass
        other = threading.Thread(target=take)
        other.start()
        other.join()
    take()
    assert refused == [f"another cbi process is writing to {tmp_path}", ""]


def test_where_folders_cannot_be_locked_a_file_in_the_cache_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temp_files, "_try_lock", lambda handle: "unsupported")
    cache = Cache(tmp_path / "cache")
    with dataset_lock(tmp_path, cache):
        (lock,) = (tmp_path / "cache" / "locks").iterdir()
    with held(lock), pytest.raises(CbiError, match="another cbi process"), dataset_lock(tmp_path, cache):
        pass
    with dataset_lock(tmp_path, cache):
        pass


def test_a_cache_folder_that_cannot_be_written_is_replaced_by_the_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temp_files, "_try_lock", lambda handle: "unsupported")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    (tmp_path / "cache").write_text("not a folder")
    with dataset_lock(tmp_path, Cache(tmp_path / "cache")):
        assert [path.suffix for path in (tmp_path / "temporary").iterdir()] == [".lock"]
