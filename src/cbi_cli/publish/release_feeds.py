"""The feeds about releases: what changed, and which lights and states."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cbi_cli.exports.feeds import MAX_ENTRIES, Feed, FeedEntry, make_feed
from cbi_cli.exports.publication import Publication, tag_prefix
from cbi_cli.i18n.translator import Translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.addresses import CHANGES
from cbi_cli.reports.common import dataset_title
from cbi_cli.reports.releases import Release, ReleasedRecord, list_releases
from cbi_cli.views.releases import ReleaseTexts


def change_feed(snapshot: Snapshot, publication: Publication, tr: Translator) -> Feed:
    """Return the feed of changes: an entry for each release, and one for each record that it changed."""
    title = tr.gettext("Changes: {title}", title=dataset_title(snapshot).text(tr.data_lang))
    description = tr.gettext("What each version of the dataset changed: records, lights and states.")
    entries = islice(_change_entries(snapshot, publication, tr), MAX_ENTRIES)
    return make_feed(snapshot, publication, tr, "changes", title, description, tuple(entries))


def light_feed(snapshot: Snapshot, publication: Publication, tr: Translator) -> Feed:
    """Return the feed of the lights and states that changed, an entry for each."""
    title = tr.gettext("Lights: {title}", title=dataset_title(snapshot).text(tr.data_lang))
    description = tr.gettext("Lights and states that changed with a version of the dataset.")
    entries = islice(_light_entries(snapshot, publication, tr), MAX_ENTRIES)
    return make_feed(snapshot, publication, tr, "lights", title, description, tuple(entries))


def _change_entries(snapshot: Snapshot, publication: Publication, tr: Translator) -> Iterator[FeedEntry]:
    """Yield the entries of the changes, those of the newest release first."""
    texts = ReleaseTexts(snapshot, tr)
    prefix = tag_prefix(snapshot, publication)
    for release in list_releases(snapshot):
        yield _release_entry(release, texts, f"{prefix}{release.version}", publication)
        for record in release.records:
            yield _record_entry(record, release, texts, f"{prefix}{release.version}", publication)


def _release_entry(release: Release, texts: ReleaseTexts, entry_id: str, publication: Publication) -> FeedEntry:
    title = texts.tr.gettext("Version {version}", version=release.version)
    lines = [texts.sentence(release), *texts.effects(release)]
    content = "\n".join(lines)
    url = _version_address(release, publication)
    return FeedEntry(entry_id, title, release.day, content, release.day, url)


def _record_entry(
    record: ReleasedRecord, release: Release, texts: ReleaseTexts, prefix: str, publication: Publication
) -> FeedEntry:
    """Return the entry of a record that a release changed, which is another one for each version."""
    entry_id = f"{prefix}/{record.kind}/{record.id}"
    title = texts.headline(record)
    version = texts.tr.gettext("Version {version}", version=release.version)
    content = f"{version}\n{record.kind} {record.id}"
    kind, current_id = texts.current_ids.of(record.kind, record.id)
    url = publication.address_of(kind, current_id) or _version_address(release, publication)
    return FeedEntry(entry_id, title, release.day, content, release.day, url)


def _light_entries(snapshot: Snapshot, publication: Publication, tr: Translator) -> Iterator[FeedEntry]:
    """Yield the entries of the lights and states, those of the newest release first."""
    texts = ReleaseTexts(snapshot, tr)
    prefix = tag_prefix(snapshot, publication)
    for release in list_releases(snapshot):
        content = tr.gettext("Version {version}", version=release.version)
        url = _version_address(release, publication)
        for light in release.lights:
            entry_id = f"{prefix}{release.version}/light/{light.year}/{light.indicator}"
            title = texts.light(light)
            yield FeedEntry(entry_id, title, release.day, content, release.day, url)
        for state in release.states:
            entry_id = f"{prefix}{release.version}/state/{state.series}"
            title = texts.state(state)
            yield FeedEntry(entry_id, title, release.day, content, release.day, url)


def _version_address(release: Release, publication: Publication) -> str:
    """Return the full address of a version on the page of changes."""
    if not publication.home:
        return ""
    return f"{publication.home}{CHANGES}#v{release.version}"
