"""The page of each series: a row of the card, or an institution that is expected to meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.addresses import GAPS
from cbi_cli.publish.event_lists import MAX_LISTED
from cbi_cli.publish.series_lines import SeriesLines
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.texts import SiteTexts
from cbi_cli.reports.common import covers_until, record_text
from cbi_cli.reports.due import DueSeries
from cbi_cli.reports.history import History, history_of
from cbi_cli.views.history import HistoryView
from cbi_cli.views.page import RecordRef, TableRow


class _HistoryRow(NamedTuple):
    """A meeting, or years in a row without one, of which the place says why."""

    year: str
    number: str
    dates: str
    place: str
    host: str
    guests: str
    event: RecordRef | None


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the page of each series."""
    texts = SiteTexts(site, tr)
    for due in site.records.series.values():
        yield _page(site, texts, due)


def _page(site: Site, texts: SiteTexts, due: DueSeries) -> WebPage:
    series_id = due.series.id
    lines = SeriesLines(texts)
    content = _history(site, texts, due)
    content["id"] = series_id
    content["series"] = lines.details(due)
    content["lights"] = ()
    indicator = site.records.indicators.get(series_id)
    if indicator is None:
        indicator = {}
        content["cite"] = texts.cite("institution", series_id)
    else:
        content["cite"] = texts.cite("indicator", series_id)
        content["lights"] = site.card_years
    content["note"] = texts.note(indicator)
    content["why"] = texts.text(record_text(indicator, "why"))
    content["sources"] = texts.source_lines(indicator.get("sources", ()))
    content["disputes"] = texts.disputes("indicator", series_id)
    content["institutions"] = _institutions(site, texts, series_id)
    day = texts.tr.date(covers_until(site.snapshot))
    content["day_text"] = texts.tr.gettext("As of {day}.", day=day)
    line = lines.line(series_id)
    name = line.name.text
    path = site.addresses.record("series", series_id)
    crumbs = (Crumb(texts.tr.gettext("Series and their gaps"), GAPS),)
    return WebPage(path, "series.html", name, f"{name}: {line.state.text}.", content, GAPS, crumbs)


def _institutions(site: Site, texts: SiteTexts, series_id: str) -> list[Any]:
    """Return the institutions whose meetings a series counts."""
    by_institution = site.records.series_of_institution
    return [texts.institution(one) for one, series in by_institution.items() if series_id in series]


def _history(site: Site, texts: SiteTexts, due: DueSeries) -> dict[str, Any]:
    """Return the rows of the table year by year, the latest first, and how many years of it are left out."""
    history = history_of(site.snapshot, due.series, covers_until(site.snapshot))
    shown = _cut(history)
    left_out = len(history.years) - len(shown.years)
    view = _SeriesHistory(shown, site.snapshot.meta, texts.tr)
    content: dict[str, Any] = {"first_shown": None}
    if left_out:
        content["first_shown"] = shown.years[0].year
    content["rows"] = list(view.web_rows())
    return content


def _cut(history: History) -> History:
    """Return a history without its earliest years if it has more meetings than a page lists."""
    meetings = accumulate(len(year.meetings) for year in reversed(history.years))
    kept = sum(1 for total in meetings if total <= MAX_LISTED)
    kept = max(kept, 1)
    return history._replace(years=history.years[-kept:])


class _SeriesHistory(HistoryView):
    """The table of a series, year by year."""

    def web_rows(self) -> Iterator[_HistoryRow]:
        """Yield the rows, the latest first."""
        for row in reversed(list(self.table_rows())):
            yield self._web_row(row)

    def _web_row(self, row: TableRow) -> _HistoryRow:
        year, number, dates, place, host, guests = [cell.text for cell in row.cells]
        if row.ref is not None and not dates:
            dates = self._("day not known")
        return _HistoryRow(year, number, dates, place, host, guests, row.ref)
