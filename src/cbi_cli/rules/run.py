"""The checks of a dataset, and the place of everything found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from itertools import chain

from cbi_cli.core.findings import Fault, Finding, Path, Region, in_order, most_findings
from cbi_cli.dataset.load import collection_paused
from cbi_cli.dataset.model import Dataset
from cbi_cli.document.locate import locate
from cbi_cli.document.parse import Document
from cbi_cli.rules.bad_acceptance import find_unacceptable
from cbi_cli.rules.change import Change
from cbi_cli.rules.registry import ACCEPTABLE, ALL_CHECKS, BASE_RULES, RELEASE_RULES, RULES
from cbi_cli.rules.unreadable_entry import faults_of
from cbi_cli.schema.files import file_kind
from cbi_cli.store.index import Index, is_read
from cbi_cli.store.refresh import Checks

_SOURCE_LENGTH = 500
_NOWHERE = Region(1, 1, 1, 1)
_HINT = "correct these first, and check again"


def find_inside(part: Dataset) -> tuple[Finding, ...]:
    """What reading one file and its checks find, in order. Never raises on what the file holds."""
    with collection_paused():
        found = (fault for rule in RULES if hasattr(rule, "find") for fault in rule.find(part))
        unacceptable = find_unacceptable(part, ALL_CHECKS, ACCEPTABLE)
        return _resolved(part, chain(part.faults, found, unacceptable))


def find_across(index: Index, today: date) -> tuple[Finding, ...]:
    """Everything that needs several files to be found, as of today, in order."""
    with collection_paused():
        rules = [rule for rule in RULES if hasattr(rule, "find_across")]
        found = (fault for rule in rules for fault in rule.find_across(index, today))
        there = {name for name in index.names() if is_read(name)}
        return in_order(
            _placed(
                found,
                lambda name: index.document(name) if name in there else None,
                lambda file, head: index.record_id(file, *(part for part in head[1:] or (0,) if isinstance(part, int))),
                {},
            )
        )


CHECKS = Checks(find_inside, find_across, len(RULES), ACCEPTABLE)
"""All checks of a dataset, for a snapshot that remembers what they find."""


def find_against(change: Change) -> tuple[Finding, ...]:
    """Everything that the checks of a change find, each once, in the same order."""
    return _resolved(change.after, (fault for rule in BASE_RULES for fault in rule.find(change)))


def find_for_release(change: Change) -> tuple[Finding, ...]:
    """Return everything that the checks of a release find, since the last one."""
    return _resolved(change.after, (fault for rule in RELEASE_RULES for fault in rule.find(change)))


def find_leftover(leftover: Mapping[str, str]) -> tuple[Finding, ...]:
    """Find the entries of a folder that are in the place of data and cannot be read, in order."""
    return in_order(_placed(faults_of(leftover), lambda name: None, lambda file, head: "", {}))


def _resolved(dataset: Dataset, found: Iterator[Fault]) -> tuple[Finding, ...]:
    """Findings in a dataset that is at hand."""
    first = next(iter(found), None)
    if first is None:
        return ()
    records = {(one.file, one.path): one.id for one in dataset.mentions}
    known = chain([first], found)
    return in_order(
        _placed(known, dataset.documents.get, lambda file, head: records.get((file, head), ""), dataset.unlisted)
    )


def _placed(
    found: Iterable[Fault],
    document: Callable[[str], Document | None],
    record: Callable[[str, Path], str],
    unlisted: Mapping[str, int],
) -> Iterator[Finding]:
    """Findings with places, file by file, since the text and the places of a file are kept for a while only."""
    by_file: dict[str, list[Fault]] = {}
    for fault in _listed(found, document, unlisted):
        by_file.setdefault(fault.file, []).append(fault)
    for file, faults in by_file.items():
        text = document(file)
        line = cache(partial(_line, text.text.split("\n") if text else []))
        # Record by record, since the places of one are kept for a while only.
        for fault in sorted(faults, key=lambda one: repr(one.path)):
            region, head = _region(text, fault), _head(fault)
            yield _finding(fault, region, head, record(file, head), line(region.line))


def _finding(fault: Fault, region: Region, head: Path, record: str, source: str) -> Finding:
    check = ALL_CHECKS[fault.code]
    return Finding(
        code=check.code,
        name=check.name,
        severity=check.severity,
        message=fault.message,
        file=fault.file,
        region=region,
        record=record,
        field=".".join(str(part) for part in fault.path[len(head) :]),
        hint=fault.hint,
        source=source,
    )


def _listed(
    found: Iterable[Fault], document: Callable[[str], Document | None], unlisted: Mapping[str, int]
) -> Iterator[Fault]:
    """Yield as many faults of each file as may be listed, and one that counts those that are left out.

    ``unlisted`` counts faults by file that were left out before.
    """
    counts: Counter[str] = Counter()
    most: dict[str, int] = {}
    for fault in found:
        file = fault.file
        if file not in most:
            text = document(file)
            most[file] = most_findings(len(text.text) if text else 0)
        counts[file] += 1
        if counts[file] <= most[file]:
            yield fault
    for file, limit in most.items():
        left = counts[file] - limit
        if left > 0:
            left += unlisted.get(file, 0)
            plural = "s" * (left != 1)
            message = f"{left:,} more finding{plural} here; at most {limit:,} are listed for a file of this size"
            yield Fault("CBI001", file, (), message, _HINT, region=_NOWHERE)


def _region(document: Document | None, fault: Fault) -> Region:
    """Where a fault stands; the very beginning for a file that is not there or is not read."""
    if fault.region is not None:
        return fault.region
    if document is None:
        return _NOWHERE
    spot = locate(document, fault.path)
    return spot.key if fault.at_key else spot.value


def _head(fault: Fault) -> Path:
    """The part of a fault's path that leads to its record; empty where the file is a single record."""
    kind = file_kind(fault.file)
    return fault.path[:2] if kind is not None and kind.many else ()


def _line(lines: list[str], number: int) -> str:
    """A line as the user wrote it, without its end; a very long one is cut."""
    return lines[number - 1].removesuffix("\r")[:_SOURCE_LENGTH] if number <= len(lines) else ""
