"""Plan the release of a dataset.

A release tells what changed since the last one, and changes the files that say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.changelog_lines import changelog_lines
from cbi_cli.changes.release_memory import release_fields, remember_release
from cbi_cli.changes.version_files import (
    VersionPart,
    add_changelog_section,
    next_version,
    set_released,
    set_version,
    update_citation,
)
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.versions import version_key
from cbi_cli.dataset.identity import collect_identities
from cbi_cli.dataset.load import load_dataset
from cbi_cli.loading import validate_files
from cbi_cli.reports.compare_files import compare_files
from cbi_cli.rules.dataset_change import DatasetChange
from cbi_cli.rules.missing_changelog_entry import has_line
from cbi_cli.rules.runner import check_release
from cbi_cli.toml.document import parse
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.git import Repository, find_repository_root
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import DatasetFiles, read_files
from cbi_cli.workspace.revisions import load_revision

if TYPE_CHECKING:
    from cbi_cli.core.findings import Finding
    from cbi_cli.reports.dataset_version import DatasetVersion
    from cbi_cli.reports.diff import Diff


class ReleaseDetails(NamedTuple):
    """The version of a release, and the lines for the changelog.

    The last release is empty for the first one. `kept_section` says that the changelog has a section of the version
    already, to which no line is added.
    """

    version: str
    since: str
    lines: tuple[str, ...]
    kept_section: bool = False


class VersionMismatch(NamedTuple):
    """The version of a dataset, and the one that its changes require.

    `part` is the part of the version that they raise.
    """

    version: str
    required_version: str
    part: VersionPart

    @property
    def is_too_low(self) -> bool:
        """Whether the version is lower than required."""
        return version_key(self.version) < version_key(self.required_version)


class ReleaseTag(NamedTuple):
    """A released version and its tag."""

    version: str
    tag: str


def find_last_tag(location: DatasetLocation, dataset: str) -> str:
    """Return the newest tag of a dataset that leads to `HEAD`.

    The result is empty if it was not released yet. Raises CbiError if the dataset is in no git repository.
    """
    for release in list_release_tags(location, dataset):
        return release.tag
    return ""


def list_release_tags(location: DatasetLocation, dataset: str) -> Iterator[ReleaseTag]:
    """Yield the released versions of a dataset that lead to `HEAD`, each once, the newest first.

    A tag is `v1.2.3` or `<dataset>-v1.2.3`, and the commit that it
    names has this dataset in that version. So a release of something else in the same repository, such as a program, is
    never taken for one of the dataset. Raises CbiError if the dataset is in no git repository.
    """
    pattern = re.compile(rf"(?:{re.escape(dataset)}-)?v([0-9]{{1,9}}\.[0-9]{{1,9}}\.[0-9]{{1,9}})")
    versions_by_tag: dict[str, str] = {}
    for tag in _find_repository(location).tags():
        match = pattern.fullmatch(tag)
        if match is not None:
            versions_by_tag[tag] = match[1]

    def sort_key(tag: str) -> tuple[tuple[int, ...], bool]:
        # Of two tags of one version, only the one with the name of the dataset is certainly its own.
        has_name = tag.startswith(f"{dataset}-")
        return version_key(versions_by_tag[tag]), has_name

    listed: set[str] = set()
    for tag in sorted(versions_by_tag, key=sort_key, reverse=True):
        version = versions_by_tag[tag]
        if version not in listed and _is_release(location, tag, dataset, version):
            listed.add(version)
            yield ReleaseTag(version, tag)


def _find_repository(location: DatasetLocation) -> Repository:
    if find_repository_root(location.root) is None:
        problem = message("{folder} is not in a git repository", folder=location.root)
        raise CbiError(problem, message("a release is a git tag: run `git init`, and commit the dataset first"))
    return Repository.of(location.root)


def _is_release(location: DatasetLocation, tag: str, dataset: str, version: str) -> bool:
    """Tell whether the commit of a tag has the dataset in a version."""
    try:
        files = load_revision(location.root, tag).files
    except CbiError:
        # A commit of another branch may be from before the dataset.
        return False
    info = parse("dataset.toml", files.get("dataset.toml", b"")).data
    return info.get("id") == dataset and info.get("version") == version


def make_next_tag(location: DatasetLocation, dataset: str, version: str, since: str) -> str:
    """Return the tag for a release, in the style of the last one.

    The first one starts with the name of the dataset, unless the dataset is at the top of its repository. Raises
    CbiError if a tag of another commit names this version of the dataset already.
    """
    named = f"{dataset}-v{version}"
    plain = f"v{version}"
    taken = set(_find_repository(location).list_all_tags())
    for tag in (named, plain):
        if tag in taken and _is_release(location, tag, dataset, version):
            problem = message("the tag {tag} names a release of version {version} already", tag=tag, version=version)
            raise CbiError(problem, message("merge its commit first, or raise another part: major, minor or patch"))
    has_name = since.startswith(f"{dataset}-v")
    if not has_name and not re.fullmatch(r"v[0-9.]+", since):
        has_name = find_repository_root(location.root) != location.root.resolve()
    # A tag without the name of the dataset may be one of a program in the same repository.
    if has_name or plain in taken:
        return named
    return plain


def plan_release(
    location: DatasetLocation, since: str, part: VersionPart | None, today: date
) -> ChangeSet[ReleaseDetails]:
    """Plan the next release of a dataset; the first one if `since` is empty.

    Without a part, the changes decide it; a version that was raised further already is kept, as is the one of a first
    release. Raises CbiError if nothing changed since `since`, or if a version has errors.
    """
    files = read_files(location)
    if not since:
        return _plan_first_release(location, files, part, today)
    diff = compare_files(load_revision(location.root, since).files, files, today)
    last_version, current_version = _read_versions(diff, since)
    lines = _describe_changes(diff)
    if not lines:
        raise CbiError(message("no record changed since {since}", since=since), message("there is nothing to release"))
    version = next_version(last_version, part or _suggest_bump(diff))
    if part is None:
        version = max(version, current_version, key=version_key)
    changes, kept_section = _file_changes(location, files, version, today, lines)
    fields = release_fields(diff, version, last_version, today)
    changes += _memory_change(location, fields)
    details = ReleaseDetails(version, since, tuple(lines), kept_section)
    return ChangeSet("release", location, changes, details, impact=diff.effect)


def _plan_first_release(
    location: DatasetLocation, files: Mapping[str, bytes], part: VersionPart | None, today: date
) -> ChangeSet[ReleaseDetails]:
    """Plan the first release, in the version that the dataset has already, or with a part of it raised."""
    dataset = validate_files(files, today)[0]
    if dataset.info is None or dataset.errors:
        raise CbiError(message("the dataset has errors"), message("`cbi validate` shows them"))
    version = dataset.info.record.version
    if part is not None:
        version = next_version(version, part)
    lines = ["First release."]
    changes, kept_section = _file_changes(location, files, version, today, lines)
    changes += _memory_change(location, {"version": version, "date": today})
    details = ReleaseDetails(version, "", tuple(lines), kept_section)
    return ChangeSet("release", location, changes, details)


def find_version_mismatch(location: DatasetLocation, since: str, today: date) -> VersionMismatch | None:
    """Compare the version with the one that the changes require.

    These are the changes since a release. Returns None if they agree, or if nothing changed. Raises CbiError if a
    version has errors.
    """
    diff = compare_files(load_revision(location.root, since).files, read_files(location), today)
    last_version, version = _read_versions(diff, since)
    part = _suggest_bump(diff)
    required_version = next_version(last_version, part)
    if version == required_version or not _describe_changes(diff):
        return None
    return VersionMismatch(version, required_version, part)


def find_missing_release_steps(location: DatasetLocation, since: str) -> tuple[Finding, ...]:
    """Return findings if a step of a release is missing.

    A release raises the version, and has a section in the changelog. There are none if no data changed since the last
    release, or if there is no release yet to compare with.
    """
    raw = WorkTree(location.root).read_if_exists("CHANGELOG.md")
    changelog = None if raw is None else raw.decode("utf-8", "replace")
    released = load_dataset(load_revision(location.root, since).files)
    current = load_dataset(read_files(location))
    return check_release(DatasetChange(released, current, changelog=changelog))


def _read_versions(diff: Diff, since: str) -> tuple[str, str]:
    """Return the versions of both sides; raises CbiError if one has errors."""
    versions: list[str] = []
    for side in (diff.base, diff.head):
        info = side.dataset.info
        if side.errors or info is None:
            raise CbiError(
                message("the dataset has errors, here or at {since}", since=since), message("`cbi validate` shows them")
            )
        versions.append(info.record.version)
    last_version, current_version = versions
    return last_version, current_version


def _suggest_bump(diff: Diff) -> VersionPart:
    """Return the part of the version that the changes raise.

    Major if an id no longer resolves, or if the files have a newer format, which an older program cannot read; minor if
    records were added or withdrawn, or if a light changes; else patch.
    """
    before = collect_identities(diff.base.dataset)
    after = collect_identities(diff.head.dataset)
    if _file_format_version(diff.head) > _file_format_version(diff.base):
        return "major"
    for record_id in before.all():
        if not after.resolves(record_id):
            return "major"
    renamed: set[tuple[str, str]] = set()
    for (kind, former_id), current_id in after.former.items():
        if before.resolves((kind, former_id)):
            renamed.add((kind, current_id))
    for record_id in after.in_use:
        if record_id not in renamed and not before.resolves(record_id):
            return "minor"
    if after.withdrawn.keys() - before.withdrawn.keys():
        return "minor"
    if diff.effect is not None and diff.effect.lights:
        return "minor"
    return "patch"


def _describe_changes(diff: Diff) -> list[str]:
    """Return the lines for the changelog, with an upgrade of the file format."""
    lines = list(changelog_lines(diff))
    before = _file_format_version(diff.base)
    after = _file_format_version(diff.head)
    if before != after and before and after:
        lines.append(f"Upgraded the files from format {before} to {after}.")
    return lines


def _file_format_version(version: DatasetVersion) -> int:
    """Return the version of the file format that the files have, or had before they were upgraded to be compared.

    Return 0 if the dataset does not have one.
    """
    if isinstance(version.files, DatasetFiles) and version.files.upgraded_from is not None:
        return version.files.upgraded_from
    info = version.dataset.info
    if info is None:
        return 0
    return info.record.schema_version


def _file_changes(
    location: DatasetLocation, files: Mapping[str, bytes], version: str, today: date, lines: Iterable[str]
) -> tuple[tuple[FileChange, ...], bool]:
    """Return the files that a release changes, and whether the changelog has a section of the version already."""
    tree = WorkTree(location.root)
    day = today.isoformat()
    info = files["dataset.toml"]
    raw_changelog = tree.read_if_exists("CHANGELOG.md")
    changelog = _decode("CHANGELOG.md", raw_changelog or b"")
    # The section may have been written by hand.
    has_section = has_line(changelog, version)
    dated = set_released(set_version(info, version), day, replace=not has_section)
    changes = [FileChange("dataset.toml", info, dated)]
    if not has_section:
        section = add_changelog_section(changelog, version, day, list(lines))
        changes.append(FileChange("CHANGELOG.md", raw_changelog, section.encode("utf-8")))
    raw_citation = tree.read_if_exists("CITATION.cff")
    if raw_citation is not None:
        old_citation = _decode("CITATION.cff", raw_citation)
        citation = update_citation(old_citation, version, day)
        changes.append(FileChange("CITATION.cff", raw_citation, citation.encode("utf-8")))
    # The first release keeps the version, and one that was prepared before changes nothing.
    changed = tuple(change for change in changes if change.before != change.after)
    return changed, has_section


def _memory_change(location: DatasetLocation, fields: Mapping[str, Any]) -> tuple[FileChange, ...]:
    """Return the change of `releases.toml`; none if it lists the release already."""
    change = remember_release(location.root, fields)
    if change.before == change.after:
        return ()
    return (change,)


def _decode(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = message("{name} is not UTF-8 at byte {position}", name=name, position=error.start + 1)
        raise CbiError(problem, message("save it as UTF-8 first")) from None
