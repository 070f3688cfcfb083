"""One command harmed at one call after the other, and what is wrong afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.faults.injector import KILLED, READ_ONLY, SHORT_WRITE, Fault, Injector, Outcome
from tests.faults.jobs import Job, Workshop, partial_files, stray_files


class FaultRun(NamedTuple):
    """One harmed run: where it was hit, how many files were looked at, and what is wrong, in words."""

    hit: str
    files: int
    faults: tuple[str, ...]


class FileStates(NamedTuple):
    """The files before and after an unharmed run."""

    before: dict[str, bytes]
    after: dict[str, bytes]


def harmed_runs(
    injector: Injector, job: Job, folder: Path, fault: Fault, cache: bool = False, step: int = 1
) -> Iterator[FaultRun]:
    """The command of a job with the fault at every call, or every ``step``-th, until it runs through unharmed.

    Calls that touch the dataset's folder count, with ``cache`` those that touch the cache and the lock too.
    """
    shop = Workshop(folder, job)
    states = _record_states(injector, shop)
    at = 1
    while True:
        _begin(injector, shop)
        done = injector.run(job.words, shop.data, shop.home if cache else shop.data, fault, at, env=shop.env)
        if not done.hit:
            break
        yield _judge_run(injector, shop, states, fault, done)
        at += step
    assert shop.contents() == states.after, f"{job.name} unharmed: {done}"


def _begin(injector: Injector, shop: Workshop) -> None:
    """Make everything as it is before the command of the job."""
    shop.renew()
    if shop.job.first:
        done = injector.run(shop.job.first, shop.data, shop.home, env=shop.env)
        assert done.code == 0, done


def _record_states(injector: Injector, shop: Workshop) -> FileStates:
    _begin(injector, shop)
    before = shop.contents()
    done = injector.run(shop.job.words, shop.data, shop.home, env=shop.env)
    assert done.code == 0, done
    after = shop.contents()
    assert after != before
    assert not any(name.endswith(".tmp") for name in after), after.keys()
    return FileStates(before, after)


def _judge_run(injector: Injector, shop: Workshop, states: FileStates, fault: Fault, done: Outcome) -> FaultRun:
    now = shop.contents()
    found = [f"neither old nor new: {name}" for name in partial_files(now, *states)]
    if fault.error == KILLED.error:
        found += _after_a_kill(injector, shop, states, done, now)
    else:
        found += _after_an_error(shop.job, states, fault, done, now)
    told = tuple(f"{shop.job.name}, {fault.name} at {done.hit}: {one}" for one in found)
    return FaultRun(done.hit, len(states.before | states.after), told)


def _after_a_kill(
    injector: Injector, shop: Workshop, states: FileStates, done: Outcome, now: dict[str, bytes]
) -> Iterator[str]:
    """The next run finishes the job and removes what lies about."""
    if done.code != -9:
        yield f"not killed: {done}"
    left = stray_files(now, *states)
    if any(not name.partition("/")[0].startswith(".cbi-") and "/.cbi-" not in name for name in left):
        yield f"may be taken for data: {left}"
    if {name: raw for name, raw in now.items() if name not in left} == states.after:
        if left:
            yield f"left behind: {left}"
        return
    if shop.job.is_undone:
        undone = injector.run(("undo", "--yes"), shop.data, shop.home, env=shop.env)
        kept = {name: raw for name, raw in shop.contents().items() if name not in left}
        if undone.code != 0 or kept != states.before:
            yield f"the undo did not give the files back: {undone}, {partial_files(kept, states.before, states.before)}"
    again = injector.run(shop.job.words, shop.data, shop.home, env=shop.env)
    if again.code != 0 or shop.contents() != states.after:
        yield f"the next run did not finish it: {again}, {stray_files(shop.contents(), *states)}"


def _after_an_error(job: Job, states: FileStates, fault: Fault, done: Outcome, now: dict[str, bytes]) -> Iterator[str]:
    """Either all is done, or one clear error tells what is not."""
    left = stray_files(now, *states)
    if left and fault is not READ_ONLY:
        yield f"left behind: {left}"
    kept = {name: raw for name, raw in now.items() if name not in left}
    if done.code == 0:
        if kept != states.after:
            yield "all is well, it says"
    elif done.code != 2 or fault is SHORT_WRITE:
        yield f"ended with {done.code}: {done.err}"
    elif not job.several and kept != states.before:
        yield f"an error although it was written: {done.err}"
    yield from _check_error_report(done)


def _check_error_report(done: Outcome) -> Iterator[str]:
    errors = [line for line in done.err.splitlines() if line.startswith("cbi: error: ")]
    if "Traceback" in done.err or "internal error" in done.err:
        yield f"badly told: {done.err}"
    if len(errors) != (done.code != 0):
        yield f"not one error: {done.err}"
