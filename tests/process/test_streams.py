"""Streams that are closed, full, or read only in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.datasets import dataset_files, event_toml
from tests.process.processes import run_shell
from tests.repositories import write_files

NEEDS_STDOUT = [
    "timeline --year 2022",
    "--version",
    "--help",
    "validate",
    "schema event",
    "explain CBI101",
    "fmt --diff",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dataset whose files have not the one form, so that `fmt --diff` has something to print."""
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    return tmp_path


@pytest.mark.parametrize("words", NEEDS_STDOUT)
def test_a_reader_that_has_seen_enough_is_no_fault(words: str, folder: Path) -> None:
    done = run_shell(f"cbi {words} | true; echo ${{PIPESTATUS[0]}}", folder)
    assert done.stdout == b"0\n"
    assert all(b"would" in line for line in done.stderr.splitlines())


def test_head_takes_one_line_and_nobody_complains(folder: Path) -> None:
    done = run_shell("cbi timeline --dataset us-mexico --year all | head -1; echo ${PIPESTATUS[0]}", folder)
    assert done.stdout == b"Timeline: all years\n0\n"
    assert done.stderr == b"cbi: dataset us-mexico 1.0.0 (built in)\n"


def test_an_event_is_written_though_nobody_reads_what_was_added(folder: Path) -> None:
    given = "--start 2022-06-07 --kind visit --level cabinet --source book --title Visit"
    done = run_shell(f"cbi add-event --no-input {given} | true; echo ${{PIPESTATUS[0]}}", folder)
    assert done.stdout == b"0\n"
    assert 'title = "Visit"' in (folder / "events" / "2022.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", NEEDS_STDOUT)
@pytest.mark.parametrize("place", [">/dev/full", ">&-"])
def test_a_result_that_cannot_be_written_is_an_error(place: str, words: str, folder: Path) -> None:
    done = run_shell(f"cbi {words} {place}; echo $? >&2", folder)
    message, _, code = done.stderr.decode().rstrip("\n").rpartition("\n")
    assert (done.stdout, code) == (b"", "2")
    assert message.startswith("cbi: error: ")
    assert "Traceback" not in message
    assert "internal error" not in message


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "2>/dev/full", "<&- 2>&-"])
def test_other_streams_are_not_needed_for_a_result(closed: str, folder: Path) -> None:
    done = run_shell(f"cbi timeline --year 2022 {closed}; echo $?", folder)
    assert done.stdout.startswith(b"Timeline: 2022\n")
    assert (done.stdout.rpartition(b".\n")[2], done.stderr) == (b"0\n", b"")


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
def test_an_error_keeps_its_code_when_nobody_can_hear_it(closed: str, folder: Path) -> None:
    done = run_shell(f"cbi gaps --dataset nothing-here {closed}; echo code $?", folder)
    assert done.stdout == b"code 2\n"
    assert b"Traceback" not in done.stderr


def test_a_file_is_written_without_any_stream(folder: Path) -> None:
    """Nor does the file, or the snapshot, take the place of a stream that was closed."""
    done = run_shell("cbi timeline --year 2022 --output out.json <&- >&- 2>&-; echo $?", folder)
    assert done.stdout == b"0\n"
    assert (folder / "out.json").read_bytes().startswith(b"{\n")


def test_questions_are_not_asked_of_a_closed_stream(folder: Path) -> None:
    done = run_shell("cbi add-event --start 2022-06-07 <&-; echo $?", folder)
    assert done.stdout == b"2\n"
    assert done.stderr.startswith(b"cbi: error: missing: --title")


def test_the_full_device_as_a_file_is_an_error(folder: Path) -> None:
    done = run_shell("cbi gaps --output /dev/full; echo $?", folder)
    assert done.stdout == b"2\n"
    assert done.stderr.startswith(b"cbi: error: ")
