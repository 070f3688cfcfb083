"""Two records share a name.

Finds a name, label, abbreviation or alias, in any language, that two institutions, indicators, topics, places or
parties share, or that is the id or a former id of another record of the same kind. Case, accents and Unicode form are
ignored.

Two places can have the same name in different states.

An indicator and an institution may share a name if they are the same series, or if only the indicator is expected to
recur. Titles of sources and events are not names: two reports can have the same title.

People find a record by its name, for example with `cbi history "Three Amigos Summit"`. If two records have that
name, `cbi` cannot know which one is meant.

To fix it, remove the alias from one of the records, or make both names more specific.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cbi_cli.core.findings import KeyPath, RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.index.records import RecordIndex, record_path
from cbi_cli.index.rows import PLACE_LABEL
from cbi_cli.rules.common import format_location

RULE = Rule("CBI205", "ambiguous-name", "error")
_HINT = message("remove the name from one of the two, or make both more specific")

_NAME_USES = """
WITH name_use AS (
  SELECT number, kind, id, name, shown, field, place FROM record_name
  WHERE kind IN ('institution', 'indicator', 'topic', 'place', 'party')
  -- Two places can share a name if their states differ; their labels are their names with the states.
  AND NOT (kind = 'place' AND field LIKE 'name%')
  UNION ALL
  SELECT number, kind, id, id, id, 'id', 0 FROM record
  WHERE kind IN ('institution', 'indicator', 'topic', 'place', 'party')
)
"""
_COLUMNS = "n.kind, n.id, n.name, n.shown, n.field, n.place, f.name, r.position"
_SHARED_NAMES = f"""
{_NAME_USES}
SELECT {_COLUMNS}
FROM name_use AS n
JOIN (SELECT kind, name FROM name_use GROUP BY kind, name HAVING COUNT(DISTINCT id) > 1) AS t
  ON t.kind = n.kind AND t.name = n.name
JOIN record AS r ON r.number = n.number
JOIN file AS f ON f.number = r.file
ORDER BY f.name, n.number, n.field, n.place
"""  # noqa: S608 - the text above
_OTHER_SERIES = f"""
{_NAME_USES}
SELECT {_COLUMNS}, o.id
FROM name_use AS n
JOIN name_use AS o ON o.kind = 'indicator' AND o.name = n.name
JOIN record AS r ON r.number = n.number
JOIN file AS f ON f.number = r.file
WHERE n.kind = 'institution' AND n.field <> 'id'
AND EXISTS (SELECT 1 FROM series AS s WHERE s.id = n.id AND s.kind = 'institution' OR s.institution = n.id)
AND NOT EXISTS (SELECT 1 FROM series AS s WHERE s.id = o.id AND s.institution = n.id)
AND NOT EXISTS (SELECT 1 FROM partial AS p WHERE p.kind = 'indicator' AND p.id = o.id)
-- If an indicator has an invalid value or a misspelled institution, its series is not known.
AND NOT EXISTS (
  SELECT 1 FROM reference AS x WHERE x.kind = 'indicator' AND x.id = o.id AND x.to_kind = 'institution'
  AND NOT EXISTS (SELECT 1 FROM record AS i WHERE i.kind = 'institution' AND i.id = x.to_id)
)
ORDER BY f.name, n.number, n.field, n.place
"""  # noqa: S608 - the text above


class NameUse(NamedTuple):
    """A name in a record, with its location."""

    kind: str
    id: str
    name: str
    shown: str
    field: str
    place: int
    file: str
    position: int

    @property
    def path(self) -> KeyPath:
        """The path of the value in its file."""
        record = record_path(self.kind, self.position)
        if self.field in ("aliases", "former_ids"):
            return (*record, self.field, self.place)
        if self.field == PLACE_LABEL:
            return (*record, "name")
        return (*record, self.field)

    @property
    def is_id(self) -> bool:
        """Whether the name is an id, now or formerly."""
        return self.field in ("id", "former_ids")


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield each use of a name that an earlier record has already."""
    uses_by_name: dict[tuple[str, str], list[NameUse]] = defaultdict(list)
    for row in index.rows(_SHARED_NAMES):
        use = NameUse(*row)
        uses_by_name[use.kind, use.name].append(use)
    for uses in uses_by_name.values():
        yield from _check_shared_name(index, uses)
    for *columns, indicator in index.rows(_OTHER_SERIES):
        use = NameUse(*columns)
        description = message(
            "`{name}` is also a name of the indicator `{indicator}`, which is another series",
            name=use.shown,
            indicator=indicator,
        )
        yield RawFinding(RULE.code, use.file, use.path, description, _HINT)


def _check_shared_name(index: RecordIndex, uses: list[NameUse]) -> Iterator[RawFinding]:
    """Yield a finding for each further record of one kind that has a name.

    Other checks compare ids with ids.
    """
    reported: set[str] = set()
    for position, use in enumerate(uses):
        if use.is_id or use.id in reported:
            continue
        other = _conflicting_use(uses, position)
        if other is None:
            continue
        # One finding for each record is enough: its names are often variants of one name.
        reported.add(use.id)
        location = format_location(index, other.file, other.path)
        if other.is_id:
            description = message(
                "`{name}` is already the id of the {kind} `{other_id}` in {location}",
                name=use.shown,
                kind=use.kind,
                other_id=other.id,
                location=location,
            )
        else:
            description = message(
                "`{name}` is already a name of the {kind} `{other_id}` in {location}",
                name=use.shown,
                kind=use.kind,
                other_id=other.id,
                location=location,
            )
        yield RawFinding(RULE.code, use.file, use.path, description, _HINT)


def _conflicting_use(uses: list[NameUse], position: int) -> NameUse | None:
    """Return the first use of the same name that takes precedence."""
    use = uses[position]
    for other_position, other in enumerate(uses):
        if other.id == use.id:
            continue
        # A name is easier to change than an id, wherever the two are.
        if other.is_id or other_position < position:
            return other
    return None
