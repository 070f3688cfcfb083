"""A list of records as a page and as a document."""

from __future__ import annotations

from cbi_cli.core.messages import Count
from cbi_cli.reports.list import ListQuery, RecordList, list_records
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.page import Column, Page, RecordRef, make_row, make_table
from cbi_cli.views.records import kind_name
from cbi_cli.views.report_view import ReportSpec, ReportView


class ListView(ReportView[RecordList]):
    """The view of a list of records of one kind."""

    def page(self) -> Page:
        """Return the records as a table."""
        columns = [
            Column(self._("Id"), no_wrap=True),
            Column(self._("Title"), expand=True),
            Column(self._("Detail"), stack_below=1),
        ]
        rows = []
        for record in self.result.records:
            title = self.text(record.title)
            ref = RecordRef(self.result.kind, record.id)
            rows.append(make_row(record.id, title, record.detail, ref=ref))
        kind = kind_name(self.result.kind, self.tr)
        return Page(f"{kind}: {Count(len(rows))}", (make_table(columns, rows),))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        records = []
        for record in self.result.records:
            title = self.text(record.title)
            records.append({"id": record.id, "title": title, "detail": record.detail})
        return json_envelope("list", self.meta, None, kind=f"{self.result.kind}s", records=records)


REPORT = ReportSpec("list", ListQuery, RecordList, list_records, ListView)
