"""Ctrl-C at many moments: 130, one line, and nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.datasets import dataset_files, event_toml
from tests.process.processes import make_environment
from tests.repositories import write_files

PROGRAM = Path(__file__).with_name("interrupting.py")
SAID = ("\ncbi: interrupted\n", "")


def interrupted(moments: int, mode: str, folder: Path, *words: str) -> list[tuple[int, int, str]]:
    """For each moment: which it was, the exit code, and what was said."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(moments), mode, str(folder), *words],
        capture_output=True,
        text=True,
        env=make_environment(CBI_NO_CACHE="1"),
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("mode", "moments", "words"),
    [
        ("cold", 6, ["scorecard", "2022", "--format", "svg"]),
        ("warm", 15, ["validate", "--format", "sarif"]),
        ("warm", 15, ["timeline", "--year", "all", "--color", "always"]),
    ],
    ids=["loading", "checking", "reporting"],
)
def test_an_interrupt_ends_with_130_and_without_a_traceback(
    mode: str, moments: int, words: list[str], tmp_path: Path
) -> None:
    found = interrupted(moments, mode, tmp_path, *words, "--dataset", "us-mexico")
    assert len(found) == moments
    for at, code, said in found:
        assert (at, code) == (at, 130)
        assert said in SAID


def test_an_interrupted_write_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """The moments lie all along the call; what they leave is one of the two files, whole, and nothing beside it."""
    for number in range(13):
        write_files(tmp_path / f"data-{number}", dataset_files(event_toml("2022-05-04")))
    before = contents(tmp_path / "data-0")
    found = interrupted(12, "warm", tmp_path / "runs", "fmt", str(tmp_path / "data-{}"))
    after = contents(tmp_path / "data-0")
    assert [code for _, code, _ in found] == [130] * 12
    assert before != after
    for number in range(1, 13):
        left = contents(tmp_path / f"data-{number}")
        assert set(left) == set(before)
        assert all(raw in (before[name], after[name]) for name, raw in left.items())


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
