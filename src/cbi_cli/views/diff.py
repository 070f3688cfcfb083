"""Changes between two versions of a dataset, as a page and a document."""

from __future__ import annotations

import json
import re
from collections import Counter
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
from cbi_cli.views.common import JsonObject, json_envelope
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
    """The view of a diff between two versions."""

    for_summary = True

    def __init__(self, result: Diff, base: DatasetRevision, head: DatasetRevision, tr: Translator) -> None:
        info = _dataset_info(result.head) or _dataset_info(result.base)
        # It may be that neither version has a readable `dataset.toml`.
        meta = {"id": "", "version": ""}
        title = LocalizedText("")
        if info:
            meta = {"id": info.id, "version": info.version}
            title = LocalizedText(info.title, info.title_es)
        super().__init__(result, meta, tr)
        self.base = base
        self.head = head
        self.title = self.text(title)
        self.effect = ImpactTexts(result.effect, result.late, tr) if result.effect else None

    def page(self) -> Page:
        """Return a summary, the changed records by kind, and the effect."""
        result = self.result
        blocks: list[PageBlock] = []
        blocks.append(make_text_list(self._summary_lines()))
        # A reviewer has to see what is no longer checked, so it comes before all records.
        blocks.extend(self._silenced_blocks())
        blocks.extend(self._record_blocks())
        if result.formatting_only:
            files = [one_line(name) for name in result.formatting_only]
            title = self._("Formatting only, no data")
            blocks.append(make_text_list(files, title, bulleted=True, collapsible=True))
        if result.unread:
            unread = [self._unread(record) for record in result.unread]
            title = self._("Cannot be read, so not compared")
            blocks.append(make_text_list(unread, title, bulleted=True, collapsible=True))
        if self.effect:
            blocks.extend(self.effect.blocks())
        else:
            blocks.append(make_text_list(self._without_effect(), self._("Effect")))
        title = self._("What changed: {title}", title=one_line(self.title))
        return Page(title, tuple(blocks))

    def _revision(self, revision: DatasetRevision) -> str:
        """Say what was compared."""
        name = one_line(revision.name)
        commit = revision.commit[:_SHORT_COMMIT_LENGTH]
        if revision.origin == "work-tree":
            return self._("the work tree")
        if revision.origin == "folder":
            return self._("the folder {name}", name=name)
        if revision.origin == "merge-base":
            return self._("the merge base with {name} ({commit})", name=name, commit=commit)
        return f"{name} ({commit})"

    def _summary_lines(self) -> Iterator[str | Cell]:
        """Yield the effect in short, what was compared, and counts of records."""
        if self.effect:
            headline = self.effect.headline()
            if headline:
                yield make_cell(headline, style="strong")
        silenced = ", ".join(self._silenced())
        if silenced:
            title = self._("Excluded from the checks")
            yield make_cell(f"{title}: {silenced}.", style="strong")
        base = self._revision(self.base)
        head = self._revision(self.head)
        yield self._("From {base} to {head}", base=base, head=head)
        counts = {kind: self.result.count(kind) for kind in CHANGE_KINDS}
        summary = as_sentence(self._counts(counts))
        if not summary:
            summary = self._("No record changed.")
        yield summary

    def _silenced(self) -> Iterator[str]:
        """Count the findings and file patterns excluded from the checks."""
        accepted = len(self.result.accepted)
        excluded = len(self.result.excluded)
        if accepted:
            yield self.tr.ngettext("1 accepted finding", "{n} accepted findings", accepted)
        if excluded:
            yield self.tr.ngettext("1 file pattern", "{n} file patterns", excluded)

    def _silenced_blocks(self) -> Iterator[PageBlock]:
        """Yield what this change excludes from the checks."""
        lines = []
        for finding in self.result.accepted:
            code = one_line(finding.code)
            record = one_line(finding.record)
            reason = one_line(finding.reason)
            lines.append(self._("{code} on {id} is accepted: {reason}", code=code, id=record, reason=reason))
        for pattern in self.result.excluded:
            shown = one_line(pattern)
            lines.append(self._("files that match {pattern} are no longer read", pattern=shown))
        if lines:
            yield make_text_list(lines, self._("Excluded from the checks"), bulleted=True)

    def _record_blocks(self) -> Iterator[PageBlock]:
        """Yield one list for each kind of record."""
        changes_by_kind: dict[str, list[RecordChange]] = {}
        for change in self.result.changes:
            changes_by_kind.setdefault(change.kind, []).append(change)
        for kind, changes in changes_by_kind.items():
            numbers = Counter(change.change for change in changes)
            counts_in_order = {name: numbers[name] for name in CHANGE_KINDS}
            counts = self._counts(counts_in_order)
            # Only events name sources that a reviewer wants to open.
            links = _source_links(self.result) if kind == "event" else {}
            lines = [self._change_cell(change, links) for change in changes]
            title = f"{kind_name(kind, self.tr)}: {counts}"
            yield make_text_list(lines, title, bulleted=True, collapsible=True)

    def _counts(self, counts: Mapping[ChangeKind, int]) -> str:
        texts = [self._count(kind, count) for kind, count in counts.items() if count]
        return ", ".join(texts)

    def _count(self, kind: ChangeKind, count: int) -> str:
        texts: dict[ChangeKind, str] = {
            "added": self.tr.ngettext("{n} added", "{n} added", count),
            "changed": self.tr.ngettext("{n} changed", "{n} changed", count),
            "renamed": self.tr.ngettext("{n} renamed", "{n} renamed", count),
            "removed": self.tr.ngettext("{n} removed", "{n} removed", count),
            "withdrawn": self.tr.ngettext("{n} withdrawn", "{n} withdrawn", count),
            "moved": self.tr.ngettext("{n} moved", "{n} moved", count),
        }
        return texts[kind]

    def _change_cell(self, change: RecordChange, links: Mapping[str, str]) -> Cell:
        """Return a record in a few lines.

        An added event also has what a reviewer asks first, with links to its sources.
        """
        cell = make_cell(self._change(change))._replace(ref=RecordRef(change.kind, change.id))
        if change.kind != "event" or change.change != "added":
            return cell
        values = {field.field: field.after for field in change.fields}
        facts = one_line("; ".join(fact for fact in self._facts(values) if fact))
        sources = self._source_inlines(values, links)
        if facts and sources:
            facts += "; "
        if facts or sources:
            return cell._replace(content=(*cell.content, f" – {facts}", *sources))
        return cell

    def _source_inlines(self, values: Mapping[str, Any], links: Mapping[str, str]) -> list[Inline]:
        """Return the sources of an event, with links to their addresses."""
        inlines: list[Inline] = []
        for source in dict.fromkeys(str(value) for value in values.get("sources") or ()):
            if inlines:
                inlines.append(", ")
            inlines.append(one_line(source))
            source_id = source.partition("#")[0]
            url = one_line(links.get(source_id, ""))
            if url:
                inlines.append(" ")
                inlines.append(Link(url, url, delimited=True))
        return inlines

    def _facts(self, values: Mapping[str, Any]) -> Iterator[str]:
        """Yield the facts of an event that are given.

        These are its dates, its kind and level, its institutions, and its host.
        """
        start = values.get("start")
        # A record with errors may have any value here.
        if _is_date(start):
            yield self.tr.dates(str(start), values.get("end"))
        labels = []
        for key in ("kind", "level"):
            word = values.get(key)
            if word:
                labels.append(vocabulary_label(key, str(word), self.tr.lang))
        yield ", ".join(labels)
        institutions = values.get("institutions") or ()
        yield ", ".join(str(institution) for institution in institutions)
        if values.get("host"):
            heading = self._("Host")
            yield f"{heading}: {values['host']}"

    def _change(self, change: RecordChange) -> str:
        """Return a record in one line, and its changed fields below it."""
        head = self._head(change)
        remarks = "; ".join(self._remarks(change))
        return "\n".join([f"{head} ({remarks})", *self._field_lines(change)])

    def _head(self, change: RecordChange) -> str:
        """Say which record changed in what way."""
        name = one_line(change.id)
        if not name:
            name = self._("(no id)")
        head = f"{self._format_change_kind(change.change)} {name}"
        if change.former_id:
            former = self._("formerly {id}", id=one_line(change.former_id))
            head = f"{head}, {former}"
        if change.change in ("added", "removed", "withdrawn"):
            title = one_line(self.text(change.title))
            head = f"{head}: {title}"
        return head

    def _remarks(self, change: RecordChange) -> Iterator[str]:
        yield self._format_location(change)
        if change.change == "removed":
            if change.leads_to:
                yield self._("its id now leads to {id}", id=one_line(change.leads_to))
            else:
                yield self._("its id no longer works")
        if change.errors:
            yield self._("with errors")

    def _field_lines(self, change: RecordChange) -> Iterator[str]:
        if change.change == "withdrawn":
            reason = one_line(self.text(change.reason))
            yield self._("reason: {reason}", reason=reason)
            if change.leads_to:
                yield self._("replacement: {id}", id=one_line(change.leads_to))
            return
        # The fields of an added or removed record are only of interest if something in it is wrong.
        if change.errors or change.change in ("changed", "renamed"):
            for field in change.fields:
                yield self._field(field)

    def _format_change_kind(self, kind: ChangeKind) -> str:
        texts: dict[ChangeKind, str] = {
            "added": self._("added"),
            "changed": self._("changed"),
            "renamed": self._("renamed"),
            "removed": self._("removed"),
            "withdrawn": self._("withdrawn"),
            "moved": self._("moved"),
        }
        return texts[kind]

    def _format_location(self, change: RecordChange) -> str:
        file = one_line(change.file)
        before = one_line(change.moved_from)
        if not before:
            return self._("in {file}", file=file)
        if before == file:
            return self._("to another place in {file}", file=file)
        return self._("from {before} to {file}", before=before, file=file)

    def _field(self, field: FieldChange) -> str:
        name = one_line(field.field)
        return f"{name}: {self._value(field.before)} → {self._value(field.after)}"

    def _value(self, value: Any) -> str:
        """Return a value as JSON, so that no text can look like more than one."""
        if value is None:
            return self._("(none)")
        return json.dumps(value, ensure_ascii=False)

    def _unread(self, record: UnreadableRecord) -> str:
        sides = {"base": self._("the older version"), "head": self._("the newer version")}
        record_id, file = one_line(record.id), one_line(record.file)
        return self._(
            "{kind} {id} in {file}: an error in {side}",
            kind=record.kind,
            id=record_id,
            file=file,
            side=sides[record.side],
        )

    def _without_effect(self) -> Iterator[str | Cell]:
        """Say why there is no effect."""
        older = 0
        newer = self.result.head.errors
        if self.base.files:
            older = self.result.base.errors
        else:
            yield self._("Not computed: there was no dataset before.")
        if self.base.files or newer:
            yield self._(
                "Not computed, because the data has errors: {older} in the older version, {newer} in the newer one.",
                older=older,
                newer=newer,
            )
            yield make_command_cell(self._("`cbi validate` shows what is wrong."), "cbi validate")

    def document(self) -> JsonObject:
        """Return the document for a program."""
        result = self.result
        content: JsonObject = {
            "base": _revision_json(self.base, _dataset_info(result.base)),
            "head": _revision_json(self.head, _dataset_info(result.head)),
            "records": [self._record_json(change) for change in result.changes],
            "accepted": [finding._asdict() for finding in result.accepted],
            "excluded": list(result.excluded),
            "formatting_only": list(result.formatting_only),
            "unread": [record._asdict() for record in result.unread],
            "effects": None,
        }
        if self.effect:
            content["effects"] = self.effect.document()
        content["summary"] = _summary_json(result)
        day = result.effect.day if result.effect else None
        return json_envelope("diff", self.meta, day, **content)

    def _record_json(self, change: RecordChange) -> JsonObject:
        return {
            "kind": change.kind,
            "id": change.id,
            "change": change.change,
            "title": self.text(change.title),
            "file": change.file,
            "moved_from": change.moved_from or None,
            "fields": [field._asdict() for field in change.fields],
            "former_id": change.former_id or None,
            "reason": self.text(change.reason) or None,
            "errors": change.errors,
            "leads_to": change.leads_to or None,
        }


