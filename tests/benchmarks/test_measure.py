"""Processes are measured whole: memory of all of them, exit codes, a terminal, and turns."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.measure import Case, InterleavedRuns, ProcessFailedError, run_once

from benchmarks import measure

BIG = 40 << 20
HOLD = f"x = bytearray({BIG}); x[::4096] = b'1' * len(x[::4096])"


def _case(folder: Path, code: str, terminal: bool = False) -> Case:
    return Case("work", "python", (sys.executable, "-c", code), folder, {"LANG": "C.UTF-8"}, terminal)


def test_the_peak_is_that_of_the_process_and_not_of_the_one_that_measures(tmp_path: Path) -> None:
    small = run_once(_case(tmp_path, "pass"), tmp_path / "errors")
    large = run_once(_case(tmp_path, HOLD), tmp_path / "errors")
    assert small.peak < 20 * 1024
    assert large.peak > BIG / 1024


def test_all_processes_together_count_where_that_is_asked(tmp_path: Path) -> None:
    code = f"import os, time; os.fork(); {HOLD}; time.sleep(0.4)"
    found = run_once(_case(tmp_path, code), tmp_path / "errors", whole=True)
    assert found.whole > 2 * BIG / 1024 > found.peak


def test_a_failure_is_told_with_the_end_of_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailedError, match=r"ended with 3: it broke"):
        run_once(_case(tmp_path, "import sys; sys.stderr.write('it broke'); sys.exit(3)"), tmp_path / "errors")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_case_may_run_on_a_terminal(terminal: bool, tmp_path: Path) -> None:
    code = f"import sys; sys.exit(sys.stdout.isatty() is not {terminal})"
    assert run_once(_case(tmp_path, code, terminal), tmp_path / "errors").seconds > 0


def test_more_output_than_a_pipe_holds_does_not_block(tmp_path: Path) -> None:
    assert run_once(_case(tmp_path, "print('x' * 1_000_000)"), tmp_path / "errors").peak > 0


def test_cases_run_in_turn_each_after_the_base_and_the_warm_up_does_not_count(tmp_path: Path) -> None:
    def noting(letter: str) -> Case:
        return _case(tmp_path, f"open('log', 'a').write('{letter}')")

    turn = InterleavedRuns(noting("-"), 2, tmp_path / "errors", lambda text: None)
    base, found = turn.measure([(noting("a"), 0.0), (noting("b"), 0.0)])
    assert (tmp_path / "log").read_text() == "ab" + "-a-b" * 2
    assert [len(one.seconds) for one in found if not isinstance(one, str)] == [2, 2]
    assert len(base.seconds) == 4


def test_a_case_that_is_expected_to_take_long_runs_once(tmp_path: Path) -> None:
    turn = InterleavedRuns(_case(tmp_path, "pass"), 5, tmp_path / "errors", lambda text: None)
    _, (sample,) = turn.measure([(_case(tmp_path, "open('log', 'a').write('a')"), 100.0)])
    assert not isinstance(sample, str)
    assert (len(sample.seconds), (tmp_path / "log").read_text()) == (1, "a")


def test_a_case_that_fails_is_told_beside_the_others(tmp_path: Path) -> None:
    turn = InterleavedRuns(_case(tmp_path, "pass"), 1, tmp_path / "errors", lambda text: None)
    _, found = turn.measure([(_case(tmp_path, "1 / 0"), 0.0), (_case(tmp_path, "pass"), 0.0)])
    assert "ZeroDivisionError" in str(found[0])
    assert not isinstance(found[1], str)


def test_a_call_that_says_so_runs_once_and_without_a_warm_up(tmp_path: Path) -> None:
    turn = InterleavedRuns(_case(tmp_path, "pass"), 5, tmp_path / "errors", lambda text: None)
    only = replace(_case(tmp_path, "open('log', 'a').write('a')"), once=True)
    _, (sample,) = turn.measure([(only, 0.0)])
    assert not isinstance(sample, str)
    assert (len(sample.seconds), len(sample.cpu), (tmp_path / "log").read_text()) == (1, 1, "a")


def test_seconds_of_processors_count_work_and_not_waiting(tmp_path: Path) -> None:
    waiting = run_once(_case(tmp_path, "import time; time.sleep(0.5)"), tmp_path / "errors")
    assert waiting.seconds > 0.5 > waiting.cpu > 0


def test_seconds_of_processors_count_those_of_all_processes(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    call = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {busy!r}])\n{busy}"
    assert run_once(_case(tmp_path, call), tmp_path / "errors").cpu > 0.6


@pytest.mark.parametrize("once", [True, False])
def test_each_run_writes_anew_and_the_first_is_weighed(once: bool, tmp_path: Path) -> None:
    code = "import os; os.mkdir('out/new'); open('out/new/a', 'w').write('x' * 1024); open('log', 'a').write('a')"
    writing = replace(_case(tmp_path, code), output=tmp_path / "out" / "new", once=once)
    turn = InterleavedRuns(_case(tmp_path, "pass"), 2, tmp_path / "errors", lambda text: None)
    _, (sample,) = turn.measure([(writing, 0.0)])
    assert not isinstance(sample, str)
    assert sample.output is not None
    assert (sample.output.files, sample.output.mib) == (1, 0.001)
    assert (tmp_path / "log").read_text() == ("a" if once else "aaa")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_call_that_does_not_write_its_output_fails(tmp_path: Path) -> None:
    turn = InterleavedRuns(_case(tmp_path, "pass"), 1, tmp_path / "errors", lambda text: None)
    _, found = turn.measure([(replace(_case(tmp_path, "pass"), output=tmp_path / "site"), 0.0)])
    assert found == ["nothing was written: site"]


def test_what_takes_too_long_is_ended_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "TIMEOUT_SECONDS", 1)
    with pytest.raises(ProcessFailedError, match="-9"):
        run_once(_case(tmp_path, "import time; time.sleep(600)"), tmp_path / "errors")


def test_what_prepares_a_run_runs_before_each(tmp_path: Path) -> None:
    seen: list[int] = []
    case = Case("work", "python", (sys.executable, "-c", "pass"), tmp_path, {}, before=lambda: seen.append(1))
    InterleavedRuns(_case(tmp_path, "pass"), 3, tmp_path / "errors", lambda text: None).measure([(case, 0.0)])
    assert len(seen) == 1 + 3
