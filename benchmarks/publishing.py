"""The calls of `cbi` that publish a dataset: site, exports, report, citation, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Case
from benchmarks.results import SHIPPED, Result

EXTRAS = ("big", "print", "xlsx")
"""The extras of the second environment of the program. Some commands do more if they are installed."""

TOO_LARGE = "not measured: too many events"

_MILLION = 1_000_000
_HUNDRED_THOUSAND = 100_000


class PublishingCommand(NamedTuple):
    """A command that publishes, and at which sizes it is measured.

    `output` is the name of the file or folder that it writes; none if it prints. `largest` is the largest size, and
    `once_from` the one from which on the command runs only once, without a warm-up.
    """

    key: str
    call: tuple[str, ...]
    output: str = ""
    needs_extras: bool = False
    largest: int = _MILLION
    once_from: int = _MILLION


def _export_command(name: str) -> PublishingCommand:
    """Return the export to a format.

    Snapshots of a million events are built once, for the environment without extras. `all` writes every format that is
    measured by itself, so its size is bounded, too.
    """
    needs_extras = name in {"all", "parquet", "xlsx"}
    largest = _HUNDRED_THOUSAND if needs_extras else _MILLION
    return PublishingCommand(f"export-{name}", ("export", name), name, needs_extras, largest, _HUNDRED_THOUSAND)


_SITE_CALL = ("site", "--base-url", "https://cbi.example/")
_REPORT_CALL = ("report", "2022")
EXPORT_NAMES = (
    *("csv", "sqlite", "parquet", "xlsx", "json", "ndjson", "ics", "atom", "jsonfeed", "datapackage", "jsonld", "dcat"),
    "all",
)
COMMANDS = (
    PublishingCommand("site", _SITE_CALL, "site", largest=_HUNDRED_THOUSAND, once_from=10_000),
    # With the report as PDF and the workbook: two files in each language that take longer than most of the pages.
    PublishingCommand("site-extras", _SITE_CALL, "site", needs_extras=True, largest=SHIPPED),
    *(_export_command(name) for name in EXPORT_NAMES),
    PublishingCommand("report-md", _REPORT_CALL, "report.md"),
    PublishingCommand("report-html", _REPORT_CALL, "report.html"),
    PublishingCommand("report-pdf", _REPORT_CALL, "report.pdf", needs_extras=True, largest=_HUNDRED_THOUSAND),
    PublishingCommand("cite", ("cite", "ibwc")),
    PublishingCommand("search", ("search", "water")),
)
"""Everything that publishes. The record and the word are in the shipped dataset and in all generated ones."""


class ProgramEnvironment(NamedTuple):
    """The programs of an environment of the project, and the variables of its processes."""

    programs: Path
    variables: Mapping[str, str]


@dataclass(frozen=True)
class PublishingSetup:
    """The two environments of the program, and the folder into which is written."""

    plain: ProgramEnvironment
    extras: ProgramEnvironment
    outputs: Path

    def make_case(self, command: PublishingCommand, dataset: Path, size: int) -> Case:
        """Return the case of a command on the dataset of a size."""
        environment = self.extras if command.needs_extras else self.plain
        argv = (str(environment.programs / "cbi"), *command.call)
        output = None
        if command.output:
            output = self.outputs / f"{size}-{command.key}" / command.output
            argv = (*argv, "--output", str(output))
        once = size >= command.once_from
        return Case(command.key, "cbi", argv, dataset, environment.variables, output=output, once=once)


def publishing_cases(setup: PublishingSetup, dataset: Path, size: int) -> Iterator[Case]:
    """Yield the calls that are measured at a size. They use existing snapshots, one of each environment."""
    for command in COMMANDS:
        if size <= command.largest:
            yield setup.make_case(command, dataset, size)


def too_large_results(size: int) -> list[Result]:
    """Return a result without figures for each command that is not measured at so many events.

    There is none for a command that only the shipped dataset is for.
    """
    left_out = [command for command in COMMANDS if SHIPPED < command.largest < size]
    return [Result(command.key, "cbi", size, why=TOO_LARGE) for command in left_out]
