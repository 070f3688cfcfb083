"""A plugin of pytest that tries changes of the program, each in a process of its own.

The tests are collected once. Then processes that begin as copies of this one run them: first all tests without a
change, which shows which functions each test calls and how long it takes, then for each change the tests that call
the changed function, the quickest first, until one fails. A test that fails or is skipped without a change is left out.
The plan comes as a JSON file whose name is in the environment; the results go to a file beside it, one on a line.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn

import pytest

PLAN_VARIABLE = "CBI_MUTANTS_PLAN"
ALIVE, KILLED, UNTESTED, TIMEOUT = 0, 1, 33, 36
"""The codes that mutmut uses for what became of a change."""
_MEMORY_LIMIT = 8 << 30


class ObservedTest(NamedTuple):
    """The observations of a test without a change."""

    seconds: float
    functions: frozenset[str]
    passed: bool


class CallWatcher:
    """A plugin that notes for each test the functions that it calls, its time, and whether it passed."""

    def __init__(self, hits: set[str]) -> None:
        """Take the set to which the changed functions add their names when they are called."""
        self.seen: dict[str, ObservedTest] = {}
        self._hits = hits
        self._of_fixtures: dict[Any, frozenset[str]] = {}
        self._outcomes: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        """Note what a fixture calls: it counts for every test that uses the fixture, not only for the first."""
        before = set(self._hits)
        self._hits.clear()
        try:
            return (yield)
        finally:
            self._of_fixtures[fixturedef] = frozenset(self._hits)
            self._hits.update(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a part of the test ended."""
        self._outcomes.append(report.outcome)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note what one test did."""
        self._hits.clear()
        self._outcomes.clear()
        began = time.monotonic()
        done = yield
        functions = set(self._hits)
        for definitions in getattr(item, "_fixtureinfo").name2fixturedefs.values():  # noqa: B009 - not a public name
            for definition in definitions:
                functions |= self._of_fixtures.get(definition, frozenset())
        passed = set(self._outcomes) == {"passed"}
        self.seen[item.nodeid] = ObservedTest(time.monotonic() - began, frozenset(functions), passed)
        return done


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try the changes of the plan instead of running the tests."""
    plan = json.loads(Path(os.environ[PLAN_VARIABLE]).read_text(encoding="utf-8"))
    results = Path(f"{os.environ[PLAN_VARIABLE]}.results")
    seen = watch_all(session, plan["processes"])
    left_out = sorted(name for name, one in seen.items() if not one.passed)
    Path(f"{os.environ[PLAN_VARIABLE]}.left_out").write_text("\n".join(left_out), encoding="utf-8")
    print(f"\n{len(seen)} tests, {len(left_out)} of them left out", flush=True)
    running: dict[int, tuple[str, float]] = {}
    waiting = list(plan["names"])
    while waiting or running:
        while waiting and len(running) < plan["processes"]:
            name = waiting.pop(0)
            tests = choose_tests(session.items, seen, name.rpartition("__mutmut_")[0], plan["seconds"])
            if not tests:
                _record_code(results, name, UNTESTED)
                continue
            limits = [10 * seen[item.nodeid].seconds + 5 for item in tests]
            pid = _run_in_fork(partial(_try_mutant, session, name, tests, limits))
            running[pid] = name, time.monotonic() + 4 * sum(limits) + 120
        for pid, code in list(_wait_for_ended(running)):
            name, _ = running.pop(pid)
            _record_code(results, name, code)
    return True


def choose_tests(
    items: Sequence[pytest.Item], seen: dict[str, ObservedTest], function: str, seconds: float
) -> list[pytest.Item]:
    """Choose the tests that call a function, the quickest first, until the time is used up."""
    observed = [item for item in items if item.nodeid in seen]
    calling = [item for item in observed if seen[item.nodeid].passed and function in seen[item.nodeid].functions]
    calling.sort(key=lambda item: seen[item.nodeid].seconds)
    total = 0.0
    taken: list[pytest.Item] = []
    for item in calling:
        total += seen[item.nodeid].seconds
        if taken and total > seconds:
            break
        taken.append(item)
    return taken


