"""The targets, as they were set before measuring.

Those of publishing have a source: the `budget` of the design of publishing, for a dataset of 100 events and for
generated ones; a `trial` of export writers, made for the design on a machine with other work, of which the times do not
include the start of the program; or what is expected of `short commands`. The files of exports have no targets. Exports
of the shipped dataset have none either, since the start takes most of their time, nor has the data package, of which
the trial wrote the description alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from benchmarks.results import SHIPPED, Result, Results, format_size

FigureName = Literal["time", "memory", "cpu", "disk", "page", "assets"]


class Target(NamedTuple):
    """The most that a work may cost: a ratio to `python -c pass`, MiB, seconds of processors, or KB after compression.

    `peers` names the works of the other tools that it is compared with. `figure` says which figure it is, if the unit
    does not, and `source` where the target comes from; the general ones have none.
    """

    work: str
    key: str
    tool: str
    size: int
    most: float
    unit: Literal["x", "MiB", "s", "KB"] = "x"
    peers: tuple[str, ...] = ()
    figure: FigureName | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """The name by which reasons refer to it: work, tool, size, and the target."""
        size = self.size or format_size(SHIPPED)
        return f"{self.key}/{self.tool}/{size}/{self.most:g}{self.unit}"

    def find_measured(self, results: Results) -> float | None:
        """Return the measured figure; None if there is none."""
        result = results.find(self.key, self.tool, self.size)
        if result is None or result.ratio is None:
            return None
        return FIGURES[self.figure or UNIT_FIGURES[self.unit]](result)


def peak_memory(result: Result) -> float | None:
    """Return peak memory in MiB: that of all processes if it was watched and is more, otherwise of the largest one."""
    return max(result.whole_mib or 0.0, result.peak_mib or 0.0) or None


FIGURES: Mapping[FigureName, Callable[[Result], float | None]] = {
    "time": lambda result: result.ratio,
    "memory": peak_memory,
    "cpu": lambda result: result.cpu,
    "disk": lambda result: result.output.disk_mib if result.output else None,
    "page": lambda result: result.output.page_kb if result.output else None,
    "assets": lambda result: result.output.assets_kb if result.output else None,
}
"""The figures of a result that have targets; memory is that of all processes of the call together."""

UNIT_FIGURES: Mapping[str, FigureName] = {"x": "time", "MiB": "memory", "s": "cpu", "KB": "page"}
"""The figure that a target of a unit is for, unless it says another."""

_BUDGET = "budget"
_TRIAL = "trial"
_SHORT = "short commands"
_TRIAL_SECONDS = {
    "csv": (0.41, 5.0),
    "json": (0.41, 3.7),
    "ndjson": (0.13, 1.1),
    "sqlite": (0.36, 3.4),
    "ics": (0.17, 1.6),
    "xlsx": (1.2, 9.9),
}
"""Seconds of the trial writers at 10,000 and at 100,000 events."""


def _cpu_target(work: str, key: str, size: int, seconds: float, source: str = _BUDGET) -> Target:
    return Target(work, key, "cbi", size, seconds, "s", source=source)


def _make_publishing_targets() -> list[Target]:
    found = []
    for size, seconds, memory in ((SHIPPED, 0.8, None), (10_000, 6, 128), (100_000, 40, 256)):
        found.append(_cpu_target("`cbi site`", "site", size, seconds))
        if memory:
            told = "`cbi site`, peak memory"
            found.append(Target(told, "site", "cbi", size, memory, "MiB", source=_BUDGET))
    told = "`cbi site`, disk space"
    found.append(Target(told, "site", "cbi", 100_000, 512, "MiB", figure="disk", source=_BUDGET))
    for size in (SHIPPED, 10_000, 100_000):
        told = "`cbi site`, largest page, compressed"
        found.append(Target(told, "site", "cbi", size, 60, "KB", source=_BUDGET))
        told = "`cbi site`, styles and scripts of a page, compressed"
        found.append(Target(told, "site", "cbi", size, 12, "KB", figure="assets", source=_BUDGET))
    for name, seconds in (("md", 0.2), ("html", 0.2), ("pdf", 0.3)):
        found.append(_cpu_target(f"`cbi report 2022 --format {name}`", f"report-{name}", SHIPPED, seconds))
    for name, trial in _TRIAL_SECONDS.items():
        for size, seconds in zip((10_000, 100_000), trial, strict=True):
            found.append(_cpu_target(f"`cbi export {name}`", f"export-{name}", size, seconds, _TRIAL))
    found.append(Target("`cbi cite ibwc`", "cite", "cbi", SHIPPED, 5, source=_SHORT))
    found.append(Target("`cbi search water`", "search", "cbi", SHIPPED, 5, source=_SHORT))
    return found


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


GENERAL_TARGETS = tuple(_make_targets())
PUBLISHING_TARGETS = tuple(_make_publishing_targets())
TARGETS = (*GENERAL_TARGETS, *PUBLISHING_TARGETS)
