"""Measure time and memory for datasets with much of one thing: `python -m reliability.growth`.

Each of the shapes in `tests/limits/shapes.py` is checked at a length, at twice and at four times that; what has no
error goes through other commands too. Twice as much may take twice the time. A run that takes far more, or ends in
another way than it should, is a failure. Figures go to `results.json`.
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

from tests.limits.shapes import DATASETS, SHAPES, make_dataset
from tests.repositories import write_files

from reliability.results import record_figures

CHECK_COMMANDS = ("validate", "validate --format sarif --output findings.sarif")
REPORT_COMMANDS = (
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
FILE_COMMANDS = ("fmt --check", "diff . .")
"""What reads the files themselves, and so differs from text to text."""

MAX_GROWTH = 2.8
"""How many times as long twice the input may take: twice, and something for a machine that does other things too."""

MIN_SECONDS = 0.7
"""Seconds below which a start of the program and its noise are most of a run."""

CPU_LIMIT_SECONDS = 300
"""Seconds of processor time after which the system ends a run."""

MEMORY_LIMIT_KIB = 8_000_000
"""KiB of memory that the system gives to a run."""


class GrowthRun(NamedTuple):
    """One call: seconds of processor time, peak MiB, exit code, and its stderr."""

    seconds: float
    mib: float
    code: int
    said: str


class GrowthFigure(NamedTuple):
    """The figures of a call on a shape: bytes read and the three runs, the largest last."""

    name: str
    size: int
    runs: tuple[GrowthRun, ...]

    @property
    def fault(self) -> str:
        """What is wrong with it; empty if nothing is."""
        before, last = self.runs[-2:]
        if last.code not in (0, 1) or "Traceback" in last.said or "internal error" in last.said:
            return f"ended with {last.code}: {last.said[-200:]}"
        if last.seconds > MAX_GROWTH * max(before.seconds, MIN_SECONDS):
            return f"took {before.seconds:.1f} s, and {last.seconds:.1f} s for twice as much"
        return ""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m reliability.growth")
    parser.add_argument("--length", type=int, default=200_000, help="characters of the smallest input")
    parser.add_argument("--only", default="", help="shapes with these words in their name")
    options = parser.parse_args(argv)
    figures = []
    for figure in measure_shapes(options.length, options.only):
        figures.append(figure)
        last = figure.runs[-1]
        print(f"{figure.name}: {figure.size:,} bytes, {last.seconds:.1f} s, {last.mib:.0f} MiB {figure.fault}".rstrip())
    if not options.only:
        record_figures("growth", "shapes", summarize(figures))
    return int(any(one.fault for one in figures))


def measure_shapes(length: int, only: str) -> Iterator[GrowthFigure]:
    """Measure each command on each shape."""
    for shape in (name for name in SHAPES if only in name):
        with tempfile.TemporaryDirectory(prefix="cbi-growth-") as kept:
            folders = [Path(kept) / str(times) for times in (1, 2, 4)]
            for folder, times in zip(folders, (1, 2, 4), strict=True):
                write_files(folder, make_dataset(shape, length * times))
            size = sum(path.stat().st_size for path in folders[-1].rglob("*.toml"))
            for command in CHECK_COMMANDS:
                yield _measure_command(f"{command.split(' --output')[0]}: {shape}", size, folders, command)
            if run_in_folders(folders[:1], "validate")[0].code == 0:
                for command in (*FILE_COMMANDS, *(REPORT_COMMANDS if shape in DATASETS else ())):
                    yield _measure_command(f"{command}: {shape}", size, folders, command)


def _measure_command(name: str, size: int, folders: Sequence[Path], command: str) -> GrowthFigure:
    """Return a figure without a problem, or the last of three: other work on the machine can make one look slow."""
    for _ in range(3):
        figure = GrowthFigure(name, size, run_in_folders(folders, command))
        if not figure.fault:
            break
    return figure


def run_in_folders(folders: Sequence[Path], command: str) -> tuple[GrowthRun, ...]:
    """Run a command in each folder."""
    return tuple(run_command(folder, *command.split()) for folder in folders)


def run_command(folder: Path, *argv: str) -> GrowthRun:
    """Run a call in a folder, in a process of its own."""
    env = {**os.environ, "CBI_CACHE_DIR": str(folder / ".cache"), "CBI_TODAY": "2026-11-24"}
    call = [
        "sh",
        "-c",
        f'ulimit -t {CPU_LIMIT_SECONDS} && ulimit -v {MEMORY_LIMIT_KIB} && exec "$@"',
        "sh",
        sys.executable,
        "-m",
        "cbi_cli",
        *argv,
    ]
    with (folder / ".stderr").open("w+b") as said:
        process = subprocess.Popen(call, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read(100_000).decode("utf-8", "replace")
    return GrowthRun(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, text)


def summarize(figures: Sequence[GrowthFigure]) -> dict[str, object]:
    """Return the figures of all runs."""
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
