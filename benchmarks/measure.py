"""Measure whole processes, in turn."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.outputs import OutputFigures, measure_output, remove_output

_PROCESS_SCRIPT = Path(__file__).parent / "processes.py"
TIMEOUT_SECONDS = 900
"""Seconds after which a call is ended and counts as failed."""
_LONG_CALL_SECONDS = 15.0
"""Seconds from which on a call is measured once; shorter ones as often as fit in, but at least twice."""


@dataclass(frozen=True)
class Case:
    """One call of one tool on one dataset; `before` prepares each run and is not measured.

    `output` is the file or folder that the call writes, which no run finds. `once` is for expensive calls: the first
    run, otherwise a warm-up, is the only one.
    """

    key: str
    tool: str
    argv: tuple[str, ...]
    folder: Path
    env: Mapping[str, str]
    terminal: bool = False
    whole: bool = False
    before: Callable[[], None] | None = None
    output: Path | None = None
    once: bool = False


class ProcessFailedError(Exception):
    """A measured process did not exit with 0."""


class RunMeasurement(NamedTuple):
    """Seconds, those of all processors, and the peak memory in KiB of the largest process, and if watched of all."""

    seconds: float
    cpu: float
    peak: int
    whole: int


@dataclass
class Sample:
    """The runs of one case: seconds of each, peak memory of its largest process and of all together, in KiB.

    `output` has the figures of what one run has written.
    """

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0
    whole: int = 0
    output: OutputFigures | None = None

    def add(self, run: RunMeasurement) -> None:
        """Add a run."""
        self.seconds.append(run.seconds)
        self.cpu.append(run.cpu)
        self.peak = max(self.peak, run.peak)

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    @property
    def cpu_median(self) -> float:
        """The median of the seconds of all processors."""
        return statistics.median(self.cpu)


def run_once(case: Case, errors: Path, whole: bool = False) -> RunMeasurement:
    """Run a case once, and watch all its processes if requested.

    Raises ProcessFailedError if it does not exit with 0.
    """
    if case.before:
        case.before()
    if case.output:
        remove_output(case.output)
    call = {"argv": case.argv, "env": dict(case.env), "folder": str(case.folder), "terminal": case.terminal}
    request = json.dumps({**call, "errors": str(errors), "whole": whole, "limit": TIMEOUT_SECONDS})
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(_PROCESS_SCRIPT), request], capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout)
    if result["code"]:
        raise ProcessFailedError(
            f"{Path(case.argv[0]).name} ended with {result['code']}: {result['end'].strip()[-300:]}"
        )
    return RunMeasurement(result["seconds"], result["cpu"], result["peak"], result["whole"])


@dataclass(frozen=True)
class InterleavedRuns:
    """Rounds in which every case runs once, each after a run of the base; one warm-up of each is not counted."""

    base: Case
    runs: int
    errors: Path
    report_progress: Callable[[str], None]

    def measure(self, cases: Sequence[tuple[Case, float]]) -> tuple[Sample, list[Sample | str]]:
        """Return the sample of the base and of each case, or why it failed; cases come with their expected seconds.

        A case of more than a quarter of a minute, or that says so, runs once and without a warm-up, other long ones at
        least twice.
        """
        begin = Sample()
        samples = [self._warm_up(case, guess) for case, guess in cases]
        for round_ in range(self.runs):
            self.report_progress(f"round {round_ + 1} of {self.runs}")
            for (case, _), (sample, run_count) in zip(cases, samples, strict=True):
                if isinstance(sample, Sample) and len(sample.seconds) < run_count:
                    self._measure_pair(begin, sample, case)
        while len(begin.seconds) < self.runs:
            begin.add(run_once(self.base, self.errors))
        return begin, [sample for sample, _ in samples]

    def _warm_up(self, case: Case, guess: float) -> tuple[Sample | str, int]:
        """Return an empty sample after a warm-up, or one with its only run, and the number of runs to do."""
        self.report_progress(f"{case.tool} {case.key}")
        sample = Sample()
        try:
            warm = run_once(case, self.errors, whole=case.whole)
            if case.output:
                sample.output = measure_output(case.output)
        except (ProcessFailedError, FileNotFoundError) as error:
            return str(error), 0
        finally:
            _discard_output(case)
        sample.whole = warm.whole
        if not case.once and max(warm.seconds, guess) <= _LONG_CALL_SECONDS:
            return sample, max(2, min(self.runs, int(_LONG_CALL_SECONDS / warm.seconds)))
        if not case.whole:
            sample.add(warm)
        return sample, 1

    def _measure_pair(self, begin: Sample, sample: Sample, case: Case) -> None:
        begin.add(run_once(self.base, self.errors))
        sample.add(run_once(case, self.errors))
        _discard_output(case)


def _discard_output(case: Case) -> None:
    """Remove what was written, before the system writes it to the disk during the next call."""
    if case.output:
        remove_output(case.output)
