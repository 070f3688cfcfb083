"""The dataset as a whole as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.info import DatasetOverview, InfoQuery, compute_overview
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import Column, Page, PageBlock, make_table, make_text_list
from cbi_cli.views.records import flatten_fields, kind_name
from cbi_cli.views.report_view import ReportSpec, ReportView


class InfoView(ReportView[DatasetOverview]):
    """The view of the dataset as a whole."""

    def page(self) -> Page:
        """Return what the dataset says of itself, how many records it has, and what it covers."""
        fields = self.result.fields
        names = ("id", "title", "version", "license", "languages", "covers_from", "covers_until")
        shown = {name: fields[name] for name in names if name in fields} | {"title": self._dataset_text("title")}
        counts = ((kind_name(kind, self.tr), str(n)) for kind, n in self.result.counts.items())
        field_columns = [Column(self._("Field"), no_wrap=True), Column(self._("Value"), expand=True)]
        blocks: list[PageBlock] = [
            make_table(field_columns, [*flatten_fields(shown), ("from", self.result.origin)]),
            make_text_list([self._dataset_text("note")]),
            make_table([Column(self._("Records"), expand=True), Column("N", align="right")], counts),
            make_table((self._("Series"), self._("Coverage")), self.result.coverage),
        ]
        return Page("", tuple(blocks), f"{fields['id']} {fields['version']}")

    def _dataset_text(self, name: str) -> str:
        """Return a text of the dataset's own record."""
        fields = self.result.fields
        return self.text(LocalizedText(str(fields.get(name, "")), str(fields.get(f"{name}_es", ""))))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result = self.result
        coverage = [{"series": name, "years": years} for name, years in result.coverage]
        return json_envelope(
            "info", self.meta, None, origin=result.origin, fields=result.fields, counts=result.counts, coverage=coverage
        )


REPORT = ReportSpec("info", InfoQuery, DatasetOverview, compute_overview, InfoView)
