"""Plan to replace the text of one record, as an editor gives it back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.changes.edit_record import EditDetails, plan_content
from cbi_cli.changes.record_place import RecordPlace, locate_record
from cbi_cli.changes.record_span import record_span
from cbi_cli.changes.text_edits import Proof, TextEdit, apply_edits, replace_at
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.index.lookup import RecordKey
from cbi_cli.loading import Session
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.syntax_node import Span
from cbi_cli.toml.syntax_tree import SyntaxTree


def record_text(session: Session, key: RecordKey) -> str:
    """Return the text of a record as its file has it, with the comments that belong to it.

    Raises CbiError for a record that stands in a line with others.
    """
    place = locate_record(session, key)
    start, end = _span(place)
    return place.table.document.text[start:end].replace("\r\n", "\n")


def plan_edit_text(session: Session, key: RecordKey, text: str) -> ChangeSet[EditDetails]:
    """Plan to put a text in place of that of a record.

    It must be TOML with this record alone, under the same id. Raises CbiError otherwise.
    """
    place = locate_record(session, key)
    old = place.table.document
    new = parse(place.file, text.encode("utf-8", "surrogatepass"))
    if new.errors:
        error = new.errors[0]
        line = error.region.line if error.region else 1
        raise CbiError(message("line {line}: {problem}", line=line, problem=error.message), error.hint)
    values = _only_record(new, place)
    start, end = _span(place)
    old_text = old.text[start:end]
    edited = new.text
    if old_text.endswith("\n") and not edited.endswith("\n"):
        edited += "\n"
    before = Counter(SyntaxTree(old_text).comments())
    after = Counter(SyntaxTree(new.text).comments())
    lost = tuple((before - after).elements())
    added = tuple((after - before).elements())
    data = replace_at(old.data, place.table.path, values)
    proof = Proof(data, lost, added)
    content = apply_edits(place.raw, old, [TextEdit(start, end, edited)], proof)
    return plan_content(session, place, content, values)


def _only_record(document: Document, place: RecordPlace) -> dict[str, Any]:
    """Return the record that a text has; raises CbiError if it has another one, or more."""
    values: Any = document.data
    if place.table.path:
        kind = str(place.table.path[0])
        records = values.get(kind)
        if set(values) != {kind} or not isinstance(records, list) or len(records) != 1:
            raise CbiError(
                message("the text is not one [[{kind}]] table", kind=kind),
                message("change the values of this record only"),
            )
        values = records[0]
    name = "year" if place.key.kind == "edition" else "id"
    if values.get(name) != place.table.values.get(name):
        raise CbiError(
            message("the field `{name}` is what the record is known by", name=name),
            message("`cbi rename OLD NEW` changes it everywhere"),
        )
    return dict(values)


def _span(place: RecordPlace) -> Span:
    table = place.table
    if not table.path:
        return Span(0, len(table.document.text))
    if table.is_inline:
        raise CbiError(
            message("`{id}` stands in a line with other records", id=place.key.id),
            message("use --set FIELD=VALUE instead of the editor"),
        )
    return record_span(table.document, table.path)
