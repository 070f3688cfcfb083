"""A sample of changes is tried in processes of its own, with the tests that call the changed function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from reliability.forked import ALIVE, KILLED, PLAN_VARIABLE, TIMEOUT, UNTESTED, ObservedTest, choose_tests
from reliability.fresh_state import starts_another

from tests.conftest import ROOT

TRAMPOLINE = """
def record_trampoline_hit(name, caller=None):
    raise AssertionError("replaced by the plugin")
"""
PROGRAM = """
import os
from mutmut.mutation import trampoline


def call(function, versions):
    active = os.environ["MUTANT_UNDER_TEST"]
    if active == "stats":
        trampoline.record_trampoline_hit(f"program.x_{function}")
    return versions.get(active.rpartition("__mutmut_")[2] if f".x_{function}__" in active else "", versions[""])


def add(a, b):
    return call("add", {"": a + b, "1": a - b, "2": b + a})


def unused():
    return call("unused", {"": 1, "1": 2})


def build():
    return call("build", {"": 3, "1": 4})


def half(a):
    return call("half", {"": a / 2, "1": a})


def spin():
    while call("spin", {"": False, "1": True}):
        pass
    return True
"""
TESTS = """
import subprocess
import sys

import pytest
import program


@pytest.fixture(scope="module")
def built():
    return program.build()


def test_add():
    assert program.add(1, 2) == 3


def test_first_user(built):
    assert built


def test_second_user(built):
    assert built == 3


def test_ends():
    assert program.spin()


def test_fails_without_a_change():
    assert program.half(4) == 4


def test_starts_another_python():
    program.half(4)
    subprocess.run([sys.executable, "-c", ""], check=True)
"""


def test_changes_of_a_small_program_are_tried(tmp_path: Path) -> None:
    files = {
        "mutmut/__init__.py": "",
        "mutmut/mutation/__init__.py": "",
        "mutmut/mutation/trampoline.py": TRAMPOLINE,
        "program.py": PROGRAM,
        "test_program.py": TESTS,
        # What cannot be collected fails in every run, with a change or without.
        "test_broken.py": 'raise AssertionError("not collected")',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = [
        "add__mutmut_1",
        "add__mutmut_2",
        "unused__mutmut_1",
        "build__mutmut_1",
        "half__mutmut_1",
        "spin__mutmut_1",
    ]
    plan = tmp_path / "plan.json"
    content = {"names": [f"program.x_{name}" for name in names], "processes": 2, "seconds": 60}
    plan.write_text(json.dumps(content), encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "reliability.fresh_state",
            "-p",
            "reliability.forked",
            "--capture=sys",
            ".",
        ],
        cwd=tmp_path,
        env=os.environ | {PLAN_VARIABLE: str(plan), "PYTHONPATH": paths, "MUTANT_UNDER_TEST": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    results = Path(f"{plan}.results")
    assert results.is_file(), done.stdout + done.stderr
    codes = dict(json.loads(line) for line in results.read_text(encoding="utf-8").splitlines())
    assert codes == {
        "program.x_add__mutmut_1": KILLED,
        "program.x_add__mutmut_2": ALIVE,
        "program.x_unused__mutmut_1": UNTESTED,
        # Only the second user of the fixture notices, although the first one makes it be built.
        "program.x_build__mutmut_1": KILLED,
        # One test fails anyway, and the other one starts a program that has no change in it.
        "program.x_half__mutmut_1": UNTESTED,
        "program.x_spin__mutmut_1": TIMEOUT,
    }
    assert Path(f"{plan}.left_out").read_text(encoding="utf-8").splitlines() == [
        "test_program.py::test_fails_without_a_change",
        "test_program.py::test_starts_another_python",
    ]


def test_the_quickest_tests_are_chosen_until_the_time_is_used_up() -> None:
    calls = frozenset({"f"})
    seen = {
        "slow": ObservedTest(9.0, calls, True),
        "quick": ObservedTest(1.0, calls, True),
        "failing": ObservedTest(0.1, calls, False),
        "middle": ObservedTest(2.0, calls, True),
        "other": ObservedTest(0.1, frozenset({"g"}), True),
    }
    items = [cast("pytest.Item", SimpleNamespace(nodeid=name)) for name in (*seen, "never run")]

    def names(seconds: float) -> list[str]:
        return [item.nodeid for item in choose_tests(items, seen, "f", seconds)]

    assert names(60) == ["quick", "middle", "slow"]
    assert names(3) == ["quick", "middle"]
    assert names(0.5) == ["quick"]
    assert choose_tests(items, seen, "h", 60) == []


@pytest.mark.parametrize(
    ("event", "values", "another"),
    [
        ("subprocess.Popen", (None, [sys.executable, "-m", "cbi_cli"], None, None), True),
        ("subprocess.Popen", ("/bin/sh", ["-c", f"{sys.executable} -m cbi_cli | true"], None, None), True),
        ("subprocess.Popen", ("git", ["git", "status"], None, None), False),
        ("os.forkpty", (), True),
        ("os.fork", (), False),
        ("open", (sys.executable, "r", 0), False),
    ],
)
def test_another_python_or_a_terminal_is_known(event: str, values: tuple[Any, ...], another: bool) -> None:
    assert starts_another(event, values) is another
