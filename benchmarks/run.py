"""Measure everything and write the page: `python -m benchmarks.run`.

Whole processes are timed in turn, each beside `python -c pass` of the project's own environment. Progress goes to
stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page, workdir
from benchmarks.cases import cached_cases, changing_cases, cold_case, prepare_snapshots
from benchmarks.measure import Case, InterleavedRuns, Sample
from benchmarks.peers import peer_cases
from benchmarks.results import Result, Results, describe_machine, save_results
from benchmarks.versions import find_versions

SIZES = (60, 1_000, 10_000, 100_000, 1_000_000)
SKIP_AFTER_SECONDS = 60.0
"""Seconds beyond which a call is not tried at a size, judged by the size before."""


@dataclass(frozen=True)
class BenchmarkSetup:
    """The work folder, and the programs of the two environments."""

    work: Path
    plain: Path
    peers: Path

    def env(self) -> dict[str, str]:
        """Return the environment of every measured process, without the user's own settings."""
        home = self.work / "home"
        home.mkdir(parents=True, exist_ok=True)
        cache = str(self.work / "cache")
        return {"PATH": f"{self.peers}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "CBI_CACHE_DIR": cache} | {
            "TERM": "xterm-256color",
            "TMPDIR": str(self.work),
        }


def prepare(work: Path) -> BenchmarkSetup:
    """Make the environments; that of the peers may lack tools that cannot be installed."""
    print_progress("environments")
    work.mkdir(parents=True, exist_ok=True)
    workdir.remove_snapshots(work)
    plain = workdir.make_project_environment(work / "plain")
    return BenchmarkSetup(
        work, plain, workdir.make_environment(work / "peers", "-r", str(workdir.HERE / "requirements.txt"))
    )


def make_cases(ground: BenchmarkSetup, size: int, only: str) -> tuple[list[Case], list[Result]]:
    """Return every call at a size, and a result for each that cannot be tried."""
    env = ground.env()
    data = workdir.make_dataset(ground.work, size)
    cases = list(cached_cases(ground.plain, data, env))
    cases.append(cold_case(ground.plain, data, env, ground.work / "cold"))
    cases += changing_cases(ground.plain, data, workdir.make_copy(ground.work, size), env)
    prepare_snapshots(case for case in cases if case.key in ("unchanged", "changed"))
    there, absent = peer_cases(ground.peers, data, workdir.make_peer_formats(ground.work, size), env)
    missing = [Result(peer.key, peer.tool, size, why=why) for peer, why in absent]
    return [case for case in (*cases, *there) if only in f"{case.tool} {case.key}"], missing


def measure_size(ground: BenchmarkSetup, size: int, runs: int, only: str, before: Sequence[Result]) -> list[Result]:
    """Return the results of one size.

    `before` are those of smaller ones, from which the time of a call is estimated.
    """
    cases, results = make_cases(ground, size, only)
    tried = [
        case
        for case in cases
        if _estimate_seconds(case, size, before) <= SKIP_AFTER_SECONDS or case.tool.startswith("cbi")
    ]
    late = [case for case in cases if case not in tried]
    results += [Result(one.key, one.tool, size, why="would take more than a minute") for one in late]
    base = Case("base", "python", (str(ground.plain / "python"), "-c", "pass"), ground.work, ground.env())
    turn = InterleavedRuns(base, runs, ground.work / "stderr.txt", lambda text: print_progress(f"{size:,}: {text}"))
    begin, samples = turn.measure([(case, _estimate_seconds(case, size, before)) for case in tried])
    return results + [
        _make_result(case, size, begin, sample, ground) for case, sample in zip(tried, samples, strict=True)
    ]


def _estimate_seconds(case: Case, size: int, before: Sequence[Result]) -> float:
    """Return the expected seconds of a call, as if it grew with the number of events from the largest measured size."""
    measured = [result for result in before if (result.key, result.tool) == (case.key, case.tool) and result.seconds]
    return (measured[-1].seconds or 0.0) * size / measured[-1].size if measured else 0.0


def _make_result(case: Case, size: int, begin: Sample, sample: Sample | str, ground: BenchmarkSetup) -> Result:
    if isinstance(sample, str):
        why = "failed: " + " ".join(sample.replace(str(ground.work), "WORK").split())
        print_progress(f"{size:,}: {case.tool} {case.key} {why}")
        return Result(case.key, case.tool, size, why=why)
    ratios = tuple(round(one / begin.median, 2) for one in sample.seconds)
    whole = round(sample.whole / 1024, 1) if sample.whole else None
    ratio, peak = round(sample.median / begin.median, 2), round(sample.peak / 1024, 1)
    return Result(case.key, case.tool, size, ratio, ratios, round(sample.median, 4), peak, whole)


def measure(ground: BenchmarkSetup, sizes: Sequence[int], runs: int, only: str) -> Results:
    """Measure all sizes, one after the other; intermediate results are kept in the work folder."""
    results: list[Result] = []
    versions = find_versions(ground.plain, ground.peers)
    for size in sizes:
        results += measure_size(ground, size, runs, only, results)
        save_results(Results(describe_machine(), versions, runs, tuple(results)), ground.work / "results.json")
    return Results(describe_machine(), versions, runs, tuple(results))


def print_progress(text: str) -> None:
    """Print progress, with the time since the start."""
    print(f"[{time.monotonic() - _START_TIME:6.0f} s] {text}", file=sys.stderr, flush=True)


_START_TIME = time.monotonic()


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of events, with commas between")
    parser.add_argument("--runs", type=int, default=5, help="runs of each call; fewer where one takes long")
    parser.add_argument("--only", default="", help="only calls whose tool and work contain this; writes no page")
    parser.add_argument("--quick", action="store_true", help="60 and 1,000 events, two runs; writes no page")
    parser.add_argument("--work", type=Path, default=_work_folder(), help="where datasets and environments are kept")
    return parser.parse_args()


def _work_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cbi-benchmarks"


def main() -> None:
    """Measure, keep the results, and write the page; results of a partial run are kept in the work folder only."""
    asked = _parse_arguments()
    sizes = [60, 1000] if asked.quick else [int(part) for part in asked.sizes.split(",")]
    ground = prepare(asked.work.resolve())
    results = measure(ground, sorted(sizes), 2 if asked.quick else asked.runs, asked.only)
    if asked.only or asked.quick:
        save_results(results, ground.work / "results.json")
        print(page.results_table(results))
        return
    save_results(results, workdir.HERE / "results.json")
    page.write_page(results)
    print_progress("docs/performance.md is written")


if __name__ == "__main__":
    main()