def watch_all(session: pytest.Session, processes: int) -> dict[str, ObservedTest]:
    """Run all tests without a change in several processes, and collect the observations."""
    files = sorted({item.nodeid.partition("::")[0] for item in session.items})
    running: dict[int, Path] = {}
    folder = Path(tempfile.mkdtemp(prefix="cbi-watched-"))
    for number in range(processes):
        share = set(files[number::processes])
        tests = [item for item in session.items if item.nodeid.partition("::")[0] in share]
        path = folder / str(number)
        running[_run_in_fork(partial(_watch_tests, session, tests, path))] = path
    seen: dict[str, ObservedTest] = {}
    for pid, path in running.items():
        os.waitpid(pid, 0)
        for line in path.read_text(encoding="utf-8").splitlines():
            name, seconds, functions, passed = json.loads(line)
            seen[name] = ObservedTest(seconds, frozenset(functions), passed)
    shutil.rmtree(folder)
    return seen


def _watch_tests(session: pytest.Session, tests: Sequence[pytest.Item], path: Path) -> int:
    """Run tests without a change, and write down what each does."""
    from mutmut.mutation import trampoline

    hits: set[str] = set()
    setattr(trampoline, "record_trampoline_hit", lambda name, caller=None: hits.add(name))  # noqa: B010
    watch = CallWatcher(hits)
    session.config.pluginmanager.register(watch)
    os.environ["MUTANT_UNDER_TEST"] = "stats"
    with path.open("w", encoding="utf-8") as file:
        for item, following in _pair_with_next(tests):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            one = watch.seen[item.nodeid]
            file.write(json.dumps([item.nodeid, one.seconds, sorted(one.functions), one.passed]) + "\n")
    return 0


def _try_mutant(session: pytest.Session, name: str, tests: Sequence[pytest.Item], limits: Sequence[float]) -> int:
    """Run the tests with a change until one fails, and return the code of its result.

    `limits` are the seconds of processor time that each test may take; one that takes more notices the change.
    """
    # What never returns from a function in C is ended by the system.
    limit = math.ceil(sum(limits)) + 30
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    signal.signal(signal.SIGVTALRM, _end_test)
    os.environ["MUTANT_UNDER_TEST"] = name
    # A file of tests that could not be collected counts as a failure from the start.
    failed_before = session.testsfailed
    for (item, following), seconds in zip(_pair_with_next(tests), limits, strict=True):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > failed_before:
            return KILLED
    return ALIVE


def _end_test(number: int, frame: FrameType | None) -> NoReturn:
    """End a process whose test takes much longer than without the change."""
    shutil.rmtree(os.environ["PYTEST_DEBUG_TEMPROOT"], ignore_errors=True)
    os._exit(TIMEOUT)


def _pair_with_next(tests: Sequence[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test with the one after it, which says which fixtures are still needed."""
    return zip(tests, [*tests[1:], None], strict=True)


def _run_in_fork(work: Callable[[], int]) -> int:
    """Do the work in a copy of this process, with a temporary folder of its own and no output; return its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = KILLED  # an error that gets out of the tests, or a call of exit, is noticed too
    os.setpgid(0, 0)
    folder = tempfile.mkdtemp(prefix="cbi-mutant-")
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        code = work()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(code)


def _wait_for_ended(running: dict[int, tuple[str, float]]) -> Iterable[tuple[int, int]]:
    """Wait a little, and return the processes that have ended, with the code; end those that take too long."""
    time.sleep(0.05)
    for pid, (_, limit) in running.items():
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            yield pid, os.waitstatus_to_exitcode(status)
        elif time.monotonic() > limit:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            yield pid, TIMEOUT


def _record_code(results: Path, name: str, code: int) -> None:
    """Record the result of a change."""
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps([name, code]) + "\n")
