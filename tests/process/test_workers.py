"""Processes that read files end with the process that started them, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import os, sys, time
from pathlib import Path
from cbi_cli.index.staleness import ChangedFile
from cbi_cli.loading import workers

def read_for_ever(folder, file):
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(600)

workers.PARALLEL_MIN_BYTES = 1
os.cpu_count = lambda: 2
files = [ChangedFile(number, str(number), 1) for number in range(4)]
list(workers.read_in_parallel(read_for_ever, sys.argv[1], files))
"""


def wait_for(found: list[int], folder: Path) -> None:
    """Wait until two workers have written their numbers."""
    while len(found) < 2:
        time.sleep(0.05)
        found[:] = [int(path.name) for path in folder.iterdir()]


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_the_first_process(number: signal.Signals, tmp_path: Path) -> None:
    """The terminal interrupts all of them; other signals reach the first process only."""
    words = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL) as first:
        workers: list[int] = []
        wait_for(workers, tmp_path)
        if number == signal.SIGINT:
            os.killpg(first.pid, number)
        else:
            first.send_signal(number)
        first.wait(60)
    for _ in range(600):
        if not any(is_running(worker) for worker in workers):
            break
        time.sleep(0.1)
    assert [worker for worker in workers if is_running(worker)] == []
