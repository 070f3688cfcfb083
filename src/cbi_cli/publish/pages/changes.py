"""The page of changes: what each released version changed, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import CHANGES
from cbi_cli.publish.site import Site, WebPage
from cbi_cli.reports.releases import Release, ReleasedLight, ReleasedRecord, list_releases
from cbi_cli.views.records import kind_name
from cbi_cli.views.releases import ReleaseTexts, change_counts

_MAX_LISTED = 200
"""How many records of a kind the page lists for a version; the others are counted."""


class ChangedKind(NamedTuple):
    """The records of one kind that a version changed: a title with counts, the first of them, and how many more."""

    title: str
    records: Sequence[ReleasedRecord]
    more: int


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page of changes."""
    title = tr.gettext("Changes")
    description = tr.gettext("What each version of the dataset changed: records, lights and states.")
    releases = list_releases(site.snapshot)
    content = {"releases": releases, "texts": ChangesTexts(site, tr)}
    yield WebPage(CHANGES, "changes.html", title, description, content)


class ChangesTexts(ReleaseTexts):
    """The texts of releases, and the paths of the pages that they lead to."""

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(site.snapshot, tr)
        self.site = site

    def light_path(self, light: ReleasedLight) -> str:
        """Return the path of the page of a light, empty if there is none."""
        _, indicator = self.current_ids.of("indicator", light.indicator)
        is_there = self.site.snapshot.record("indicator", indicator) is not None
        if light.year not in self.site.card_years or not is_there:
            return ""
        return self.site.addresses.light(light.year, indicator)

    def copy_path(self, release: Release) -> str:
        """Return the path of the frozen copy of a version from the top of the site, empty if there is none."""
        if release.version not in self.site.options.versions:
            return ""
        return f"v/{release.version}/{self.tr.lang}/index.html"

    def kinds(self, release: Release) -> Iterator[ChangedKind]:
        """Yield the records that a version changed by kind."""
        by_kind: dict[str, list[ReleasedRecord]] = {}
        for record in release.records:
            by_kind.setdefault(record.kind, []).append(record)
        for kind, records in by_kind.items():
            name = kind_name(kind, self.tr)
            counts = ", ".join(change_counts(records, self.tr))
            shown = records[:_MAX_LISTED]
            more = len(records) - len(shown)
            yield ChangedKind(f"{name}: {counts}", shown, more)

    def record_path(self, record: ReleasedRecord) -> str:
        """Return the path of the page of a record, empty if there is none."""
        kind, record_id = self.current_ids.of(record.kind, record.id)
        return self.site.record_path(kind, record_id)
