"""Measure everything and write the page: `python -m benchmarks.run`.

Whole processes are timed in turn, each beside `python -c pass` of the project's own environment. Progress goes to
stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from benchmarks import page, workdir
from benchmarks.cases import CHANGING_KEYS, cached_cases, changing_cases, check_case, cold_case, prepare_snapshots
from benchmarks.generate import BUILT_IN
from benchmarks.measure import Case, InterleavedRuns, Sample
from benchmarks.peers import PEERS, peer_cases
from benchmarks.publishing import (
    EXTRAS,
    ProgramEnvironment,
    PublishingSetup,
    publishing_cases,
    too_large_results,
)
from benchmarks.results import (
    SHIPPED,
    DifferentRunError,
    Result,
    Results,
    check_mergeable,
    describe_machine,
    format_size,
    load_results,
    merge_results,
    save_results,
)
from benchmarks.selection import Selection, UnknownCaseError, parse_selection
from benchmarks.versions import find_versions

SIZES = (SHIPPED, 60, 1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (SHIPPED, 60, 1_000)
SKIP_AFTER_SECONDS = 60.0
"""Seconds beyond which a call of another tool is not tried at a size, judged by the size before."""


@dataclass(frozen=True)
class BenchmarkSetup:
    """The work folder, and the programs of the three environments."""

    work: Path
    plain: Path
    extras: Path
    peers: Path

    def env(self, cache: str = "cache") -> dict[str, str]:
        """Return the environment of every measured process, without the user's own settings."""
        home = self.work / "home"
        home.mkdir(parents=True, exist_ok=True)
        path = f"{self.peers}:/usr/bin:/bin"
        own = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "CBI_CACHE_DIR": str(self.work / cache)}
        return {**own, "TERM": "xterm-256color", "TMPDIR": str(self.work)}

    def publishing(self) -> PublishingSetup:
        """Return what the publishing commands run with. A snapshot is valid in one environment only."""
        extras = ProgramEnvironment(self.extras, self.env("cache-extras"))
        return PublishingSetup(ProgramEnvironment(self.plain, self.env()), extras, self.work / "outputs")


def prepare(work: Path) -> BenchmarkSetup:
    """Make the environments; that of the peers may lack tools that cannot be installed."""
    print_progress("environments")
    work.mkdir(parents=True, exist_ok=True)
    workdir.remove_snapshots(work)
    plain = workdir.make_project_environment(work / "plain")
    extras = workdir.make_project_environment(work / "extras", *EXTRAS)
    peers = workdir.make_environment(work / "peers", "-r", str(workdir.HERE / "requirements.txt"))
    return BenchmarkSetup(work, plain, extras, peers)


class SizeCases(NamedTuple):
    """The calls at a size, and a result for each that cannot be tried."""

    cases: list[Case]
    missing: list[Result]


def make_cases(ground: BenchmarkSetup, size: int, selection: Selection) -> SizeCases:
    """Return the selected calls at a size. The shipped dataset is only published."""
    data = workdir.make_dataset(ground.work, size)
    publishing = _make_publishing_cases(ground, data, size, selection)
    if size == SHIPPED:
        return publishing
    own = _make_own_cases(ground, data, size, selection)
    peers = _make_peer_cases(ground, data, size, selection)
    return SizeCases([*own, *publishing.cases, *peers.cases], [*publishing.missing, *peers.missing])


def _make_publishing_cases(ground: BenchmarkSetup, data: Path, size: int, selection: Selection) -> SizeCases:
    setup = ground.publishing()
    cases = [case for case in publishing_cases(setup, data, size) if selection.has_any(case)]
    for programs, env in (setup.plain, setup.extras):
        if any(Path(case.argv[0]).parent == programs for case in cases):
            prepare_snapshots([check_case(programs, data, env)])
    return SizeCases(cases, [result for result in too_large_results(size) if selection.has(result.key, result.tool)])


def _make_own_cases(ground: BenchmarkSetup, data: Path, size: int, selection: Selection) -> list[Case]:
    env = ground.env()
    cases = [*cached_cases(ground.plain, data, env), cold_case(ground.plain, data, env, ground.work / "cold")]
    if any(selection.has(key, "cbi") for key in CHANGING_KEYS):
        cases += changing_cases(ground.plain, data, workdir.make_copy(ground.work, size), env)
    if selection.has_any(*cases):
        prepare_snapshots(case for case in cases if case.key in ("unchanged", "changed"))
    return [case for case in cases if selection.has_any(case)]


def _make_peer_cases(ground: BenchmarkSetup, data: Path, size: int, selection: Selection) -> SizeCases:
    if not any(selection.has(peer.key, peer.tool) for peer in PEERS):
        return SizeCases([], [])
    there, absent = peer_cases(ground.peers, data, workdir.make_peer_formats(ground.work, size), ground.env())
    missing = [Result(peer.key, peer.tool, size, why=why) for peer, why in absent if selection.has(peer.key, peer.tool)]
    return SizeCases([case for case in there if selection.has_any(case)], missing)


def measure_size(
    ground: BenchmarkSetup, size: int, runs: int, selection: Selection, before: Sequence[Result]
) -> list[Result]:
    """Return the results of one size.

    `before` are those of smaller ones, from which the time of a call is estimated.
    """
    cases, results = make_cases(ground, size, selection)
    guesses = [estimate_seconds(case, size, before) for case in cases]
    tried = []
    for case, guess in zip(cases, guesses, strict=True):
        if guess <= SKIP_AFTER_SECONDS or case.tool.startswith("cbi"):
            tried.append((case, guess))
        else:
            results.append(Result(case.key, case.tool, size, why="would take more than a minute"))
    base = Case("base", "python", (str(ground.plain / "python"), "-c", "pass"), ground.work, ground.env())
    shown = format_size(size)
    turn = InterleavedRuns(base, runs, ground.work / "stderr.txt", lambda text: print_progress(f"{shown}: {text}"))
    begin, samples = turn.measure(tried)
    return results + [
        _make_result(case, size, begin, sample, ground) for (case, _), sample in zip(tried, samples, strict=True)
    ]


