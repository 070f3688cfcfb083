"""A page for each light of each card: why it is lit, by which rule, and by which events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import HOME
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.web_texts import DisputeLink, EventLink, LabelLink, WebTexts
from cbi_cli.publish.year_axis import YearAxis, make_year_axis
from cbi_cli.reports.common import record_text
from cbi_cli.reports.explain import Candidate, Explanation, disputes_of_light, explain_rows
from cbi_cli.reports.scorecard import Light
from cbi_cli.reports.series_coverage import CoverageSpan
from cbi_cli.views.explain import ExplainView
from cbi_cli.views.page import YearStrip

_MOST_EVENTS = 40
"""The most events of a list; of more, the latest are listed."""
_MOST_NEAREST = 10
"""The most events that nearly count of a page."""

Rule = Mapping[str, Any]


class RuleValue(NamedTuple):
    """A value that a rule asks for; `path` is that of its page, empty if it has none."""

    text: str
    path: str = ""


class RuleCondition(NamedTuple):
    """A condition of a rule: what it is about, the values that it asks for, and whether it asks for all of them."""

    name: str
    values: tuple[RuleValue, ...]
    all_of: bool


class EventGroup(NamedTuple):
    """Events below a heading; `left_out` says how many more there are."""

    heading: str
    events: Sequence[Candidate]
    left_out: int


class OtherLight(NamedTuple):
    """The light of the same row on the card of a year."""

    year: int
    light: Light
    name: str
    path: str


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the lights of all cards."""
    for year in site.card_years:
        for explanation in explain_rows(site.snapshot, site.card(year)):
            page = LightPage(site, tr, explanation)
            yield page.web_page()


