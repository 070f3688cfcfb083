"""Every command that writes, harmed at every call that touches a file; and many processes that write at once.

`python -m reliability.writing` prints what it counted and puts it into `results.json`. `--quick` takes every tenth call
and fewer events. The tests in `tests/faults` do a part of the same.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.datasets import files
from tests.faults.crowd import Crowd, add_at_once
from tests.faults.injector import ERRORS, KILLED, SHORT_WRITE, Fault, Injector, why_not
from tests.faults.jobs import JOBS, MAY, REVIEW, Job
from tests.faults.runs import Run, harmed_runs
from tests.repositories import put

from reliability.results import record

FAULTS = (KILLED, *ERRORS, SHORT_WRITE)


class Harm(NamedTuple):
    """All runs of one command with one fault."""

    job: Job
    fault: Fault
    runs: tuple[Run, ...]


def main() -> int:
    """Run all of it; 1 where a file was not whole, an event was lost or something else was wrong."""
    quick = "--quick" in sys.argv[1:]
    reason = why_not()
    if reason:
        print(f"nothing was harmed: {reason}", file=sys.stderr)
        return 2
    harms = _harm_all(10 if quick else 1)
    writers, each = (4, 5) if quick else (8, 50)
    crowd, strangers = _crowd(writers, each, 1), _crowd(writers, each, writers)
    told = [line for harm in harms for run in harm.runs for line in run.faults]
    print(_table(harms, crowd, strangers))
    print("".join(f"{line}\n" for line in (*told, *crowd.errors)), end="", file=sys.stderr)
    if not quick:
        _keep(harms, (writers, each), crowd, strangers)
    wrong = told or crowd.errors or any((one.lost, one.doubled) != (0, 0) for one in (crowd, strangers))
    return 1 if wrong else 0


def _harm_all(step: int) -> list[Harm]:
    """Two at a time, each with a program of its own."""
    with ThreadPoolExecutor(2) as pool:
        started = [pool.submit(_harm, job, step) for job in JOBS]
        return [harm for one in started for harm in one.result()]


def _harm(job: Job, step: int) -> list[Harm]:
    harms: list[Harm] = []
    with tempfile.TemporaryDirectory(prefix="cbi-writing-") as folder, Injector() as injector:
        for fault in FAULTS:
            place = Path(folder) / str(len(harms))
            harms.append(Harm(job, fault, tuple(harmed_runs(injector, job, place, fault, cache=True, step=step))))
    print(f"{job.name}: {sum(len(harm.runs) for harm in harms)}", file=sys.stderr)
    return harms


def _crowd(writers: int, each: int, caches: int) -> Crowd:
    """Events added at once by processes that share a lock, or, with several caches, share none."""
    with tempfile.TemporaryDirectory(prefix="cbi-crowd-") as name:
        data = Path(name) / "data"
        data.mkdir()
        put(data, files(REVIEW, MAY))
        return add_at_once(data, writers, each, [Path(name) / f"cache-{number}" for number in range(caches)])


def _table(harms: Iterable[Harm], crowd: Crowd, strangers: Crowd) -> str:
    lines = [f"{'':16} {'calls':>6} {'files':>6} {'whole':>6} {'told wrong':>10}"]
    lines += [
        f"{fault.name:16} {calls:6} {seen:6} {whole:6} {wrong:10}" for fault, calls, seen, whole, wrong in _sums(harms)
    ]
    for name, one in (("added at once", crowd), ("without a lock", strangers)):
        refused = len(one.errors)
        lines.append(f"{name:16} {one.said:6} written, {one.lost} lost, {one.doubled} ids twice, {refused} refused")
    return "\n".join(lines)


def _sums(harms: Iterable[Harm]) -> list[tuple[Fault, int, int, int, int]]:
    """For each fault the calls harmed, the files looked at, those that were whole, and what else was wrong."""
    calls: Counter[Fault] = Counter()
    seen: Counter[Fault] = Counter()
    halves: Counter[Fault] = Counter()
    wrong: Counter[Fault] = Counter()
    for harm in harms:
        told = [line for run in harm.runs for line in run.faults]
        calls[harm.fault] += len(harm.runs)
        seen[harm.fault] += sum(run.files for run in harm.runs)
        halves[harm.fault] += sum("neither old nor new" in line for line in told)
        wrong[harm.fault] += sum("neither old nor new" not in line for line in told)
    return [(one, calls[one], seen[one], seen[one] - halves[one], wrong[one]) for one in FAULTS]


def _keep(harms: list[Harm], size: tuple[int, int], crowd: Crowd, strangers: Crowd) -> None:
    sums = {
        fault.name: {"calls": calls, "files": seen, "whole": whole, "told_wrong": wrong}
        for fault, calls, seen, whole, wrong in _sums(harms)
    }
    record("writing", "harmed", {"commands": len(JOBS), **sums})
    for name, one in (("added at once", crowd), ("added without a lock in common", strangers)):
        counts = {"written": one.said, "refused": len(one.errors), "lost": one.lost, "ids_twice": one.doubled}
        record("writing", name, {"processes": size[0], "each": size[1], **counts})


if __name__ == "__main__":
    sys.exit(main())
