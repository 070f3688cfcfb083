"""Several processes write to one file at the same time: none loses what another has written."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.faults.concurrent_writers import add_concurrently, event_ids
from tests.faults.jobs import ADD, MAY, REVIEW


def test_four_processes_lose_no_event_and_make_no_id_twice(data: Path, tmp_path: Path, cli: Cli) -> None:
    crowd = add_concurrently(data, 4, 5, [tmp_path / "cache"])
    assert (crowd.errors, crowd.said, len(crowd.ids)) == ((), 20, 20)
    assert (crowd.lost, crowd.duplicates) == (0, 0)
    assert cli("validate", folder=data).code == 0
    assert list(data.rglob(".cbi-*")) == []


def test_formatting_meanwhile_loses_none(data: Path, tmp_path: Path) -> None:
    path = data / "events" / "2022.toml"
    path.write_text(f"{MAY}\n\n\n{REVIEW}")
    crowd = add_concurrently(data, 2, 5, [tmp_path / "cache"], beside=["fmt"])
    assert (crowd.errors, crowd.said, crowd.lost, crowd.duplicates) == ((), 10, 0, 0)
    assert event_ids(data)[0] == "2022-03-01-review"


def test_two_users_with_a_cache_each_wait_for_each_other(data: Path, tmp_path: Path) -> None:
    crowd = add_concurrently(data, 2, 8, [tmp_path / "one", tmp_path / "two"])
    assert (crowd.errors, crowd.said, len(crowd.ids)) == ((), 16, 16)
    assert (crowd.lost, crowd.duplicates) == (0, 0)
    assert list(tmp_path.rglob("*.lock")) == []


def test_a_lock_that_a_killed_process_held_does_no_harm(data: Path, cli: Cli) -> None:
    add = (*ADD, "--start", "2022-04-04", "--title", "Talks")
    holding = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], 0), 2); print(flush=True); input()"
    call = [sys.executable, "-c", holding, str(data)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        handle = os.open(data, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        holder.kill()
    assert cli(*add, folder=data).code == 0
    assert len(event_ids(data)) == 3
