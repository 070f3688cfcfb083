"""Frozen copies of released versions, each in a folder of its own: `v/1.0.0/en/index.html`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cbi_cli.changes.release import list_release_tags
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import FrozenCopy, SiteOptions
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import resolve_commit

_MARKER = "version.json"
"""The last file of a copy that is written: a copy that has it is complete."""


class Version(NamedTuple):
    """A released version, its tag, and the commit that the tag names."""

    version: str
    tag: str
    commit: str

    @property
    def folder(self) -> str:
        """The folder of its copy inside the site, with a slash at its end."""
        return f"v/{self.version}/"

    def marker(self) -> SiteFile:
        """Return the file that says what the copy was made of."""
        document = {"schema": "cbi/site-version/1", **self._asdict()}
        text = json.dumps(document, indent=2)
        path = f"{self.folder}{_MARKER}"
        return SiteFile(path, f"{text}\n".encode())


def find_versions(location: DatasetLocation, dataset: str) -> tuple[Version, ...]:
    """Return the released versions of a dataset in its git repository, the newest first."""
    versions: list[Version] = []
    for release in list_release_tags(location, dataset):
        commit = resolve_commit(location.root, release.tag)
        versions.append(Version(release.version, release.tag, commit))
    return tuple(versions)


def is_complete(version: Version, folder: Path, files: Mapping[str, str]) -> bool:
    """Tell whether a site has the copy of a version, made of the same commit.

    `files` are those of the last build with their digests.
    """
    marker = version.marker()
    if files.get(marker.path) != marker.digest:
        return False
    return all((folder / name).is_file() for name in copied_files(version, files))


def copied_files(version: Version, files: Collection[str]) -> list[str]:
    """Return those of some files that belong to the copy of a version."""
    return [name for name in files if name.startswith(version.folder)]


def has_errors(session: Session, version: Version) -> bool:
    """Tell whether the checks find errors in a version."""
    findings = open_version(session, version).findings
    return any(finding.severity == "error" for finding in findings)


def build_version(
    snapshot: Snapshot, version: Version, newest: Collection[str], report_files: Mapping[int, Mapping[str, bytes]]
) -> Iterator[SiteFile]:
    """Yield the files of the copy of a version.

    `newest` are the paths of the files of the site itself, to which its pages link. `report_files` are those of its
    annual reports, by year and name.
    """
    copy = FrozenCopy(version.version, newest)
    options = SiteOptions(frozen=copy, report_files=report_files)
    for file in build_site(snapshot, options):
        yield file.below(version.folder)
    yield version.marker()


def open_version(session: Session, version: Version) -> Session:
    """Open a version of the dataset of a session."""
    location = session.location._replace(revision=version.commit)
    return Session(session.settings, location)


def unanswered_addresses(version: Version, copied: Collection[str], newest: Collection[str]) -> list[str]:
    """Return the pages of the copy of a version whose addresses the site itself does not have any more."""
    addresses: list[str] = []
    for name in copied:
        path = name.removeprefix(version.folder)
        if path.endswith(".html") and path not in newest:
            addresses.append(path)
    return sorted(addresses)
