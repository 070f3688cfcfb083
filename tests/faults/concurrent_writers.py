"""Several processes that add events to one file at the same time. Run as a module, it is one of them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.cli.main import run
from tests.conftest import ROOT, TODAY
from tests.faults.jobs import ADD

EVENTS = "events/2022.toml"
_WITHOUT_INSTITUTION = [word for word in ADD if word not in ("--institution", "talks")]


class ConcurrentResult(NamedTuple):
    """What became of the events: how many calls said that they wrote one, what the file holds, and what was said."""

    said: int
    ids: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def lost(self) -> int:
        """Events that a call says it has written and that are not there."""
        return self.said - len(self.ids)

    @property
    def duplicates(self) -> int:
        """Ids that more than one event has."""
        return len(self.ids) - len(set(self.ids))


def add_concurrently(
    folder: Path, writers: int, each: int, caches: Sequence[Path], beside: Sequence[str] = ()
) -> ConcurrentResult:
    """Let processes add events to a dataset, all of the same days and titles, so that they propose the same ids.

    ``caches`` are given out in turn. ``beside`` is a command that one more process repeats until they have ended.
    """
    before = event_ids(folder)
    at_work = [_start_process(folder, caches[number % len(caches)], str(each)) for number in range(writers)]
    other = _start_process(folder, caches[0], "0", *beside) if beside else None
    told = [json.loads(one.communicate()[0]) for one in at_work]
    errors = [line for one in told for line in one["errors"]]
    if other:
        errors += json.loads(other.communicate(b"stop")[0])["errors"]
    new = tuple(name for name in event_ids(folder) if name not in before)
    return ConcurrentResult(sum(one["said"] for one in told), new, tuple(errors))


class Receipt(NamedTuple):
    """A call of a process, its exit code, and what it said on both streams."""

    words: Sequence[str]
    code: int
    out: str
    err: str


def run_at_once(folder: Path, plans: Sequence[Sequence[Sequence[str]]], cache: Path) -> list[list[Receipt]]:
    """Let processes run commands in a dataset, each process those of one plan in turn."""
    at_work = [_start_process(folder, cache, "calls", json.dumps(plan)) for plan in plans]
    return [[Receipt(*told) for told in json.loads(one.communicate()[0])] for one in at_work]


def event_ids(folder: Path) -> list[str]:
    """The ids of the events of the file."""
    return [one["id"] for one in tomllib.loads((folder / EVENTS).read_text(encoding="utf-8"))["event"]]


def _start_process(folder: Path, cache: Path, *words: str) -> subprocess.Popen[bytes]:
    env: Mapping[str, str] = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "CBI_CACHE_DIR": str(cache),
        "CBI_TODAY": TODAY.isoformat(),
    }
    call = [sys.executable, "-m", "tests.faults.concurrent_writers", *words]
    return subprocess.Popen(call, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def main() -> None:
    """Add as many events as the first word says; where it is 0, repeat the other words until stdin ends.

    After `calls`, run the commands of the next word, and tell what they said.
    """
    number, *words = sys.argv[1:]
    if number == "calls":
        print(json.dumps([_run_and_record(call) for call in json.loads(words[0])]))
        return
    codes: list[int] = []
    errors: list[str] = []
    if words:
        os.set_blocking(0, False)
        while _is_stdin_open():
            codes.append(_run_quietly(words, errors))
    for turn in range(int(number)):
        day = ("--start", f"2022-06-{turn % 28 + 1:02}", "--title", f"Talks {turn}")
        # Of no institution and in other cities, or they would be one meeting that is entered again.
        place = ("--place", f"City {turn} of {os.getpid()}")
        codes.append(_run_quietly([*_WITHOUT_INSTITUTION, *day, *place], errors))
    print(json.dumps({"said": codes.count(0), "errors": errors}))


def _is_stdin_open() -> bool:
    try:
        return not os.read(0, 1)
    except BlockingIOError:
        return True


def _run_and_record(words: Sequence[str]) -> Receipt:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return Receipt(words, code, out.getvalue(), err.getvalue())


def _run_quietly(words: Sequence[str], errors: list[str]) -> int:
    """The exit code of a call; what it says is wrong is kept."""
    told = _run_and_record(words)
    errors.extend(line for line in told.err.splitlines() if line.startswith("cbi: error: "))
    return told.code


if __name__ == "__main__":
    main()