def estimate_seconds(case: Case, size: int, before: Sequence[Result]) -> float:
    """Return the expected seconds of a call, as if it grew with the number of events from the largest measured size.

    The shipped dataset tells nothing about generated ones.
    """
    measured = [
        result
        for result in before
        if (result.key, result.tool) == (case.key, case.tool) and result.seconds and SHIPPED < result.size < size
    ]
    if not measured:
        return 0.0
    largest = max(measured, key=lambda result: result.size)
    return (largest.seconds or 0.0) * size / largest.size


def _make_result(case: Case, size: int, begin: Sample, sample: Sample | str, ground: BenchmarkSetup) -> Result:
    if isinstance(sample, str):
        why = "failed: " + " ".join(sample.replace(str(ground.work), "WORK").split())
        print_progress(f"{format_size(size)}: {case.tool} {case.key} {why}")
        return Result(case.key, case.tool, size, why=why)
    ratios = tuple(round(one / begin.median, 2) for one in sample.seconds)
    whole = round(sample.whole / 1024, 1) if sample.whole else None
    ratio, peak = round(sample.median / begin.median, 2), round(sample.peak / 1024, 1)
    result = Result(case.key, case.tool, size, ratio, ratios, round(sample.median, 4), peak, whole)
    return replace(result, cpu=round(sample.cpu_median, 4), output=sample.output)


def measure(
    ground: BenchmarkSetup, sizes: Sequence[int], selection: Selection, empty: Results, kept: Results | None
) -> Results:
    """Measure all sizes, one after the other, into a run without results.

    Intermediate results are kept in the work folder. Results of a part replace those of the kept run, if there is one.
    """
    part = empty
    known = list(kept.results) if kept else []
    found = kept or empty
    for size in sizes:
        new = measure_size(ground, size, empty.runs, selection, known)
        known += new
        part = replace(part, results=(*part.results, *new))
        found = merge_results(kept, part) if kept else part
        save_results(found, ground.work / "results.json")
    return found


def print_progress(text: str) -> None:
    """Print progress, with the time since the start."""
    print(f"[{time.monotonic() - _START_TIME:6.0f} s] {text}", file=sys.stderr, flush=True)


_START_TIME = time.monotonic()


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    shown = ",".join(format_size(size).replace(",", "") for size in SIZES)
    parser.add_argument("--sizes", default=shown, help=f"numbers of events, with commas between: {shown}")
    parser.add_argument("--runs", type=int, default=5, help="runs of each call; fewer where one takes long")
    parser.add_argument("--cases", default="", help="only these works and tools, e.g. `site,export,hledger`")
    parser.add_argument("--quick", action="store_true", help="shipped, 60 and 1,000 events, two runs; writes no page")
    parser.add_argument("--merge", action="store_true", help="put what is measured into the kept results")
    parser.add_argument("--output", type=Path, help="write results, page and plots to this folder")
    parser.add_argument("--work", type=Path, default=_work_folder(), help="where datasets and environments are kept")
    return parser.parse_args()


def parse_sizes(text: str) -> list[int]:
    """Return the numbers of events, the smallest first; `shipped` stands for the dataset of the program.

    Raises ValueError for another word that is no number.
    """
    words = {word.strip() for word in text.split(",")}
    return sorted(SHIPPED if word == format_size(SHIPPED) else int(word) for word in words)


def _work_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cbi-benchmarks"


def count_shipped_events() -> int:
    """Return the number of events of the shipped dataset."""
    files = sorted((BUILT_IN / "events").glob("*.toml"))
    return sum(len(tomllib.loads(file.read_text(encoding="utf-8"))["event"]) for file in files)


def main() -> None:
    """Measure, keep the results, and write the page.

    Results of a part are kept in the work folder only, unless they are merged or another folder is given.
    """
    asked = _parse_arguments()
    folder: Path | None = asked.output
    file = (folder or workdir.HERE) / "results.json"
    try:
        selection = parse_selection(asked.cases)
        sizes = list(QUICK_SIZES) if asked.quick else parse_sizes(asked.sizes)
        kept = load_results(file) if asked.merge else None
        ground = prepare(asked.work.resolve())
        versions = find_versions(ground.plain, ground.extras, ground.peers)
        runs = 2 if asked.quick else asked.runs
        empty = Results(describe_machine(), versions, runs, (), workdir.hash_program(), count_shipped_events())
        if kept:
            check_mergeable(kept, empty)
    except (UnknownCaseError, ValueError, OSError) as error:
        sys.exit(f"python -m benchmarks.run: {error}")
    except DifferentRunError as error:
        sys.exit(f"python -m benchmarks.run: {error}. Measure all again, without --merge.")
    results = measure(ground, sizes, selection, empty, kept)
    if (asked.cases or asked.quick) and not (asked.merge or folder):
        print(page.results_table(results))
        return
    docs = folder or page.DOCS
    (docs / "images").mkdir(parents=True, exist_ok=True)
    save_results(results, file)
    page.write_page(results, docs)
    print_progress(f"{docs.name}/performance.md is written")


if __name__ == "__main__":
    main()
