"""The dataset as a whole as a page and as a document."""

from __future__ import annotations

from cbi_cli.reports.common import record_text
from cbi_cli.reports.info import DatasetOverview, InfoQuery, compute_overview
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.page import Column, Page, PageBlock, Table, make_row, make_table, make_text_list
from cbi_cli.views.records import flatten_fields, kind_name
from cbi_cli.views.report_view import ReportSpec, ReportView

_SHOWN_FIELDS = ("id", "title", "version", "license", "languages", "covers_from", "covers_to", "covers_until")


class InfoView(ReportView[DatasetOverview]):
    """The view of the dataset as a whole."""

    def page(self) -> Page:
        """Return the fields, record counts and coverage of the dataset."""
        result = self.result
        counts = []
        for kind, count in result.counts.items():
            name = kind_name(kind, self.tr)
            counts.append(make_row(name, str(count)))
        count_columns = [Column(self._("Records"), expand=True), Column("N", align="right")]
        blocks: list[PageBlock] = []
        blocks.append(self._fields())
        note = self._dataset_text("note")
        blocks.append(make_text_list([note]))
        blocks.append(make_table(count_columns, counts))
        blocks.append(make_table([self._("Series"), self._("Coverage")], result.coverage))
        fields = result.fields
        name = f"{fields['id']} {fields['version']}"
        return Page("", tuple(blocks), name)

    def _fields(self) -> Table:
        fields = self.result.fields
        shown = {name: fields[name] for name in _SHOWN_FIELDS if name in fields}
        shown["title"] = self._dataset_text("title")
        rows = list(flatten_fields(shown))
        rows.append(("from", self.result.origin))
        columns = [Column(self._("Field"), no_wrap=True), Column(self._("Value"), expand=True)]
        return make_table(columns, rows)

    def _dataset_text(self, name: str) -> str:
        """Return a text of the dataset's own record."""
        return self.text(record_text(self.result.fields, name))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        coverage = [{"series": series, "years": years} for series, years in result.coverage]
        content: JsonObject = {
            "origin": result.origin,
            "fields": result.fields,
            "counts": result.counts,
            "coverage": coverage,
        }
        return json_envelope("info", self.meta, None, **content)


REPORT = ReportSpec("info", InfoQuery, DatasetOverview, compute_overview, InfoView)
