"""The checks of one call: every dataset that it means, with or without a revision to hold it against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cbi_cli.cli.console import print_message
from cbi_cli.cli.path_args import ValidationTarget
from cbi_cli.cli.session import format_dataset_label, open_session
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding, sort_findings
from cbi_cli.core.settings import Settings
from cbi_cli.formats.findings.report import ValidatedDataset, ValidationReport, summarize
from cbi_cli.loading import validate_files
from cbi_cli.workspace.git import find_repository_root
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.merge_base import AUTO_BASE, find_dataset_base
from cbi_cli.workspace.paths import current_directory
from cbi_cli.workspace.reader import read_commit_files, read_files

_META_KEYS = {"id": "id", "version": "version", "as_of": "covers_until"}


class ValidationRun(NamedTuple):
    """What the checks of one dataset gave; files are named by their paths inside it.

    ``files`` are those that are reported on, ``read`` is how many were read, ``checks`` how many checks ran, and
    ``accepted`` how many findings the dataset accepts.
    """

    place: DatasetLocation
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    read: int
    checks: int
    records: int
    events: int
    meta: dict[str, str]
    accepted: int = 0


def validate_target(target: ValidationTarget, settings: Settings, base: str, commit: str = "") -> ValidationRun:
    """Check a dataset, or the one file of it that is meant; with ``base`` also what changed since that revision.

    With ``commit``, that commit is the base, and ``base`` is its name in words. Raises CbiError when there is nothing
    to check, or when a file or a revision cannot be read.
    """
    place, only = target
    snapshot = open_session(settings, place).unverified_snapshot
    if snapshot.remembered:
        print_message("cbi: nothing has changed since the last check; --no-cache checks again")
    (found, accepted), checks = snapshot.reported_findings(), int(snapshot.meta["checks"])
    old = _read_baseline_files(place, base, commit, settings) if base else {}
    if old:
        from cbi_cli.rules.registry import BASE_RULES_BY_CODE

        found = _compare_with_baseline(place, old, found, settings.today)
        checks += len(BASE_RULES_BY_CODE)
    meta = {key: snapshot.meta[name] for key, name in _META_KEYS.items() if name in snapshot.meta}
    read = [row["name"] for row in snapshot.rows("SELECT name FROM file WHERE kind <> '' ORDER BY name")]
    records, events = int(snapshot.meta["records"]), int(snapshot.meta["events"])
    shown = tuple(one for one in found if only in (None, one.file))
    names = tuple(name for name in read if only in (None, name))
    if not names and not shown:
        raise CbiError(f"{only} was not read, so it was not checked", "see `exclude` in dataset.toml, or the revision")
    return ValidationRun(place, shown, names, len(read), checks, records, events, meta, accepted)


def _read_baseline_files(location: DatasetLocation, base: str, commit: str, settings: Settings) -> dict[str, bytes]:
    """The files of the dataset in BASE; none, and a note on stderr, where it is new."""
    if not commit:
        found = find_dataset_base(location, base, settings.ci)
        commit = found.commit
        if base == AUTO_BASE:
            print_message(f"cbi: compared with {found.name} ({commit[:10]})")
        if found.note:
            print_message(f"cbi: note: {found.note}")
    old = read_commit_files(location.root, commit)
    if not old:
        print_message(f"cbi: note: {base} does not have this dataset, so all of it is new")
    if old.moved_from is not None:
        print_message(
            f"cbi: note: compared with {old.moved_from or 'the top folder'}, the place of this dataset in {base}"
        )
    return old


def _compare_with_baseline(
    location: DatasetLocation, old: Mapping[str, bytes], found: Sequence[Finding], today: date
) -> tuple[Finding, ...]:
    """The findings with those marked that BASE has too, and what the checks of the change find."""
    from cbi_cli.dataset.load import load_dataset
    from cbi_cli.rules.baseline import mark_known
    from cbi_cli.rules.dataset_change import DatasetChange, find_broken_files
    from cbi_cli.rules.runner import check_change

    before, known = validate_files(old, today)
    change = DatasetChange(before, load_dataset(read_files(location)), find_broken_files(known))
    return sort_findings((*mark_known(found, known), *check_change(change)))


def build_report(
    runs: Sequence[ValidationRun], base: str, named: Callable[[Path, str], str], strict: bool = False
) -> ValidationReport:
    """The runs of a call as one report; ``named`` gives the name of a file from the dataset's folder and its path."""
    name_of = cache(named)
    findings = tuple(one._replace(file=name_of(run.place.root, one.file)) for run in runs for one in run.findings)
    files = tuple(name_of(run.place.root, name) for run in runs for name in run.files)
    counts = (sum(run.read for run in runs), sum(run.records for run in runs), sum(run.events for run in runs))
    summary = summarize(findings, *counts, max(run.checks for run in runs), sum(run.accepted for run in runs))
    datasets = tuple(
        ValidatedDataset(format_dataset_label(run.place, run.meta), _describe_dataset(run, name_of)) for run in runs
    )
    return ValidationReport(findings, files, summary, runs[0].meta if len(runs) == 1 else {}, base, datasets, strict)


def _describe_dataset(run: ValidationRun, named: Callable[[Path, str], str]) -> dict[str, str | None]:
    """A dataset as the JSON document names it."""
    folder = PurePosixPath(named(run.place.root, "dataset.toml")).parent.as_posix()
    return {"id": run.meta.get("id"), "version": run.meta.get("version"), "folder": folder}


def repository_path(ci: Mapping[str, str], root: Path, name: str) -> str:
    """The path of a dataset's file from the top of its repository.

    That is the workspace of a runner, else the repository in git, else the working folder; a file outside of these
    keeps its whole path.
    """
    path = root.resolve() / name
    top = next((one for one in _repository_roots(ci, root) if path.is_relative_to(one)), None)
    return path.relative_to(top).as_posix() if top else path.as_posix()


def _repository_roots(ci: Mapping[str, str], root: Path) -> Iterable[Path]:
    workspace = ci.get("GITHUB_WORKSPACE")
    if workspace:
        yield Path(workspace).resolve()
    yield find_repository_root(root) or current_directory()
