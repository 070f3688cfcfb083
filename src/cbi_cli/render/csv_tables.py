"""The tables of each document as CSV: which there are, and their columns, the same in every call.

A column is a key of a row, with dots for keys within keys. ``series=^id`` is a column `series` with the `id` of the
record that the row belongs to. The first table of a document is the one without ``--table``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple


class CsvTable(NamedTuple):
    """Where the rows of a table are in a document, and its columns."""

    path: str
    columns: tuple[str, ...]


def _table(path: str, columns: str) -> CsvTable:
    return CsvTable(path, tuple(columns.split()))


_DISPUTE = "id record about field chosen why note"
_EVENT = "id start end title"
_GAP = "from_year to_year years after before days"
_LONGEST = " ".join(f"longest_gap.{key}" for key in _GAP.split())
_ROW_OF_DIFF = "counted.before counted.after occurrences.before occurrences.after"

TABLES: dict[str, dict[str, CsvTable]] = {
    "scorecard": {
        "rows": _table(
            "rows[]",
            "indicator label status last_held.id last_held.start last_held.end last_held.title halted_since"
            " first_missed reason counted published.status published.text published.agrees",
        ),
        "occurrences": _table("rows[].occurrences[]", f"indicator=^indicator {_EVENT} direction admitted admission"),
        "differences": _table("rows[].published.differences[]", "indicator=^indicator what published computed"),
        "changes": _table("compared_with.changes[]", "indicator before after"),
    },
    "published": {
        "rows": _table("rows[]", "indicator label status text since"),
        "occurrences": _table("rows[].occurrences[]", "indicator=^indicator start end text"),
    },
    "timeline": {
        "events": _table("events[]", f"{_EVENT} kind level status institutions parties city sources continued months"),
        "institutions": _table("events[].institutions[]", "event=^id institution="),
        "parties": _table("events[].parties[]", "event=^id party="),
        "sources": _table("events[].sources[]", "event=^id source="),
    },
    "gaps": {
        "series": _table(
            "series[]",
            "id label state cadence_years first_held last_held last_held_id halted_since first_missed years_held"
            f" years_missed years_unknown {_LONGEST} successor",
        ),
        "gaps": _table("series[].gaps[]", f"series=^id {_GAP}"),
        "pauses": _table("series[].pauses[]", "series=^id from_year to_year source note"),
        "years_held": _table("series[].years_held[]", "series=^id year="),
        "years_missed": _table("series[].years_missed[]", "series=^id year="),
        "years_unknown": _table("series[].years_unknown[]", "series=^id year="),
    },
    "history": {
        "years": _table("years[]", "year status paused"),
        "events": _table("years[].events[]", f"year=^year {_EVENT} edition_number city mode host guests sources"),
    },
    "reconcile": {
        "rows": _table("rows[]", "indicator label computed published agrees"),
        "differences": _table("rows[].differences[]", "indicator=^indicator what published computed"),
        "disputes": _table("rows[].disputes[]", f"indicator=^indicator {_DISPUTE}"),
        "claims": _table("rows[].disputes[].claims[]", "dispute=^id value source url"),
        "other_disputes": _table("other_disputes[]", _DISPUTE),
        "other_claims": _table("other_disputes[].claims[]", "dispute=^id value source url"),
    },
    "topics": {
        "topics": _table("topics[]", "id label events share"),
        "shares": _table("printed[].shares[]", "graph=^title source=^source topic label percent rank"),
    },
    "explain": {
        "events": _table("events[]", f"{_EVENT} match direction admitted after_as_of"),
        "misses": _table("events[].misses[]", "event=^id condition has asked"),
    },
    "show": {
        "fields": _table("records[].fields{}", "kind=^kind id=^id field value"),
        "used_by": _table("records[].used_by[]", "record=^id kind id title fields"),
        "disputes": _table("records[].disputes[]", f"record_id=^id {_DISPUTE}"),
        "claims": _table("records[].disputes[].claims[]", "dispute=^id value source url"),
    },
    "list": {"records": _table("records[]", "id title detail")},
    "info": {
        "coverage": _table("coverage[]", "series years"),
        "fields": _table("fields{}", "field value"),
        "counts": _table("counts{}", "field value"),
    },
    "diff": {
        "records": _table("records[]", "kind id change title file moved_from former_id reason errors leads_to"),
        "fields": _table("records[].fields[]", "kind=^kind id=^id field before after"),
        "lights": _table(
            "effects.scorecards[].rows[]", f"year=^year as_of=^as_of indicator label before after {_ROW_OF_DIFF}"
        ),
        "series": _table("effects.series[]", "id label before after last_held.before last_held.after"),
        "unread": _table("unread[]", "kind id file side"),
        "accepted": _table("accepted[]", "code record reason"),
    },
}


def csv_rows(document: dict[str, Any], table: CsvTable) -> Iterator[list[Any]]:
    """Yield the header of a table and its rows."""
    yield [column.partition("=")[0] for column in table.columns]
    for owner, row in _rows(document, table.path):
        yield [_value(column, owner, row) for column in table.columns]


def _rows(owner: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield what a path leads to, each with the nearest record above it that is part of a list."""
    keys, ending, rest = _split(path)
    found: Any = owner
    for key in keys:
        found = (found or {}).get(key)
    if ending == "{}":
        yield from ((owner, {"field": key, "value": value}) for key, value in _flat(found or {}))
        return
    for one in found or ():
        yield from _rows(one, rest) if rest else [(owner, one)]


def _split(path: str) -> tuple[list[str], str, str]:
    """Split a path at its first list or table: the keys before it, its sign, and what follows."""
    ending = "[]" if "[]" in path else "{}"
    before, _, rest = path.partition(ending)
    return before.split("."), ending, rest.removeprefix(".")


def _flat(value: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record, those of a table in it with a dot, those of a list of tables with their number."""
    for key, item in value.items():
        name = f"{before}{key}"
        if isinstance(item, dict):
            yield from _flat(item, f"{name}.")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for number, one in enumerate(item, 1):
                yield from _flat(one, f"{name}[{number}].")
        else:
            yield name, item


def _value(column: str, owner: dict[str, Any], row: Any) -> Any:
    header, is_other, key = column.partition("=")
    if is_other and not key:
        return row
    found = owner if is_other else row
    for part in (key.removeprefix("^") if is_other else header).split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, dict):
        return json.dumps(found, ensure_ascii=False)
    return found
