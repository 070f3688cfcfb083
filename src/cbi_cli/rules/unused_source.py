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
    """Sources without a citation; none where a file is lost as a whole, since it may cite them all."""
    if index.rows("SELECT 1 FROM file WHERE lost = 1"):
        return
    unnamed = {name for (name,) in index.rows(_UNCITED)}
    unnamed -= _find_maybe_cited(index) if unnamed else set()
    valid = (index.entry("source", name) for name in sorted(unnamed))
    partial = (entry for entry in index.partial("source") if get_field(entry.record, "id") in unnamed)
    for entry in (*(one for one in valid if one), *partial):
        message = f"the source `{entry.id}` is never cited"
        yield entry.finding(RULE.code, "id", message, "cite it where it belongs, or remove it")


def _find_maybe_cited(index: RecordIndex) -> set[str]:
    """Return the names in texts that could not be read: each may be what cites a source.

    These are the texts of files in which a table does not parse, and of the values in records that are at fault.
    """
    names: set[str] = set()
    for (file,) in index.rows("SELECT name FROM file WHERE broken = 1 AND kind <> 'source'"):
        names.update(_QUOTED_ID.findall(index.document(file).text))
    for text, broken in index.rows("SELECT json, broken FROM partial WHERE kind <> 'source'"):
        for path in json.loads(broken):
            names.update(_QUOTED_ID.findall(json.dumps(_value_at(json.loads(text), path))))
    return names


def _value_at(data: Any, path: list[str | int]) -> Any:
    """Return the value at a path; None if the record does not have it."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data
