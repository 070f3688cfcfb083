"""Fail every system call of every command that writes, and run many processes that write at once.

`python -m reliability.write_faults` prints what it counted and puts it into `results.json`. `--quick` takes every tenth
call and fewer events. With names of jobs, only these are harmed, and nothing is put into the
file. The tests in `tests/faults` do a part of the same.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.datasets import dataset_files
from tests.faults.concurrent_writers import ConcurrentResult, add_concurrently
from tests.faults.injector import ERRORS, KILLED, SHORT_WRITE, Fault, Injector, unavailable_reason
from tests.faults.jobs import BY_NAME, JOBS, MAY, REVIEW, Job
from tests.faults.runs import FaultRun, harmed_runs
from tests.repositories import write_files

from reliability.results import record_figures

FAULTS = (KILLED, *ERRORS, SHORT_WRITE)


class CommandFaultRuns(NamedTuple):
    """All runs of one command with one fault."""

    job: Job
    fault: Fault
    runs: tuple[FaultRun, ...]


def main() -> int:
    """Run everything; 1 if a file was incomplete, an event was lost or something else was wrong."""
    quick = "--quick" in sys.argv[1:]
    names = [word for word in sys.argv[1:] if word != "--quick"]
    jobs = [BY_NAME[name] for name in names] or JOBS
    reason = unavailable_reason()
    if reason:
        print(f"nothing was harmed: {reason}", file=sys.stderr)
        return 2
    harms = _run_all_faults(jobs, 10 if quick else 1)
    writers, each = (4, 5) if quick else (8, 50)
    crowd, strangers = _run_concurrently(writers, each, 1), _run_concurrently(writers, each, writers)
    problems = [line for harm in harms for run in harm.runs for line in run.faults]
    print(_format_table(harms, crowd, strangers))
    print("".join(f"{line}\n" for line in (*problems, *crowd.errors)), end="", file=sys.stderr)
    if not (quick or names):
        _record_figures(harms, (writers, each), crowd, strangers)
    wrong = problems or crowd.errors or any((one.lost, one.duplicates) != (0, 0) for one in (crowd, strangers))
    return 1 if wrong else 0


def _run_all_faults(jobs: Iterable[Job], step: int) -> list[CommandFaultRuns]:
    """Run two at a time, each with a program of its own."""
    with ThreadPoolExecutor(2) as pool:
        started = [pool.submit(_run_faults, job, step) for job in jobs]
        return [harm for one in started for harm in one.result()]


def _run_faults(job: Job, step: int) -> list[CommandFaultRuns]:
    harms: list[CommandFaultRuns] = []
    with tempfile.TemporaryDirectory(prefix="cbi-writing-") as folder, Injector() as injector:
        for fault in FAULTS:
            place = Path(folder) / str(len(harms))
            harms.append(
                CommandFaultRuns(job, fault, tuple(harmed_runs(injector, job, place, fault, cache=True, step=step)))
            )
    print(f"{job.name}: {sum(len(harm.runs) for harm in harms)}", file=sys.stderr)
    return harms


def _run_concurrently(writers: int, each: int, caches: int) -> ConcurrentResult:
    """Let processes with one cache, or with several, add events at the same time."""
    with tempfile.TemporaryDirectory(prefix="cbi-crowd-") as name:
        data = Path(name) / "data"
        data.mkdir()
        write_files(data, dataset_files(REVIEW, MAY))
        return add_concurrently(data, writers, each, [Path(name) / f"cache-{number}" for number in range(caches)])


def _format_table(harms: Iterable[CommandFaultRuns], crowd: ConcurrentResult, strangers: ConcurrentResult) -> str:
    lines = [f"{'':16} {'calls':>6} {'files':>6} {'whole':>6} {'told wrong':>10}"]
    lines += [
        f"{fault.name:16} {calls:6} {seen:6} {whole:6} {wrong:10}"
        for fault, calls, seen, whole, wrong in _sum_by_fault(harms)
    ]
    for name, one in (("added at once", crowd), ("a cache each", strangers)):
        refused = len(one.errors)
        lines.append(f"{name:16} {one.said:6} written, {one.lost} lost, {one.duplicates} ids twice, {refused} refused")
    return "\n".join(lines)


def _sum_by_fault(harms: Iterable[CommandFaultRuns]) -> list[tuple[Fault, int, int, int, int]]:
    """Return for each fault the failed calls, the files examined, the complete ones, and what else was wrong."""
    calls: Counter[Fault] = Counter()
    seen: Counter[Fault] = Counter()
    halves: Counter[Fault] = Counter()
    wrong: Counter[Fault] = Counter()
    for harm in harms:
        problems = [line for run in harm.runs for line in run.faults]
        calls[harm.fault] += len(harm.runs)
        seen[harm.fault] += sum(run.files for run in harm.runs)
        halves[harm.fault] += sum("neither old nor new" in line for line in problems)
        wrong[harm.fault] += sum("neither old nor new" not in line for line in problems)
    return [(one, calls[one], seen[one], seen[one] - halves[one], wrong[one]) for one in FAULTS]


def _record_figures(
    harms: list[CommandFaultRuns], size: tuple[int, int], crowd: ConcurrentResult, strangers: ConcurrentResult
) -> None:
    sums = {
        fault.name: {"calls": calls, "files": seen, "whole": whole, "told_wrong": wrong}
        for fault, calls, seen, whole, wrong in _sum_by_fault(harms)
    }
    record_figures("writing", "harmed", {"commands": len(JOBS), **sums})
    for name, one in (("added at once", crowd), ("added with a cache each", strangers)):
        counts = {"written": one.said, "refused": len(one.errors), "lost": one.lost, "ids_twice": one.duplicates}
        record_figures("writing", name, {"processes": size[0], "each": size[1], **counts})


if __name__ == "__main__":
    sys.exit(main())
