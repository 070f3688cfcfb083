"""Files of one short piece repeated thousands of times: no command does more work than some multiple of a read.

Calls of functions are counted here, and steps of regular expressions in `test_patterns`. What the functions of C do
inside of one call neither of them sees, so whole commands run too, under a bound that only a hang can reach.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli.formats.findings.text import format_findings
from cbi_cli.toml.document import parse
from cbi_cli.toml.formatter import format_document
from tests.conftest import TODAY
from tests.datasets import dataset_files, event_toml
from tests.limits.test_growth import START, counted
from tests.repositories import write_files

BEGINNINGS = ("", "x = ", 'x = "', 'x = """', "x = '''", "[", "[[topic]]\nx = [", "x = {", "a.", "x = [\n", "# ")
PIECES = (
    *('"', "'", '"""', "'''", "\\", '\\"', '\\"\\"\\"', "#", "[", "]", "[[", "]]", "{", "}", "=", ",", ".", "\n"),
    *("\r\n", " ", "\t", "\u00a0", "x", "é", "0", "2022", "-", "_", "T", ":", "a = ", "x = 1", '"a"', "\u200b", "0x"),
    *("[[topic]]\n", 'id = "', "<<<<<<< a\n", "=======\n", ">>>>>>> b\n"),
)
ENDS = ("", "x", "\n", '"', '"""', "]", "}", "= 1")


def shapes(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Return what was seen to hang, each piece alone, and random ones."""
    chance = random.Random(seed)  # noqa: S311 - the same texts in each run
    found = [("x = ", "\n", ""), ("x = ", '\\"\\"\\"', "")]
    for _ in range(count):
        period = "".join(chance.choices(PIECES, k=chance.randint(1, 4)))
        found.append((chance.choice(BEGINNINGS), period, chance.choice(ENDS)))
    return found


def check_and_format(text: str) -> None:
    """Do what `validate` and `fmt --check` do with a file of topics and one of events."""
    from cbi_cli.api import validate_files

    for name in ("topics.toml", "events/2022.toml"):
        found = validate_files(dataset_files(event_toml("2022-05-04")) | {name: text.encode()}, TODAY)[1]
        format_findings(found)
        document = parse(name, text.encode())
        if not document.errors:
            format_document(document)


@pytest.mark.parametrize(("begin", "period", "end"), shapes(60, 43))
def test_four_times_as_many_periods_are_four_times_the_calls(begin: str, period: str, end: str) -> None:
    check_and_format(begin + period + end)
    once, four_times = (
        counted(lambda: check_and_format(begin + period * times + end))  # noqa: B023 - called at once
        for times in (400, 1600)
    )
    assert four_times < 6 * max(once, 2 * START)


@pytest.mark.parametrize("words", [("validate",), ("fmt", "--check")])
@pytest.mark.parametrize(("begin", "period", "end"), shapes(6, 44))
def test_no_command_hangs(begin: str, period: str, end: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """A file of 200 kB is read in a second; each of the first two shapes took minutes before."""
    text = begin + period * (200_000 // len(period)) + end
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")) | {"topics.toml": text.encode()})
    call = [sys.executable, "-m", "cbi_cli", *words]
    env = {**os.environ, "CBI_CACHE_DIR": str(tmp_path / ".cache")}
    bound = (resource.RLIMIT_CPU, (60, 60))
    done = subprocess.run(
        call,
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(*bound),
    )
    assert done.returncode in (0, 1), done.stderr
    assert "topics.toml" in done.stdout + done.stderr or done.returncode == 0
