"""Write ``docs/performance.md`` and its plots from ``results.json``: ``python -m benchmarks.page``."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.peers import PEERS
from benchmarks.plot import plots
from benchmarks.results import Result, Results, load
from benchmarks.targets import TARGETS, Target, memory

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"

_HEAD = """# Performance

What `cbi` costs, from sixty events to a million, beside the tools that people would use instead. This page is
written by `python -m benchmarks.run` from one run on one machine; `python -m benchmarks.page` writes it anew from
the results kept in `benchmarks/results.json`.

Every figure is a ratio: the median time of a whole process, divided by the median of `python -c pass` in the same
run. All calls run in turn, round by round, each after a run of `python -c pass`; a first run of each is not
counted. Ratios carry over to other machines far better than times do. Memory is the peak in MiB; where a call has
several processes, it is the sum over all of them, shared pages by their share; less than about 10 MiB, which the
program that measures has itself, cannot be told apart. Datasets are generated, the same at every run: events of
about 630 bytes in 60 files, one for each year; the smallest has 12 files. Files are in the memory of the system, as
after a first reading.
"""

_PEERS_HEAD = """## Other tools

Each tool has the same events in its own form, and does what comes nearest: the left column says beside which work
it stands. None of them checks as much as `cbi validate`: hledger and beancount prove that the text parses, that
accounts are declared and that entries balance; the schema tools look at one file or one row at a time; sqlite-utils
loads a table with a primary key. In the calls, FILES stands for the files of events and FOLDER for the folder of
the forms.
"""


def write(results: Results, docs: Path = DOCS, reasons: Mapping[str, str] | None = None) -> None:
    """Write the page and its two plots into the folder of the documentation."""
    found = _reasons() if reasons is None else reasons
    for name, picture in plots(results).items():
        (docs / "images" / name).write_text(picture, encoding="utf-8")
    (docs / "performance.md").write_text(page(results, found), encoding="utf-8")


def page(results: Results, reasons: Mapping[str, str]) -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, _machine(results), "## Targets\n", targets(results, reasons), _PLOTS, _PEERS_HEAD, _peers(results)]
    return "\n".join([*parts, "## All figures\n", details(results), "## Versions\n", _versions(results), _AGAIN])


_PLOTS = """## How cost grows

Both axes are logarithmic. The dashed line is what a cost in proportion to the number of events would be, drawn
through the last point: a command that stays above it on the left pays a fixed cost there, and one that meets it
grows no faster than the dataset.

![Time of each command against the number of events](images/performance-time.svg)

![Peak memory of each command against the number of events](images/performance-memory.svg)
"""

_AGAIN = """## Make it again

    python -m benchmarks.run

[Contributing](../CONTRIBUTING.md) says what that needs and how to measure a part.
"""


def _machine(results: Results) -> str:
    told = results.machine
    return (
        f"The machine: {told['cores']} cores, {told['memory']} of memory, {told['system']}, Python "
        f"{results.versions['Python']}.\nUp to {results.runs} runs of each call; fewer, but at least two, where one "
        "takes long; one from a quarter of a minute on.\n"
    )


def targets(results: Results, reasons: Mapping[str, str]) -> str:
    """The table of targets, one row each, and below it the reasons of those that are missed."""
    rows = [
        "| work | events | to reach | measured | other tools in the same run | result |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    told = []
    for target in TARGETS:
        found = target.measured(results)
        shown = _shown(found, target) if found is not None else _why(results, target)
        beside = ", ".join(_beside(results, target)) or "-"
        cells = (
            target.work,
            f"{target.size:,}",
            amount(target.most, target.unit),
            shown,
            beside,
            verdict(target, found),
        )
        rows.append(f"| {' | '.join(cells)} |")
        if found is not None and found > target.most:
            reason = reasons.get(target.name, f"no reason is written yet (`{target.name}`).")
            told.append(f"- {target.work}, {target.size:,} events: {reason}")
    return "\n".join([*rows, "", *(["Missed, and why:", "", *told, ""] if told else [])])


def _shown(found: float, target: Target) -> str:
    """A figure, with more digits where it would look like the target and is not."""
    shown = amount(found, target.unit)
    close = found > target.most and shown == amount(target.most, target.unit)
    return shown.replace(shown.partition("x")[0].partition(" ")[0], f"{found:,.2f}") if close else shown


def verdict(target: Target, found: float | None) -> str:
    """Whether a target is met, and by how much it is missed."""
    if found is None:
        return "not measured"
    return "met" if found <= target.most else f"missed by {max(1, round(100 * (found / target.most - 1)))} %"


def amount(value: float, unit: str) -> str:
    """A figure with two digits, more only where it is whole."""
    shown = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"
    return f"{shown}x" if unit == "x" else f"{shown} MiB"


def _why(results: Results, target: Target) -> str:
    found = results.find(target.key, target.tool, target.size)
    return found.why if found and found.why else "not in this run"


def _beside(results: Results, target: Target) -> Iterator[str]:
    for peer in PEERS:
        found = results.find(peer.key, peer.tool, target.size)
        if peer.key in target.peers and found:
            yield f"{peer.tool} {_figure(found, target.unit)}"


def _figure(result: Result, unit: str) -> str:
    value = result.ratio if unit == "x" else memory(result)
    return amount(value, unit) if value is not None and result.ratio is not None else f"({result.why})"


def _peers(results: Results) -> str:
    rows = ["| beside | tool | call |", "| --- | --- | --- |"]
    for peer in PEERS:
        call = " ".join(f'"{word}"' if " " in word else word for word in peer.call).replace("|", "\\|")
        rows.append(f"| {peer.key} | {peer.tool} | `{call}` |")
    return "\n".join([*rows, ""])


def details(results: Results) -> str:
    """Every figure of the run: a row for each tool and work, a column for each size, ratio and MiB."""
    sizes = sorted({one.size for one in results.results})
    pairs = dict.fromkeys((one.key, one.tool) for one in results.results)
    rows = [f"| work | tool | {' | '.join(f'{size:,}' for size in sizes)} |", f"| --- | --- |{' ---: |' * len(sizes)}"]
    for key, tool in sorted(pairs):
        cells = (_cell(results.find(key, tool, size)) for size in sizes)
        rows.append(f"| {key} | {tool} | {' | '.join(cells)} |")
    return "\n".join([*rows, ""])


def _cell(result: Result | None) -> str:
    if result is None or result.ratio is None:
        return result.why.partition("\n")[0].replace("|", "\\|") if result else "-"
    peak = memory(result)
    return f"{amount(result.ratio, 'x')}, {amount(peak, 'MiB')}" if peak else amount(result.ratio, "x")


def _versions(results: Results) -> str:
    rows = [f"| {name} | {version} |" for name, version in results.versions.items()]
    return "\n".join(["| tool | version |", "| --- | --- |", *rows, ""])


def _reasons() -> dict[str, str]:
    """The reasons kept by hand; a name that no target has is told on stderr."""
    with (HERE / "reasons.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)["reasons"]
    for name in unknown_reasons(found):
        print(f"reasons.toml: no target is named {name}", file=sys.stderr)
    return found


def unknown_reasons(names: Mapping[str, str] | Sequence[str]) -> list[str]:
    """Names of reasons that no target has."""
    return sorted(set(names) - {target.name for target in TARGETS})


if __name__ == "__main__":
    write(load(HERE / "results.json"))
