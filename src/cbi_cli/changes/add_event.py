"""A new event from its fields to the file: planned in memory, proven, shown, then written whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.changes.event_ids import suggest_event_id
from cbi_cli.changes.event_toml import event_to_toml
from cbi_cli.changes.insertion import insert_table, parse_events, verify_insertion
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding
from cbi_cli.core.settings import Cache
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.impact import AnyScorecardRow, Impact, impact
from cbi_cli.workspace.entries import WorkTree

_ID_TAKEN_SQL = """
SELECT 1 FROM record WHERE kind IN ('event', 'withdrawn') AND id = :id
UNION ALL
SELECT 1 FROM record_name WHERE kind = 'event' AND shown = :id AND is_former = 1
"""
_LOCK_SECONDS = 120
_FILE_NAME = re.compile(r"[a-z0-9-]{1,120}")
"""Ids that can be the name of a file; a check refuses all others."""


_DUPLICATES_SQL = """
SELECT o.id FROM duplicate_pair AS a JOIN event AS e ON e.number IN (a.earlier, a.later)
JOIN event AS o ON o.number IN (a.earlier, a.later) AND o.number <> e.number
WHERE e.id = :id ORDER BY a.score DESC, o.sort_key
"""
"""The events that one is likely to repeat."""


class AddEventPlan(NamedTuple):
    """What adding an event would do: the file, what it holds now (None: it is not there) and then, the text put in,

    ``errors`` and ``warnings`` are findings that the dataset does not have without the event; ``duplicates`` are events
    that it is likely to repeat.
    """

    id: str
    file: str
    old: bytes | None
    content: bytes
    block: str
    effects: tuple[str, ...]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    duplicates: tuple[str, ...] = ()


def plan_add_event(session: Session, fields: Mapping[str, Any]) -> AddEventPlan:
    """Plan to add an event with these fields; without an ``id`` one is proposed.

    Raises CbiError when the new text cannot be proven to be the old one plus the event.
    """
    snapshot, root = session.snapshot, session.location.root
    start = fields["start"]
    name = fields.get("id") or suggest_event_id(
        start, fields["title"], _ExistingIds(snapshot), _fallback_id_text(fields)
    )
    if not str(name).startswith(f"{start}-"):
        raise CbiError(f"the id `{name}` does not begin with the start, {start}", f"begin it with `{start}-`")
    fields = {"id": name, **fields}
    file = choose_event_file(snapshot, start.year, name)
    tree = WorkTree(root)
    old = tree.read(file) if tree.path_to_write(file).exists() else None
    head = old if old is not None else schema_header(root, file)
    block = event_to_toml(fields)
    content = insert_table(head, block, start)
    verify_insertion(head, content, fields)
    known = {_identity(one) for one in session.findings}
    with contextlib.closing(session.preview(parse_events(content)._replace(name=file))) as after:
        new = [one for one in after.findings() if _identity(one) not in known]
        duplicates = tuple(row["id"] for row in after.rows(_DUPLICATES_SQL, id=name))
        errors = tuple(one for one in new if one.severity == "error")
        effects = () if errors else tuple(_describe_impact(snapshot, after, start.last, start.year))
    warnings = tuple(one for one in new if one.severity == "warning")
    return AddEventPlan(name, file, old, content, block, effects, errors, warnings, duplicates)


def _fallback_id_text(fields: Mapping[str, Any]) -> str:
    """Return what an id is made of if the title has no Latin words: the institution and the kind."""
    return " ".join([*fields.get("institutions", ())[:1], str(fields.get("kind", ""))])


class _ExistingIds:
    """The ids that events have or had, asked for one by one."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.store = snapshot

    def __contains__(self, name: object) -> bool:
        return bool(self.store.rows(_ID_TAKEN_SQL, id=name))


FileDigests = list[tuple[str, str]]


def file_digests(snapshot: Snapshot) -> FileDigests:
    """The files that a store was made from, with digests of what they held."""
    return [(row["name"], row["digest"]) for row in snapshot.rows("SELECT name, digest FROM file ORDER BY name")]


def choose_event_file(snapshot: Snapshot, year: int, name: str) -> str:
    """Return the file that an event goes into, by ``[layout]`` in ``dataset.toml``."""
    folder = f"events/{year:04d}"
    dataset = snapshot.record("dataset", snapshot.meta["id"]) or {}
    if dataset.get("layout", {}).get("events") == "event" and _FILE_NAME.fullmatch(name):
        return f"{folder}/{name}.toml"
    return f"{folder}.toml"


def schema_header(root: Path, name: str) -> bytes:
    """Return how a new file of events begins: with the line that names its schema, if the dataset has that."""
    from cbi_cli.records.json_schema import schema_directive, schema_path

    carries = (root / schema_path("event")).is_file()
    return schema_directive(name).encode() if carries else b""


def apply_plan(root: Path, plan: AddEventPlan) -> None:
    """Put the new file in place of the old one; raises CbiError and changes nothing when that fails."""
    from cbi_cli.workspace.atomic_write import write_atomic

    path = WorkTree(root).path_to_write(plan.file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CbiError(f"cannot write {path}: {error.strerror}") from error
    write_atomic(path, plan.content, plan.old or b"")


@contextlib.contextmanager
def dataset_lock(root: Path, cache: Cache) -> Iterator[None]:
    """Alone with a dataset: of several calls that add to it, one after the other comes in here.

    The lock lies in the cache folder, not among the data. Raises CbiError when another call holds it too long.
    """
    from filelock import FileLock, Timeout

    folder = (cache.folder or Path(tempfile.gettempdir())) / "locks"
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", timeout=_LOCK_SECONDS)
    except OSError:
        lock = FileLock(Path(tempfile.gettempdir()) / f"cbi-{name}.lock", timeout=_LOCK_SECONDS)
    try:
        with lock:
            yield
    except Timeout:
        raise CbiError(f"another cbi process is writing to {root}", "try again when it has finished") from None


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    """What makes two findings the same although the lines have moved."""
    return finding.code, finding.file, finding.record, finding.message


def _describe_impact(old: Snapshot, new: Snapshot, known: date, year: int) -> Iterator[str]:
    """Yield what changes in the lights of all years and in the states of the series.

    An event that is known only from a later day on than the reports hold for changes none of them yet: that is said.
    """
    found = impact(old, new, known=known, event_years={year})
    changes = [*_describe_card_changes(found), *_describe_status_changes(found)]
    usual = covers_until(old)
    if changes and found.day > usual:
        yield f"as of {found.day}; reports hold for {usual}, the last covered day, and do not show it yet"
    yield from changes


def _describe_card_changes(found: Impact) -> Iterator[str]:
    for card in found.all_cards:
        for row in card.rows:
            if row.before is not None and row.after is not None:
                yield from _describe_row_change(row.before, row.after, card.year)


def _describe_status_changes(found: Impact) -> Iterator[str]:
    for one in found.all_series:
        was, now = one.states
        if was != now:
            yield f"{one.label.en}: {was} → {now}"


def _describe_row_change(was: AnyScorecardRow, now: AnyScorecardRow, year: int) -> Iterator[str]:
    if was.light != now.light:
        yield f"{now.label.en} {year}: {was.light} → {now.light}"
    elif was.counted != now.counted:
        counts = f"{now.counted} count instead of {was.counted}"
        yield f"{now.label.en} {year}: stays {now.light}; {counts}{_format_dates(now)}"


def _format_dates(row: AnyScorecardRow) -> str:
    return f", shown: {', '.join(one.event.start for one in row.occurrences)}"
