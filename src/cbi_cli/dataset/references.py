"""Find the references of records to other records and parties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import KeyPath
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.place import Place
from cbi_cli.records.withdrawn import Withdrawn

_BROKEN: Any = BROKEN
_Fields = Mapping[str, Any]
"""The fields of a record that could be read, by name."""


FREE_TEXT = "text"
"""Among the kinds of a reference, this says that it may be any text in place of an id."""


class RecordReference(NamedTuple):
    """A reference to another record: its path in the record and the id.

    `kinds` are the kinds of records that it may refer to, with `FREE_TEXT` if it need not refer to any. `locator` is
    the part of a source that a citation names, or empty.
    """

    path: KeyPath
    kinds: tuple[str, ...]
    id: str
    locator: str = ""


def find_references(record: RecordModel, without: frozenset[str] = frozenset()) -> Iterable[RecordReference]:
    """Return the references of a record, except values that could not be read.

    `without` names fields of events that are left out.
    """
    if isinstance(record, Event):
        return _event_references(record, without)
    finder = _REFERENCE_FINDERS.get(type(record))
    if finder is None:
        return ()
    return finder(vars(record))


def find_all_references(dataset: Dataset) -> Iterator[tuple[RecordEntry[RecordModel], RecordReference]]:
    """Yield the references of every valid record of a dataset."""
    for entry in dataset.entries():
        for reference in find_references(entry.record):
            yield entry, reference


def _id_list(fields: _Fields, key: str, kind: str, path: KeyPath = ()) -> Iterator[RecordReference]:
    """Yield the references of a list of ids in the table at a path."""
    # A list that could not be read is missing.
    for index, record_id in enumerate(fields.get(key) or ()):
        if record_id is not _BROKEN:
            yield RecordReference((*path, key, index), (kind,), record_id)


def _single_id(fields: _Fields, key: str, kind: str, path: KeyPath = ()) -> Iterator[RecordReference]:
    """Yield the reference of a field with one id, if it has one."""
    record_id = fields.get(key)
    if record_id is not None:
        yield RecordReference((*path, key), (kind,), record_id)


def _citation(citation: Any, path: KeyPath) -> Iterator[RecordReference]:
    """Yield the reference of a citation, if there is one."""
    if citation is None or citation is _BROKEN:
        return
    source, _, locator = citation.partition("#")
    yield RecordReference(path, ("source",), source, locator)


def _citations(fields: _Fields) -> Iterator[RecordReference]:
    """Yield the references of the sources of a record."""
    for index, citation in enumerate(fields.get("sources") or ()):
        yield from _citation(citation, ("sources", index))


def _table_citations(fields: _Fields, name: str, key: str) -> Iterator[RecordReference]:
    """Yield the reference of the source of each table in a list."""
    for index, table in _readable_tables(fields, name):
        yield from _citation(table.get("source"), (key, index, "source"))


def _coverage_references(fields: _Fields) -> Iterator[RecordReference]:
    """Yield the references of each coverage: its source, and the parties of its direction."""
    for index, coverage in _readable_tables(fields, "coverage"):
        yield from _citation(coverage.get("source"), ("coverage", index, "source"))
        direction = coverage.get("direction")
        if direction is None or direction is _BROKEN:
            continue
        for party in direction.split(">"):
            yield RecordReference(("coverage", index, "direction"), ("party",), party)


def _readable_tables(fields: _Fields, name: str) -> Iterator[tuple[int, _Fields]]:
    """Yield the readable fields of each table in a list, with its index."""
    for index, table in enumerate(fields.get(name) or ()):
        if table is not _BROKEN:
            yield index, vars(table)


def _dataset_references(fields: _Fields) -> Iterator[RecordReference]:
    yield from _id_list(fields, "between", "party")


def _event_references(event: Event, without: frozenset[str]) -> Iterator[RecordReference]:
    fields = vars(event)
    if "institutions" not in without:
        yield from _id_list(fields, "institutions", "institution")
    if "parties" not in without:
        yield from _id_list(fields, "parties", "party")
    # Most events have none of these.
    if fields.get("host") or fields.get("guests") or fields.get("participants"):
        yield from _traveler_references(fields)
    if fields.get("place"):
        yield from _place(fields)
    if "topics" not in without:
        yield from _id_list(fields, "topics", "topic")
    if "sources" not in without:
        yield from _citations(fields)
    if fields.get("distinct_from"):
        yield from _id_list(fields, "distinct_from", "event")
    if fields.get("side_event_of"):
        yield from _single_id(fields, "side_event_of", "event")
    if fields.get("attendance"):
        yield from _attendance_references(fields)


def _place(fields: _Fields, path: KeyPath = ()) -> Iterator[RecordReference]:
    """Yield the reference of a place, which can also be a text, if there is one."""
    place = fields.get("place")
    if place:
        yield RecordReference((*path, "place"), ("place", FREE_TEXT), place)


def _traveler_references(fields: _Fields) -> Iterator[RecordReference]:
    yield from _single_id(fields, "host", "party")
    yield from _id_list(fields, "guests", "party")
    for index, participant in _readable_tables(fields, "participants"):
        yield from _single_id(participant, "party", "party", ("participants", index))


def _attendance_references(fields: _Fields) -> Iterator[RecordReference]:
    for index, attendance in _readable_tables(fields, "attendance"):
        yield from _single_id(attendance, "party", "party", ("attendance", index))
        yield from _citation(attendance.get("source"), ("attendance", index, "source"))


def _institution_references(fields: _Fields) -> Iterator[RecordReference]:
    yield from _id_list(fields, "parties", "party")
    yield from _single_id(fields, "replaced_by", "institution")
    yield from _single_id(fields, "part_of", "institution")
    yield from _table_citations(fields, "pauses", "pauses")
    yield from _coverage_references(fields)
    yield from _citations(fields)


def _indicator_references(fields: _Fields) -> Iterator[RecordReference]:
    if "rule" in fields:
        yield from _rule_references(vars(fields["rule"]), ("rule",))
    for index, weaker in _readable_tables(fields, "weaker"):
        yield from _rule_references(weaker, ("weaker", index))
    yield from _coverage_references(fields)
    yield from _citations(fields)


def _rule_references(rule: _Fields, path: KeyPath) -> Iterator[RecordReference]:
    yield from _id_list(rule, "institutions", "institution", path)
    yield from _id_list(rule, "not_institutions", "institution", path)
    yield from _id_list(rule, "parties", "party", path)


def _place_references(fields: _Fields) -> Iterator[RecordReference]:
    country = fields.get("country")
    if country is not None:
        yield RecordReference(("country",), ("party", "place"), country)


def _edition_references(fields: _Fields) -> Iterator[RecordReference]:
    yield from _citation(fields.get("source"), ("source",))
    # Some keys of the file differ from the names of the fields, such as `[[row]]`.
    for index, row in _readable_tables(fields, "rows"):
        yield from _single_id(row, "indicator", "indicator", ("row", index))
    for index, admission in _readable_tables(fields, "admissions"):
        path: KeyPath = ("admission", index)
        yield from _single_id(admission, "indicator", "indicator", path)
        yield from _single_id(admission, "event", "event", path)
        yield from _citation(admission.get("source"), (*path, "source"))
    for index, graph in _readable_tables(fields, "graphs"):
        yield from _graph_references(graph, ("graph", index))
    yield from _table_citations(fields, "recommendations", "recommendation")


def _graph_references(graph: _Fields, path: KeyPath) -> Iterator[RecordReference]:
    if "series" in graph:
        yield RecordReference((*path, "series"), ("indicator", "institution"), graph["series"])
    yield from _citation(graph.get("source"), (*path, "source"))
    for index, share in _readable_tables(graph, "shares"):
        yield from _single_id(share, "topic", "topic", (*path, "shares", index))


def _dispute_references(fields: _Fields) -> Iterator[RecordReference]:
    if "about" in fields and "record" in fields:
        yield RecordReference(("about",), (fields["record"],), fields["about"])
    yield from _table_citations(fields, "claims", "claims")
    for index, claim in _readable_tables(fields, "claims"):
        values = claim.get("values")
        if values is not None:
            yield from _claimed_references(vars(values), ("claims", index, "values"))


def _claimed_references(values: _Fields, path: KeyPath) -> Iterator[RecordReference]:
    """Yield the references of the values that a source claims."""
    yield from _id_list(values, "institutions", "institution", path)
    yield from _id_list(values, "parties", "party", path)
    yield from _single_id(values, "host", "party", path)
    yield from _id_list(values, "guests", "party", path)
    yield from _place(values, path)


def _withdrawn_references(fields: _Fields) -> Iterator[RecordReference]:
    if "kind" in fields and fields["kind"] is not _BROKEN:
        yield from _single_id(fields, "replaced_by", fields["kind"])


_REFERENCE_FINDERS: dict[type[RecordModel], Callable[[_Fields], Iterator[RecordReference]]] = {
    DatasetInfo: _dataset_references,
    Institution: _institution_references,
    Indicator: _indicator_references,
    Place: _place_references,
    Edition: _edition_references,
    Dispute: _dispute_references,
    Withdrawn: _withdrawn_references,
}
