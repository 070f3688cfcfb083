"""Snapshots that are harmed by chance: the answers stay what they are without one."""

from __future__ import annotations

import contextlib
import io
import os
import random
from pathlib import Path
from typing import NamedTuple

from cbi_cli.cli.main import run
from cbi_cli.index import cache

_PAGE_BYTES = 4096
_DAMAGE_KINDS = ("flip", "flip", "flip", "zero", "swap", "cut", "grow", "noise", "empty", "other")
QUESTIONS = (
    "timeline --year all --format json",
    "scorecard 2022",
    "gaps --format json",
    "topics 2022",
    "list events --format csv",
    "show hlsd",
    "explain 2022 hlsd",
    "validate --format json",
    "info",
)
"""Calls that read much of a snapshot."""


class Damage(NamedTuple):
    """A way to harm a file, and a number that chooses where."""

    way: str
    choice: int


class BrokenSnapshotError(AssertionError):
    """What a harmed snapshot showed."""


def draw_damage(chance: random.Random) -> Damage:
    """A harm made by chance."""
    return Damage(chance.choice(_DAMAGE_KINDS), chance.randrange(10**9))


def apply_damage(raw: bytes, harm: Damage, other: bytes) -> bytes:
    """The bytes after a harm; ``other`` is a snapshot of something else."""
    chance = random.Random(harm.choice)  # noqa: S311 - the same harm each time is wanted
    new = bytearray(raw)
    start = chance.randrange(len(raw))
    if harm.way == "flip":
        for _ in range(chance.choice([1, 1, 2, 50])):
            new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
    elif harm.way == "zero":
        new[start : start + chance.choice([1, 100, 3 * _PAGE_BYTES])] = b"\0" * len(
            new[start : start + 3 * _PAGE_BYTES]
        )
    elif harm.way == "swap":
        one, two = (chance.randrange(len(raw) // _PAGE_BYTES) * _PAGE_BYTES for _ in range(2))
        new[one : one + _PAGE_BYTES], new[two : two + _PAGE_BYTES] = (
            raw[two : two + _PAGE_BYTES],
            raw[one : one + _PAGE_BYTES],
        )
    elif harm.way == "noise":
        new[start : start + 200] = chance.randbytes(200)
    return {"cut": raw[:start], "grow": raw + raw[:start], "empty": b"", "other": other}.get(harm.way, bytes(new))


class SnapshotOracle:
    """A dataset in the working folder and its snapshot, with the right answers to the questions.

    ``CBI_CACHE_DIR`` names the folder of the snapshot.
    """

    def __init__(self) -> None:
        for path in Path.cwd().rglob("*.toml"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        self.right = {question: run_question(question) for question in QUESTIONS}
        (self.path,) = Path(os.environ["CBI_CACHE_DIR"]).glob("*.sqlite")
        self.raw = self.path.read_bytes()

    def check(self, harm: Damage, by_the_disk: bool = False) -> bool:
        """Harm the snapshot and ask a question; whether the answer was the right one.

        It always has to be, but where the disk itself changes bytes and keeps the times. Raises Broken where it is not,
        and where the program does not know what to do.
        """
        other = b"SQLite format 3\0" + self.raw[16 : len(self.raw) // 2]
        self.path.write_bytes(apply_damage(self.raw, harm, other))
        if by_the_disk:
            cache._write_seal(self.path)
        question = QUESTIONS[harm.choice % len(QUESTIONS)]
        is_right = run_question(question) == self.right[question]
        if not is_right and not by_the_disk:
            raise BrokenSnapshotError(f"{question}: another answer")
        return is_right


def run_question(question: str) -> tuple[int, str]:
    """Exit code and output of a call; Broken where the program does not know what happened to it."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(question.split())
    if "internal error" in err.getvalue() or "Traceback" in err.getvalue():
        raise BrokenSnapshotError(f"{question}: {err.getvalue()[-300:]}")
    return code, out.getvalue()
