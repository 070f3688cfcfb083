"""Single records as a page and as a document."""

from __future__ import annotations

import re
from typing import Any

from cbi_cli.reports.common import EventSummary
from cbi_cli.reports.show import IncomingReference, RecordDetails, ShownRecords, ShowQuery, find_records
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Link,
    Page,
    PageBlock,
    RecordRef,
    Table,
    make_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.reconcile import dispute_cells, dispute_json
from cbi_cli.views.records import flatten_fields
from cbi_cli.views.report_view import ReportSpec, ReportView


class ShowView(ReportView[ShownRecords]):
    """The view of one or several records that go by the same name."""

    def page(self) -> Page:
        """Return the fields of each record, its references, and its disputes."""
        blocks: list[PageBlock] = []
        for record in self.result.records:
            blocks.append(self._fields(record))
            if record.beside:
                blocks.append(make_text_list([self._event_cell(record.beside)], self._("Held beside"), bulleted=True))
            if record.side_events:
                side_events = [self._event_cell(event) for event in record.side_events]
                blocks.append(make_text_list(side_events, self._("Side events"), bulleted=True))
            # Side events have a list of their own.
            uses = [self._use_cell(use) for use in record.used_by if use.fields != ("side_event_of",)]
            if uses:
                blocks.append(make_text_list(uses, self._("Referenced by"), bulleted=True))
            if record.disputes:
                disputes = dispute_cells(record.disputes, self.tr)
                blocks.append(make_text_list(disputes, self._("Disputes"), bulleted=True))
        ids = dict.fromkeys(record.id for record in self.result.records)
        return Page("", tuple(blocks), " ".join(ids))

    def _fields(self, record: RecordDetails) -> Table:
        urls = _find_urls(record.fields)
        rows = []
        place_label = self.text(record.place_label)
        for name, value in flatten_fields(record.fields):
            cell = _link_urls(value, urls)
            if name == "place" and place_label:
                cell = make_cell(f"{value} ({place_label})")
            rows.append(make_row(name, cell))
        columns = [Column(self._("Field"), no_wrap=True), Column(self._("Value"), expand=True)]
        title = f"{record.kind} {record.id} ({record.location})"
        return make_table(columns, rows, title=title)

    def _event_cell(self, event: EventSummary) -> Cell:
        dates = self.tr.dates(event.start, event.end)
        text = f"{dates} – {self.text(event.title)} [{event.id}]"
        return make_cell(text)._replace(ref=RecordRef("event", event.id))

    def _use_cell(self, use: IncomingReference) -> Cell:
        fields = ", ".join(use.fields)
        text = f"{use.kind} {use.id} ({fields}): {self.text(use.title)}"
        return make_cell(text)._replace(ref=RecordRef(use.kind, use.id))

    def document(self) -> JsonObject:
        """Return the document for a program."""
        records = [self._record_json(record) for record in self.result.records]
        return json_envelope("show", self.meta, None, records=records)

    def _record_json(self, record: RecordDetails) -> JsonObject:
        used_by = [self._use_json(use) for use in record.used_by]
        disputes = [dispute_json(dispute, self.tr.data_lang) for dispute in record.disputes]
        return {
            "kind": record.kind,
            "id": record.id,
            "place": record.location,
            "fields": record.fields,
            "used_by": used_by,
            "disputes": disputes,
        }

    def _use_json(self, use: IncomingReference) -> JsonObject:
        return {
            "kind": use.kind,
            "id": use.id,
            "title": self.text(use.title),
            "fields": list(use.fields),
        }


def _find_urls(value: Any) -> set[str]:
    """Return the addresses in a record, at any depth."""
    urls: set[str] = set()
    if isinstance(value, list):
        for item in value:
            urls |= _find_urls(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("url", "archive_url") and isinstance(item, str):
                urls.add(item)
            else:
                urls |= _find_urls(item)
    return urls


def _link_urls(text: str, urls: set[str]) -> Cell:
    """Return a text in which each of the addresses is a link."""
    if not urls:
        return make_cell(text)
    content: list[Inline] = []
    # The longest first, since one address may begin with another.
    pattern = "|".join(re.escape(url) for url in sorted(urls, key=len, reverse=True))
    for part in re.split(f"({pattern})", text):
        if part in urls:
            content.append(Link(part, part))
        elif part:
            content.append(part)
    return Cell(tuple(content))


REPORT = ReportSpec("show", ShowQuery, ShownRecords, find_records, ShowView)
