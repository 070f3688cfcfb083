"""A list of records as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.list import ListQuery, RecordList, list_records
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import Column, Page, RecordRef, make_row, make_table
from cbi_cli.views.records import kind_name
from cbi_cli.views.report_view import ReportSpec, ReportView


class ListView(ReportView[RecordList]):
    """The view of a list of records of one kind."""

    def page(self) -> Page:
        """Return the records as a table."""
        kind = self.result.kind
        columns = [Column(self._("Id")), Column(self._("Title"), expand=True), Column(self._("Detail"))]
        rows = []
        for record in self.result.records:
            ref = RecordRef(kind, record.id)
            rows.append(make_row(record.id, self.text(record.title), record.detail, ref=ref))
        title = f"{kind_name(kind, self.tr)}: {len(rows)}"
        return Page(title, (make_table(columns, rows),))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        rows = [{"id": one.id, "title": self.text(one.title), "detail": one.detail} for one in self.result.records]
        return json_envelope("list", self.meta, None, kind=f"{self.result.kind}s", records=rows)


REPORT = ReportSpec("list", ListQuery, RecordList, list_records, ListView)
