"""Several processes write to one file at the same time: none loses what another has written."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT, TODAY, Cli
from tests.datasets import dataset_files, event_toml
from tests.faults.concurrent_writers import EVENTS, add_concurrently, event_ids, run_at_once
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


def test_eight_writers_of_all_kinds_tell_the_truth_about_what_is_there(tmp_path: Path, cli: Cli) -> None:
    """Two add sources, two add events with new sources, three edit events of one file, and one undoes."""
    data = tmp_path / "data"
    events = [event_toml(f"2022-{month:02}-04", f'title = "Old {month}"') for month in (1, 2, 3)]
    write_files(data, dataset_files(*events))
    turns = range(2)
    # Of similar titles, one is taken for the other.
    titles_of_two = (("Gazette", "Almanac"), ("Ledger", "Charter"))
    plans = [[["add", "source", "--no-input", "--title", title] for title in given] for given in titles_of_two]
    plans += [[_add_with_source(name, turn) for turn in turns] for name in "cd"]
    for month in (1, 2, 3):
        event_id = f"2022-{month:02}-04-meeting"
        plans.append([["edit", event_id, "--set", f"title=New {month} {turn}", "--yes"] for turn in turns])
    plans.append([["undo", "--yes"]] * 4)
    told = run_at_once(data, plans, tmp_path / "cache")
    undone = "".join(receipt.out for receipt in told[-1] if receipt.code == 0)
    assert [receipt for plan in told[:-1] for receipt in plan if receipt.code != 0] == []
    assert {receipt.code for receipt in told[-1]} <= {0, 2}

    written = [found for plan in told[:4] for receipt in plan for found in _WROTE.findall(receipt.err)]
    assert len(written) == 12
    there = tomllib.loads((data / "sources.toml").read_text())["source"]
    of_year = tomllib.loads((data / EVENTS).read_text())["event"]
    ids = [record["id"] for record in (*there, *of_year)]
    kept = {name for name in written if f'-id = "{name}"' not in undone}
    assert sorted(ids) == sorted(kept | {"book", "2022-01-04-meeting", "2022-02-04-meeting", "2022-03-04-meeting"})

    titles = {event["id"]: event["title"] for event in of_year}
    for month in (1, 2, 3):
        in_order = [f"Old {month}", *(f"New {month} {turn}" for turn in turns)]
        left = [title for title in in_order if f'-title = "{title}"' not in undone]
        assert titles[f"2022-{month:02}-04-meeting"] == left[-1]
    assert cli("validate", folder=data).code == 0
    assert list(data.rglob(".cbi-*")) == []


_WROTE = re.compile(r"^cbi: wrote (\S+) to ", re.MULTILINE)


def _add_with_source(name: str, turn: int) -> list[str]:
    """An event of a day and a place of its own, with a new source."""
    day = {"c": 10, "d": 20}[name] + turn
    words = ["add-event", "--no-input", "--kind", "visit", "--level", "cabinet", "--host", "aa", "--guest", "bb"]
    words += ["--start", f"2022-08-{day}", "--title", f"Trip {name}{turn}", "--place", f"City {name}{turn}"]
    return [*words, "--new-source", f"https://example.org/{name}{turn};Note {name}{turn}"]
