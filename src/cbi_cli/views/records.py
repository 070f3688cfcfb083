"""Single records, lists of records and the dataset as a whole, as pages and as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbi_cli.i18n.translator import Translator
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.records import DatasetOverview, RecordDetails, RecordSummary
from cbi_cli.views.common import json_envelope
from cbi_cli.views.page import Cell, Page, PageBlock, Span, make_table, make_text_list
from cbi_cli.views.reconcile import dispute_cells, dispute_json
from cbi_cli.views.report_view import ReportView


class ShowView(ReportView[tuple[RecordDetails, ...]]):
    """The view of one or several records of the same id; `places` gives the file and line of each."""

    def __init__(
        self, found: tuple[RecordDetails, ...], meta: Mapping[str, str], tr: Translator, places: Sequence[str]
    ) -> None:
        super().__init__(found, meta, tr)
        self.records_with_places = tuple(zip(found, places, strict=True))

    def page(self) -> Page:
        """Return the fields of each record, what names it, and the disputes about it."""
        blocks: list[PageBlock] = []
        for one, place in self.records_with_places:
            fields = [(name, Cell(value, spans=_link_spans(one.fields))) for name, value in _flatten_fields(one.fields)]
            heads = (self._("Field"), self._("Value"))
            title = f"{one.kind} {one.id} ({place})"
            blocks.append(make_table(heads, fields, fixed=(0,), title=title))
            if one.used_by:
                uses = [f"{use.kind} {use.id} ({', '.join(use.fields)}): {self.text(use.title)}" for use in one.used_by]
                blocks.append(make_text_list(uses, self._("Referenced by"), marked=True))
            if one.disputes:
                blocks.append(make_text_list(dispute_cells(one.disputes, self.tr), self._("Disputes"), marked=True))
        return Page("", tuple(blocks), " ".join(dict.fromkeys(one.id for one in self.result)))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        return json_envelope(
            "show", self.meta, None, records=[self._record_json(*one) for one in self.records_with_places]
        )

    def _record_json(self, one: RecordDetails, place: str) -> dict[str, Any]:
        uses = [
            {"kind": use.kind, "id": use.id, "title": self.text(use.title), "fields": list(use.fields)}
            for use in one.used_by
        ]
        return {
            "kind": one.kind,
            "id": one.id,
            "place": place,
            "fields": one.fields,
            "used_by": uses,
            "disputes": [dispute_json(dispute, self.tr.lang) for dispute in one.disputes],
        }


class ListView(ReportView[tuple[RecordSummary, ...]]):
    """The view of a list of records of one kind, which is named in the plural."""

    def __init__(self, found: tuple[RecordSummary, ...], meta: Mapping[str, str], tr: Translator, kind: str) -> None:
        super().__init__(found, meta, tr)
        self.kind = kind

    def page(self) -> Page:
        """Return the records as a table."""
        heads = [self._("Id"), self._("Title"), self._("Detail")]
        rows = ((one.id, self.text(one.title), one.detail) for one in self.result)
        title = f"{kind_name(self.kind.removesuffix('s'), self.tr)}: {len(self.result)}"
        return Page(title, (make_table(heads, rows),))

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        rows = [{"id": one.id, "title": self.text(one.title), "detail": one.detail} for one in self.result]
        return json_envelope("list", self.meta, None, kind=self.kind, records=rows)


class InfoView(ReportView[DatasetOverview]):
    """The view of the dataset as a whole; `origin` says from where it was read."""

    def __init__(self, result: DatasetOverview, meta: Mapping[str, str], tr: Translator, origin: str) -> None:
        super().__init__(result, meta, tr)
        self.origin = origin

    def page(self) -> Page:
        """Return what the dataset says of itself, how many records it has, and what it covers."""
        fields = self.result.fields
        names = ("id", "title", "version", "license", "languages", "covers_from", "covers_until")
        shown = {name: fields[name] for name in names if name in fields} | {"title": self._dataset_text("title")}
        counts = ((kind_name(kind, self.tr), str(n)) for kind, n in self.result.counts.items())
        blocks: list[PageBlock] = [
            make_table(
                (self._("Field"), self._("Value")), [*_flatten_fields(shown), ("from", self.origin)], fixed=(0,)
            ),
            make_text_list([self._dataset_text("note")]),
            make_table((self._("Records"), "N"), counts),
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
            "info", self.meta, None, origin=self.origin, fields=result.fields, counts=result.counts, coverage=coverage
        )


def kind_name(kind: str, tr: Translator) -> str:
    """Return what the records of a kind are called, in the plural and for the head of a list."""
    _ = tr.gettext
    names = {
        "dataset": _("Dataset"),
        "institution": _("Institutions"),
        "indicator": _("Indicators"),
        "source": _("Sources"),
        "topic": _("Topics"),
        "event": _("Events"),
        "edition": _("Editions"),
        "dispute": _("Disputes"),
        "withdrawn": _("Withdrawn records"),
    }
    return names[kind]


def _link_spans(value: Any) -> tuple[Span, ...]:
    """Return the addresses of a record: the values of each `url`, at any depth."""
    if isinstance(value, list):
        return tuple(span for one in value for span in _link_spans(one))
    if not isinstance(value, dict):
        return ()
    own = (Span("link", item) for key, item in value.items() if key == "url" and isinstance(item, str))
    return (*own, *(span for item in value.values() for span in _link_spans(item)))


def _flatten_fields(value: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each field of a record as a name and a text."""
    for key, item in value.items():
        name = f"{before}{key}"
        if isinstance(item, dict):
            yield from _flatten_fields(item, f"{name}.")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for number, one in enumerate(item, 1):
                yield f"{name}[{number}]", ", ".join(f"{k}: {v}" for k, v in _flatten_fields(one))
        else:
            yield name, ", ".join(map(str, item)) if isinstance(item, list) else str(item)
