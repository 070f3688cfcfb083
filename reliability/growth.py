"""Time and memory for datasets with much of one thing: ``python -m reliability.growth``.

Each of the shapes in `tests/limits/shapes.py` is checked at a length, at twice and at four times that; what has no
error goes through other commands too. Twice as much may take twice the time. A run that takes far more, or ends in
another way than it should, is a failure. Figures go to ``results.json``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.limits.shapes import DATASETS, SHAPES, dataset
from tests.repositories import put

from reliability.results import record

CHECKS = ("validate", "validate --format sarif --output findings.sarif")
REPORTS = (
    "timeline --year all",
    "timeline --year all --format html",
    "scorecard 2022",
    "gaps --format json",
    "topics 2022",
    "history talks",
    "explain 2022 talks-row",
    "reconcile 2022",
    "list sources",
)
READING = ("fmt --check", "diff . .")
"""What reads the files themselves, and so differs from text to text."""

MOST = 2.8
"""How many times as long twice the input may take: twice, and something for a machine that does other things too."""

TOO_SHORT = 0.7
"""Seconds below which a start of the program and its noise are most of a run."""

ENDLESS = 300
"""Seconds of processor time after which the system ends a run."""

LARGEST = 8_000_000
"""KiB of memory that the system gives to a run."""


class Run(NamedTuple):
    """One call: seconds of processor time, MiB at the most, exit code, and what it said on stderr."""

    seconds: float
    mib: float
    code: int
    said: str


class Figure(NamedTuple):
    """What a call came to on a shape: bytes read and the three runs, the largest last."""

    name: str
    size: int
    runs: tuple[Run, ...]

    @property
    def fault(self) -> str:
        """What is wrong with it; empty where nothing is."""
        before, last = self.runs[-2:]
        if last.code not in (0, 1) or "Traceback" in last.said or "internal error" in last.said:
            return f"ended with {last.code}: {last.said[-200:]}"
        if last.seconds > MOST * max(before.seconds, TOO_SHORT):
            return f"took {before.seconds:.1f} s, and {last.seconds:.1f} s for twice as much"
        return ""


def main(words: Sequence[str] | None = None) -> int:
    """Measure, tell, and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m reliability.growth")
    parser.add_argument("--length", type=int, default=200_000, help="characters of the smallest input")
    parser.add_argument("--only", default="", help="shapes with these words in their name")
    options = parser.parse_args(words)
    figures = []
    for figure in measured(options.length, options.only):
        figures.append(figure)
        last = figure.runs[-1]
        print(f"{figure.name}: {figure.size:,} bytes, {last.seconds:.1f} s, {last.mib:.0f} MiB {figure.fault}".rstrip())
    if not options.only:
        record("growth", "shapes", summary(figures))
    return int(any(one.fault for one in figures))


def measured(length: int, only: str) -> Iterator[Figure]:
    """Each command on each shape."""
    for shape in (name for name in SHAPES if only in name):
        with tempfile.TemporaryDirectory(prefix="cbi-growth-") as kept:
            folders = [Path(kept) / str(times) for times in (1, 2, 4)]
            for folder, times in zip(folders, (1, 2, 4), strict=True):
                put(folder, dataset(shape, length * times))
            size = sum(path.stat().st_size for path in folders[-1].rglob("*.toml"))
            for command in CHECKS:
                yield _figure(f"{command.split(' --output')[0]}: {shape}", size, folders, command)
            if runs(folders[:1], "validate")[0].code == 0:
                for command in (*READING, *(REPORTS if shape in DATASETS else ())):
                    yield _figure(f"{command}: {shape}", size, folders, command)


def _figure(name: str, size: int, folders: Sequence[Path], command: str) -> Figure:
    """A figure without a fault, or the last of three: a machine that does other things can make one look slow."""
    for _ in range(3):
        figure = Figure(name, size, runs(folders, command))
        if not figure.fault:
            break
    return figure


def runs(folders: Sequence[Path], command: str) -> tuple[Run, ...]:
    """A command in each folder."""
    return tuple(run(folder, *command.split()) for folder in folders)


def run(folder: Path, *words: str) -> Run:
    """A call in a folder, in a process of its own."""
    env = {**os.environ, "CBI_CACHE_DIR": str(folder / ".cache"), "CBI_TODAY": "2026-11-24"}
    call = [
        "sh",
        "-c",
        f'ulimit -t {ENDLESS} && ulimit -v {LARGEST} && exec "$@"',
        "sh",
        sys.executable,
        "-m",
        "cbi_cli",
        *words,
    ]
    with (folder / ".stderr").open("w+b") as said:
        process = subprocess.Popen(call, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read(100_000).decode("utf-8", "replace")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, text)


def summary(figures: Sequence[Figure]) -> dict[str, object]:
    """The figures of all runs."""
    slowest = max(figures, key=lambda one: one.runs[-1].seconds)
    largest = max(figures, key=lambda one: one.runs[-1].mib)
    return {
        "shapes": len(SHAPES),
        "runs": sum(len(one.runs) for one in figures),
        "bytes": max(one.size for one in figures),
        "slowest": slowest.name,
        "slowest_seconds": round(slowest.runs[-1].seconds),
        "largest": largest.name,
        "largest_mib": round(largest.runs[-1].mib),
        "failures": sum(bool(one.fault) for one in figures),
    }


if __name__ == "__main__":
    sys.exit(main())
