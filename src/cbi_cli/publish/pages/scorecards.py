"""The cards: that of the home page, that of each year, and a list of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import CARDS, HOME
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.web_texts import EventLink, LabelLink, WebTexts
from cbi_cli.publish.year_axis import YearAxis, make_year_axis
from cbi_cli.reports.due import DueQuery, compute_due
from cbi_cli.reports.light_steps import LightStep, StepDay, list_light_steps
from cbi_cli.reports.scorecard import Light, ScorecardRow
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.due import DueView
from cbi_cli.views.page import Cell, YearMark, YearStrip
from cbi_cli.views.scorecard import ScorecardView

ADMITTED_SIGN = "◐"
"""The mark of a year for which an event of another year is admitted."""

_MOST_DUE = 6
"""How many of the series that are due the home page names."""
_WAITING = ("overdue", "due", "expected")
"""The states of series that wait for a meeting."""


class LightChange(NamedTuple):
    """A row whose light changed: its light before and after it, each with its name."""

    row: LabelLink
    before: Light
    before_name: str
    after: Light
    after_name: str


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the home page, the cards, and the list of cards."""
    if site.home_year is None:
        yield _home_without_card(site, tr)
    for year in site.card_years:
        page = CardPage(site, tr, year)
        yield page.web_page()
        if year == site.home_year:
            yield page.home_page()
    yield _list_page(site, tr)


def _home_without_card(site: Site, tr: Translator) -> WebPage:
    title = WebTexts(site, tr).dataset_title
    description = tr.gettext("No year is known well enough for a scorecard.")
    return WebPage(HOME, "no_card.html", title, description, {}, HOME)


def _list_page(site: Site, tr: Translator) -> WebPage:
    cards = [site.card(year) for year in site.card_years]
    title = tr.gettext("All scorecards")
    description = tr.gettext("Every year with an edition, or of which at least half of the rows are known.")
    content = {"cards": cards, "texts": WebTexts(site, tr)}
    return WebPage(CARDS, "scorecards.html", title, description, content, HOME)


