"""The checks of one call: every dataset that it means, with or without a revision to hold it against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cbi_cli.cli.console import print_message
from cbi_cli.cli.session import current_directory, label, session_at
from cbi_cli.cli.targets import Target
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding, in_order
from cbi_cli.core.settings import Settings
from cbi_cli.render.findings import Checked, Report, summarize
from cbi_cli.session import check_files
from cbi_cli.store.base import AUTO, base_commit
from cbi_cli.store.files import files_at, read_files
from cbi_cli.store.git import top_of
from cbi_cli.store.place import Place

_META = {"id": "id", "version": "version", "as_of": "covers_until"}


class Run(NamedTuple):
    """What the checks of one dataset gave; files are named by their paths inside it.

    ``files`` are those that are reported on, ``read`` is how many were read, ``checks`` how many checks ran, and
    ``accepted`` how many findings the dataset accepts.
    """

    place: Place
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    read: int
    checks: int
    records: int
    events: int
    meta: dict[str, str]
    accepted: int = 0


def check(target: Target, settings: Settings, base: str, commit: str = "") -> Run:
    """Check a dataset, or the one file of it that is meant; with ``base`` also what changed since that revision.

    With ``commit``, that commit is the base, and ``base`` is its name in words. Raises CbiError when there is nothing
    to check, or when a file or a revision cannot be read.
    """
    place, only = target
    store = session_at(settings, place).unverified_snapshot
    if store.remembered:
        print_message("cbi: nothing has changed since the last check; --no-cache checks again")
    (found, accepted), checks = store.judged(), int(store.meta["checks"])
    old = _files_before(place, base, commit, settings) if base else {}
    if old:
        from cbi_cli.rules.registry import BASE_CHECKS

        found = _against(place, old, found, settings.today)
        checks += len(BASE_CHECKS)
    meta = {key: store.meta[name] for key, name in _META.items() if name in store.meta}
    read = [row["name"] for row in store.rows("SELECT name FROM file WHERE kind <> '' ORDER BY name")]
    records, events = int(store.meta["records"]), int(store.meta["events"])
    shown = tuple(one for one in found if only in (None, one.file))
    names = tuple(name for name in read if only in (None, name))
    if not names and not shown:
        raise CbiError(f"{only} was not read, so it was not checked", "see `exclude` in dataset.toml, or the revision")
    return Run(place, shown, names, len(read), checks, records, events, meta, accepted)


def _files_before(place: Place, base: str, commit: str, settings: Settings) -> dict[str, bytes]:
    """The files of the dataset in BASE; none, and a note on stderr, where it is new."""
    if not commit:
        found = base_commit(place, base, settings.ci)
        commit = found.commit
        if base == AUTO:
            print_message(f"cbi: compared with {found.name} ({commit[:10]})")
        if found.note:
            print_message(f"cbi: note: {found.note}")
    old = files_at(place.root, commit)
    if not old:
        print_message(f"cbi: note: {base} does not have this dataset, so all of it is new")
    if old.moved_from is not None:
        print_message(
            f"cbi: note: compared with {old.moved_from or 'the top folder'}, the place of this dataset in {base}"
        )
    return old


def _against(place: Place, old: Mapping[str, bytes], found: Sequence[Finding], today: date) -> tuple[Finding, ...]:
    """The findings with those marked that BASE has too, and what the checks of the change find."""
    from cbi_cli.dataset.load import load
    from cbi_cli.rules.change import Change, broken_files
    from cbi_cli.rules.older import marked_older
    from cbi_cli.rules.run import find_against

    before, known = check_files(old, today)
    change = Change(before, load(read_files(place)), broken_files(known))
    return in_order((*marked_older(found, known), *find_against(change)))


def report(runs: Sequence[Run], base: str, named: Callable[[Path, str], str], strict: bool = False) -> Report:
    """The runs of a call as one report; ``named`` gives the name of a file from the dataset's folder and its path."""
    name_of = cache(named)
    findings = tuple(one._replace(file=name_of(run.place.root, one.file)) for run in runs for one in run.findings)
    files = tuple(name_of(run.place.root, name) for run in runs for name in run.files)
    counts = (sum(run.read for run in runs), sum(run.records for run in runs), sum(run.events for run in runs))
    summary = summarize(findings, *counts, max(run.checks for run in runs), sum(run.accepted for run in runs))
    datasets = tuple(Checked(label(run.place, run.meta), _described(run, name_of)) for run in runs)
    return Report(findings, files, summary, runs[0].meta if len(runs) == 1 else {}, base, datasets, strict)


def _described(run: Run, named: Callable[[Path, str], str]) -> dict[str, str | None]:
    """A dataset as the JSON document names it."""
    folder = PurePosixPath(named(run.place.root, "dataset.toml")).parent.as_posix()
    return {"id": run.meta.get("id"), "version": run.meta.get("version"), "folder": folder}


def repository_path(ci: Mapping[str, str], root: Path, name: str) -> str:
    """The path of a dataset's file from the top of its repository.

    That is the workspace of a runner, else the repository in git, else the working folder; a file outside of these
    keeps its whole path.
    """
    path = root.resolve() / name
    top = next((one for one in _tops(ci, root) if path.is_relative_to(one)), None)
    return path.relative_to(top).as_posix() if top else path.as_posix()


def _tops(ci: Mapping[str, str], root: Path) -> Iterable[Path]:
    workspace = ci.get("GITHUB_WORKSPACE")
    if workspace:
        yield Path(workspace).resolve()
    yield top_of(root) or current_directory()
