"""What changed between two states of a dataset, as a page and as a document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cbi_cli.core.sanitize import one_line
from cbi_cli.core.vocabulary import vocabulary_label
from cbi_cli.i18n.translator import Translator
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.dataset_version import DatasetVersion, UnreadableRecord
from cbi_cli.reports.diff import Diff
from cbi_cli.reports.record_changes import CHANGE_KINDS, ChangeKind, RecordChange
from cbi_cli.reports.record_diff import FieldChange
from cbi_cli.views.common import json_envelope
from cbi_cli.views.impact import ImpactTexts, as_sentence
from cbi_cli.views.page import (
    Cell,
    Inline,
    Link,
    Page,
    PageBlock,
    RecordRef,
    make_cell,
    make_command_cell,
    make_text_list,
)
from cbi_cli.views.records import kind_name
from cbi_cli.views.report_view import ReportView
from cbi_cli.workspace.revisions import DatasetRevision

_SHORT_COMMIT_LENGTH = 10


class DiffView(ReportView[Diff]):
    """The view of a diff between two states."""

    for_summary = True

    def __init__(self, result: Diff, base: DatasetRevision, head: DatasetRevision, tr: Translator) -> None:
        info = _dataset_info(result.head) or _dataset_info(result.base)
        super().__init__(result, {"id": info.id if info else "", "version": info.version if info else ""}, tr)
        self.base = base
        self.head = head
        self.title = self.text(LocalizedText(info.title, info.title_es)) if info else ""
        self.effect = ImpactTexts(result.effect, result.late, tr) if result.effect else None

    def page(self) -> Page:
        """Return what changes in the reports, then the records by kind, then the effect in full."""
        result = self.result
        blocks: list[PageBlock] = [
            make_text_list(self._summary_lines()),
            *self._silenced_blocks(),
            *self._record_blocks(),
        ]
        if result.formatting_only:
            files = [one_line(name) for name in result.formatting_only]
            blocks.append(make_text_list(files, self._("Formatting only, no data"), bulleted=True, collapsible=True))
        if result.unread:
            unread = [self._unread(one) for one in result.unread]
            title = self._("Cannot be read, so not compared")
            blocks.append(make_text_list(unread, title, bulleted=True, collapsible=True))
        if self.effect:
            blocks += self.effect.blocks()
        else:
            blocks.append(make_text_list(self._without_effect(), self._("Effect")))
        return Page(self._("What changed: {title}", title=one_line(self.title)), tuple(blocks))

    def _state(self, state: DatasetRevision) -> str:
        """Say what was compared."""
        name, commit = one_line(state.name), state.commit[:_SHORT_COMMIT_LENGTH]
        if state.origin == "work-tree":
            return self._("the work tree")
        if state.origin == "folder":
            return self._("the folder {name}", name=name)
        if state.origin == "merge-base":
            return self._("the merge base with {name} ({commit})", name=name, commit=commit)
        return f"{name} ({commit})"

    def _summary_lines(self) -> Iterator[str | Cell]:
        """Yield what changes in the reports, then what was compared and how many records change."""
        headline = self.effect.headline() if self.effect else ""
        if headline:
            yield make_cell(headline, style="strong")
        silenced = self._silenced()
        if silenced:
            title = self._("Excluded from the checks")
            yield make_cell(f"{title}: {', '.join(silenced)}.", style="strong")
        yield self._("From {base} to {head}", base=self._state(self.base), head=self._state(self.head))
        counts = {change: self.result.count(change) for change in CHANGE_KINDS}
        yield as_sentence(self._counts(counts)) or self._("No record changed.")

    def _silenced(self) -> list[str]:
        """Say how many findings and patterns of files this change keeps from the checks."""
        accepted, excluded = len(self.result.accepted), len(self.result.excluded)
        texts = []
        if accepted:
            texts.append(self.tr.ngettext("1 accepted finding", "{n} accepted findings", accepted))
        if excluded:
            texts.append(self.tr.ngettext("1 file pattern", "{n} file patterns", excluded))
        return texts

    def _silenced_blocks(self) -> Iterator[PageBlock]:
        """Yield what this change keeps from the checks, before all records: a reviewer has to see it."""
        found = [
            self._(
                "{code} on {id} is accepted: {reason}",
                code=one_line(one.code),
                id=one_line(one.record),
                reason=one_line(one.reason),
            )
            for one in self.result.accepted
        ]
        found += [
            self._("files that match {pattern} are no longer read", pattern=one_line(pattern))
            for pattern in self.result.excluded
        ]
        if found:
            yield make_text_list(found, self._("Excluded from the checks"), bulleted=True)

    def _record_blocks(self) -> Iterator[PageBlock]:
        """Yield one list for each kind of record."""
        for kind in dict.fromkeys(one.kind for one in self.result.changes):
            found = [one for one in self.result.changes if one.kind == kind]
            ways = [one.change for one in found]
            title = f"{kind_name(kind, self.tr)}: {self._counts({way: ways.count(way) for way in CHANGE_KINDS})}"
            links = _source_links(self.result) if kind == "event" else {}
            yield make_text_list(
                [self._change_cell(one, links) for one in found], title, bulleted=True, collapsible=True
            )

    def _counts(self, counts: Mapping[ChangeKind, int]) -> str:
        return ", ".join(self._count(change, n) for change, n in counts.items() if n)

    def _count(self, change: ChangeKind, n: int) -> str:
        texts: dict[ChangeKind, str] = {
            "added": self.tr.ngettext("{n} added", "{n} added", n),
            "changed": self.tr.ngettext("{n} changed", "{n} changed", n),
            "renamed": self.tr.ngettext("{n} renamed", "{n} renamed", n),
            "removed": self.tr.ngettext("{n} removed", "{n} removed", n),
            "withdrawn": self.tr.ngettext("{n} withdrawn", "{n} withdrawn", n),
            "moved": self.tr.ngettext("{n} moved", "{n} moved", n),
        }
        return texts[change]

    def _change_cell(self, one: RecordChange, links: Mapping[str, str]) -> Cell:
        """Return a record in a few lines; of an added event also what a reviewer asks first, with links to sources."""
        cell = make_cell(self._change(one))._replace(ref=RecordRef(one.kind, one.id))
        if one.kind != "event" or one.change != "added":
            return cell
        values = {field.field: field.after for field in one.fields}
        facts = one_line("; ".join(fact for fact in self._facts(values) if fact))
        sources = self._source_inlines(values, links)
        if facts and sources:
            facts += "; "
        if facts or sources:
            return cell._replace(content=(*cell.content, f" – {facts}", *sources))
        return cell

    def _source_inlines(self, values: Mapping[str, Any], links: Mapping[str, str]) -> list[Inline]:
        """Return the sources of an event, each with a link to its address if it has one."""
        inlines: list[Inline] = []
        for source in dict.fromkeys(str(source) for source in values.get("sources") or ()):
            separator = ", " if inlines else ""
            url = one_line(links.get(source.partition("#")[0], ""))
            if url:
                inlines += [f"{separator}{one_line(source)} ", Link(url, url, delimited=True)]
            else:
                inlines.append(f"{separator}{one_line(source)}")
        return inlines

    def _facts(self, values: Mapping[str, Any]) -> Iterator[str]:
        """Yield the dates, the kind and level, the institutions and the host of an event, as far as they are given."""
        start = values.get("start")
        if _is_date(start):
            yield self.tr.dates(str(start), values.get("end"))
        yield ", ".join(
            vocabulary_label(key, str(values[key]), self.tr.lang) for key in ("kind", "level") if values.get(key)
        )
        yield ", ".join(map(str, values.get("institutions") or ()))
        if values.get("host"):
            host = self._("Host")
            yield f"{host}: {values['host']}"

    def _change(self, one: RecordChange) -> str:
        """Return a record in one line, and below it a line for each field of a changed one."""
        name = one_line(one.id) or self._("(no id)")
        head = f"{self._format_change_kind(one.change)} {name}"
        if one.former_id:
            former = self._("formerly {id}", id=one_line(one.former_id))
            head = f"{head}, {former}"
        if one.change in ("added", "removed", "withdrawn"):
            head = f"{head}: {one_line(self.text(one.title))}"
        remarks = [self._format_location(one)]
        if one.change == "removed" and one.leads_to:
            remarks.append(self._("its id now leads to {id}", id=one_line(one.leads_to)))
        elif one.change == "removed":
            remarks.append(self._("its id no longer works"))
        if one.errors:
            remarks.append(self._("with errors"))
        fields = []
        if one.change in ("changed", "renamed") or (one.errors and one.change != "withdrawn"):
            fields = [self._field(field) for field in one.fields]
        if one.change == "withdrawn":
            fields = [self._("reason: {reason}", reason=one_line(self.text(one.reason)))]
            if one.leads_to:
                fields.append(self._("replacement: {id}", id=one_line(one.leads_to)))
        return "\n".join([f"{head} ({'; '.join(remarks)})", *fields])

    def _format_change_kind(self, change: ChangeKind) -> str:
        texts: dict[ChangeKind, str] = {
            "added": self._("added"),
            "changed": self._("changed"),
            "renamed": self._("renamed"),
            "removed": self._("removed"),
            "withdrawn": self._("withdrawn"),
            "moved": self._("moved"),
        }
        return texts[change]

    def _format_location(self, one: RecordChange) -> str:
        file, before = one_line(one.file), one_line(one.moved_from)
        if not before:
            return self._("in {file}", file=file)
        if before == file:
            return self._("to another place in {file}", file=file)
        return self._("from {before} to {file}", before=before, file=file)

    def _field(self, field: FieldChange) -> str:
        return f"{one_line(field.field)}: {self._value(field.before)} → {self._value(field.after)}"

    def _value(self, value: Any) -> str:
        """Return a value as JSON, so that no text can look like more than one."""
        return self._("(none)") if value is None else json.dumps(value, ensure_ascii=False)

    def _unread(self, one: UnreadableRecord) -> str:
        sides = {
            "base": self._("the older version"),
            "head": self._("the newer version"),
            "both": self._("both versions"),
        }
        return self._(
            "{kind} {id} in {file}: an error in {side}",
            kind=one.kind,
            id=one_line(one.id),
            file=one_line(one.file),
            side=sides[one.side],
        )

    def _without_effect(self) -> Iterator[str | Cell]:
        """Say why there is no effect."""
        if not self.base.files:
            yield self._("Not computed: there was no dataset before.")
        if self.base.files or self.result.head.errors:
            yield self._(
                "Not computed, because the data has errors: {older} in the older version, {newer} in the newer one.",
                older=self.result.base.errors if self.base.files else 0,
                newer=self.result.head.errors,
            )
            yield make_command_cell(self._("`cbi validate` shows what is wrong."), "cbi validate")

    def document(self) -> dict[str, Any]:
        """Return the document for a program."""
        result = self.result
        return json_envelope(
            "diff",
            self.meta,
            result.effect and result.effect.day,
            base=_revision_json(self.base, _dataset_info(result.base)),
            head=_revision_json(self.head, _dataset_info(result.head)),
            records=[self._record_json(one) for one in result.changes],
            accepted=[one._asdict() for one in result.accepted],
            excluded=list(result.excluded),
            formatting_only=list(result.formatting_only),
            unread=[one._asdict() for one in result.unread],
            effects=self.effect and self.effect.document(),
            summary=_summary_json(result),
        )

    def _record_json(self, one: RecordChange) -> dict[str, Any]:
        return {
            "kind": one.kind,
            "id": one.id,
            "change": one.change,
            "title": self.text(one.title),
            "file": one.file,
            "moved_from": one.moved_from or None,
            "fields": [field._asdict() for field in one.fields],
            "former_id": one.former_id or None,
            "reason": self.text(one.reason) or None,
            "errors": one.errors,
            "leads_to": one.leads_to or None,
        }


def _dataset_info(side: DatasetVersion) -> DatasetInfo | None:
    """The dataset's own record, if it can be read."""
    return side.dataset.info.record if side.dataset.info else None


def _source_links(result: Diff) -> dict[str, str]:
    """Return the addresses of the sources of either side by id."""
    found = {}
    for side in (result.base, result.head):
        for entry in side.dataset.entries():
            if entry.kind == "source":
                found[entry.id] = str(getattr(entry.record, "url", ""))
    return found


def _is_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is not None


def _revision_json(state: DatasetRevision, info: DatasetInfo | None) -> dict[str, Any]:
    version = info.version if info else None
    return {"origin": state.origin, "name": state.name, "commit": state.commit or None, "version": version}


def _summary_json(result: Diff) -> dict[str, Any]:
    effects = result.effect
    return {
        **{change: result.count(change) for change in CHANGE_KINDS},
        "formatting_only": len(result.formatting_only),
        "unread": len(result.unread),
        "errors": {"base": result.base.errors, "head": result.head.errors},
        "lights": effects.lights if effects else None,
        "published_lights": len(effects.published_lights) if effects else None,
        "series": effects.states if effects else None,
    }
