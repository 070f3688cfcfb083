"""The hits of a search as a page and as a document."""

from __future__ import annotations

from cbi_cli.core.messages import Count
from cbi_cli.reports.search import SearchHit, SearchQuery, SearchResult, search_records
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.page import (
    Cell,
    Column,
    Page,
    PageBlock,
    RecordRef,
    TableRow,
    make_cell,
    make_command_cell,
    make_row,
    make_table,
    make_text_list,
)
from cbi_cli.views.records import record_noun
from cbi_cli.views.report_view import ReportSpec, ReportView


class SearchView(ReportView[SearchResult]):
    """The view of a search."""

    def page(self) -> Page:
        """Return the hits as a table, or the nearest names if there are none."""
        result = self.result
        title = self._("Search: {words}", words=result.query.words)
        if not result.hits:
            return Page(title, tuple(self._nothing_found()))
        kind = Column(self._("Kind"), no_wrap=True)
        date = Column(self._("Date"), no_wrap=True)
        called = Column(self._("Title"), expand=True)
        # On a narrow page it goes below the title.
        record_id = Column(self._("Id"), stack_below=2)
        rows = [self._row(hit) for hit in result.hits]
        table = make_table([kind, date, called, record_id], rows)
        notes = make_text_list(self._notes())
        return Page(title, (table, notes))

    def _row(self, hit: SearchHit) -> TableRow:
        dates = ""
        if hit.start:
            dates = self.tr.dates(hit.start, hit.end or None)
        title = self.text(hit.title)
        if hit.is_withdrawn:
            title = self._("{title} (withdrawn)", title=title)
        elif hit.status not in ("", "held"):
            title = f"{title} ({self.word_label('status', hit.status)})"
        noun = record_noun(hit.kind, self.tr)
        ref = RecordRef(hit.kind, hit.id)
        return make_row(noun, dates, title, hit.id, ref=ref)

    def _notes(self) -> list[str | Cell]:
        result = self.result
        shown = len(result.hits)
        total = result.total
        notes: list[str | Cell] = []
        if shown < total:
            option = f"--limit {total}"
            text = self.tr.ngettext(
                "The best one of {total} hits; `{option}` shows all.",
                "The best {n} of {total} hits; `{option}` shows all.",
                shown,
                total=Count(total),
                option=option,
            )
            notes.append(make_command_cell(text, option))
        else:
            notes.append(self.tr.ngettext("1 hit.", "{n} hits.", total))
        command = _show_command(result.hits[0])
        text = self._("`{command}` shows the first one with all its fields.", command=command)
        notes.append(make_command_cell(text, command))
        return notes

    def _nothing_found(self) -> list[PageBlock]:
        """Say that nothing was found, and list the nearest names."""
        lines: list[str | Cell] = [self._("Nothing was found.")]
        if self.result.correction:
            command = f"cbi search {self.result.correction}"
            text = self._("Did you mean `{command}`?", command=command)
            lines.append(make_command_cell(text, command))
            return [make_text_list(lines)]
        nearest = []
        for near in self.result.nearest:
            noun = record_noun(near.kind, self.tr)
            name = near.title or near.id
            cell = make_cell(f"{name} [{near.id}] ({noun})")
            nearest.append(cell._replace(ref=RecordRef(near.kind, near.id)))
        blocks: list[PageBlock] = [make_text_list(lines)]
        if nearest:
            blocks.append(make_text_list(nearest, self._("Similar names"), bulleted=True))
        return blocks

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        content: JsonObject = {}
        content["words"] = result.query.words
        content["kinds"] = list(result.query.kinds)
        content["total"] = result.total
        content["hits"] = [self._hit_json(hit) for hit in result.hits]
        content["correction"] = result.correction or None
        content["nearest"] = [near._asdict() for near in result.nearest]
        return json_envelope("search", self.meta, None, **content)

    def _hit_json(self, hit: SearchHit) -> JsonObject:
        document: JsonObject = {"kind": hit.kind, "id": hit.id}
        document["start"] = hit.start or None
        document["end"] = hit.end or None
        document["title"] = self.text(hit.title)
        document["match"] = hit.match
        document["status"] = hit.status or None
        document["withdrawn"] = hit.is_withdrawn
        document["command"] = _show_command(hit)
        return document


def _show_command(hit: SearchHit) -> str:
    """Return the command that shows a record."""
    return f"cbi show {hit.id}"


REPORT = ReportSpec("search", SearchQuery, SearchResult, search_records, SearchView)
