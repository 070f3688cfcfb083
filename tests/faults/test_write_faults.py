"""Killed or refused at any call that touches a file, a command leaves each file old or new, whole."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from cbi_cli.cli.registry import COMMANDS, GROUPS, split_call
from tests.faults.injector import (
    BROKEN_DISK,
    ERRORS,
    FULL_DISK,
    KILLED_AT_A_CHANGE,
    NO_PERMISSION,
    READ_ONLY,
    SHORT_WRITE,
    Fault,
    Injector,
)
from tests.faults.jobs import BY_NAME, JOBS, NEW_RECORDS, REPORTS, SITE
from tests.faults.runs import harmed_runs

KILLS = {
    "add-event, new file": 1,
    "add-event, new source": 2,
    "add source": 1,
    "add institution": 1,
    "add indicator": 1,
    "add topic": 1,
    "add place": 1,
    "add dispute": 1,
    "import": 2,
    "cover": 1,
    "edition new": 2,
    "edit": 1,
    "edit, other year": 1,
    "rename": 2,
    "remove": 1,
    "remove, whole file": 1,
    "undo": 1,
    "fmt": 1,
    "fmt --layout event": 4,
    "fmt --layout year": 3,
    "validate --fix": 3,
    "init": 3,
    "init, in a repository": 3,
    "release, first": 1,
    "release": 2,
    "schema --output": 3,
}
"""Commands, and at every how many calls they are killed: `python -m reliability.write_faults` does it at each."""

OTHERS = [
    *("add-event, new source", "add topic", "cover", "init, in a repository", "release, first", "remove, whole file"),
    "edition new",
    "fmt",
    "fmt --layout event",
    "validate --fix",
    "init",
    "release",
    "schema --output",
    *("edit, other year", "rename", "remove", "undo"),
]


WRITING = {*GROUPS["Change"], *GROUPS["Publish"], "scorecard", "validate", "schema"}
"""The commands that write; of reports, one for all, since all write their result by the same function."""

NOT_HARMED = {
    "cite": "writes its result as reports do",
    "export": "writes a folder of its own, whole: tests/cli/test_export.py",
    "report": "writes its result as reports do: tests/cli/test_report.py",
    "site": "writes its list of files twice: test_a_killed_site_is_finished_by_the_next_build",
}


def test_every_command_that_writes_is_harmed() -> None:
    assert WRITING - {split_call(job.words)[0] for job in JOBS} == set(NOT_HARMED)
    assert {f"add {kind}" for kind in NEW_RECORDS} == {name for name in COMMANDS if name.startswith("add ")}


def test_every_job_is_killed_in_a_test() -> None:
    assert {"add-event", *KILLS, *REPORTS} == {job.name for job in JOBS}


def harmed(injector: Injector, job: str, folder: Path, fault: Fault, cache: bool = False, step: int = 1) -> list[str]:
    """Where the command was hit, in order; fails where one file is wrong afterwards."""
    runs = list(harmed_runs(injector, BY_NAME[job], folder, fault, cache, step))
    assert [one for run in runs for one in run.faults] == []
    return [run.hit for run in runs]


def test_a_killed_event_is_there_or_not_and_the_next_one_cleans_up(injector: Injector, tmp_path: Path) -> None:
    hits = harmed(injector, "add-event", tmp_path, KILLED_AT_A_CHANGE)
    names = [hit.partition(" ")[0] for hit in hits]
    # The order that makes it safe: filled, on the disk, given the old one's mode, and only then put in place.
    changes = [name for name in names if name in ("write", "fsync", "fchmod", "rename", "ftruncate")]
    assert changes == ["write", "fsync", "fchmod", "rename", "fsync"]


@pytest.mark.parametrize("job", KILLS)
def test_a_killed_command_leaves_whole_files_and_the_next_run_finishes(
    injector: Injector, tmp_path: Path, job: str
) -> None:
    assert len(harmed(injector, job, tmp_path, KILLED_AT_A_CHANGE, step=KILLS[job])) >= 6


def test_a_killed_site_is_finished_by_the_next_build(injector: Injector, tmp_path: Path) -> None:
    """Its list of files is there first, and empty, so that the next build knows the folder as its own."""
    runs = list(harmed_runs(injector, SITE, tmp_path, KILLED_AT_A_CHANGE, step=101))
    faults = [one for run in runs for one in run.faults]
    assert len(runs) >= 6
    assert faults != []
    assert [one for one in faults if not one.endswith(": neither old nor new: pages/.cbi-site.json")] == []


@pytest.mark.parametrize("job", REPORTS)
def test_a_killed_report_leaves_the_old_file_or_the_new_one(injector: Injector, tmp_path: Path, job: str) -> None:
    assert len(harmed(injector, job, tmp_path, KILLED_AT_A_CHANGE)) >= 5


@pytest.mark.parametrize("fault", [*ERRORS, SHORT_WRITE], ids=lambda fault: fault.name)
@pytest.mark.parametrize("job", ["add-event", "scorecard --output card.json"])
def test_a_refused_call_is_told_once_and_nothing_is_left(
    injector: Injector, tmp_path: Path, job: str, fault: Fault
) -> None:
    assert harmed(injector, job, tmp_path, fault, step=2 if fault in (BROKEN_DISK, NO_PERMISSION) else 1)


@pytest.mark.parametrize("fault", [FULL_DISK, READ_ONLY], ids=lambda fault: fault.name)
@pytest.mark.parametrize("job", OTHERS)
def test_a_disk_that_is_full_or_read_only_is_told_once_by_all(
    injector: Injector, tmp_path: Path, job: str, fault: Fault
) -> None:
    assert harmed(injector, job, tmp_path, fault, step=7)


def test_a_full_disk_changes_none_of_several_files(injector: Injector, tmp_path: Path) -> None:
    several = BY_NAME["fmt"]._replace(several=False)
    # Without `several` the run is judged as that of one file: an error means that nothing has changed.
    in_order = harmed_runs(injector, several, tmp_path, FULL_DISK)
    runs = list(takewhile(lambda run: not run.hit.startswith("rename "), in_order))
    assert [one for run in runs for one in run.faults] == []
    assert len(runs) > 10


@pytest.mark.parametrize("fault", [KILLED_AT_A_CHANGE, FULL_DISK], ids=lambda fault: fault.name)
@pytest.mark.parametrize("job", ["edit, other year", "undo"])
def test_what_is_written_down_for_an_undo_is_whole_or_not_there(
    injector: Injector, tmp_path: Path, job: str, fault: Fault
) -> None:
    assert harmed(injector, job, tmp_path, fault, cache=True, step=3)


def test_a_cache_that_fails_costs_no_data(injector: Injector, tmp_path: Path) -> None:
    assert harmed(injector, "scorecard --output card.json", tmp_path, FULL_DISK, cache=True)


@pytest.mark.parametrize("fault", [KILLED_AT_A_CHANGE, FULL_DISK, SHORT_WRITE], ids=lambda fault: fault.name)
def test_what_is_not_written_whole_is_noticed(injector: Injector, tmp_path: Path, fault: Fault) -> None:
    """A check of the check, with a program that writes over its files."""
    job = BY_NAME["schema --output"]._replace(name="in place", in_place=True)
    told = [one for run in harmed_runs(injector, job, tmp_path, fault, step=2) for one in run.faults]
    # It loops over short writes, so those do no harm even so.
    assert any("neither old nor new" in one for one in told) == (fault is not SHORT_WRITE)
