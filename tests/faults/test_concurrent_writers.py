"""Several processes write to one file at the same time: none loses what another has written."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, TODAY, Cli
from tests.datasets import dataset_files, event_toml
from tests.faults.concurrent_writers import EVENTS, add_concurrently, event_ids
from tests.faults.jobs import ADD, MAY, REVIEW
from tests.repositories import write_files


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


def test_eight_editors_at_once_lose_nothing(tmp_path: Path) -> None:
    events = [event_toml(f"2022-{month:02}-04", f'title = "Talks {month}"') for month in range(1, 9)]
    write_files(tmp_path, dataset_files(*events))
    calls = [
        [sys.executable, "-m", "cbi_cli", "edit", f"2022-{month:02}-04-meeting", "--set", f"title=New {month}", "--yes"]
        for month in range(1, 8)
    ]
    calls.append([sys.executable, "-m", "cbi_cli", "rename", "talks", "dialogue", "--yes"])
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "CBI_CACHE_DIR": str(tmp_path / "cache"),
        "CBI_TODAY": str(TODAY),
    }
    started = [subprocess.Popen(call, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True) for call in calls]
    told = [one.communicate()[1] for one in started]
    assert [one.returncode for one in started] == [0] * 8, told
    text = (tmp_path / EVENTS).read_text(encoding="utf-8")
    expected = [event.replace('"Talks ', '"New ').replace('"talks"', '"dialogue"') for event in events[:7]]
    expected.append(events[7].replace('"talks"', '"dialogue"'))
    assert text == "\n".join(expected) + "\n"
