"""Every place where one record names another."""

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
from cbi_cli.records.withdrawn import Withdrawn

_BROKEN: Any = BROKEN


class RecordReference(NamedTuple):
    """A name in a record: the path of the value inside the record, what kinds it may name, and the id.

    ``locator`` is the part of a source that a citation names, or empty.
    """

    path: KeyPath
    kinds: tuple[str, ...]
    id: str
    locator: str = ""


def find_references(record: RecordModel, without: frozenset[str] = frozenset()) -> Iterable[RecordReference]:
    """Yield every name that a record holds of another record or party; values that could not be read are left out.

    ``without`` names fields of events that are left out too.
    """
    if isinstance(record, Event):
        return _event_references(record, without)
    return _REFERENCE_FINDERS[type(record)](record) if type(record) in _REFERENCE_FINDERS else ()


def find_all_references(dataset: Dataset) -> Iterator[tuple[RecordEntry[RecordModel], RecordReference]]:
    """Yield the references of every valid record of a dataset."""
    for entry in dataset.entries():
        for reference in find_references(entry.record):
            yield entry, reference


def _id_references(key: str, kind: str, ids: Iterable[str] | None, *before: str | int) -> Iterator[RecordReference]:
    for index, name in enumerate(ids or ()):
        if name is not _BROKEN:
            yield RecordReference((*before, key, index), (kind,), name)


def _id_reference(key: str, kind: str, name: str | None, *before: str | int) -> Iterator[RecordReference]:
    if name is not None:
        yield RecordReference((*before, key), (kind,), name)


def _citation_reference(citation: str | None, *path: str | int) -> Iterator[RecordReference]:
    if citation is not None and citation is not _BROKEN:
        source, _, locator = citation.partition("#")
        yield RecordReference(path, ("source",), source, locator)


def _citation_references(citations: Iterable[str] | None) -> Iterator[RecordReference]:
    for index, citation in enumerate(citations or ()):
        yield from _citation_reference(citation, "sources", index)


def _table_citations(key: str, parts: Iterable[RecordModel] | None) -> Iterator[RecordReference]:
    """Yield the citation of each table in a list."""
    for index, part in _readable_tables(parts):
        yield from _citation_reference(part.get("source"), key, index, "source")


def _readable_tables(parts: Iterable[RecordModel] | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each table in a list with its index, as a mapping of the fields that could be read."""
    for index, part in enumerate(parts or ()):
        if part is not _BROKEN:
            yield index, vars(part)


def _dataset_references(info: DatasetInfo) -> Iterator[RecordReference]:
    yield from _id_references("between", "party", vars(info).get("between"))


def _event_references(event: Event, without: frozenset[str]) -> Iterator[RecordReference]:
    fields = vars(event)
    if "institutions" not in without:
        yield from _id_references("institutions", "institution", fields.get("institutions"))
    if "parties" not in without:
        yield from _id_references("parties", "party", fields.get("parties"))
    if fields.get("host") or fields.get("guests") or fields.get("participants"):
        yield from _traveler_references(fields)
    if "topics" not in without:
        yield from _id_references("topics", "topic", fields.get("topics"))
    if "sources" not in without:
        yield from _citation_references(fields.get("sources"))
    if fields.get("distinct_from"):
        yield from _id_references("distinct_from", "event", fields["distinct_from"])


def _traveler_references(fields: Mapping[str, Any]) -> Iterator[RecordReference]:
    yield from _id_reference("host", "party", fields.get("host"))
    yield from _id_references("guests", "party", fields.get("guests"))
    for index, person in _readable_tables(fields.get("participants")):
        yield from _id_reference("party", "party", person.get("party"), "participants", index)


def _institution_references(institution: Institution) -> Iterator[RecordReference]:
    fields = vars(institution)
    yield from _id_references("parties", "party", fields.get("parties"))
    yield from _id_reference("replaced_by", "institution", fields.get("replaced_by"))
    yield from _id_reference("part_of", "institution", fields.get("part_of"))
    yield from _table_citations("pauses", fields.get("pauses"))
    yield from _table_citations("coverage", fields.get("coverage"))
    yield from _citation_references(fields.get("sources"))


def _indicator_references(indicator: Indicator) -> Iterator[RecordReference]:
    fields = vars(indicator)
    rules: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = []
    if "rule" in fields:
        rules.append((("rule",), vars(fields["rule"])))
    rules += [(("weaker", index), weaker) for index, weaker in _readable_tables(fields.get("weaker"))]
    for before, rule in rules:
        yield from _id_references("institutions", "institution", rule.get("institutions"), *before)
        yield from _id_references("not_institutions", "institution", rule.get("not_institutions"), *before)
        yield from _id_references("parties", "party", rule.get("parties"), *before)
    yield from _table_citations("coverage", fields.get("coverage"))
    yield from _citation_references(fields.get("sources"))


def _edition_references(edition: Edition) -> Iterator[RecordReference]:
    fields = vars(edition)
    yield from _citation_reference(fields.get("source"), "source")
    for index, row in _readable_tables(fields.get("rows")):
        yield from _id_reference("indicator", "indicator", row.get("indicator"), "row", index)
    for index, admission in _readable_tables(fields.get("admissions")):
        yield from _id_reference("indicator", "indicator", admission.get("indicator"), "admission", index)
        yield from _id_reference("event", "event", admission.get("event"), "admission", index)
        yield from _citation_reference(admission.get("source"), "admission", index, "source")
    for index, graph in _readable_tables(fields.get("graphs")):
        if "series" in graph:
            yield RecordReference(("graph", index, "series"), ("indicator", "institution"), graph["series"])
        yield from _citation_reference(graph.get("source"), "graph", index, "source")
        for place, share in _readable_tables(graph.get("shares")):
            yield from _id_reference("topic", "topic", share.get("topic"), "graph", index, "shares", place)
    yield from _table_citations("recommendation", fields.get("recommendations"))


def _dispute_references(dispute: Dispute) -> Iterator[RecordReference]:
    fields = vars(dispute)
    if "about" in fields and "record" in fields:
        yield RecordReference(("about",), (fields["record"],), fields["about"])
    yield from _table_citations("claims", fields.get("claims"))


def _withdrawn_references(withdrawn: Withdrawn) -> Iterator[RecordReference]:
    fields = vars(withdrawn)
    if "kind" in fields and fields["kind"] is not _BROKEN:
        yield from _id_reference("replaced_by", fields["kind"], fields.get("replaced_by"))


_REFERENCE_FINDERS: dict[type[RecordModel], Callable[[Any], Iterator[RecordReference]]] = {
    DatasetInfo: _dataset_references,
    Institution: _institution_references,
    Indicator: _indicator_references,
    Edition: _edition_references,
    Dispute: _dispute_references,
    Withdrawn: _withdrawn_references,
}