class LightPage(ExplainView):
    """The light of a row on the web, as its template shows it."""

    for_web = True

    def __init__(self, site: Site, tr: Translator, explanation: Explanation) -> None:
        super().__init__(explanation, site.snapshot.meta, tr)
        self._site = site
        self._web = WebTexts(site, tr)
        self.series_texts = self._web.series_texts
        self.card_texts = self._web.card_texts
        self.row = explanation.row
        self.year = explanation.year
        self.axis: YearAxis = make_year_axis(self.year)

    def web_page(self) -> WebPage:
        """Return the page of the light."""
        title = self.name()
        description = f"{title}: {self.light_name()}. {self.sentence()}"
        path = self._site.addresses.light(self.year, self.row.indicator)
        card = self._("Scorecard {year}", year=self.year)
        crumbs = (Crumb(card, self._site.addresses.scorecard(self.year)),)
        return WebPage(path, "light.html", title, description, {"light": self}, HOME, crumbs)

    def name(self) -> str:
        """Return what the light is called: its row and year."""
        return self._("{label}, {year}", label=self.text(self.row.label), year=self.year)

    def light_name(self) -> str:
        """Return the light in words."""
        return self.card_texts.light_name(self.row.light)

    def sentence(self) -> str:
        """Give the reason for the light in a sentence."""
        counted = self.row.counted
        if self.row.why == "counts":
            return self.tr.ngettext(
                "{n} event counts for {year}.", "{n} events count for {year}.", counted, year=self.year
            )
        return f"{self.card_texts.without_occurrence(self.row, self.result.card)}."

    def near(self) -> EventLink | None:
        """Return the event that meets the weaker rule of a yellow light."""
        if self.row.near is None:
            return None
        return self._web.event_link(self.row.near, self.year)

    def last_held(self) -> EventLink | None:
        """Return the last event of a row for which none counts."""
        return self._web.last_held(self.row)

    def days(self) -> list[Any]:
        """Say for which day the light holds, and what that leaves out."""
        return self.day_lines(self.result.day, self.result.card.hidden)

    def coverage(self) -> Iterator[str]:
        """Yield what was looked through: what includes the year, or else everything."""
        spans: Sequence[CoverageSpan] = self.result.coverage
        including = [span for span in spans if span.includes(self.year)]
        for span in including or spans:
            yield self.series_texts.coverage(span)

    def field(self, name: str) -> str:
        """Return a text of the indicator."""
        return self.text(record_text(self.result.indicator, name))

    def rule(self) -> Iterator[RuleCondition]:
        """Yield the conditions of the rule in words."""
        return self.conditions(self.result.indicator["rule"])

    def weaker_rules(self) -> Iterator[tuple[str, Rule]]:
        """Yield the weaker rules, each with its reason."""
        for weaker in self.result.indicator.get("weaker", ()):
            yield self._weaker_reason(weaker), weaker

    def conditions(self, rule: Rule) -> Iterator[RuleCondition]:
        """Yield the conditions of a rule in words."""
        # A rule without a status requires that an event was held.
        stated = {"statuses": ["held"], **rule}
        for key, name in self._conditions().items():
            values = stated.get(key)
            if values:
                parts = [self._rule_value(key, value) for value in values]
                yield RuleCondition(name, tuple(parts), key == "parties")

    def _rule_value(self, condition: str, value: str) -> RuleValue:
        (text,) = self._values(condition, [value])
        if condition.endswith("institutions"):
            return RuleValue(text, self._site.addresses.record("institution", value))
        return RuleValue(text)

    def _values(self, condition: str, values: Sequence[str]) -> list[str]:
        """Return the values of a condition by their names instead of their ids."""
        if condition == "parties":
            return [self._web.party(value) for value in values]
        if condition.endswith("institutions"):
            return [self._web.institution(value) for value in values]
        return super()._values(condition, values)

    def meanings(self) -> list[str]:
        """Return what the words of the rule mean."""
        return list(self._word_meanings(self.result.indicator["rule"]))

    def groups(self) -> Iterator[EventGroup]:
        """Yield the events that were considered, those that nearly count last."""
        for heading, candidates in self._groups().items():
            if candidates:
                latest = candidates[-_MOST_EVENTS:]
                yield EventGroup(heading, latest, len(candidates) - len(latest))
        nearest = self.result.nearest
        if nearest:
            shown = nearest[:_MOST_NEAREST]
            heading = self._("What almost counts, and why not")
            yield EventGroup(heading, shown, len(nearest) - len(shown))

    def event_link(self, candidate: Candidate) -> EventLink:
        """Return an event that was considered."""
        link = self._web.event_link(candidate.event, self.year)
        direction = self._web.direction(candidate.direction)
        return link._replace(direction=direction, admitted=candidate.admitted)

    def event_notes(self, candidate: Candidate) -> Iterator[str]:
        """Yield what is to be said of an event that was considered."""
        return self._candidate_notes(candidate)

    def strip(self) -> YearStrip | None:
        """Return the years of the series up to that of the card."""
        return self._web.strip(self.row.series, self.axis)

    def longest_gap(self) -> str:
        """Say how long the longest gap was, empty if there is none."""
        gap = self.row.series.longest_gap
        if gap is None:
            return ""
        return self.series_texts.gap(gap)

    def differences(self) -> Iterator[str]:
        """Yield each published value that is not the computed one."""
        if self.row.published is not None:
            for difference in self.row.published.differences:
                yield self.card_texts.difference(difference, self.year)

    def disputes(self) -> list[DisputeLink]:
        """Return the disputes on which the light may rest."""
        disputes = disputes_of_light(self.result, self._site.disputes)
        return [self._web.dispute_link(dispute) for dispute in disputes]

    def other_lights(self) -> Iterator[OtherLight]:
        """Yield the lights of the same row on all cards, the earliest first."""
        for year in reversed(self._site.card_years):
            light = self._site.light(year, self.row.indicator)
            path = self._site.addresses.light(year, self.row.indicator)
            yield OtherLight(year, light, self.card_texts.light_name(light), path)

    def neighbors(self) -> Iterator[LabelLink]:
        """Yield the rows before and after this one on the card."""
        rows = self.result.card.rows
        position = rows.index(self.row)
        for place in (position - 1, position + 1):
            if 0 <= place < len(rows):
                yield self._web.light_link(rows[place].label, self.year, rows[place].indicator)
