"""The results of a run, as they are kept in `results.json`."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.outputs import OutputFigures

SHIPPED = 0
"""Stands for the dataset that comes with the program where a number of generated events is expected."""


class DifferentRunError(Exception):
    """Results cannot be merged, because something other than the measured commands and sizes differs."""


def format_size(size: int) -> str:
    """Return a number of events for people."""
    return f"{size:,}" if size != SHIPPED else "shipped"


@dataclass(frozen=True)
class Result:
    """One tool at one work and size: medians relative to `python -c pass`, or why there is no figure.

    `ratios` has every run, `seconds` the median. `peak_mib` is the memory of the largest process, `whole_mib` that of
    all processes of the call together, if it was watched. `cpu` is the median of the seconds of all processors.
    """

    key: str
    tool: str
    size: int
    ratio: float | None = None
    ratios: tuple[float, ...] = ()
    seconds: float | None = None
    peak_mib: float | None = None
    whole_mib: float | None = None
    why: str = ""
    cpu: float | None = None
    output: OutputFigures | None = None


@dataclass(frozen=True)
class Results:
    """A whole run: the machine in general words, versions of the tools, requested runs, and every result.

    `program` identifies what was measured, `shipped_events` is the number of events of the shipped dataset, and `parts`
    tells from how many runs the results are merged.
    """

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    runs: int
    results: tuple[Result, ...] = ()
    program: str = ""
    shipped_events: int = 0
    parts: int = 1

    def find(self, key: str, tool: str, size: int) -> Result | None:
        """Return the result of a tool at a work and size; None if it was not tried."""
        return next(
            (result for result in self.results if (result.key, result.tool, result.size) == (key, tool, size)), None
        )

    def of(self, key: str, tool: str) -> list[Result]:
        """Return the measured results of a tool at a work, by size."""
        results = [
            result for result in self.results if (result.key, result.tool) == (key, tool) and result.ratio is not None
        ]
        return sorted(results, key=lambda result: result.size)


def describe_machine() -> dict[str, str]:
    """Return processors, memory, system and Python of this machine; no names."""
    cores = str(len(os.sched_getaffinity(0)))
    memory = Path("/proc/meminfo").read_text(encoding="ascii")
    match = re.search(r"MemTotal:\s+(\d+)", memory)
    gib = f"{round(int(match[1]) / 1024 / 1024)} GiB" if match else "not known"
    return {"cores": cores, "memory": gib, "system": f"{platform.system()} {platform.machine()}"}


def save_results(results: Results, file: Path) -> None:
    """Write a run as JSON."""
    file.write_text(json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load_results(file: Path) -> Results:
    """Load a run."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return Results(**{**data, "results": tuple(map(_load_result, data["results"]))})


def _load_result(fields: dict[str, Any]) -> Result:
    output = fields.get("output")
    read = {"ratios": tuple(fields["ratios"]), "output": OutputFigures(**output) if output else None}
    return Result(**{**fields, **read})


def check_mergeable(kept: Results, part: Results) -> None:
    """Raise DifferentRunError unless a part was measured like the kept results, and can be merged into them."""
    for name, one, other in (
        ("machine", kept.machine, part.machine),
        ("versions", kept.versions, part.versions),
        ("program, datasets or benchmark", kept.program, part.program),
        ("number of runs", kept.runs, part.runs),
    ):
        if one != other:
            raise DifferentRunError(f"the {name} of the kept results differ: {one} is not {other}")


def merge_results(kept: Results, part: Results) -> Results:
    """Return the kept results with those of a part in place of the same commands and sizes, by size.

    Raises DifferentRunError as `check_mergeable` does.
    """
    check_mergeable(kept, part)
    measured = {(result.key, result.tool, result.size) for result in part.results}
    others = [result for result in kept.results if (result.key, result.tool, result.size) not in measured]
    results = sorted([*others, *part.results], key=lambda result: result.size)
    return replace(kept, results=tuple(results), parts=kept.parts + 1)
