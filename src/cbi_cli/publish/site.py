"""The web site of a dataset as data: its options, its pages and its files. `publish.build` makes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, Lang
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.addresses import Addresses, page_of_month
from cbi_cli.publish.annual_reports import AnnualReports, edition_years
from cbi_cli.publish.downloads import Downloads
from cbi_cli.publish.site_records import SiteRecords
from cbi_cli.reports.card_years import years_with_card
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.reconcile import Dispute, list_disputes
from cbi_cli.reports.records import record_title
from cbi_cli.reports.releases import RecordAges
from cbi_cli.reports.scorecard import Light, Scorecard, ScorecardQuery, compute_scorecard

MAX_EVENT_PAGES = 20_000
"""A dataset with more events shows them on a page for each month: hosts of static sites limit files and size."""

_IN_USE_QUERY = "SELECT 1 FROM record WHERE kind = :kind AND id = :id"


class FrozenCopy(NamedTuple):
    """A site that is the frozen copy of a version, in a folder `v/VERSION` of the site itself.

    `newest` are the paths of the files of the site itself.
    """

    version: str
    newest: Collection[str]


class SiteOptions(NamedTuple):
    """What a call decides about a site.

    `base_url` is the address at which it will be, with a slash at its end, or empty if it is not known: then whatever
    needs a full address is left out. `versions` are those of which the site has a frozen copy, the newest first.
    `report_files` are the files of the annual report of each edition, by their names: without them, the reports have no
    prose.
    """

    base_url: str = ""
    versions: tuple[str, ...] = ()
    frozen: FrozenCopy | None = None
    report_files: Mapping[int, Mapping[str, bytes]] = MappingProxyType({})


class Crumb(NamedTuple):
    """A step on the way from the home page to a page; the path is inside the folder of the language."""

    title: str
    path: str


class WebPage(NamedTuple):
    """A page in one language, before it is rendered.

    `path` is inside the folder of the language. `template` is a file in `publish/templates`, which gets the `content`.
    `description` says in a sentence what is on the page, for search engines. `section` is the path of the entry of the
    menu to which the page belongs. `metadata` are documents of schema.org.
    `moved_to` is the path of the page that answers for this one, whose id is a former one.
    """

    path: str
    template: str
    title: str
    description: str
    content: Mapping[str, Any]
    section: str = ""
    crumbs: tuple[Crumb, ...] = ()
    metadata: tuple[Mapping[str, Any], ...] = ()
    moved_to: str = ""


class Site:
    """The dataset that is shown, and what all pages need to know."""

    def __init__(self, snapshot: Snapshot, options: SiteOptions) -> None:
        self.snapshot = snapshot
        self.options = options
        self.dataset: Mapping[str, Any] = snapshot.records("dataset")[0]
        self.addresses = Addresses(_pages_of_events(snapshot))
        self._cards: dict[int, Scorecard] = {}
        self._titles: dict[tuple[str, str], LocalizedText] = {}
        self._lights: dict[int, dict[str, Light]] = {}

    @cached_property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of the site: those of the dataset that the program speaks, or else English."""
        spoken = tuple(lang for lang in self.dataset["languages"] if lang in INTERFACE_LANGUAGES)
        return spoken or ("en",)

    @cached_property
    def downloads(self) -> Downloads:
        """The dataset as files in all formats, which are written once."""
        return Downloads(self.snapshot, self.addresses.events_share_pages)

    @cached_property
    def reports(self) -> AnnualReports:
        """The annual reports of all editions."""
        return AnnualReports(self.snapshot, self.editions, self.options.report_files)

    @cached_property
    def editions(self) -> tuple[int, ...]:
        """The years with an edition, the latest first."""
        return edition_years(self.snapshot)

    def record_path(self, kind: str, record_id: str) -> str:
        """Return the path of the page that shows a record, or says that it was withdrawn; empty if there is none."""
        if not self.addresses.has_page(kind):
            return ""
        # A series is an indicator or an institution.
        kinds = ("indicator", "institution") if kind == "series" else (kind,)
        if any(self.snapshot.rows(_IN_USE_QUERY, kind=name, id=record_id) for name in kinds):
            return self.addresses.record(kind, record_id)
        if (kind, record_id) in self._withdrawn:
            return self.addresses.former(kind, record_id)
        return ""

    @cached_property
    def _withdrawn(self) -> frozenset[tuple[str, str]]:
        """The kind and the id of each withdrawn record."""
        entries = self.snapshot.records("withdrawn")
        return frozenset([(entry["kind"], entry["id"]) for entry in entries])

    @cached_property
    def ages(self) -> RecordAges:
        """When records were added and changed, as the releases tell."""
        return RecordAges(self.snapshot)

    @cached_property
    def card_years(self) -> tuple[int, ...]:
        """The years with a card, the latest first."""
        return years_with_card(self.snapshot)

    @cached_property
    def home_year(self) -> int | None:
        """The year of the card on the home page: that of the latest edition, or else the latest with a card."""
        years = self.editions or self.card_years
        return years[0] if years else None

    def card(self, year: int) -> Scorecard:
        """Return the card of a year, which is computed once for all pages."""
        if year not in self._cards:
            self._cards[year] = compute_scorecard(self.snapshot, ScorecardQuery(year))
        return self._cards[year]

    def light(self, year: int, indicator: str) -> Light:
        """Return the light of a row on the card of a year."""
        if year not in self._lights:
            rows = self.card(year).rows
            self._lights[year] = {row.indicator: row.light for row in rows}
        return self._lights[year][indicator]

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """The records of sources by id."""
        return {source["id"]: source for source in self.snapshot.records("source")}

    @cached_property
    def institutions(self) -> Mapping[str, LocalizedText]:
        """The names of institutions by id."""
        return {record["id"]: record_text(record, "name") for record in self.snapshot.records("institution")}

    @cached_property
    def parties(self) -> Mapping[str, LocalizedText]:
        """The names of parties by id."""
        return {party["id"]: record_text(party, "name") for party in self.dataset["party"]}

    def record_title(self, kind: str, record_id: str) -> LocalizedText:
        """Return what a record is called."""
        key = kind, record_id
        if key not in self._titles:
            fields = self.snapshot.record(kind, record_id) or {"title": record_id}
            self._titles[key] = record_title(fields)
        return self._titles[key]

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """All disputes by id."""
        return tuple(list_disputes(self.snapshot))

    @cached_property
    def records(self) -> SiteRecords:
        """What pages say of the records other than events."""
        return SiteRecords(self.snapshot)

    @cached_property
    def months(self) -> tuple[tuple[int, int | None], ...]:
        """The months in which events began, each with its year; None for those of which only the year is known."""
        rows = self.snapshot.rows("SELECT DISTINCT year, month FROM event ORDER BY year, month")
        return tuple((row["year"], row["month"]) for row in rows)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that events touch, in order: each has a timeline."""
        years: set[int] = set()
        for row in self.snapshot.rows("SELECT DISTINCT year, last_year FROM event"):
            years.update(range(row["year"], row["last_year"] + 1))
        return tuple(sorted(years))


def _pages_of_events(snapshot: Snapshot) -> dict[str, str] | None:
    """Return the name of the page of each event, if they are too many for a page each."""
    count = snapshot.rows("SELECT COUNT(*) AS n FROM event")[0]["n"]
    if count <= MAX_EVENT_PAGES:
        return None
    # A few names for very many events: each is kept once.
    names: dict[tuple[int, int | None], str] = {}
    pages: dict[str, str] = {}
    for row in snapshot.iter_rows("SELECT id, year, month FROM event"):
        key = row["year"], row["month"]
        if key not in names:
            names[key] = page_of_month(*key)
        pages[row["id"]] = names[key]
    return pages
