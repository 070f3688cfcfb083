"""Single records as a page and as a document."""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.show import RecordDetails, ShownRecords, ShowQuery, find_records
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import Cell, Page, PageBlock, Span, make_table, make_text_list
from cbi_cli.views.reconcile import dispute_cells, dispute_json
from cbi_cli.views.records import flatten_fields
from cbi_cli.views.report_view import ReportSpec, ReportView


class ShowView(ReportView[ShownRecords]):
    """The view of one or several records that go by the same name."""

    def page(self) -> Page:
        """Return the fields of each record, what names it, and the disputes about it."""
        blocks: list[PageBlock] = []
        for one in self.result.records:
            fields = [(name, Cell(value, spans=_link_spans(one.fields))) for name, value in flatten_fields(one.fields)]
            heads = (self._("Field"), self._("Value"))
            title = f"{one.kind} {one.id} ({one.location})"
            blocks.append(make_table(heads, fields, fixed=(0,), title=title))
            if one.used_by:
                uses = [f"{use.kind} {use.id} ({', '.join(use.fields)}): {self.text(use.title)}" for use in one.used_by]
                blocks.append(make_text_list(uses, self._("Referenced by"), marked=True))
            if one.disputes:
                blocks.append(make_text_list(dispute_cells(one.disputes, self.tr), self._("Disputes"), marked=True))
        return Page("", tuple(blocks), " ".join(dict.fromkeys(one.id for one in self.result.records)))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        return json_envelope("show", self.meta, None, records=[self._record_json(one) for one in self.result.records])

    def _record_json(self, one: RecordDetails) -> dict[str, Any]:
        uses = [
            {"kind": use.kind, "id": use.id, "title": self.text(use.title), "fields": list(use.fields)}
            for use in one.used_by
        ]
        return {
            "kind": one.kind,
            "id": one.id,
            "place": one.location,
            "fields": one.fields,
            "used_by": uses,
            "disputes": [dispute_json(dispute, self.tr.lang) for dispute in one.disputes],
        }


def _link_spans(value: Any) -> tuple[Span, ...]:
    """Return the addresses of a record: the values of each `url`, at any depth."""
    if isinstance(value, list):
        return tuple(span for one in value for span in _link_spans(one))
    if not isinstance(value, dict):
        return ()
    own = (Span("link", item) for key, item in value.items() if key == "url" and isinstance(item, str))
    return (*own, *(span for item in value.values() for span in _link_spans(item)))


REPORT = ReportSpec("show", ShowQuery, ShownRecords, find_records, ShowView)
