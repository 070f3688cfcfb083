"""The page of each institution, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.publish.event_lists import list_events, make_index
from cbi_cli.publish.series_lines import SeriesLines
from cbi_cli.publish.site import Crumb, Site, WebPage
from cbi_cli.publish.site_records import Fields
from cbi_cli.publish.texts import Named, SiteTexts
from cbi_cli.reports.common import record_text


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield the list of the institutions and the page of each."""
    pages = _InstitutionPages(site, tr)
    yield pages.index()
    for record in site.records.institutions.values():
        yield pages.page(record)


class _InstitutionPages:
    """The pages of institutions in one language."""

    def __init__(self, site: Site, tr: Translator) -> None:
        self._site = site
        self._tr = tr
        self._ = tr.gettext
        self._texts = SiteTexts(site, tr)
        self._series_lines = SeriesLines(self._texts)
        self._records = site.records.institutions

    def index(self) -> WebPage:
        """Return the list of the institutions by name, with what each is and the number of its events."""
        names = []
        types = {}
        for record_id, record in self._records.items():
            names.append(self._texts.institution(record_id))
            types[record_id] = self._texts.institution_type(record)
        description = self._tr.ngettext("1 institution", "{n} institutions", len(names))
        return make_index(self._texts, "institution", names, self._("Institutions"), description, types)

    def page(self, record: Fields) -> WebPage:
        """Return the page of an institution."""
        details = self._details(record)
        name = details["name"].text
        content: dict[str, Any] = {"institution": details}
        content["events"] = list_events(self._texts, "institution", record["id"])
        content["cite"] = self._texts.cite("institution", record["id"])
        description = f"{name}: {details['type']}; {details['parties']}."
        path = self._site.addresses.record("institution", record["id"])
        index = self._site.addresses.index("institution")
        crumbs = (Crumb(self._("Institutions"), index),)
        return WebPage(path, "institution.html", name, description, content, index, crumbs)

    def _details(self, record: Fields) -> dict[str, Any]:
        """Return what templates know of an institution, by name; what it does not have is empty."""
        texts = self._texts
        record_id = record["id"]
        details: dict[str, Any] = {"id": record_id}
        details["name"] = texts.institution(record_id)
        details["abbreviation"] = record.get("abbreviation", "")
        details["other_names"] = ", ".join(record.get("aliases", ()))
        details["type"] = texts.institution_type(record)
        details["parties"] = texts.parties(record["parties"])
        details["established"] = self._date(record, "established")
        details["ended"] = self._date(record, "ended")
        details["succession"] = self._succession(record)
        details["predecessors"] = self._with_value("replaced_by", record_id)
        details["successors"] = self._named_in(record, "replaced_by")
        details["part_of"] = self._named_in(record, "part_of")
        details["parts"] = self._with_value("part_of", record_id)
        details["agencies"] = self._agencies(record)
        details["numbering"] = texts.text(record_text(record, "numbering"))
        details["pauses"] = self._pauses(record)
        series = self._site.records.series_of_institution.get(record_id, ())
        details["series"] = [self._series_lines.line(one) for one in series]
        details["disputes"] = texts.disputes("institution", record_id)
        details["sources"] = texts.source_lines(record.get("sources", ()))
        details["note"] = texts.note(record)
        return details

    def _date(self, record: Fields, field: str) -> str:
        if field not in record:
            return ""
        return self._tr.date(record[field])

    def _succession(self, record: Fields) -> str:
        if "succession" not in record:
            return ""
        names = {"replaced": self._("replaced"), "transformed": self._("transformed")}
        names["terminated"] = self._("terminated")
        return names[record["succession"]]

    def _named_in(self, record: Fields, field: str) -> list[Named]:
        """Return the institution that another one names in a field, if it names one."""
        if field not in record:
            return []
        return [self._texts.institution(record[field])]

    def _with_value(self, field: str, record_id: str) -> list[Named]:
        """Return the institutions that name another one in a field."""
        records = self._records.values()
        found = [one["id"] for one in records if one.get(field) == record_id]
        return [self._texts.institution(one) for one in found]

    def _agencies(self, record: Fields) -> list[str]:
        """Return the lead agencies, each with the name of its party in place of the id."""
        agencies = record.get("lead_agencies", ())
        wanted = self._tr.data_lang.replace("-", "_")
        agencies = record.get(f"lead_agencies_{wanted}", agencies)
        lines = []
        for agency in agencies:
            party, colon, name = agency.partition(": ")
            if colon and party in self._site.records.parties:
                lines.append(f"{self._texts.party(party)}: {name}")
            else:
                lines.append(agency)
        return lines

    def _pauses(self, record: Fields) -> list[str]:
        lines = []
        for pause in record.get("pauses", ()):
            years = f"{pause['from']}–{pause.get('to', '')}"
            note = self._texts.note(pause)
            lines.append(self._texts.pause(years, pause["source"], note))
        return lines
