"""A list of records as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.list import ListQuery, RecordList, list_records
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import Page, make_table
from cbi_cli.views.records import kind_name
from cbi_cli.views.report_view import ReportSpec, ReportView


class ListView(ReportView[RecordList]):
    """The view of a list of records of one kind."""

    def page(self) -> Page:
        """Return the records as a table."""
        heads = [self._("Id"), self._("Title"), self._("Detail")]
        rows = ((one.id, self.text(one.title), one.detail) for one in self.result.records)
        title = f"{kind_name(self.result.kind, self.tr)}: {len(self.result.records)}"
        return Page(title, (make_table(heads, rows),))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        rows = [{"id": one.id, "title": self.text(one.title), "detail": one.detail} for one in self.result.records]
        return json_envelope("list", self.meta, None, kind=f"{self.result.kind}s", records=rows)


REPORT = ReportSpec("list", ListQuery, RecordList, list_records, ListView)
