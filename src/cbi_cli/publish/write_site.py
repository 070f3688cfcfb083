"""Write the web site of a dataset to a folder, with frozen copies of its released versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cbi_cli.loading import Session
from cbi_cli.publish.annual_reports import read_reports_of, read_usable_reports
from cbi_cli.publish.build import build_site
from cbi_cli.publish.site import Site, SiteOptions
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.publish.tree import TreeReceipt, read_digests, write_tree
from cbi_cli.publish.versions import (
    Version,
    build_version,
    copied_files,
    find_versions,
    has_errors,
    is_complete,
    open_version,
    unanswered_addresses,
)


class UnansweredAddresses(NamedTuple):
    """Pages of a released version whose addresses the site does not have any more."""

    version: str
    paths: tuple[str, ...]


class VersionReport(NamedTuple):
    """The annual report on a year in the copy of a version, which has no prose, and what is wrong with its files."""

    version: str
    year: int
    problem: str


class SiteReceipt(NamedTuple):
    """What became of a site.

    `versions` are those of which it has a frozen copy, the newest first; `left_out` those that have errors for this
    version of the program; `without_prose` the reports in new copies whose prose has.
    """

    tree: TreeReceipt
    versions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unanswered: tuple[UnansweredAddresses, ...] = ()
    without_prose: tuple[VersionReport, ...] = ()


def write_site(session: Session, folder: Path, base_url: str = "", with_versions: bool = False) -> SiteReceipt:
    """Write the site of a dataset, without or with copies of its versions.

    A copy that is there already is not built again. Raises InvalidDatasetError if the dataset has errors, and CbiError
    if the folder cannot be written or has content that is no site.
    """
    if not with_versions:
        options = SiteOptions(base_url, report_files=read_reports_of(session))
        files = build_site(session.snapshot, options)
        return SiteReceipt(write_tree(folder, files))
    return _VersionedSite(session, folder, base_url).write()


class _VersionedSite:
    """One build of a site with copies."""

    def __init__(self, session: Session, folder: Path, base_url: str) -> None:
        self._session = session
        self._folder = folder
        self._base_url = base_url
        self._versions: list[Version] = []
        self._kept: dict[str, list[str]] = {}
        self._left_out: list[str] = []
        digests = read_digests(folder)
        for version in find_versions(session.location, session.snapshot.meta["id"]):
            if is_complete(version, folder, digests):
                self._kept[version.version] = copied_files(version, digests)
            elif has_errors(session, version):
                # It was valid for the program that released it.
                self._left_out.append(version.version)
                continue
            self._versions.append(version)
        self._newest: set[str] = set()
        self._unanswered: list[UnansweredAddresses] = []
        self._faulty_reports: list[VersionReport] = []

    def write(self) -> SiteReceipt:
        kept = chain.from_iterable(self._kept.values())
        files = self._files()
        receipt = write_tree(self._folder, files, kept)
        names = self._names()
        left_out = tuple(self._left_out)
        unanswered = tuple(self._unanswered)
        return SiteReceipt(receipt, names, left_out, unanswered, tuple(self._faulty_reports))

    def _names(self) -> tuple[str, ...]:
        return tuple([version.version for version in self._versions])

    def _files(self) -> Iterator[SiteFile]:
        reports = read_reports_of(self._session)
        options = SiteOptions(self._base_url, versions=self._names(), report_files=reports)
        for file in build_site(self._session.snapshot, options):
            self._newest.add(file.path)
            yield file
        for version in self._versions:
            yield from self._copy(version)

    def _copy(self, version: Version) -> Iterator[SiteFile]:
        copied = self._kept.get(version.version)
        if copied is None:
            copied = []
            opened = open_version(self._session, version)
            languages = Site(opened.snapshot, SiteOptions()).languages
            reports = read_usable_reports(opened, languages)
            self._faulty_reports += [VersionReport(version.version, *one) for one in reports.faulty]
            for file in build_version(opened.snapshot, version, self._newest, reports.files):
                copied.append(file.path)
                yield file
        missing = unanswered_addresses(version, copied, self._newest)
        if missing:
            self._unanswered.append(UnansweredAddresses(version.version, tuple(missing)))
