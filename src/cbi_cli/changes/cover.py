"""Plan to say what was looked through for rows of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

from cbi_cli.changes.add_records import add_to_files, resolve_source
from cbi_cli.changes.change_set import ChangeSet, FileChange
from cbi_cli.changes.preview import NO_EVENTS, with_consequences
from cbi_cli.changes.toml_edit import append_table, replace_value
from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.index.lookup import find_series
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.records.base import Basis
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME
from cbi_cli.records.introspection import literal_choices
from cbi_cli.records.new_record import NewRecord
from cbi_cli.reports.common import covers_until, is_year_complete
from cbi_cli.reports.series_coverage import parties_between
from cbi_cli.toml.document import parse
from cbi_cli.workspace.entries import WorkTree

BASES: tuple[str, ...] = literal_choices(Basis)
DEFAULT_BASIS = "searched"

_SERIES_SQL = """
SELECT s.kind, COALESCE(i.per_direction, 0) AS per_direction FROM series AS s LEFT JOIN indicator AS i ON i.id = s.id
WHERE s.id = :series
"""
_EVENTS_SQL = """
SELECT COUNT(DISTINCT event) AS n FROM series_event WHERE series = :series AND year = :year AND known_by_year = :year
"""


class Coverage(NamedTuple):
    """What was looked through for a series, in one year.

    `series` and `source` are names as people type them. Without a `direction`, all directions of travel were looked
    through. `notes` has the note, and its translations by their keys. `none_held` says that it is certain that none was
    held; without it, nothing can be written for a year without an event.
    """

    series: str
    source: str
    direction: str = ""
    basis: str = DEFAULT_BASIS
    notes: Mapping[str, str] = {}
    none_held: bool = False


class CoverDetails(NamedTuple):
    """The coverage of a change, with the ids of the records that it names.

    `known` are those that the dataset had already. `reports_until` is the last day that it covers.
    """

    year: int
    written: tuple[Coverage, ...]
    known: tuple[Coverage, ...]
    reports_until: date


def require_past_year(year: int, today: date) -> None:
    """Raise CbiError if a year is not over."""
    if not is_year_complete(year, today):
        raise CbiError(
            message("{year} is not over", year=year),
            message("a year can be covered once it is over: until then a meeting can still be held"),
        )


def directions_of(snapshot: Snapshot, series: str) -> tuple[str, ...]:
    """Return the directions of travel of which a series can be covered by itself."""
    (row,) = snapshot.rows(_SERIES_SQL, series=series)
    if not row["per_direction"]:
        return ()
    return tuple(f"{traveler}>{host}" for traveler, host in permutations(parties_between(snapshot), 2))


def count_events(snapshot: Snapshot, series: str, year: int) -> int:
    """Return how many events of a series a year has."""
    return int(snapshot.rows(_EVENTS_SQL, series=series, year=year)[0]["n"])


def plan_coverage(
    session: Session, year: int, entries: Sequence[Coverage], new_sources: Sequence[NewRecord] = ()
) -> ChangeSet[CoverDetails]:
    """Plan to write what was looked through for series of a year, and to add sources that the entries name.

    Raises CbiError if a record that is named does not exist, if a direction is none of the series, if it is not said
    that none was held in a year without an event, or if that is said of a year that has one.
    """
    snapshot = session.snapshot
    require_past_year(year, session.settings.today)
    tree = WorkTree(session.location.root)
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    written: list[Coverage] = []
    known: list[Coverage] = []
    for given in entries:
        entry = _resolve(snapshot, year, given, new_sources)
        (series,) = snapshot.rows(_SERIES_SQL, series=entry.series)
        kind = series["kind"]
        name = FILE_KINDS_BY_NAME[kind].path
        if name not in before:
            before[name] = after[name] = tree.read(name)
        content = _write_entry(name, after[name], kind, year, entry)
        is_known = content == after[name]
        (known if is_known else written).append(entry)
        after[name] = content
    _, files = add_to_files(session, new_sources)
    for name, old in before.items():
        if after[name] != old:
            files = (*files, FileChange(name, old, after[name]))
    details = CoverDetails(year, tuple(written), tuple(known), covers_until(snapshot))
    change = ChangeSet("coverage", session.location, files, details)
    # Reports do not show a year before the dataset covers all of it.
    last_day = date(year, 12, 31)
    return with_consequences(session, change, NO_EVENTS._replace(known=last_day))


def _resolve(snapshot: Snapshot, year: int, entry: Coverage, new_sources: Sequence[NewRecord]) -> Coverage:
    """Return an entry with ids; raise CbiError if it cannot be right."""
    series = find_series(snapshot, entry.series)
    if not entry.source.strip():
        raise CbiError(
            message("{row}: a source is missing", row=series), message("name what was looked through: ROW; SOURCE")
        )
    source = resolve_source(snapshot, entry.source, new_sources)
    if entry.basis not in BASES:
        raise CbiError(
            message("{row}: `{basis}` is no basis", row=series, basis=entry.basis),
            did_you_mean(entry.basis, BASES) or message("one of: {choices}", choices=", ".join(BASES)),
        )
    _check_direction(snapshot, series, entry.direction)
    count = count_events(snapshot, series, year)
    if entry.none_held and count:
        raise CbiError(
            message("{row} has events in {year}, so it cannot be said that none was held", row=series, year=year),
            message("`cbi timeline --year {year}` lists them", year=year),
        )
    if not entry.none_held and not count:
        raise CbiError(
            message("{row} has no event in {year}: is it certain that none was held?", row=series, year=year),
            message("if it is, say so with --none-held {row}; if not, leave the row out", row=series),
        )
    return entry._replace(series=series, source=source)


def _check_direction(snapshot: Snapshot, series: str, direction: str) -> None:
    """Raise CbiError for a direction of travel that a series does not have."""
    if not direction:
        return
    directions = directions_of(snapshot, series)
    if not directions:
        raise CbiError(
            message("{row} has no directions of travel", row=series), message("leave `{text}` out", text=direction)
        )
    if direction not in directions:
        raise CbiError(
            message("{row}: `{text}` is not one of its directions", row=series, text=direction),
            message("one of: {choices}", choices=", ".join(directions)),
        )


def _write_entry(name: str, content: bytes, kind: str, year: int, entry: Coverage) -> bytes:
    """Return a file with an entry of coverage; the same if it has it already.

    The years of an entry that says the same of the years next to it are extended.
    """
    document = parse(name, content)
    records = document.data[kind]
    (position,) = [number for number, record in enumerate(records) if record.get("id") == entry.series]
    record = (kind, position)
    table = _entry_table(year, entry)
    spans = records[position].get("coverage", [])
    for number, span in enumerate(spans):
        if _statement(span) != _statement(table):
            continue
        if span["from"] <= year <= span["to"]:
            return content
        if span["to"] + 1 == year:
            return replace_value(name, content, (*record, "coverage", number, "to"), year)
        if span["from"] - 1 == year:
            return replace_value(name, content, (*record, "coverage", number, "from"), year)
    return append_table(name, content, record, "coverage", table)


def _entry_table(year: int, entry: Coverage) -> dict[str, Any]:
    table: dict[str, Any] = {"from": year, "to": year, "source": entry.source}
    if entry.direction:
        table["direction"] = entry.direction
    if entry.basis != DEFAULT_BASIS:
        table["basis"] = entry.basis
    table.update({key: text for key, text in entry.notes.items() if text})
    return table


def _statement(span: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says apart from its years."""
    said = {"basis": DEFAULT_BASIS, **span}
    return {key: value for key, value in said.items() if key not in ("from", "to") and value != ""}
