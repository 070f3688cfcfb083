"""Files are read in several processes if there is much to read, with the same results in the same order."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.staleness import ChangedFile
from cbi_cli.loading import workers


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PARALLEL_MIN_BYTES", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def files_of(*sizes: int) -> list[ChangedFile]:
    return [ChangedFile(number, f"events/{number}.toml", size) for number, size in enumerate(sizes)]


def read_where(word: str, file: ChangedFile) -> Any:
    """The name of a file, and the process that read it."""
    return f"{word} {file.name}", os.getpid()


@pytest.mark.parametrize(("sizes", "is_here"), [((10, 9), True), ((10, 10), False), ((1, 2, 30), False)])
def test_much_is_read_in_other_processes(sizes: tuple[int, ...], is_here: bool) -> None:
    found: list[Any] = list(workers.read_in_parallel(read_where, "read", files_of(*sizes)))
    assert [name for name, _ in found] == [f"read events/{number}.toml" for number in range(len(sizes))]
    assert {process == os.getpid() for _, process in found} == {is_here}


def fail_first(folder: Path, file: ChangedFile) -> Any:
    """Leave a trace of each file but the first, which cannot be read."""
    if file.number == 0:
        raise CbiError(message("cannot read {file}", file=file.name))
    time.sleep(0.02)
    (folder / str(file.number)).touch()
    return file.name


def test_after_an_error_the_other_files_are_not_read_any_more(tmp_path: Path) -> None:
    with pytest.raises(CbiError, match=r"cannot read events/0\.toml"):
        list(workers.read_in_parallel(fail_first, tmp_path, files_of(*range(20, 120))))
    assert len(list(tmp_path.iterdir())) < 99


class Interrupted(list[ChangedFile]):
    """Files that an interrupt meets when half of them have been handed out."""

    passes = 0

    def __iter__(self) -> Iterator[ChangedFile]:
        self.passes += 1
        for number, file in enumerate(super().__iter__()):
            # The first time, their sizes are added up.
            if self.passes > 1 and number == len(self) // 2:
                raise KeyboardInterrupt
            yield file


def test_after_an_interrupt_what_was_handed_out_is_not_read_any_more(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(workers.read_in_parallel(fail_first, tmp_path, Interrupted(files_of(*range(20, 220)))))
    assert len(list(tmp_path.iterdir())) < 99
