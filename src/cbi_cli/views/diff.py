"""Changes between two versions of a dataset, as a page and a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cbi_cli.core.sanitize import one_line
from cbi_cli.i18n.translator import Translator
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.reports.common import LocalizedText, record_text
from cbi_cli.reports.dataset_version import DatasetVersion, UnreadableRecord
from cbi_cli.reports.diff import Diff
from cbi_cli.reports.record_changes import CHANGE_KINDS, ChangeKind, RecordChange
from cbi_cli.views.added_records import AddedRecordTexts, RecordNames
from cbi_cli.views.common import JsonObject, json_envelope
from cbi_cli.views.field_values import FieldTexts
from cbi_cli.views.impact import ImpactTexts, as_sentence
from cbi_cli.views.page import (
    Cell,
    Inline,
    Page,
    PageBlock,
    RecordRef,
    make_cell,
    make_command_cell,
    make_text_list,
)
from cbi_cli.views.records import change_count, kind_name
from cbi_cli.views.report_view import ReportView
from cbi_cli.workspace.revisions import DatasetRevision

_SHORT_COMMIT_LENGTH = 10


class DiffView(ReportView[Diff]):
    """The view of a diff between two versions.

    The page need not name the versions if it is part of a text that does.
    """

    for_summary = True

    def __init__(
        self,
        result: Diff,
        base: DatasetRevision,
        head: DatasetRevision,
        tr: Translator,
        names_versions: bool = True,
    ) -> None:
        info = _dataset_info(result.head) or _dataset_info(result.base)
        # It may be that neither version has a readable `dataset.toml`.
        meta = {"id": "", "version": ""}
        title = LocalizedText("")
        if info:
            meta = {"id": info.id, "version": info.version}
            title = record_text(vars(info), "title")
        super().__init__(result, meta, tr)
        self.base = base
        self.head = head
        self.names_versions = names_versions
        self.title = self.text(title)
        self.effect = ImpactTexts(result.effect, result.late, tr) if result.effect else None
        self.field_texts = FieldTexts(tr)

    def headline(self) -> str:
        """Return what a reviewer has to know first: the lights that change."""
        if self.effect:
            return self.effect.headline()
        if not self.base.files and not self.result.head.errors:
            return self._("The dataset is new")
        errors = self.result.head.errors
        if errors:
            count = f"{errors:,}"
            return self.tr.ngettext(
                "{count} error; lights are not known", "{count} errors; lights are not known", errors, count=count
            )
        return self._("Errors in the older version; lights are not known")

    def page(self) -> Page:
        """Return the headline, the effect, and the changed records by kind."""
        result = self.result
        blocks: list[PageBlock] = []
        blocks.append(make_text_list(self._summary_lines(), self.headline()))
        # A reviewer has to see what is no longer checked, so it comes before all else.
        blocks.extend(self._silenced_blocks())
        if self.effect:
            blocks.extend(self.effect.blocks())
        else:
            blocks.append(make_text_list(self._without_effect(), self._("Effect")))
        if result.unread:
            unread = [self._unread(record) for record in result.unread]
            title = self._("Cannot be read, so not compared")
            blocks.append(make_text_list(unread, title, bulleted=True, collapsible=True))
        blocks.extend(self._record_blocks())
        if result.formatting_only:
            files = [one_line(name) for name in result.formatting_only]
            title = self._("Formatting only, no data")
            blocks.append(make_text_list(files, title, bulleted=True, collapsible=True))
        title = self._("What changed: {title}", title=one_line(self.title))
        return Page(title, tuple(blocks), command=self._command())

    def _command(self) -> str:
        """Return the command that shows everything, if the page is cut."""
        commit = self.base.commit[:_SHORT_COMMIT_LENGTH]
        if not self.names_versions:
            # Who reads the text elsewhere may be on a branch that does not have the base yet.
            return f"cbi diff {commit}...HEAD"
        if not commit:
            return "cbi diff"
        if self.head.commit:
            return f"cbi diff {commit} {self.head.commit[:_SHORT_COMMIT_LENGTH]}"
        return f"cbi diff {commit}"

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
        """Yield what was compared, and counts of records."""
        silenced = ", ".join(self._silenced())
        if silenced:
            title = self._("Excluded from the checks")
            yield make_cell(f"{title}: {silenced}.", style="strong")
        if self.names_versions:
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
        """Yield one list for each kind of record, events first."""
        changes_by_kind: dict[str, list[RecordChange]] = {}
        for change in self.result.changes:
            changes_by_kind.setdefault(change.kind, []).append(change)
        names = RecordNames(self.result.base.dataset, self.result.head.dataset)
        cards = AddedRecordTexts(names, self.tr)
        for kind in sorted(changes_by_kind, key=lambda kind: kind != "event"):
            changes = changes_by_kind[kind]
            numbers = Counter(change.change for change in changes)
            counts_in_order = {name: numbers[name] for name in CHANGE_KINDS}
            counts = self._counts(counts_in_order)
            lines = [self._change_cell(change, cards) for change in changes]
            title = f"{kind_name(kind, self.tr)}: {counts}"
            entries = make_text_list(lines, title, bulleted=True, collapsible=True)
            yield entries._replace(of_events=kind == "event")

    def _counts(self, counts: Mapping[ChangeKind, int]) -> str:
        texts = [change_count(kind, count, self.tr) for kind, count in counts.items() if count]
        return ", ".join(texts)

    def _change_cell(self, change: RecordChange, cards: AddedRecordTexts) -> Cell:
        """Return a record in one line, and its card or its changed fields below it."""
        head = self._head(change)
        remarks = "; ".join(self._remarks(change))
        content: list[Inline] = [f"{head} ({remarks})"]
        # The values of a record with errors are shown as the file has them.
        if change.change == "added" and not change.errors:
            for line in cards.card(change):
                content.extend(("\n", *line))
        else:
            content.extend(f"\n{line}" for line in self._field_lines(change))
        return make_cell(*content)._replace(ref=RecordRef(change.kind, change.id))

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
        # The fields of a removed record are only of interest if something in it is wrong.
        if change.errors or change.change in ("changed", "renamed"):
            for field in change.fields:
                yield self.field_texts.line(field)

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

    def _unread(self, record: UnreadableRecord) -> str:
        sides = {"base": self._("the older version"), "head": self._("the newer version")}
        record_id = one_line(record.id)
        file = one_line(record.file)
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
        base = _revision_json(self.base, _dataset_info(result.base))
        head = _revision_json(self.head, _dataset_info(result.head))
        records = [self._record_json(change) for change in result.changes]
        accepted = [finding._asdict() for finding in result.accepted]
        unread = [record._asdict() for record in result.unread]
        content: JsonObject = {
            "base": base,
            "head": head,
            "records": records,
            "accepted": accepted,
            "excluded": list(result.excluded),
            "formatting_only": list(result.formatting_only),
            "unread": unread,
            "effects": None,
        }
        if self.effect:
            content["effects"] = self.effect.document()
        content["summary"] = _summary_json(result)
        day = result.effect.day if result.effect else None
        return json_envelope("diff", self.meta, day, **content)

    def _record_json(self, change: RecordChange) -> JsonObject:
        fields = [field._asdict() for field in change.fields]
        return {
            "kind": change.kind,
            "id": change.id,
            "change": change.change,
            "title": self.text(change.title),
            "file": change.file,
            "moved_from": change.moved_from or None,
            "fields": fields,
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
