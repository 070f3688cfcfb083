"""The id of a new record, and the records that it may repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cbi_cli.core.addresses import normalize_url
from cbi_cli.core.folding import fold
from cbi_cli.dataset.event_ids import make_record_id
from cbi_cli.index.lookup import describe_withdrawal, find_exactly
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.tables.similar_names import NameIndex

Likeness = Literal["name", "address", "subject", "similar"]

NAMING_FIELDS: Mapping[str, tuple[str, ...]] = {
    "source": ("url", "title"),
    "institution": ("name", "abbreviation"),
    "indicator": ("label",),
    "topic": ("label",),
    "place": ("name", "state", "country"),
    "dispute": ("record", "about", "field"),
}
"""The fields by which a record of a kind is told from others."""

_NAMES = ("name", "label", "title", "abbreviation")
_ID_PARTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "source": (("title",), ("publisher", "title"), ("publisher",)),
    "institution": (("abbreviation",), ("name",)),
    "place": (("name",), ("name", "state")),
    "dispute": (("about", "field"),),
}
_NAMES_SQL = """
SELECT id, id AS name FROM record WHERE kind = :kind
UNION ALL
SELECT id, name FROM record_name WHERE kind = :kind AND is_former = 0
"""
_MAX_ID_TRIES = 1_000


class LikeRecord(NamedTuple):
    """A record of a dataset that a new one may repeat, and what they share.

    They have a name or an address in common, or, as disputes, what they are about. Names can also be `similar`.
    """

    id: str
    likeness: Likeness


def find_like_records(snapshot: Snapshot, kind: str, values: Mapping[str, Any]) -> tuple[LikeRecord, ...]:
    """Return the records that a new one may repeat, the likeliest first.

    A source with an address is like those with that address or title; its title is not compared with similar ones.
    """
    found: dict[str, LikeRecord] = {}
    for record_id, likeness in _find_like(snapshot, kind, values):
        found.setdefault(record_id, LikeRecord(record_id, likeness))
    return tuple(found.values())


def _find_like(snapshot: Snapshot, kind: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Likeness]]:
    if kind == "dispute":
        yield from _find_same_subject(snapshot, values)
        return
    url = normalize_url(values.get("url") or "")
    if url:
        for record in snapshot.records(kind):
            if normalize_url(record.get("url") or "") == url:
                yield record["id"], "address"
    for record_id, likeness in _find_like_names(snapshot, kind, list(_names_of(values)), with_similar=not url):
        if not _is_elsewhere(snapshot, kind, record_id, values):
            yield record_id, likeness


def _find_same_subject(snapshot: Snapshot, values: Mapping[str, Any]) -> Iterator[tuple[str, Likeness]]:
    for record in snapshot.records("dispute"):
        if _subject_of(record) == _subject_of(values):
            yield record["id"], "subject"


def _find_like_names(
    snapshot: Snapshot, kind: str, names: Sequence[str], with_similar: bool
) -> Iterator[tuple[str, Likeness]]:
    for name in names:
        for match in find_exactly(snapshot, (kind,), name):
            yield match.id, "name"
    if not with_similar:
        return
    index = NameIndex()
    for row in snapshot.rows(_NAMES_SQL, kind=kind):
        index.add(row["id"], fold(row["name"]))
    for name in names:
        for record_id in index.find_similar(fold(name)):
            yield record_id, "similar"


def _subject_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(values.get(name, ""))) for name in NAMING_FIELDS["dispute"])


def _names_of(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a new record in every language, and its aliases."""
    for key, value in values.items():
        if isinstance(value, str) and key.startswith(_NAMES):
            yield value
    yield from values.get("aliases", ())


def _is_elsewhere(snapshot: Snapshot, kind: str, record_id: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a place lies in another state or country than a new one."""
    if kind != "place":
        return False
    other = snapshot.record(kind, record_id) or {}
    for key in ("state", "country"):
        if values.get(key) and other.get(key) and fold(str(values[key])) != fold(str(other[key])):
            return True
    return False


def suggest_record_id(snapshot: Snapshot, kind: str, values: Mapping[str, Any]) -> str:
    """Return a free id for a new record, made of its names; empty if they have no Latin words."""
    bases: list[str] = []
    for names in _ID_PARTS.get(kind, (("label",),)):
        base = make_record_id(" ".join(str(values.get(name) or "") for name in names))
        if base:
            bases.append(base)
    for base in bases:
        if not is_used_id(snapshot, kind, base):
            return base
    for number in range(2, _MAX_ID_TRIES):
        for base in bases[:1]:
            if not is_used_id(snapshot, kind, f"{base}-{number}"):
                return f"{base}-{number}"
    return ""


def is_used_id(snapshot: Snapshot, kind: str, record_id: str) -> bool:
    """Tell whether a record of a kind has or had an id, or is called so."""
    return bool(find_exactly(snapshot, (kind,), record_id)) or bool(describe_withdrawal(snapshot, (kind,), record_id))
