"""The checks of a dataset, and the place of everything found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from itertools import chain

from cbi_cli.core.findings import Finding, KeyPath, RawFinding, TextRange, max_findings_for, sort_findings
from cbi_cli.dataset.load import gc_disabled
from cbi_cli.dataset.model import Dataset
from cbi_cli.index.records import RecordIndex, is_dataset_file
from cbi_cli.index.update import RuleSet
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.rules.bad_acceptance import find_unacceptable
from cbi_cli.rules.dataset_change import DatasetChange
from cbi_cli.rules.registry import ACCEPTABLE, ALL_RULES_BY_CODE, BASE_RULE_MODULES, RELEASE_RULE_MODULES, RULE_MODULES
from cbi_cli.rules.unreadable_entry import find_unreadable_entries
from cbi_cli.toml.document import Document
from cbi_cli.toml.locate import locate

_MAX_SOURCE_LENGTH = 500
_NOWHERE = TextRange(1, 1, 1, 1)
_HINT = "correct these first, and check again"


def check_part(part: Dataset) -> tuple[Finding, ...]:
    """What reading one file and its checks find, in order. Never raises on what the file holds."""
    with gc_disabled():
        found = (fault for rule in RULE_MODULES if hasattr(rule, "check_file") for fault in rule.check_file(part))
        unacceptable = find_unacceptable(part, ALL_RULES_BY_CODE, ACCEPTABLE)
        return _to_findings(part, chain(part.errors, found, unacceptable))


def check_index(index: RecordIndex, today: date) -> tuple[Finding, ...]:
    """Everything that needs several files to be found, as of today, in order."""
    with gc_disabled():
        rules = [rule for rule in RULE_MODULES if hasattr(rule, "check_index")]
        found = (fault for rule in rules for fault in rule.check_index(index, today))
        there = {name for name in index.names() if is_dataset_file(name)}
        return sort_findings(
            _locate_faults(
                found,
                lambda name: index.document(name) if name in there else None,
                lambda file, head: index.record_id(file, *(part for part in head[1:] or (0,) if isinstance(part, int))),
                {},
            )
        )


RULE_SET = RuleSet(check_part, check_index, len(RULE_MODULES), ACCEPTABLE)
"""All checks of a dataset, for a snapshot that remembers what they find."""


def check_change(change: DatasetChange) -> tuple[Finding, ...]:
    """Everything that the checks of a change find, each once, in the same order."""
    return _to_findings(change.after, (fault for rule in BASE_RULE_MODULES for fault in rule.check_change(change)))


def check_release(change: DatasetChange) -> tuple[Finding, ...]:
    """Return everything that the checks of a release find, since the last one."""
    return _to_findings(change.after, (fault for rule in RELEASE_RULE_MODULES for fault in rule.check_change(change)))


def check_leftover(leftover: Mapping[str, str]) -> tuple[Finding, ...]:
    """Find the entries of a folder that are in the place of data and cannot be read, in order."""
    return sort_findings(
        _locate_faults(find_unreadable_entries(leftover), lambda name: None, lambda file, head: "", {})
    )


def _to_findings(dataset: Dataset, found: Iterator[RawFinding]) -> tuple[Finding, ...]:
    """Findings in a dataset that is at hand."""
    first = next(iter(found), None)
    if first is None:
        return ()
    records = {(one.file, one.path): one.id for one in dataset.declared_ids}
    known = chain([first], found)
    return sort_findings(
        _locate_faults(known, dataset.documents.get, lambda file, head: records.get((file, head), ""), dataset.unlisted)
    )


def _locate_faults(
    found: Iterable[RawFinding],
    document: Callable[[str], Document | None],
    record: Callable[[str, KeyPath], str],
    unlisted: Mapping[str, int],
) -> Iterator[Finding]:
    """Findings with places, file by file, since the text and the places of a file are kept for a while only."""
    by_file: dict[str, list[RawFinding]] = {}
    for fault in _limit_per_file(found, document, unlisted):
        by_file.setdefault(fault.file, []).append(fault)
    for file, faults in by_file.items():
        text = document(file)
        line = cache(partial(_source_line, text.text.split("\n") if text else []))
        # Record by record, since the places of one are kept for a while only.
        for fault in sorted(faults, key=lambda one: repr(one.path)):
            region, head = _find_region(text, fault), _record_path(fault)
            yield _build_finding(fault, region, head, record(file, head), line(region.line))


def _build_finding(fault: RawFinding, region: TextRange, head: KeyPath, record: str, source: str) -> Finding:
    check = ALL_RULES_BY_CODE[fault.code]
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


def _limit_per_file(
    found: Iterable[RawFinding], document: Callable[[str], Document | None], unlisted: Mapping[str, int]
) -> Iterator[RawFinding]:
    """Yield as many faults of each file as may be listed, and one that counts those that are left out.

    ``unlisted`` counts faults by file that were left out before.
    """
    counts: Counter[str] = Counter()
    most: dict[str, int] = {}
    for fault in found:
        file = fault.file
        if file not in most:
            text = document(file)
            most[file] = max_findings_for(len(text.text) if text else 0)
        counts[file] += 1
        if counts[file] <= most[file]:
            yield fault
    for file, limit in most.items():
        left = counts[file] - limit
        if left > 0:
            left += unlisted.get(file, 0)
            plural = "s" * (left != 1)
            message = f"{left:,} more finding{plural} here; at most {limit:,} are listed for a file of this size"
            yield RawFinding("CBI001", file, (), message, _HINT, region=_NOWHERE)


def _find_region(document: Document | None, fault: RawFinding) -> TextRange:
    """Where a fault stands; the very beginning for a file that is not there or is not read."""
    if fault.region is not None:
        return fault.region
    if document is None:
        return _NOWHERE
    spot = locate(document, fault.path)
    return spot.key if fault.at_key else spot.value


def _record_path(fault: RawFinding) -> KeyPath:
    """The part of a fault's path that leads to its record; empty where the file is a single record."""
    kind = file_kind(fault.file)
    return fault.path[:2] if kind is not None and kind.has_many_records else ()


def _source_line(lines: list[str], number: int) -> str:
    """A line as the user wrote it, without its end; a very long one is cut."""
    return lines[number - 1].removesuffix("\r")[:_MAX_SOURCE_LENGTH] if number <= len(lines) else ""
