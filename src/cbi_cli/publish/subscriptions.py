"""What readers subscribe to: the feeds and the calendars of the site.

Feeds name full addresses, so they are made only if that of the site is known. A frozen copy has neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cbi_cli.core.language_codes import Lang
from cbi_cli.exports.atom import format_atom
from cbi_cli.exports.calendar import event_calendar, expected_calendar
from cbi_cli.exports.feeds import Feed, event_feed
from cbi_cli.exports.json_feed import format_json_feed
from cbi_cli.exports.publication import Publication, RecordHistory, RecordKey, read_histories, release_day
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.publish.release_feeds import change_feed, light_feed
from cbi_cli.publish.site import Site
from cbi_cli.publish.site_files import SiteFile

FEEDS = ("changes", "events", "lights")
"""The names of the feeds about the whole dataset."""

_INSTITUTIONS_QUERY = """
SELECT DISTINCT x.institution AS id FROM event_institution AS x JOIN record AS r ON r.id = x.institution
WHERE r.kind = 'institution' ORDER BY x.institution
"""


class Subscription(NamedTuple):
    """A feed or a calendar: its title, and its path from the top of the site."""

    title: str
    path: str


def make_files(site: Site) -> Iterator[SiteFile]:
    """Yield the calendars, and the feeds if the address of the site is known."""
    if site.options.frozen is not None:
        return
    histories = read_histories(site.snapshot)
    for lang in site.languages:
        tr = get_translator(lang)
        publication = _publication(site, lang, histories)
        yield from _calendars(site, publication, tr)
        if site.options.base_url:
            yield from _feeds(site, publication, tr)


class Subscriptions:
    """The feeds and calendars of a site in one language, as pages name them."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._ = tr.gettext
        self._lang = tr.lang
        self._has_calendars = site.options.frozen is None
        self._has_event_calendars = self._has_calendars and _has_event_calendars(site)
        self._has_feeds = self._has_calendars and bool(site.options.base_url)
        self._institutions = frozenset(_institutions(site))

    def feeds(self) -> list[Subscription]:
        """Return the feeds about the whole dataset."""
        if not self._has_feeds:
            return []
        titles = (self._("Changes"), self._("Events"), self._("Lights and states"))
        paths = [feed_path(name, self._lang) for name in FEEDS]
        return list(map(Subscription, titles, paths))

    def calendars(self) -> list[Subscription]:
        """Return the calendars of the whole dataset."""
        if not self._has_calendars:
            return []
        expected = Subscription(self._("What is due next"), calendar_path("expected", self._lang))
        if not self._has_event_calendars:
            return [expected]
        events = Subscription(self._("All events"), calendar_path("all", self._lang))
        return [events, expected]

    def institution_feeds(self, institution: str) -> list[Subscription]:
        """Return the feed of an institution, if it has events."""
        if not self._has_feeds or institution not in self._institutions:
            return []
        path = _institution_feed_path(institution, self._lang)
        return [Subscription(self._("Its events"), path)]

    def institution_calendars(self, institution: str) -> list[Subscription]:
        """Return the calendar of an institution, if it has events."""
        if not self._has_event_calendars or institution not in self._institutions:
            return []
        path = _institution_calendar_path(institution, self._lang)
        return [Subscription(self._("Its events"), path)]


def feed_path(name: str, lang: Lang, suffix: str = "atom") -> str:
    """Return the path of a feed about the whole dataset from the top of the site."""
    return f"feed/{name}.{lang}.{suffix}"


def calendar_path(name: str, lang: Lang) -> str:
    """Return the path of a calendar about the whole dataset from the top of the site: `all` or `expected`."""
    return f"calendar/{name}.{lang}.ics"


def _institution_feed_path(institution: str, lang: Lang) -> str:
    return f"feed/institution/{institution}.{lang}.atom"


def _institution_calendar_path(institution: str, lang: Lang) -> str:
    return f"calendar/institution/{institution}.{lang}.ics"


def _institutions(site: Site) -> list[str]:
    """Return the institutions that have events."""
    return [row["id"] for row in site.snapshot.rows(_INSTITUTIONS_QUERY)]


def _publication(site: Site, lang: Lang, histories: dict[RecordKey, RecordHistory]) -> Publication:
    day = release_day(site.snapshot)
    base_url = site.options.base_url
    if not base_url:
        return Publication(day, histories=histories)
    home = f"{base_url}{lang}/"

    def address_of(kind: str, record_id: str) -> str:
        path = site.record_path(kind, record_id)
        return f"{home}{path}" if path else ""

    return Publication(day, home, address_of, histories)


def _has_event_calendars(site: Site) -> bool:
    """Tell whether the site has calendars of events: of very many, they would be too large for any program."""
    return not site.addresses.events_share_pages


def _calendars(site: Site, publication: Publication, tr: Translator) -> Iterator[SiteFile]:
    snapshot = site.snapshot
    lang = tr.lang
    yield _text_file(calendar_path("expected", lang), expected_calendar(snapshot, publication, tr))
    if not _has_event_calendars(site):
        return
    yield _text_file(calendar_path("all", lang), event_calendar(snapshot, publication, tr))
    for institution in _institutions(site):
        lines = event_calendar(snapshot, publication, tr, institution)
        file = _text_file(_institution_calendar_path(institution, lang), lines)
        yield file
        for former in _former_ids(site, institution):
            yield SiteFile(_institution_calendar_path(former, lang), file.content)


def _feeds(site: Site, publication: Publication, tr: Translator) -> Iterator[SiteFile]:
    snapshot = site.snapshot
    lang = tr.lang
    feeds = {
        "changes": change_feed(snapshot, publication, tr),
        "events": event_feed(snapshot, publication, tr),
        "lights": light_feed(snapshot, publication, tr),
    }
    for name in FEEDS:
        feed = feeds[name]
        path = feed_path(name, lang)
        yield _text_file(path, [format_atom(_at(site, feed, path))])
        path = feed_path(name, lang, "json")
        yield _text_file(path, [format_json_feed(_at(site, feed, path))])
    for institution in _institutions(site):
        feed = event_feed(snapshot, publication, tr, institution)
        path = _institution_feed_path(institution, lang)
        file = _text_file(path, [format_atom(_at(site, feed, path))])
        yield file
        for former in _former_ids(site, institution):
            yield SiteFile(_institution_feed_path(former, lang), file.content)


def _former_ids(site: Site, institution: str) -> list[str]:
    """Return the ids that an institution had before: who subscribed at their addresses gets what is there now."""
    record = site.snapshot.record("institution", institution) or {}
    return [former for former in record.get("former_ids", ()) if former != institution]


def _at(site: Site, feed: Feed, path: str) -> Feed:
    """Return a feed with its own address."""
    address = f"{site.options.base_url}{path}"
    return feed._replace(address=address)


def _text_file(path: str, lines: Iterable[str]) -> SiteFile:
    text = "".join(lines)
    return SiteFile(path, text.encode())
