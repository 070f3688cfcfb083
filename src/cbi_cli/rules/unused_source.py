"""A source is never cited.

Finds sources that no event, institution, indicator, edition or dispute cites.

A citation may have been forgotten, or the record that cited it was removed. Nothing in the reports depends on the
source.

To fix it, cite the source where it belongs, or remove it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.key_paths import value_at
from cbi_cli.core.messages import message
from cbi_cli.index.records import RecordIndex
from cbi_cli.rules.common import get_field

RULE = Rule("CBI404", "unused-source", "warning")
_QUOTED_ID = re.compile(r"""["']([a-z0-9-]+)(?:#[^"'\n]*)?["']""")
_UNCITED = """
SELECT r.id FROM record AS r
WHERE r.kind = 'source'
AND NOT EXISTS (SELECT 1 FROM id_reference AS n WHERE n.id = r.id AND n.kinds = 'source')
"""


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield sources that are never cited.

    Yields nothing if a whole file cannot be read, since it may cite them all.
    """
    if index.rows("SELECT 1 FROM file WHERE lost = 1"):
        return
    uncited = {source_id for (source_id,) in index.rows(_UNCITED)}
    if not uncited:
        return
    uncited -= _find_maybe_cited(index)
    valid = [index.entry("source", source_id) for source_id in sorted(uncited)]
    partial = [entry for entry in index.partial("source") if get_field(entry.record, "id") in uncited]
    for entry in [*valid, *partial]:
        if entry is not None:
            description = message("the source `{source}` is never cited", source=entry.id)
            yield entry.finding(RULE.code, "id", description, message("cite it where it belongs, or remove it"))


def _find_maybe_cited(index: RecordIndex) -> set[str]:
    """Return the ids in unreadable texts, which may be citations.

    These are the texts of files with tables that cannot be parsed, and the invalid values of records.
    """
    ids: set[str] = set()
    for (file,) in index.rows("SELECT name FROM file WHERE broken = 1 AND kind <> 'source'"):
        text = index.document(file).text
        ids.update(_QUOTED_ID.findall(text))
    for record_json, broken_json in index.rows("SELECT json, broken FROM partial WHERE kind <> 'source'"):
        record = json.loads(record_json)
        for path in json.loads(broken_json):
            # As JSON, each text in the value is in quotes, whatever its type.
            value_json = json.dumps(_find_value(record, path))
            ids.update(_QUOTED_ID.findall(value_json))
    return ids


def _find_value(record: Any, path: list[str | int]) -> Any:
    """Return the value at a path; None if the record does not have it."""
    try:
        return value_at(record, tuple(path))
    except (KeyError, IndexError, TypeError):
        return None
