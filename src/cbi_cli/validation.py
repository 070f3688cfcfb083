"""Validate datasets, alone or compared with a git revision.

Report on them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding, sort_findings
from cbi_cli.core.language_codes import Lang
from cbi_cli.core.messages import message
from cbi_cli.core.settings import Settings
from cbi_cli.formats.findings.report import ValidatedDataset, ValidationReport, summarize
from cbi_cli.loading import Session, validate_files
from cbi_cli.workspace.git import find_repository_root
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.merge_base import AUTO_BASE, find_dataset_base
from cbi_cli.workspace.paths import current_directory, format_dataset_label
from cbi_cli.workspace.reader import read_commit_files, read_files

Notify = Callable[[str], None]
_META_KEYS = {"id": "id", "version": "version", "as_of": "covers_until"}


class ValidationRun(NamedTuple):
    """The result of the checks of one dataset.

    Files are named by their paths inside it. `files` are those that are reported on, `read` is how many were read,
    `checks` how many checks ran, and `accepted` how many findings the dataset accepts.
    """

    location: DatasetLocation
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    read: int
    checks: int
    records: int
    events: int
    meta: dict[str, str]
    accepted: int = 0


def validate_dataset(
    session: Session, only: str | None, base: str, commit: str = "", notify: Notify | None = None
) -> ValidationRun:
    """Run the checks of a dataset, or of one file of it.

    With `base`, also run those of the change since that revision. With `commit`, that commit is the base, and `base` is
    its name. `notify` gets notes for the user as they arise. Raises CbiError if there is nothing to check, or if a file
    or a revision cannot be read.
    """
    notify = notify or _ignore
    snapshot = session.checked_snapshot
    if snapshot.remembered:
        notify(message("nothing has changed since the last check; --no-cache checks again"))
    findings, accepted = snapshot.reported_findings()
    checks = int(snapshot.meta["checks"])
    old_files: dict[str, bytes] = {}
    if base:
        old_files = _read_baseline_files(session.location, base, commit, session.settings, notify)
    if old_files:
        from cbi_cli.rules.registry import BASE_RULES_BY_CODE

        findings = _compare_with_baseline(session.location, old_files, findings, session.settings.today)
        checks += len(BASE_RULES_BY_CODE)
    read = [row["name"] for row in snapshot.rows("SELECT name FROM file WHERE kind <> '' ORDER BY name")]
    files = tuple(name for name in read if only in (None, name))
    reported = tuple(finding for finding in findings if only in (None, finding.file))
    if not files and not reported:
        raise CbiError(
            message("{only} was not read, so it was not checked", only=only),
            message("see `exclude` in dataset.toml, or the revision"),
        )
    records = int(snapshot.meta["records"])
    events = int(snapshot.meta["events"])
    meta = {key: snapshot.meta[name] for key, name in _META_KEYS.items() if name in snapshot.meta}
    return ValidationRun(
        location=session.location,
        findings=reported,
        files=files,
        read=len(read),
        checks=checks,
        records=records,
        events=events,
        meta=meta,
        accepted=accepted,
    )


def build_report(
    runs: Sequence[ValidationRun],
    base: str,
    name_file: Callable[[Path, str], str],
    strict: bool = False,
    lang: Lang = "en",
) -> ValidationReport:
    """Combine the runs of a command into one report.

    `name_file` returns the displayed name of a file from the dataset's folder and the path inside it. `lang` is the
    language of the formats for people.
    """
    display_name = cache(name_file)
    findings: list[Finding] = []
    files: list[str] = []
    datasets: list[ValidatedDataset] = []
    for run in runs:
        root = run.location.root
        findings.extend(finding._replace(file=display_name(root, finding.file)) for finding in run.findings)
        files.extend(display_name(root, name) for name in run.files)
        folder = PurePosixPath(display_name(root, "dataset.toml")).parent.as_posix()
        description = {"id": run.meta.get("id"), "version": run.meta.get("version"), "folder": folder}
        datasets.append(ValidatedDataset(format_dataset_label(run.location, run.meta), description))
    read = sum(run.read for run in runs)
    records = sum(run.records for run in runs)
    events = sum(run.events for run in runs)
    checks = max(run.checks for run in runs)
    accepted = sum(run.accepted for run in runs)
    summary = summarize(
        findings,
        files=read,
        records=records,
        events=events,
        checks=checks,
        accepted=accepted,
    )
    # Several datasets have no id and no day in common.
    meta = runs[0].meta if len(runs) == 1 else {}
    return ValidationReport(
        tuple(findings), tuple(files), summary, meta, base, tuple(datasets), strict=strict, lang=lang
    )


def repository_path(ci: Mapping[str, str], root: Path, name: str) -> str:
    """Return the path of a dataset's file from the top of its repository.

    That is the workspace of a CI runner, else the git repository, else the working folder; a file outside of these
    keeps its absolute path.
    """
    path = root.resolve() / name
    for top in _repository_roots(ci, root):
        if path.is_relative_to(top):
            return path.relative_to(top).as_posix()
    return path.as_posix()


def _repository_roots(ci: Mapping[str, str], root: Path) -> Iterator[Path]:
    # Annotations name files from there, even if the repository is in a folder below it.
    workspace = ci.get("GITHUB_WORKSPACE")
    if workspace:
        yield Path(workspace).resolve()
    yield find_repository_root(root) or current_directory()


def _read_baseline_files(
    location: DatasetLocation, base: str, commit: str, settings: Settings, notify: Notify
) -> dict[str, bytes]:
    """Return the files of a dataset in the base; none if the dataset is new."""
    if not commit:
        found = find_dataset_base(location, base, settings.ci)
        commit = found.commit
        if base == AUTO_BASE:
            notify(message("compared with {name} ({commit})", name=found.name, commit=commit[:10]))
        if found.note:
            notify(message("note: {note}", note=found.note))
    files = read_commit_files(location.root, commit)
    if not files:
        notify(message("note: {base} does not have this dataset, so all of it is new", base=base))
    if files.moved_from is not None:
        folder = files.moved_from or message("the top folder")
        notify(message("note: compared with {folder}, the place of this dataset in {base}", folder=folder, base=base))
    return files


def _compare_with_baseline(
    location: DatasetLocation, old_files: Mapping[str, bytes], findings: Sequence[Finding], today: date
) -> tuple[Finding, ...]:
    """Mark the findings that the base has, too.

    Add those of the checks of the change.
    """
    from cbi_cli.dataset.load import load_dataset
    from cbi_cli.rules.baseline import mark_known
    from cbi_cli.rules.dataset_change import DatasetChange, find_broken_files
    from cbi_cli.rules.runner import check_change

    old_dataset, known = validate_files(old_files, today)
    change = DatasetChange(old_dataset, load_dataset(read_files(location)), find_broken_files(known))
    return sort_findings((*mark_known(findings, known), *check_change(change)))


def _ignore(note: str) -> None:
    """Drop a note, for callers that do not show any."""
