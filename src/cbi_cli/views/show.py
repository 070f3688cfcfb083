"""Single records as a page and as a document."""

from __future__ import annotations

import re
from typing import Any

from cbi_cli.reports.show import RecordDetails, ShownRecords, ShowQuery, find_records
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Inline,
    Link,
    Page,
    PageBlock,
    RecordRef,
    make_cell,
    make_table,
    make_text_list,
)
from cbi_cli.views.reconcile import dispute_cells, dispute_json
from cbi_cli.views.records import flatten_fields
from cbi_cli.views.report_view import ReportSpec, ReportView


class ShowView(ReportView[ShownRecords]):
    """The view of one or several records that go by the same name."""

    def page(self) -> Page:
        """Return the fields of each record, what names it, and the disputes about it."""
        blocks: list[PageBlock] = []
        for one in self.result.records:
            urls = _find_urls(one.fields)
            fields = [(name, _link_urls(value, urls)) for name, value in flatten_fields(one.fields)]
            columns = (Column(self._("Field"), no_wrap=True), Column(self._("Value"), expand=True))
            title = f"{one.kind} {one.id} ({one.location})"
            blocks.append(make_table(columns, fields, title=title))
            if one.used_by:
                uses = []
                for use in one.used_by:
                    text = f"{use.kind} {use.id} ({', '.join(use.fields)}): {self.text(use.title)}"
                    uses.append(make_cell(text)._replace(ref=RecordRef(use.kind, use.id)))
                blocks.append(make_text_list(uses, self._("Referenced by"), bulleted=True))
            if one.disputes:
                blocks.append(make_text_list(dispute_cells(one.disputes, self.tr), self._("Disputes"), bulleted=True))
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


def _find_urls(value: Any) -> set[str]:
    """Return the addresses of a record: the values of each `url`, at any depth."""
    urls: set[str] = set()
    if isinstance(value, list):
        for item in value:
            urls |= _find_urls(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "url" and isinstance(item, str):
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
