"""The timeline of each year, and the list of the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.messages import Count
from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_details import EventTexts
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.texts import EventLine, SiteTexts
from cbi_cli.reports.common import latest_day
from cbi_cli.reports.timeline import MonthOfYear, Timeline, TimelineEntry, compute_timeline
from cbi_cli.reports.timeline_query import TimelineQuery
from cbi_cli.reports.turned_lights import TurnedLight
from cbi_cli.reports.year_coverage import compute_coverage
from cbi_cli.views.timeline import TimelineView, coverage_lines, group_by_month


class _Light(NamedTuple):
    """A light that an event turned."""

    indicator: str
    label: str
    light: str
    light_name: str
    year: int


class _Line(NamedTuple):
    """An event of a month with the lights that it turned."""

    line: EventLine
    lights: tuple[_Light, ...]


class _Month(NamedTuple):
    """A month with its events; the anchor is empty if the month is not known."""

    heading: str
    name: str
    anchor: str
    lines: tuple[_Line, ...]


class _MonthLink(NamedTuple):
    """A month with the path of its page, and how many events began in it."""

    name: str
    path: str
    events: int


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the list of the years and the timeline of each."""
    pages = _TimelinePages(site, tr)
    yield pages.index()
    earlier: int | None = None
    following = [*site.years[1:], None]
    for year, later in zip(site.years, following, strict=False):
        yield pages.year(year, earlier, later)
        earlier = year


class _TimelinePages:
    """The timelines in one language."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._ = tr.gettext
        self._texts = SiteTexts(site, tr)
        self._day = latest_day(site.snapshot)

    def index(self) -> WebPage:
        """Return the list of the years by decade, the latest first, with the number of events of each."""
        counts: Counter[int] = Counter()
        total = 0
        for row in self._site.snapshot.rows(_COUNT_QUERY):
            total += row["n"]
            # As the timeline of a year has them.
            for year in range(row["year"], row["last_year"] + 1):
                counts[year] += row["n"]
        decades: dict[int, list[tuple[int, int]]] = {}
        for year in reversed(self._site.years):
            decade = year // 10 * 10
            decades.setdefault(decade, []).append((year, Count(counts[year])))
        content: dict[str, Any] = {"decades": decades, "total": total}
        notes = self._coverage(self._site.years)
        if counts.total() > total:
            notes.insert(0, self._("An event that lies in several years, or may, is listed in each of them."))
        content["notes"] = notes
        description = self._tr.ngettext("1 event.", "{n} events.", total)
        path = self._site.addresses.index("event")
        title = self._("Timeline")
        return WebPage(path, "timelines.html", title, description, content, path)

    def _coverage(self, years: Sequence[int]) -> list[str]:
        """Say how far the years from the first to the last of some were searched."""
        if not years:
            return []
        first_to_last = range(years[0], years[-1] + 1)
        coverage = compute_coverage(self._site.snapshot, first_to_last)
        return list(coverage_lines(coverage, self._tr))

    def year(self, year: int, earlier: int | None, later: int | None) -> WebPage:
        """Return the timeline of a year, with links to the years before and after it."""
        if self._site.addresses.events_share_pages:
            content = self._large_year(year)
        else:
            query = TimelineQuery(year, status="any", as_of=self._day)
            timeline = compute_timeline(self._site.snapshot, query)
            content = _YearTexts(timeline, self._site, self._tr).content()
        content["year"] = year
        content["earlier"] = earlier
        content["later"] = later
        title = self._("Timeline {year}", year=year)
        description = self._("What took place in {year}, month by month", year=year)
        index = self._site.addresses.index("event")
        crumb = Crumb(self._("Timeline"), index)
        path = self._site.addresses.timeline(year)
        return WebPage(path, "timeline.html", title, description, content, index, (crumb,))

    def _large_year(self, year: int) -> dict[str, Any]:
        """Return the months of a year as links, and the events of which only the year is known."""
        links = []
        for row in self._site.snapshot.rows(_MONTHS_QUERY, year=year):
            path = self._site.addresses.timeline(year, row["month"])
            name = self._tr.month(row["month"])
            links.append(_MonthLink(name, path, Count(row["n"])))
        content: dict[str, Any] = {"months": (), "links": links}
        content["events"] = EventTexts(self._texts).of_month(year, None)
        content["notes"] = self._coverage((year,))
        return content


_COUNT_QUERY = "SELECT year, last_year, COUNT(*) AS n FROM event GROUP BY year, last_year"
_MONTHS_QUERY = """
SELECT month, COUNT(*) AS n FROM event WHERE year = :year AND month IS NOT NULL GROUP BY month ORDER BY month
"""


class _YearTexts(TimelineView):
    """The texts of the timeline of a year."""

    def __init__(self, timeline: Timeline, site: Site, tr: Translator) -> None:
        super().__init__(timeline, site.snapshot.meta, tr)
        self._site_texts = SiteTexts(site, tr)

    def content(self) -> dict[str, Any]:
        """Return the events of each month, and what is to be said of the year."""
        lights: dict[str, list[TurnedLight]] = {}
        for turned in self.result.turned_lights:
            lights.setdefault(turned.event, []).append(turned)
        months = []
        for month, entries in group_by_month(self.result.events):
            months.append(self._month_of_events(month, entries, lights))
        content: dict[str, Any] = {"months": months, "links": (), "events": ()}
        content["notes"] = list(self._web_notes())
        return content

    def _month_of_events(
        self, month: MonthOfYear, entries: list[TimelineEntry], lights: Mapping[str, list[TurnedLight]]
    ) -> _Month:
        lines = []
        for entry in entries:
            turned: tuple[_Light, ...] = ()
            # An event of several months turned a light when it began.
            if month == entry.listed[0]:
                turned_lights = lights.get(entry.event.id, ())
                turned = tuple(self._light(one) for one in turned_lights)
            lines.append(_Line(self._line(entry, month), turned))
        year, number = month
        heading = self._month(month)
        if number is None:
            return _Month(heading, "", "", tuple(lines))
        name = self.tr.month(number)
        return _Month(heading, name, f"{year}-{number:02}", tuple(lines))

    def _line(self, entry: TimelineEntry, month: MonthOfYear) -> EventLine:
        remark = self._site_texts.status_remark(entry.status)
        line = self._site_texts.event_line(entry.event, entry.place, month[0], remark)
        return line._replace(dates=self._dates(entry, month))

    def _light(self, turned: TurnedLight) -> _Light:
        label = self.text(turned.label)
        light_name = self.card_texts.light_name(turned.light)
        return _Light(turned.indicator, label, turned.light, light_name, turned.year)

    def _web_notes(self) -> Iterator[str]:
        """Say what the signs mean, and how far the year was searched."""
        entries = self.result.events
        if any(entry.continued or (len(entry.listed) > 1 and not entry.doubtful) for entry in entries):
            yield self._("… continues from an earlier month; an event is counted once.")
        if any(entry.doubtful for entry in entries):
            yield self._("? may lie in any of several years; it counts for none of them, and is counted once here.")
        yield self.tr.ngettext("1 event.", "{n} events.", len(entries))
        yield from coverage_lines(self.result.coverage, self.tr)
