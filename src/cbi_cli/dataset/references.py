"""Every place where one record names another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from cbi_cli.core.findings import Path
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.schema.base import Record
from cbi_cli.schema.dispute import Dispute
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Coverage, Institution, Pause


class Reference(NamedTuple):
    """A name in a record: the path of the value inside the record, what kinds it may name, and the id.

    ``locator`` is the part of a source that a citation names, or empty.
    """

    path: Path
    kinds: tuple[str, ...]
    id: str
    locator: str = ""


def references(record: Record, without: frozenset[str] = frozenset()) -> Iterable[Reference]:
    """Every name that a record holds of another record or party, in the order of its fields.

    ``without`` names fields of events that are left out.
    """
    if isinstance(record, Event):
        return _of_event(record, without)
    return _FINDERS[type(record)](record) if type(record) in _FINDERS else ()


def all_references(dataset: Dataset) -> Iterator[tuple[Entry[Record], Reference]]:
    """The references of every valid record of a dataset."""
    for entry in dataset.entries():
        for reference in references(entry.record):
            yield entry, reference


def _each(key: str, kind: str, ids: Iterable[str], *before: str | int) -> Iterator[Reference]:
    for index, name in enumerate(ids):
        yield Reference((*before, key, index), (kind,), name)


def _one(key: str, kind: str, name: str | None, *before: str | int) -> Iterator[Reference]:
    if name is not None:
        yield Reference((*before, key), (kind,), name)


def _cite(citation: str, *path: str | int) -> Reference:
    source, _, locator = citation.partition("#")
    return Reference(path, ("source",), source, locator)


def _cited(citations: Iterable[str]) -> Iterator[Reference]:
    for index, citation in enumerate(citations):
        yield _cite(citation, "sources", index)


def _covered(key: str, parts: Iterable[Coverage | Pause]) -> Iterator[Reference]:
    for index, part in enumerate(parts):
        yield _cite(part.source, key, index, "source")


def _of_dataset(info: DatasetInfo) -> Iterator[Reference]:
    yield from _each("between", "party", info.between)


def _of_event(event: Event, without: frozenset[str]) -> Iterator[Reference]:
    if "institutions" not in without:
        yield from _each("institutions", "institution", event.institutions)
    if "parties" not in without:
        yield from _each("parties", "party", event.parties)
    if event.host or event.guests or event.participants:
        yield from _travelers(event)
    if "topics" not in without:
        yield from _each("topics", "topic", event.topics)
    if "sources" not in without:
        yield from _cited(event.sources)
    if event.distinct_from:
        yield from _each("distinct_from", "event", event.distinct_from)


def _travelers(event: Event) -> Iterator[Reference]:
    yield from _one("host", "party", event.host)
    yield from _each("guests", "party", event.guests)
    for index, person in enumerate(event.participants):
        yield from _one("party", "party", person.party, "participants", index)


def _of_institution(institution: Institution) -> Iterator[Reference]:
    yield from _each("parties", "party", institution.parties)
    yield from _one("replaced_by", "institution", institution.replaced_by)
    yield from _one("part_of", "institution", institution.part_of)
    yield from _covered("pauses", institution.pauses)
    yield from _covered("coverage", institution.coverage)
    yield from _cited(institution.sources)


def _of_indicator(indicator: Indicator) -> Iterator[Reference]:
    rules: list[tuple[tuple[str | int, ...], Any]] = [(("rule",), indicator.rule)]
    rules += [(("weaker", index), weaker) for index, weaker in enumerate(indicator.weaker)]
    for before, rule in rules:
        yield from _each("institutions", "institution", rule.institutions, *before)
        yield from _each("not_institutions", "institution", rule.not_institutions, *before)
        yield from _each("parties", "party", rule.parties, *before)
    yield from _covered("coverage", indicator.coverage)
    yield from _cited(indicator.sources)


def _of_edition(edition: Edition) -> Iterator[Reference]:
    yield _cite(edition.source, "source")
    for index, row in enumerate(edition.rows):
        yield from _one("indicator", "indicator", row.indicator, "row", index)
    for index, admission in enumerate(edition.admissions):
        yield from _one("indicator", "indicator", admission.indicator, "admission", index)
        yield from _one("event", "event", admission.event, "admission", index)
        yield _cite(admission.source, "admission", index, "source")
    for index, graph in enumerate(edition.graphs):
        yield Reference(("graph", index, "series"), ("indicator", "institution"), graph.series)
        yield _cite(graph.source, "graph", index, "source")
        for place, share in enumerate(graph.shares):
            yield from _one("topic", "topic", share.topic, "graph", index, "shares", place)
    for index, advice in enumerate(edition.recommendations):
        yield _cite(advice.source, "recommendation", index, "source")


def _of_dispute(dispute: Dispute) -> Iterator[Reference]:
    yield Reference(("about",), (dispute.record,), dispute.about)
    for index, claim in enumerate(dispute.claims):
        yield _cite(claim.source, "claims", index, "source")


_FINDERS: dict[type[Record], Callable[[Any], Iterator[Reference]]] = {
    DatasetInfo: _of_dataset,
    Institution: _of_institution,
    Indicator: _of_indicator,
    Edition: _of_edition,
    Dispute: _of_dispute,
}
