"""The section about publishing in `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.amounts import format_amount, format_optional
from benchmarks.outputs import OutputFigures
from benchmarks.publishing import COMMANDS
from benchmarks.results import SHIPPED, Result, Results, format_size
from benchmarks.targets import peak_memory

_SHOWN_SIZES = (SHIPPED, 10_000, 100_000)

HEAD = """## Publishing

The commands that publish are measured beside the others, in the same rounds. Their targets are in seconds, so here
time is also in seconds, of this machine: of the clock, and of all processors together (CPU), which other work on the
machine changes less. Each run begins without the files of the one before.

- **Dataset**: *shipped* is the dataset that comes with `cbi`{events}; the others are generated.
- **Site**: `cbi site --base-url URL`, without the extra packages. *site-extras* has them, and so the report as PDF and
  the Excel workbook as well. From 10,000 events on a site is built only once. Sites of a million events are not
  built: hosts would not take one.
- **Exports** run once from 100,000 events on. `parquet`, `xlsx`, `all` and the report as PDF need extra packages, which
  are in an environment of their own, and are not measured with a million events.
- **Files**: their number, MiB of content, and MiB that they take on the disk. Compressed sizes are those of gzip, in KB
  of 1,000 bytes.
- **Targets** come from the design of publishing: its *budget*, which was made for 100 events where it says *shipped*;
  or a *trial* of export writers on a machine with other work, without the start of the program. Commands that answer
  with a few lines have the target of *short commands*.
"""

_WEIGHTS_HEAD = """What a browser loads of a site, compressed: the largest page; the most styles and scripts of
one page; the largest search page with its styles, scripts and index; and what one word then loads at most.
"""


def render_publishing_head(results: Results) -> str:
    """Return the introduction, with the number of events of the shipped dataset if it is known."""
    events = f", with {results.shipped_events:,} events" if results.shipped_events else ""
    return HEAD.replace("{events}", events)


def figures_table(results: Results) -> str:
    """Return the table of time, memory and files of each publishing command; empty if none was measured."""
    head = ("work", "events", "seconds", "CPU seconds", "peak memory", "files", "content", "on disk")
    return _make_table(head, [_figure_cells(result) for result in _find_results(results)])


def weights_table(results: Results) -> str:
    """Return the table of what a browser loads, with its introduction; empty if no site was measured."""
    head = ("work", "events", "largest page", "styles and scripts", "search page", "a word")
    sites = [result for result in _find_results(results) if result.output and result.output.page_kb is not None]
    table = _make_table(head, [_weight_cells(result, result.output) for result in sites if result.output])
    return f"{_WEIGHTS_HEAD}\n{table}" if table else ""


def _find_results(results: Results) -> Iterator[Result]:
    """Yield the results of all publishing commands at the sizes that are shown, by command."""
    for command in COMMANDS:
        for size in _SHOWN_SIZES:
            result = results.find(command.key, "cbi", size)
            if result:
                yield result


def _figure_cells(result: Result) -> Sequence[str]:
    if result.ratio is None:
        return (result.key, format_size(result.size), result.why.replace("|", "\\|"), *("-" for _ in range(5)))
    output = result.output
    return (
        result.key,
        format_size(result.size),
        format_optional(result.seconds, "s"),
        format_optional(result.cpu, "s"),
        format_optional(peak_memory(result), "MiB"),
        f"{output.files:,}" if output else "-",
        format_amount(output.mib, "MiB") if output else "-",
        format_amount(output.disk_mib, "MiB") if output else "-",
    )


def _weight_cells(result: Result, output: OutputFigures) -> Sequence[str]:
    weights = (output.page_kb, output.assets_kb, output.search_kb, output.query_kb)
    return (result.key, format_size(result.size), *(format_optional(weight, "KB") for weight in weights))


def _make_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    rule = f"| --- |{' ---: |' * (len(head) - 1)}"
    return "\n".join([f"| {' | '.join(head)} |", rule, *lines, ""])
