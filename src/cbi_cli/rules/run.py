"""Every check of a dataset, and the place of everything found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cbi_cli.core.findings import Check, Fault, Finding, Path, Region
from cbi_cli.dataset.load import collection_paused
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.change import Change
from cbi_cli.rules.registry import BASE_RULES, RULES
from cbi_cli.schema.files import file_kind

_SOURCE_LENGTH = 500
_NOWHERE = Region(1, 1, 1, 1)


def find_all(dataset: Dataset, today: date) -> tuple[Finding, ...]:
    """Everything that the checks find, each once, by file, line, column and code.

    ``today`` is the day that "in the future" is measured against. Never raises on what the files hold.
    """
    with collection_paused():
        found = [(rule.CHECK, fault) for rule in RULES for fault in rule.find(dataset, today)]
        return in_order(_resolved(dataset, found)) if found else ()


def find_against(change: Change) -> tuple[Finding, ...]:
    """Everything that the checks of a change find, each once, in the same order."""
    with collection_paused():
        found = [(rule.CHECK, fault) for rule in BASE_RULES for fault in rule.find(change)]
        return in_order(_resolved(change.after, found)) if found else ()


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line, column and code, each once."""
    return tuple(sorted(_unique(found), key=_order))


def _resolved(dataset: Dataset, found: Iterable[tuple[Check, Fault]]) -> Iterator[Finding]:
    """Findings with places, file by file, since the places of a file are kept for a while only."""
    records = _record_ids(dataset)
    lines: dict[str, list[str]] = {}
    for check, fault in sorted(found, key=lambda pair: pair[1].file):
        if fault.file not in lines:
            document = dataset.documents.get(fault.file)
            lines[fault.file] = document.text.split("\n") if document else []
        region = _region(dataset, fault)
        head = _head(fault)
        yield Finding(
            code=check.code,
            name=check.name,
            severity=check.severity,
            message=fault.message,
            file=fault.file,
            region=region,
            record=records.get((fault.file, head), ""),
            field=".".join(str(part) for part in fault.path[len(head) :]),
            hint=fault.hint,
            source=_line(lines[fault.file], region.line),
        )


def _region(dataset: Dataset, fault: Fault) -> Region:
    """Where a fault stands; the very beginning for a file that is not there or is not read."""
    from cbi_cli.document.places import locate

    if fault.region is not None:
        return fault.region
    document = dataset.documents.get(fault.file)
    if document is None:
        return _NOWHERE
    spot = locate(document, fault.path)
    return spot.key if fault.at_key else spot.value


def _record_ids(dataset: Dataset) -> Mapping[tuple[str, Path], str]:
    """The id of each record by its file and the path of its table."""
    return {(one.file, one.path): one.id for one in dataset.mentions if one.kind != "party"}


def _head(fault: Fault) -> Path:
    """The part of a fault's path that leads to its record; empty where the file is a single record."""
    kind = file_kind(fault.file)
    return fault.path[:2] if kind is not None and kind.many else ()


def _line(lines: list[str], number: int) -> str:
    """A line as the user wrote it, without its end; a very long one is cut."""
    return lines[number - 1].removesuffix("\r")[:_SOURCE_LENGTH] if number <= len(lines) else ""


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same thing at the same place once."""
    seen: set[tuple[str, str, Region, str]] = set()
    for one in findings:
        key = (one.code, one.file, one.region, one.message)
        if key not in seen:
            seen.add(key)
            yield one


def _order(one: Finding) -> tuple[str, int, int, str, str]:
    return one.file, one.region.line, one.region.column, one.code, one.message