class CardPage(ScorecardView):
    """The card of a year on the web, as its template shows it."""

    for_web = True

    def __init__(self, site: Site, tr: Translator, year: int) -> None:
        super().__init__(site.card(year), site.snapshot.meta, tr)
        self._site = site
        self._web = WebTexts(site, tr)
        self.series_texts = self._web.series_texts
        self.card_texts = self._web.card_texts
        self.year = year
        self.axis: YearAxis = make_year_axis(year)
        self.edition = site.snapshot.record("edition", str(year))

    def web_page(self) -> WebPage:
        """Return the page of the card."""
        path = self._site.addresses.scorecard(self.year)
        crumbs = (Crumb(self._("All scorecards"), CARDS),)
        return WebPage(path, "scorecard.html", self.name(), self.headline(), self._content(), HOME, crumbs)

    def home_page(self) -> WebPage:
        """Return the home page, which shows the card and what is due next."""
        title = self._web.dataset_title
        content = self._content()
        content["due"] = list(self._due())
        return WebPage(HOME, "scorecard.html", title, self.headline(), content, HOME)

    def _content(self) -> dict[str, Any]:
        return {"card": self, "due": ()}

    def name(self) -> str:
        """Return what the card is called."""
        return self._("Scorecard {year}", year=self.year)

    def headline(self) -> str:
        """Say in a sentence how many of the encounters took place."""
        return self.card_texts.headline(self.result)

    def groups(self) -> Iterator[tuple[str, list[LabelLink]]]:
        """Yield what each light but green means, with the rows that have it."""
        rows = self.result.rows
        groups = {self._("Not held:"): [row for row in rows if row.light == "red"]}
        groups[self._("Not in full:")] = [row for row in rows if row.light == "yellow"]
        unknown = [row for row in rows if row.light == "unknown"]
        groups[self._("Not known:")] = [row for row in unknown if row.why != "not-yet"]
        not_yet = self._("Not known yet, since the year is not over:")
        groups[not_yet] = [row for row in unknown if row.why == "not-yet"]
        admitted = self._("Counted by admission, since held outside the year:")
        groups[admitted] = [row for row in rows if _has_admitted(row)]
        for text, members in groups.items():
            if members:
                yield text, [self.label_link(row) for row in members]

    def label_link(self, row: ScorecardRow) -> LabelLink:
        """Return a row as a link to its light."""
        return self._web.light_link(row.label, self.year, row.indicator)

    def day_texts(self) -> list[str | Cell]:
        """Say for which day the card holds, and what that leaves out."""
        card = self.result
        if not card.published_on:
            return self.day_lines(card.day, card.hidden)
        return [self.published_day(card.published_on), *self.hidden_lines(card.day, card.hidden)]

    def headers(self) -> list[str]:
        """Return the headers of the columns that each card has."""
        return [column.header for column in self.card_columns()]

    def occurrence_links(self, row: ScorecardRow) -> Iterator[EventLink]:
        """Yield the events that a row shows."""
        for occurrence in row.occurrences:
            link = self._web.event_link(occurrence.event, self.year)
            direction = self._web.direction(occurrence.direction)
            yield link._replace(direction=direction, admitted=occurrence.admitted)

    def reason(self, row: ScorecardRow) -> str:
        """Say why nothing counts for a row."""
        return self.card_texts.without_occurrence(row, self.result)

    def last_held(self, row: ScorecardRow) -> EventLink | None:
        """Return the last event of a row for which none counts."""
        return self._web.last_held(row)

    def has_admitted(self) -> bool:
        """Tell whether an event of another year is admitted to a row."""
        return any(_has_admitted(row) for row in self.result.rows)

    def strip(self, row: ScorecardRow) -> YearStrip | None:
        """Return the strip of a row, in which an admitted event is marked in the year of the card."""
        strip = self._web.strip(row.series, self.axis)
        if strip is None or not _has_admitted(row) or row.series.years.get(self.year) == "held":
            return strip
        words = self._("admitted for {year}", year=self.year)
        mark = YearMark(ADMITTED_SIGN, words, "green")
        marks = (*strip.marks[:-1], mark)
        return strip._replace(marks=marks, words=f"{strip.words}; {words}")

    def differences(self, row: ScorecardRow) -> Iterator[str]:
        """Yield each published value of a row that is not the computed one."""
        if row.published is None:
            return
        for difference in row.published.differences:
            yield self.card_texts.difference(difference, self.year)

    def notes(self) -> Iterator[str]:
        """Yield what is to be known of the lights."""
        for row in self.result.rows:
            for occurrence in row.occurrences:
                if occurrence.admitted:
                    yield self._admitted(occurrence)
        if self.result.totals["yellow"]:
            yield self.card_texts.yellow_note()

    def limits(self) -> Iterator[tuple[LabelLink, str]]:
        """Yield what limits the coverage that the red lights rest on."""
        for row in self.result.rows:
            for span in _limited_spans(row):
                yield self.label_link(row), self.series_texts.coverage(span)

    def step_days(self) -> tuple[StepDay, ...]:
        """Return the days on which lights changed."""
        return list_light_steps(self._site.snapshot, self.year, self.result.day)

    def green_of(self, day: StepDay) -> str:
        """Say how many rows are green after a day."""
        return self._("{n} of {all}", n=day.totals["green"], all=len(day.lights))

    def step_event(self, step: LightStep) -> EventLink | None:
        """Return the event that changed a light, None if the end of the year did."""
        if step.event is None:
            return None
        return self._web.event_link(step.event, self.year)

    def step_change(self, step: LightStep) -> LightChange:
        """Return the change of a light on a day."""
        link = self._web.light_link(step.label, self.year, step.indicator)
        return self._change(link, step.before, step.after)

    def _change(self, row: LabelLink, before: Light, after: Light) -> LightChange:
        before_name = self.card_texts.light_name(before)
        after_name = self.card_texts.light_name(after)
        return LightChange(row, before, before_name, after, after_name)

    def changes_since_last_year(self) -> list[LightChange] | None:
        """Return the rows that had another light the year before; None if that year has no card."""
        if self.year - 1 not in self._site.card_years:
            return None
        changes = []
        for row, light in self._changed_rows(self._site.card(self.year - 1)):
            change = self._change(self.label_link(row), light, row.light)
            changes.append(change)
        return changes

    def previous(self) -> Crumb | None:
        """Return the nearest earlier year with a card."""
        earlier = [year for year in self._site.card_years if year < self.year]
        return self._year_link(earlier[:1])

    def next(self) -> Crumb | None:
        """Return the nearest later year with a card."""
        later = [year for year in self._site.card_years if year > self.year]
        return self._year_link(later[-1:])

    def _year_link(self, years: Sequence[int]) -> Crumb | None:
        for year in years:
            return Crumb(str(year), self._site.addresses.scorecard(year))
        return None

    def _due(self) -> Iterator[tuple[LabelLink, Cell]]:
        """Yield the series that are overdue, due or expected next, each with its state."""
        due = compute_due(self._site.snapshot, DueQuery())
        view = DueView(due, self.meta, self.tr)
        waiting = [one for one in due.series if one.state in _WAITING]
        for one in waiting[:_MOST_DUE]:
            link = self._web.series_link(one.series.label, one.series.id)
            yield link, view.state(one)


def _has_admitted(row: ScorecardRow) -> bool:
    return any(occurrence.admitted for occurrence in row.occurrences)


def _limited_spans(row: ScorecardRow) -> list[CoverageSpan]:
    """Return the coverage of a red light of which a reader must know more than its source."""
    if row.why != "none":
        return []
    return [span for span in row.coverage if span.is_limited]