def _dataset_info(version: DatasetVersion) -> DatasetInfo | None:
    """Return the dataset's own record, if it can be read."""
    info = version.dataset.info
    if info is None:
        return None
    return info.record


def _source_links(result: Diff) -> dict[str, str]:
    """Return the addresses of the sources of either version by id."""
    links = {}
    # The newer version is last, so its address of a source is the one that is shown.
    for version in (result.base, result.head):
        for entry in version.dataset.entries():
            if entry.kind == "source":
                links[entry.id] = str(getattr(entry.record, "url", ""))
    return links


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is not None


def _revision_json(revision: DatasetRevision, info: DatasetInfo | None) -> JsonObject:
    document: JsonObject = {
        "origin": revision.origin,
        "name": revision.name,
        "commit": revision.commit or None,
        "version": None,
    }
    if info:
        document["version"] = info.version
    return document


def _summary_json(result: Diff) -> JsonObject:
    summary: JsonObject = {}
    for kind in CHANGE_KINDS:
        summary[kind] = result.count(kind)
    summary["formatting_only"] = len(result.formatting_only)
    summary["unread"] = len(result.unread)
    summary["errors"] = {"base": result.base.errors, "head": result.head.errors}
    summary["lights"] = None
    summary["published_lights"] = None
    summary["series"] = None
    effect = result.effect
    if effect:
        summary["lights"] = effect.lights
        summary["published_lights"] = len(effect.published_lights)
        summary["series"] = effect.states
    return summary
