"""Write down in `releases.toml` what a release changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbi_cli.changes.change_set import FileChange
from cbi_cli.changes.insertion import NewTable, insert_tables, refuse_unreadable, verify_insertions
from cbi_cli.changes.record_files import read_or_begin_at
from cbi_cli.changes.record_span import removal
from cbi_cli.changes.record_toml import record_to_toml, record_values
from cbi_cli.changes.text_edits import Proof, apply_edits
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.versions import version_key
from cbi_cli.records.names import RELEASES_FILE
from cbi_cli.toml.document import Document, parse
from cbi_cli.toml.syntax_tree import SyntaxTree

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Diff
    from cbi_cli.reports.impact import Impact

Fields = Mapping[str, Any]
"""The fields of a release, as `records.release` has them."""


def release_fields(diff: Diff, version: str, since: str, day: date) -> dict[str, Any]:
    """Return what a release changes, compared with the version before."""
    fields: dict[str, Any] = {"version": version, "date": day, "since": since}
    fields |= _changed_records(diff)
    info = diff.head.dataset.info
    if diff.effect is not None and info is not None:
        covers_until = info.record.covers_until
        fields["lights"] = list(_changed_lights(diff.effect, covers_until))
        fields["states"] = list(_changed_states(diff.effect, covers_until))
    return fields


def remember_release(root: Path, fields: Fields) -> FileChange:
    """Return the change of `releases.toml` that lists a release, in place of an earlier entry of the same version.

    The notes of that entry are kept. The first release, which is compared with none, keeps an entry as it is. Raises
    CbiError if a greater version is listed, or if the file cannot be edited.
    """
    before, text = read_or_begin_at(root, RELEASES_FILE)
    document = parse(RELEASES_FILE, text)
    refuse_unreadable(document, RELEASES_FILE)
    position = _find_entry(document, fields)
    if position is not None:
        if not fields.get("since"):
            return FileChange(RELEASES_FILE, before, before)
        entry = document.data["release"][position]
        notes = {key: value for key, value in entry.items() if key.startswith("note")}
        fields = {**fields, **notes}
        text = _without_entry(document, text, position)
    toml = record_to_toml("release", fields)
    values = record_values("release", fields)
    table = NewTable(toml, None, values)
    content = insert_tables(text, RELEASES_FILE, "release", [table])
    verify_insertions(text, content, RELEASES_FILE, "release", [table])
    return FileChange(RELEASES_FILE, before, content)


def _find_entry(document: Document, fields: Fields) -> int | None:
    """Return the position of the entry that a release replaces, None if there is none.

    It is that of the same version, or the last one if it is compared with the same version: then that release was
    prepared and never became one.
    """
    entries = document.data.get("release", ())
    version = fields["version"]
    since = fields.get("since")
    for position, entry in enumerate(entries):
        listed = entry.get("version")
        if listed == version:
            return position
        if isinstance(listed, str) and _is_greater(listed, version):
            problem = message(
                "{file} lists the version {listed}, which is greater than {version}",
                file=RELEASES_FILE,
                listed=listed,
                version=version,
            )
            raise CbiError(problem, message("correct the file, or raise another part: major, minor or patch"))
    if since and entries and entries[-1].get("since") == since:
        return len(entries) - 1
    return None


def _is_greater(listed: str, version: str) -> bool:
    # A version that is not valid is reported by a check.
    try:
        return version_key(listed) > version_key(version)
    except ValueError:
        return False


def _without_entry(document: Document, raw: bytes, position: int) -> bytes:
    """Return the file without an entry and without the comments in it."""
    edit = removal(document, ("release", position))
    comments = SyntaxTree(document.text[edit.start : edit.end]).comments()
    entries = list(document.data["release"])
    del entries[position]
    data = {**document.data, "release": entries}
    if not entries:
        del data["release"]
    return apply_edits(raw, document, [edit], Proof(data, tuple(comments)))


def _changed_records(diff: Diff) -> dict[str, Any]:
    """Return the ids of the records that differ, by what happened to them and by kind."""
    ids: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    renamed: list[dict[str, str]] = []
    for change in diff.changes:
        # What a release is about to write, and the order of records, are no changes of the data.
        if change.kind == "release" or change.change == "moved":
            continue
        names = {field.field for field in change.fields}
        if change.kind == "dataset" and names <= {"version", "released"}:
            continue
        if change.change == "renamed":
            renamed.append({"kind": change.kind, "id": change.id, "former_id": change.former_id})
        else:
            ids[change.change][change.kind].append(change.id)
    return {**ids, "renamed": renamed}


def _changed_lights(impact: Impact, covers_until: date) -> Iterator[dict[str, Any]]:
    """Yield each light that differs; a row that is new or gone is listed as a record."""
    for card in impact.all_cards:
        to_year = card.to_year if card.years > 1 else None
        as_of = _later_day(card.day, covers_until)
        for row in card.rows:
            if row.before is None or row.after is None:
                continue
            old = row.before.light
            new = row.after.light
            if old == new:
                continue
            light: dict[str, Any] = {"indicator": row.indicator, "year": card.year, "to_year": to_year}
            light |= {"before": old, "after": new}
            light["as_of"] = as_of
            yield light


def _changed_states(impact: Impact, covers_until: date) -> Iterator[dict[str, Any]]:
    """Yield each state that differs; a series that is new or gone is listed as a record."""
    as_of = _later_day(impact.day, covers_until)
    for series in impact.all_series:
        before = series.before
        after = series.after
        if before is None or after is None:
            continue
        old = (before.state, before.halted_since)
        new = (after.state, after.halted_since)
        if old == new:
            continue
        state: dict[str, Any] = {"series": series.id, "as_of": as_of}
        state["before"], state["before_since"] = old
        state["after"], state["after_since"] = new
        yield state


def _later_day(day: date, covers_until: date) -> date | None:
    """Return the day of a report if the reports do not show the change by default yet."""
    if day <= covers_until:
        return None
    return day
