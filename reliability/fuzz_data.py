"""Change datasets, histories and snapshots at random: `python -m reliability.fuzz_data fields`.

The targets: `make_field_draw` changes a value of the shipped dataset, `histories` makes a repository and reads each
of its commits, `snapshots` damages a small snapshot and a large one, `disk` damages a large one so that its
times do not show it. The expected results are in `tests/properties`; any other is printed, and the exit code is 1.
`--rounds 5000` takes so many, `--seed 7` others. Figures go to `results.json`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generate import generate
from tests.properties import histories, mutated, snapshots
from tests.repositories import write_files
from tests.rules.test_proven import SHIPPED

from reliability.results import record_figures

Draw = Callable[[random.Random], str]
"""Makes one by chance and holds it against what it has to come to; gives a word for what it came to."""

LARGE_EVENTS = 2500
"""So many events make a snapshot of more than 4 MiB."""


def make_field_draw(folder: Path) -> Draw:
    """Return a function that changes a value."""
    return lambda chance: mutated.check_change(mutated.draw_change(chance))


def make_history_draw(folder: Path) -> Draw:
    """Return a function that makes a history, all commits of which are read."""

    def draw(chance: random.Random) -> str:
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            histories.check_history(histories.draw_history(chance), Path(inner))
        return "read"

    return draw


def make_damage_draw(folder: Path, by_the_disk: bool = False) -> Draw:
    """Return a function that damages a snapshot: one in five is large, since rebuilding it takes longer."""
    kept: dict[bool, tuple[Path, snapshots.SnapshotOracle]] = {}
    for large in (True, False):
        root = folder / ("large" if large else "small")
        os.environ["CBI_CACHE_DIR"] = str(folder / f"{root.name}-cache")
        if large:
            generate(LARGE_EVENTS, root)
        else:
            write_files(root, SHIPPED)
        os.chdir(root)
        kept[large] = root, snapshots.SnapshotOracle()

    def draw(chance: random.Random) -> str:
        large = by_the_disk or chance.random() < 0.2
        root, asked = kept[large]
        os.environ["CBI_CACHE_DIR"] = str(folder / f"{root.name}-cache")
        os.chdir(root)
        is_right = asked.check(snapshots.draw_damage(chance), by_the_disk)
        return f"{root.name}, {'right' if is_right else 'believed'}"

    return draw


TARGETS: dict[str, tuple[Callable[[Path], Draw], int]] = {
    "fields": (make_field_draw, 5000),
    "histories": (make_history_draw, 200),
    "snapshots": (make_damage_draw, 3000),
    "disk": (lambda folder: make_damage_draw(folder, by_the_disk=True), 300),
}
"""What is changed, and how many rounds are taken."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the rounds, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m reliability.fuzz_data")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    make, usual = TARGETS[options.target]
    rounds = options.rounds or usual
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="cbi-fuzz-") as folder:
        os.environ.update(CBI_TODAY="2026-11-24", CBI_CACHE_DIR=str(Path(folder) / "cache"))
        came_to = _take_rounds(make(Path(folder)), range(options.seed, options.seed + rounds))
        os.chdir(before)
    failures = came_to.pop("failure", 0)
    print(f"{options.target}: {rounds:,} rounds, {dict(came_to)}, {failures} failures")
    record_figures("data", options.target, {"rounds": rounds, **dict(sorted(came_to.items())), "failures": failures})
    return int(failures > 0)


def _take_rounds(draw: Draw, seeds: Sequence[int]) -> Counter[str]:
    """Count the results of rounds; each has a seed of its own, so that it can be repeated alone."""
    came_to: Counter[str] = Counter()
    for seed in seeds:
        try:
            came_to[draw(random.Random(seed))] += 1  # noqa: S311 - the same rounds in each run are wanted
        except Exception as error:
            came_to["failure"] += 1
            print(f"--rounds 1 --seed {seed}: {type(error).__name__}: {str(error)[:1000]}")
    return came_to


if __name__ == "__main__":
    sys.exit(main())
