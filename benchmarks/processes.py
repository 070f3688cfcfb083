"""Start one process, wait for it, and print its figures as JSON; reads the call as JSON from its argument.

A program of its own, without imports of the project: the kernel counts the memory of the process that starts another as
memory of the other, so this one stays as small as Python can be.
"""

import json
import os
import select
import signal
import sys
import time


def main() -> None:
    """Run the call and print its figures.

    They are seconds, seconds of processors, peak memory in KiB, exit code, bytes printed, and the end of stderr.

    A process that takes longer than the limit is ended, with all that it started.
    """
    call = json.loads(sys.argv[1])
    os.chdir(call["folder"])
    reader, writer = _open_terminal() if call["terminal"] else os.pipe()
    errors = os.open(call["errors"], os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    begun = time.perf_counter()
    pid = _spawn(call, writer, errors)
    try:
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
        signal.alarm(call["limit"])
        os.close(writer)
        whole, written = _drain(pid, reader, call["whole"])
        _, status, used = os.wait4(pid, 0)
        seconds = time.perf_counter() - begun
    except BaseException:
        os.killpg(pid, signal.SIGKILL)
        raise
    end = os.pread(errors, 2000, max(0, os.fstat(errors).st_size - 2000)).decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    figures = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss, "whole": whole}
    print(json.dumps({**figures, "code": code, "written": written, "end": end}))


def _open_terminal() -> tuple[int, int]:
    """Open both ends of a terminal of 120 columns."""
    import fcntl
    import struct
    import termios

    reader, writer = os.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    return reader, writer


def _spawn(call: dict, writer: int, errors: int) -> int:  # type: ignore[type-arg]
    nothing = os.open(os.devnull, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_DUP2, errors, 2)]
    return os.posix_spawn(call["argv"][0], call["argv"], dict(call["env"]), file_actions=actions, setsid=True)


def _drain(pid: int, reader: int, watched: bool) -> tuple[int, int]:
    """Read all output; if watched, also return the largest sum of memory over all processes, in KiB."""
    whole = written = 0
    while True:
        if watched and not select.select([reader], [], [], 0.02)[0]:
            whole = max(whole, _sum_memory(pid))
            continue
        try:
            part = os.read(reader, 1 << 16)
        except OSError:
            return whole, written
        if not part:
            return whole, written
        written += len(part)


def _sum_memory(pid: int) -> int:
    """Return the memory of a process and of all below it, shared pages by their share, in KiB."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            own = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return own + sum(_sum_memory(int(child)) for child in file.read().split())
    except (OSError, StopIteration):
        return 0


if __name__ == "__main__":
    main()
