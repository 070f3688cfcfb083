"""``cbi validate``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from cbi_cli.cli import options
from cbi_cli.cli.dataset import display_path, working_folder
from cbi_cli.cli.run import DATA_ERRORS, OK
from cbi_cli.cli.runtime import put, today
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.store.place import Place, find_place


class Run(NamedTuple):
    """What the checks of one dataset gave."""

    findings: tuple[Finding, ...]
    files: int
    records: int
    events: int
    meta: dict[str, str]


def validate(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Folders of datasets, or files in them. Default: as for reports."),
    ] = None,
    dataset: options.Dataset = None,
    at: options.At = "",
    form: Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="Format of the findings.")] = "table",
    output: options.Output = None,
) -> int:
    """Check a dataset: its form, its dates, its references, its sources, and how they fit together.

    Every finding names file, line and column, shows the line, and says what to do. Ends with 1 where there is an
    error; warnings alone end with 0.

    \b
    Examples:
      cbi validate
      cbi validate datasets/us-mexico
      cbi validate --dataset us-mexico --format json
    """
    from cbi_cli.render.findings import findings_document, findings_text, receipt, summarize
    from cbi_cli.rules.registry import CHECKS

    runs = [_check(place, only) for place, only in _targets(paths or [], dataset, at)]
    findings = [finding for run in runs for finding in run.findings]
    counts = (
        sum(run.files for run in runs),
        sum(run.records for run in runs),
        sum(run.events for run in runs),
    )
    summary = summarize(findings, *counts, len(CHECKS))
    if form == "json":
        from cbi_cli.render.data import as_json

        text = as_json(findings_document(findings, summary, runs[0].meta if len(runs) == 1 else {}))
    else:
        text = findings_text(findings) + receipt(summary) + "\n"
    _keep(text, output)
    return DATA_ERRORS if summary.errors else OK


def _targets(paths: Sequence[str], dataset: str | None, revision: str) -> list[tuple[Place, str | None]]:
    """The datasets to check; with a file in one, the name of the file to report on."""
    if not paths:
        return [(find_place(dataset, working_folder(), revision), None)]
    if dataset:
        raise CbiError("--dataset and PATH name the same thing", "give one of them")
    return [_target(path, revision) for path in dict.fromkeys(paths)]


def _target(path: str, revision: str) -> tuple[Place, str | None]:
    full = working_folder() / path
    if not full.is_file():
        return find_place(path, working_folder(), revision), None
    resolved = full.resolve()
    for parent in resolved.parents:
        if (parent / "dataset.toml").is_file():
            return find_place(str(parent), parent, revision), resolved.relative_to(parent).as_posix()
    raise CbiError(f"{path} lies in no dataset", "a dataset is a folder with a dataset.toml")


def _check(place: Place, only: str | None) -> Run:
    from cbi_cli.api import check_files
    from cbi_cli.store.files import read_files

    files = read_files(place)
    if not files:
        raise CbiError(f"{place.root} holds no file to check", "name a folder with a dataset.toml")
    dataset, findings = check_files(files, today())
    shown = [one._replace(file=display_path(place.root, one.file)) for one in findings if only in (None, one.file)]
    info = dataset.info.record if dataset.info else None
    meta = {"id": info.id, "version": info.version, "as_of": info.covers_until.isoformat()} if info else {}
    records = [one for one in dataset.mentions if one.kind != "party"]
    events = sum(one.kind == "event" for one in records)
    return Run(tuple(shown), len(dataset.documents), len(records), events, meta)


def _keep(text: str, output: Path | None) -> None:
    from cbi_cli.cli.files import write_whole

    if output is None:
        put(text)
    else:
        write_whole(output, text.encode("utf-8"))
