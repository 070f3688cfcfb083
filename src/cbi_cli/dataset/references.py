"""Every place where one record names another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cbi_cli.core.broken import BROKEN
from cbi_cli.core.findings import Path
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.schema.base import Record
from cbi_cli.schema.dispute import Dispute
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Institution
from cbi_cli.schema.withdrawn import Withdrawn

_BROKEN: Any = BROKEN


class Reference(NamedTuple):
    """A name in a record: the path of the value inside the record, what kinds it may name, and the id.

    ``locator`` is the part of a source that a citation names, or empty.
    """

    path: Path
    kinds: tuple[str, ...]
    id: str
    locator: str = ""


def references(record: Record, without: frozenset[str] = frozenset()) -> Iterable[Reference]:
    """Yield every name that a record holds of another record or party; values that could not be read are left out.

    ``without`` names fields of events that are left out too.
    """
    if isinstance(record, Event):
        return _of_event(record, without)
    return _FINDERS[type(record)](record) if type(record) in _FINDERS else ()


def all_references(dataset: Dataset) -> Iterator[tuple[Entry[Record], Reference]]:
    """Yield the references of every valid record of a dataset."""
    for entry in dataset.entries():
        for reference in references(entry.record):
            yield entry, reference


def _each(key: str, kind: str, ids: Iterable[str] | None, *before: str | int) -> Iterator[Reference]:
    for index, name in enumerate(ids or ()):
        if name is not _BROKEN:
            yield Reference((*before, key, index), (kind,), name)


def _one(key: str, kind: str, name: str | None, *before: str | int) -> Iterator[Reference]:
    if name is not None:
        yield Reference((*before, key), (kind,), name)


def _cite(citation: str | None, *path: str | int) -> Iterator[Reference]:
    if citation is not None and citation is not _BROKEN:
        source, _, locator = citation.partition("#")
        yield Reference(path, ("source",), source, locator)


def _cited(citations: Iterable[str] | None) -> Iterator[Reference]:
    for index, citation in enumerate(citations or ()):
        yield from _cite(citation, "sources", index)


def _cited_in(key: str, parts: Iterable[Record] | None) -> Iterator[Reference]:
    """Yield the citation of each table in a list."""
    for index, part in _tables(parts):
        yield from _cite(part.get("source"), key, index, "source")


def _tables(parts: Iterable[Record] | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each table in a list with its index, as a mapping of the fields that could be read."""
    for index, part in enumerate(parts or ()):
        if part is not _BROKEN:
            yield index, vars(part)


def _of_dataset(info: DatasetInfo) -> Iterator[Reference]:
    yield from _each("between", "party", vars(info).get("between"))


def _of_event(event: Event, without: frozenset[str]) -> Iterator[Reference]:
    fields = vars(event)
    if "institutions" not in without:
        yield from _each("institutions", "institution", fields.get("institutions"))
    if "parties" not in without:
        yield from _each("parties", "party", fields.get("parties"))
    if fields.get("host") or fields.get("guests") or fields.get("participants"):
        yield from _travelers(fields)
    if "topics" not in without:
        yield from _each("topics", "topic", fields.get("topics"))
    if "sources" not in without:
        yield from _cited(fields.get("sources"))
    if fields.get("distinct_from"):
        yield from _each("distinct_from", "event", fields["distinct_from"])


def _travelers(fields: Mapping[str, Any]) -> Iterator[Reference]:
    yield from _one("host", "party", fields.get("host"))
    yield from _each("guests", "party", fields.get("guests"))
    for index, person in _tables(fields.get("participants")):
        yield from _one("party", "party", person.get("party"), "participants", index)


def _of_institution(institution: Institution) -> Iterator[Reference]:
    fields = vars(institution)
    yield from _each("parties", "party", fields.get("parties"))
    yield from _one("replaced_by", "institution", fields.get("replaced_by"))
    yield from _one("part_of", "institution", fields.get("part_of"))
    yield from _cited_in("pauses", fields.get("pauses"))
    yield from _cited_in("coverage", fields.get("coverage"))
    yield from _cited(fields.get("sources"))


def _of_indicator(indicator: Indicator) -> Iterator[Reference]:
    fields = vars(indicator)
    rules: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = []
    if "rule" in fields:
        rules.append((("rule",), vars(fields["rule"])))
    rules += [(("weaker", index), weaker) for index, weaker in _tables(fields.get("weaker"))]
    for before, rule in rules:
        yield from _each("institutions", "institution", rule.get("institutions"), *before)
        yield from _each("not_institutions", "institution", rule.get("not_institutions"), *before)
        yield from _each("parties", "party", rule.get("parties"), *before)
    yield from _cited_in("coverage", fields.get("coverage"))
    yield from _cited(fields.get("sources"))


def _of_edition(edition: Edition) -> Iterator[Reference]:
    fields = vars(edition)
    yield from _cite(fields.get("source"), "source")
    for index, row in _tables(fields.get("rows")):
        yield from _one("indicator", "indicator", row.get("indicator"), "row", index)
    for index, admission in _tables(fields.get("admissions")):
        yield from _one("indicator", "indicator", admission.get("indicator"), "admission", index)
        yield from _one("event", "event", admission.get("event"), "admission", index)
        yield from _cite(admission.get("source"), "admission", index, "source")
    for index, graph in _tables(fields.get("graphs")):
        if "series" in graph:
            yield Reference(("graph", index, "series"), ("indicator", "institution"), graph["series"])
        yield from _cite(graph.get("source"), "graph", index, "source")
        for place, share in _tables(graph.get("shares")):
            yield from _one("topic", "topic", share.get("topic"), "graph", index, "shares", place)
    yield from _cited_in("recommendation", fields.get("recommendations"))


def _of_dispute(dispute: Dispute) -> Iterator[Reference]:
    fields = vars(dispute)
    if "about" in fields and "record" in fields:
        yield Reference(("about",), (fields["record"],), fields["about"])
    yield from _cited_in("claims", fields.get("claims"))


def _of_withdrawn(withdrawn: Withdrawn) -> Iterator[Reference]:
    fields = vars(withdrawn)
    if "kind" in fields and fields["kind"] is not _BROKEN:
        yield from _one("replaced_by", fields["kind"], fields.get("replaced_by"))


_FINDERS: dict[type[Record], Callable[[Any], Iterator[Reference]]] = {
    DatasetInfo: _of_dataset,
    Institution: _of_institution,
    Indicator: _of_indicator,
    Edition: _of_edition,
    Dispute: _of_dispute,
    Withdrawn: _of_withdrawn,
}
