"""A release of a dataset: what changed since the last one, and the files that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cbi_cli.changes.version_files import VersionPart, add_changelog_section, next_version, set_version, update_citation
from cbi_cli.core.errors import CbiError
from cbi_cli.core.markdown import escape_markdown
from cbi_cli.dataset.identity import collect_identities
from cbi_cli.rules.missing_changelog_entry import has_line
from cbi_cli.toml.document import parse
from cbi_cli.workspace.atomic_write import PendingWrite
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.git import Repository, find_repository_root
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_files
from cbi_cli.workspace.revisions import load_revision

if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.dataset.model import Dataset
    from cbi_cli.reports.dataset_version import DatasetVersion
    from cbi_cli.reports.diff import Diff
    from cbi_cli.reports.impact import Impact
    from cbi_cli.reports.record_changes import RecordChange


class ReleasePlan(NamedTuple):
    """What a release would write: the version, the lines for the changelog, the files, and since when."""

    version: str
    since: str
    lines: tuple[str, ...]
    files: tuple[PendingWrite, ...]


def find_last_tag(location: DatasetLocation, dataset: str) -> str:
    """Return the newest tag of the dataset's own that leads to ``HEAD``; empty if it was not released yet.

    A tag is `v1.2.3` or `<dataset>-v1.2.3`, and the commit that it names holds this dataset in that version. So a
    release of something else in the same repository, such as a program, is never taken for one of the dataset.
    """
    form = re.compile(rf"(?:{re.escape(dataset)}-)?v([0-9]{{1,9}}\.[0-9]{{1,9}}\.[0-9]{{1,9}})")
    named = [(tag, found[1]) for tag in Repository.of(location.root).tags() if (found := form.fullmatch(tag))]
    # Of two tags of one version the one with the name of the dataset is surely its own.
    for tag, version in sorted(named, key=lambda one: (_version_key(one[1]), one[0] != f"v{one[1]}"), reverse=True):
        head = parse("dataset.toml", load_revision(location.root, tag).files.get("dataset.toml", b"")).data
        if (head.get("id"), head.get("version")) == (dataset, version):
            return tag
    return ""


def make_next_tag(location: DatasetLocation, dataset: str, version: str, since: str) -> str:
    """Return the tag for a release, in the form of the last one.

    The first one has the name of the dataset before it, unless the dataset is at the top of its repository.
    """
    named = since.startswith(f"{dataset}-v")
    if not named and not re.fullmatch(r"v[0-9.]+", since):
        named = find_repository_root(location.root) != location.root.resolve()
    return f"{dataset}-v{version}" if named else f"v{version}"


def plan_release(location: DatasetLocation, since: str, part: VersionPart | None, today: date) -> ReleasePlan:
    """Plan the next release of a dataset; the first one if ``since`` is empty.

    Without a part it is what `_suggest_bump` says; a version that was raised further already is kept. Raises CbiError
    if nothing changed since ``since``, or if a side has errors.
    """
    from cbi_cli.loading import validate_files
    from cbi_cli.reports.compare_files import compare_files

    now = read_files(location)
    if not since:
        return _plan_first_release(location, now, validate_files(now, today)[0], today)
    found = compare_files(load_revision(location.root, since).files, now, today)
    before, after = _read_versions(found, since)
    lines = tuple(_changelog_lines(found))
    if not lines:
        raise CbiError(f"no record changed since {since}", "there is nothing to release")
    raised = next_version(before, part or _suggest_bump(found))
    version = raised if part else max(raised, after, key=_version_key)
    return ReleasePlan(version, since, lines, _file_changes(location, now, version, today, list(lines)))


def _read_versions(found: Diff, since: str) -> tuple[str, str]:
    """Return the versions of both states; raises CbiError if one has errors."""
    before, after = found.base.dataset.info, found.head.dataset.info
    if found.base.errors or found.head.errors or before is None or after is None:
        raise CbiError(f"the dataset has errors, here or at {since}", "`cbi validate` shows them")
    return before.record.version, after.record.version


class VersionMismatch(NamedTuple):
    """The version that a dataset has, the one that its changes ask for, and which part of the last one that raises."""

    version: str
    required_version: str
    part: VersionPart

    @property
    def is_too_low(self) -> bool:
        """Whether the version does not say all that changed."""
        return _version_key(self.version) < _version_key(self.required_version)


def find_version_mismatch(location: DatasetLocation, since: str, today: date) -> VersionMismatch | None:
    """Compare the version with what the changes since a release ask for; None if they agree, or nothing changed.

    Raises CbiError if a side has errors.
    """
    from cbi_cli.reports.compare_files import compare_files

    found = compare_files(load_revision(location.root, since).files, read_files(location), today)
    before, after = _read_versions(found, since)
    part = _suggest_bump(found)
    wanted = next_version(before, part)
    return (
        VersionMismatch(after, wanted, part) if after != wanted and any(True for _ in _changelog_lines(found)) else None
    )


def _plan_first_release(location: DatasetLocation, now: dict[str, bytes], dataset: Dataset, today: date) -> ReleasePlan:
    """Plan the first release, in the version that the dataset has already."""
    if dataset.info is None or dataset.errors:
        raise CbiError("the dataset has errors", "`cbi validate` shows them")
    version = dataset.info.record.version
    lines = ["First release."]
    return ReleasePlan(version, "", tuple(lines), _file_changes(location, now, version, today, lines))


def find_missing_release_steps(location: DatasetLocation, since: str, today: date) -> tuple[Finding, ...]:
    """Return what is missing for a release: a raised version, and its section in the changelog.

    Nothing is missing if no data changed since the last release, or if there is none yet and nothing to compare with.
    """
    from cbi_cli.dataset.load import load_dataset
    from cbi_cli.rules.dataset_change import DatasetChange
    from cbi_cli.rules.runner import check_release

    raw = WorkTree(location.root).read_if_exists("CHANGELOG.md")
    changelog = None if raw is None else raw.decode("utf-8", "replace")
    older = load_dataset(load_revision(location.root, since).files)
    return check_release(DatasetChange(older, load_dataset(read_files(location)), changelog=changelog))


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _suggest_bump(found: Diff) -> VersionPart:
    """Return which number the changes raise.

    Major if an id answers no more, or if the files have a newer format, which an older program cannot read; minor if
    records came or were withdrawn, or if a light changes; else patch.
    """
    before, after = (collect_identities(side.dataset) for side in (found.base, found.head))
    if any(not after.resolves(one) for one in before.all()) or _file_format_version(found.head) > _file_format_version(
        found.base
    ):
        return "major"
    renamed = {(kind, now) for (kind, name), now in after.former.items() if before.resolves((kind, name))}
    came = [one for one in after.in_use if one not in renamed and not before.resolves(one)]
    withdrawn = after.withdrawn.keys() - before.withdrawn.keys()
    lights = found.effect.lights if found.effect else 0
    return "minor" if came or withdrawn or lights else "patch"


def _file_format_version(side: DatasetVersion) -> int:
    """Return the version of the file format; 0 if the dataset does not say it."""
    info = side.dataset.info
    return info.record.schema_version if info else 0


def _changelog_lines(found: Diff) -> Iterator[str]:
    """The changelog in words: lights and states first, then records by what happened to them."""
    if found.effect is not None and found.head.dataset.info is not None:
        yield from _impact_lines(found.effect, found.head.dataset.info.record.covers_until)
    for one in found.changes:
        fields = [field.field for field in one.fields if (one.kind, field.field) != ("dataset", "version")]
        if one.change == "moved" or (one.change == "changed" and not fields):
            continue  # the order of records is form, and the version is what a release is about to write
        yield _changelog_line(one, fields)


def _impact_lines(effect: Impact, covered: date) -> Iterator[str]:
    """Yield each light and each state that changes, with the day if the reports do not show it yet."""
    for card in effect.all_cards:
        years = str(card.year) if card.years == 1 else f"{card.year}–{card.to_year}"
        for row in card.rows:
            if row.before is not None and row.after is not None and row.before.light != row.after.light:
                label, day = escape_markdown(row.after.label.en), _format_later_day(card.day, covered)
                yield f"Scorecard {years}, {label}: {row.before.light} → {row.after.light}{day}."
    for series in effect.all_series:
        before, after = series.states
        if before != after:
            label, later = escape_markdown(series.label.en), _format_later_day(effect.day, covered)
            yield f"State, {label}: {before} → {after}{later}."


def _format_later_day(day: date, covered: date) -> str:
    return f" (as of {day})" if day > covered else ""


def _changelog_line(one: RecordChange, fields: list[str]) -> str:
    head = f"{one.change.capitalize()}: {one.kind} `{one.id}`"
    if one.change == "renamed":
        head += f", formerly `{one.former_id}`"
    if one.change in ("changed", "renamed"):
        return f"{head} ({', '.join(fields)})." if fields else f"{head}."
    if one.change == "withdrawn":
        place = f" (replacement: `{one.leads_to}`)" if one.leads_to else ""
        return f"{head}, {escape_markdown(one.title.en)}: {escape_markdown(one.reason.en)}{place}"
    if one.leads_to:
        return f"{head}, {escape_markdown(one.title.en)}; its id now leads to `{one.leads_to}`."
    return f"{head}, {escape_markdown(one.title.en)}."


def _file_changes(
    location: DatasetLocation, now: dict[str, bytes], version: str, today: date, lines: list[str]
) -> tuple[PendingWrite, ...]:
    """The files of the release, with what they hold now."""
    tree = WorkTree(location.root)
    old = {
        "dataset.toml": now["dataset.toml"],
        "CHANGELOG.md": tree.read_if_exists("CHANGELOG.md") or b"",
        "CITATION.cff": tree.read_if_exists("CITATION.cff"),
    }
    new = {"dataset.toml": set_version(now["dataset.toml"], version)}
    changelog = _decode("CHANGELOG.md", old["CHANGELOG.md"] or b"")
    if not has_line(changelog, version):
        new["CHANGELOG.md"] = add_changelog_section(changelog, version, today.isoformat(), lines).encode("utf-8")
    if old["CITATION.cff"] is not None:
        citation = _decode("CITATION.cff", old["CITATION.cff"])
        new["CITATION.cff"] = update_citation(citation, version, today.isoformat()).encode("utf-8")
    return tuple(PendingWrite(tree.path_to_write(name), content, old[name]) for name, content in new.items())


def _decode(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CbiError(f"{name} is not UTF-8 at byte {error.start + 1}", "save it as UTF-8 first") from None
