"""What the pages of a site show of a dataset, besides the texts of the views."""

from __future__ import annotations

from typing import NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.site import Site
from cbi_cli.publish.year_axis import YearAxis
from cbi_cli.reports.common import EventSummary, LocalizedText, record_text
from cbi_cli.reports.gaps import Series
from cbi_cli.reports.reconcile import Dispute
from cbi_cli.reports.scorecard import ScorecardRow
from cbi_cli.views.card_texts import CardTexts
from cbi_cli.views.page import YearStrip
from cbi_cli.views.series_texts import SeriesTexts


class LabelLink(NamedTuple):
    """A text and the path to which it leads."""

    label: str
    path: str


class EventLink(NamedTuple):
    """An event with its dates, and the path of its page.

    `direction` names who traveled to whom, empty if nobody did. `admitted` says that an edition counts it for another
    year than its own.
    """

    dates: str
    title: str
    path: str
    direction: str = ""
    admitted: bool = False


class DisputeLink(NamedTuple):
    """A dispute: the record and the field that it is about, the reading that is used, and the path to all of it."""

    about: str
    field: str
    chosen: str
    path: str


class _WebSeriesTexts(SeriesTexts):
    """Texts about a series that name institutions and parties where commands give their ids."""

    def __init__(self, site: Site, tr: Translator) -> None:
        super().__init__(tr)
        self._site = site

    def successor_name(self, successor: str) -> str:
        """Return the name of the successor of a series."""
        name = self._site.institutions.get(successor)
        return successor if name is None else name.text(self._tr.data_lang)

    def direction_name(self, direction: str) -> str:
        """Return a direction with the names of the parties."""
        names = []
        for party in direction.split(">"):
            name = self._site.parties.get(party)
            names.append(party if name is None else name.text(self._tr.data_lang))
        return " → ".join(names)


class WebTexts:
    """Texts and links of a dataset in the language of a page."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self.series_texts = _WebSeriesTexts(site, tr)
        self.card_texts = CardTexts(tr, self.series_texts)

    def text(self, names: LocalizedText) -> str:
        """Return a text of the dataset in the language of the page."""
        return names.text(self._tr.data_lang)

    @property
    def dataset_title(self) -> str:
        """The title of the dataset."""
        return self.text(record_text(self._site.dataset, "title"))

    def event_link(self, event: EventSummary, year: int | None = None) -> EventLink:
        """Return an event as a link; its dates have no year if it is `year`."""
        dates = self._tr.dates(event.start, event.end, year)
        path = self._site.addresses.record("event", event.id)
        return EventLink(dates, self.text(event.title), path)

    def light_link(self, label: LocalizedText, year: int, indicator: str) -> LabelLink:
        """Return a row of a card as a link to its light."""
        return LabelLink(self.text(label), self._site.addresses.light(year, indicator))

    def series_link(self, label: LocalizedText, series: str) -> LabelLink:
        """Return a series as a link to its page."""
        return LabelLink(self.text(label), self._site.addresses.record("series", series))

    def dispute_link(self, dispute: Dispute) -> DisputeLink:
        """Return a dispute as a link."""
        field = dispute.field_text(self._tr.data_lang)
        about = self.text(self._site.record_title(dispute.record, dispute.about))
        path = self._site.addresses.record("dispute", dispute.id)
        return DisputeLink(about, field, self.text(dispute.chosen), path)

    def last_held(self, row: ScorecardRow) -> EventLink | None:
        """Return the last event of a row for which none counts, with its year."""
        if row.occurrences or row.last_held is None:
            return None
        return self.event_link(row.last_held)

    def strip(self, series: Series, axis: YearAxis) -> YearStrip | None:
        """Return the years of a series on an axis."""
        return self.series_texts.strip(series, axis.first, axis.last).strip

    def direction(self, direction: str | None) -> str:
        """Return a direction such as `us>mx` with the names of the parties, empty if there is none."""
        if direction is None:
            return ""
        return self.series_texts.direction_name(direction)

    def party(self, party_id: str) -> str:
        """Return the name of a party, or its id if the dataset has none."""
        name = self._site.parties.get(party_id)
        return party_id if name is None else self.text(name)

    def institution(self, institution_id: str) -> str:
        """Return the name of an institution."""
        name = self._site.institutions.get(institution_id)
        return institution_id if name is None else self.text(name)
