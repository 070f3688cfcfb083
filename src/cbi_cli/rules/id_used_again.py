"""A former or withdrawn id is in use again.

Finds former ids (`former_ids`) and withdrawn ids (`withdrawn.toml`) that a record of the same kind uses now, and ids
that are listed twice as former or withdrawn. CBI205 compares former ids with names.

A published id must resolve forever to the record that it named. If another record uses it, citations and links lead
to the wrong record.

A record that was renamed and got back its first id lists it as the first of its former ids, before the others:
calendars and feeds know a record by its first id.

To fix it, give the newer record another id. If the old record is back, remove its id from `former_ids` or its entry
from `withdrawn.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.index.records import RecordIndex, record_path

RULE = Rule("CBI209", "id-used-again", "error")
_HINT = message("give the newer record another id")
_WITHDRAWN = message("withdrawn")

_RETIRED_IDS = """
SELECT n.kind, n.shown AS id, f.name AS file, r.position, n.place, r.id AS now
FROM record_name AS n JOIN record AS r ON r.number = n.number JOIN file AS f ON f.number = r.file
WHERE n.is_former = 1
-- A record that got back its first id keeps it before its other former ids.
AND NOT (n.place = 0 AND n.shown = r.id AND json_array_length(r.json, '$.former_ids') > 1)
UNION ALL
SELECT json_extract(r.json, '$.kind'), r.id, f.name, r.position, NULL, NULL
FROM record AS r JOIN file AS f ON f.number = r.file
WHERE r.kind = 'withdrawn' AND r.json IS NOT NULL
ORDER BY 3, 4, 5
"""
_IN_USE = "SELECT 1 FROM record WHERE kind = :kind AND id = :id LIMIT 1"


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield each former or withdrawn id that is in use or listed twice."""
    statuses: dict[tuple[str, str], str] = {}
    for kind, old_id, file, position, place, current_id in index.rows(_RETIRED_IDS):
        path: KeyPath
        if current_id is None:
            path = (*record_path("withdrawn", position), "id")
            status = _WITHDRAWN
        else:
            path = (*record_path(kind, position), "former_ids", place)
            status = message("a former id of `{current_id}`", current_id=current_id)
        key = (kind, old_id)
        known_status = statuses.get(key)
        if known_status is None:
            statuses[key] = status
        if index.rows(_IN_USE, kind=kind, id=old_id):
            description = message(
                "`{old_id}` is {status}, but a record of kind {kind} uses it", old_id=old_id, status=status, kind=kind
            )
            hint = _HINT
            if old_id == current_id:
                hint = message("delete it: a former id differs from the id")
        elif known_status is not None:
            description = message(
                "`{old_id}` is {status}, and it is {known_status} too",
                old_id=old_id,
                status=status,
                known_status=known_status,
            )
            hint = message("an id refers to one record; list it once")
        else:
            continue
        yield RawFinding(RULE.code, file, path, description, hint)
