"""The targets, as they were set before measuring."""

from __future__ import annotations

from typing import Literal, NamedTuple

from benchmarks.results import Result, Results


class Target(NamedTuple):
    """The most that a work may cost: a ratio to `python -c pass`, or memory in MiB.

    `peers` names the works of the other tools that it is compared with.
    """

    work: str
    key: str
    tool: str
    size: int
    most: float
    unit: Literal["x", "MiB"] = "x"
    peers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which reasons refer to it: work, tool, size, and the target."""
        return f"{self.key}/{self.tool}/{self.size}/{self.most:g}{self.unit}"

    def find_measured(self, results: Results) -> float | None:
        """Return the measured figure; None if there is none. Memory is that of all processes of the call together."""
        result = results.find(self.key, self.tool, self.size)
        if result is None or result.ratio is None:
            return None
        return result.ratio if self.unit == "x" else peak_memory(result)


def peak_memory(result: Result) -> float | None:
    """Return peak memory in MiB: that of all processes if it was watched and is more, otherwise of the largest one."""
    return max(result.whole_mib or 0.0, result.peak_mib or 0.0) or None


def _make_targets() -> list[Target]:
    found = [
        Target("`cbi scorecard 2022`, cached snapshot, piped", "scorecard", "cbi", 60, 5.5, peers=("report",)),
        Target("the same on a terminal", "scorecard-terminal", "cbi", 60, 8.5),
        Target("`cbi --version`", "version", "cbi", 60, 2),
        Target("shell completion of a word", "completion", "cbi", 60, 6),
    ]
    for size, plain, fast in ((60, 15, None), (10_000, 75, 28), (100_000, 350, 160)):
        told = "`cbi validate`, empty cache"
        found.append(Target(told, "validate", "cbi", size, plain, peers=("validate",)))
        if fast:
            found.append(Target("the same; target for an optional parser", "validate", "cbi", size, fast))
    sizes, told = (60, 1_000, 10_000, 100_000, 1_000_000), "`cbi validate`, unchanged files"
    found += [Target(told, "unchanged", "cbi", size, 7, peers=("unchanged",)) for size in sizes]
    found.append(Target("`cbi validate`, one file of 60 changed", "changed", "cbi", 100_000, 25))
    for size, most in ((100_000, 12), (1_000_000, 60)):
        for key in ("scorecard", "gaps", "timeline"):
            peers = ("report",) if key == "scorecard" else ()
            told = "timeline --year 2022" if key == "timeline" else key
            found.append(Target(f"`cbi {told}`, cached snapshot", key, "cbi", size, most, peers=peers))
            found.append(Target(f"`cbi {told}`, peak memory", key, "cbi", size, 64, "MiB", peers))
    found.append(Target("`cbi add-event`", "add-event", "cbi", 100_000, 25, peers=("add",)))
    for size, most in ((100_000, 120), (1_000_000, 500)):
        told = "`cbi validate`, empty cache, peak memory"
        found.append(Target(told, "validate", "cbi", size, most, "MiB", ("validate",)))
    return found


TARGETS = tuple(_make_targets())
