"""The results of a run, as they are kept in `results.json`."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One tool at one work and size: medians relative to `python -c pass`, or why there is no figure.

    `ratios` has every run, `seconds` the median. `peak_mib` is the memory of the largest process, `whole_mib` that of
    all processes of the call together, if it was watched.
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


@dataclass(frozen=True)
class Results:
    """A whole run: the machine in general words, versions of the tools, requested runs, and every result."""

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    runs: int
    results: tuple[Result, ...] = ()

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
    results = tuple(Result(**{**fields, "ratios": tuple(fields["ratios"])}) for fields in data.pop("results"))
    return Results(**data, results=results)
