"""Run the checks, and locate, limit and sort what they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import ModuleType
from typing import NamedTuple

from cbi_cli.core.findings import Finding, KeyPath, RawFinding, TextRange, max_findings_for, sort_findings
from cbi_cli.core.garbage import gc_disabled
from cbi_cli.core.messages import message, plural_message
from cbi_cli.dataset.model import Dataset
from cbi_cli.index.records import RecordIndex, is_dataset_file
from cbi_cli.records.file_kinds import file_kind
from cbi_cli.rules.bad_acceptance import find_unacceptable
from cbi_cli.rules.dataset_change import DatasetChange
from cbi_cli.rules.registry import ACCEPTABLE, ALL_RULES_BY_CODE, BASE_RULE_MODULES, RELEASE_RULE_MODULES, RULE_MODULES
from cbi_cli.rules.unreadable_entry import find_unreadable_entries
from cbi_cli.toml.document import Document
from cbi_cli.toml.locate import locate

_MAX_SOURCE_LENGTH = 500
_START_OF_FILE = TextRange(1, 1, 1, 1)
_HINT = message("correct these first, and check again")


def check_part(part: Dataset) -> tuple[Finding, ...]:
    """Return what reading one file and its checks find, in order.

    Never raise because of its content.
    """
    with gc_disabled():
        return _locate_in_dataset(part, _check_file(part))


def check_index(index: RecordIndex, today: date) -> tuple[Finding, ...]:
    """Return all that takes several files to find, as of today, in order."""
    files = {name for name in index.names() if is_dataset_file(name)}

    def find_document(name: str) -> Document | None:
        if name not in files:
            return None
        return index.document(name)

    def find_record_id(file: str, path: KeyPath) -> str:
        if len(path) < 2:
            return index.record_id(file, 0)
        position = path[1]
        assert isinstance(position, int)  # noqa: S101 - records are in arrays of tables
        return index.record_id(file, position)

    with gc_disabled():
        raw_findings = _check_across_files(index, today)
        return _locate_findings(raw_findings, _Sources(find_document, find_record_id))


def check_change(change: DatasetChange) -> tuple[Finding, ...]:
    """Return what the checks of a change find, in order."""
    raw_findings = _check_change(change, BASE_RULE_MODULES)
    return _locate_in_dataset(change.after, raw_findings)


def check_release(change: DatasetChange) -> tuple[Finding, ...]:
    """Return what the checks of a release find, compared with the last one."""
    raw_findings = _check_change(change, RELEASE_RULE_MODULES)
    return _locate_in_dataset(change.after, raw_findings)


def check_leftover(leftover: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the entries in the place of data that cannot be read.

    They are in order.
    """
    sources = _Sources(lambda name: None, lambda file, path: "")
    return _locate_findings(find_unreadable_entries(leftover), sources)


class _Sources(NamedTuple):
    """Where findings are located.

    It has the text of a file by its name, and the id of a record by its file and path. `unlisted` counts by file what
    was found and left out before.
    """

    find_document: Callable[[str], Document | None]
    find_record_id: Callable[[str, KeyPath], str]
    unlisted: Mapping[str, int] = {}


def _check_file(part: Dataset) -> Iterator[RawFinding]:
    yield from part.errors
    for rule in RULE_MODULES:
        if hasattr(rule, "check_file"):
            yield from rule.check_file(part)
    yield from find_unacceptable(part, ALL_RULES_BY_CODE, ACCEPTABLE)


def _check_across_files(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    for rule in RULE_MODULES:
        if hasattr(rule, "check_index"):
            yield from rule.check_index(index, today)


def _check_change(change: DatasetChange, rules: Iterable[ModuleType]) -> Iterator[RawFinding]:
    for rule in rules:
        yield from rule.check_change(change)


def _locate_in_dataset(dataset: Dataset, raw_findings: Iterable[RawFinding]) -> tuple[Finding, ...]:
    """Return the findings in a dataset that is in memory."""
    record_ids: dict[tuple[str, KeyPath], str] = {}

    def find_record_id(file: str, path: KeyPath) -> str:
        # Most files have no findings, so the ids are collected for the first one.
        if not record_ids:
            for declared in dataset.declared_ids:
                record_ids[declared.file, declared.path] = declared.id
        return record_ids.get((file, path), "")

    sources = _Sources(dataset.documents.get, find_record_id, dataset.unlisted)
    return _locate_findings(raw_findings, sources)


def _locate_findings(raw_findings: Iterable[RawFinding], sources: _Sources) -> tuple[Finding, ...]:
    """Return findings with their places, in order."""
    by_file: dict[str, list[RawFinding]] = {}
    for raw in _limit_per_file(raw_findings, sources):
        by_file.setdefault(raw.file, []).append(raw)
    findings: list[Finding] = []
    # File by file, since only the texts of a few files are kept.
    for file, in_file in by_file.items():
        document = sources.find_document(file)
        lines: list[str] = []
        if document is not None:
            lines = document.text.split("\n")
        shown_lines: dict[int, str] = {}
        # Record by record, since only the syntax tree of one is kept.
        in_file.sort(key=lambda raw: repr(raw.path))
        for raw in in_file:
            region = _find_region(document, raw)
            # Findings of a line share its text, which may be long.
            if region.line not in shown_lines:
                shown_lines[region.line] = _source_line(lines, region.line)
            source = shown_lines[region.line]
            path = _record_path(raw)
            record_id = sources.find_record_id(file, path)
            finding = _build_finding(raw, region, path, record_id, source)
            findings.append(finding)
    return sort_findings(findings)


def _build_finding(raw: RawFinding, region: TextRange, record_path: KeyPath, record_id: str, source: str) -> Finding:
    rule = ALL_RULES_BY_CODE[raw.code]
    keys = [str(key) for key in raw.path[len(record_path) :]]
    field = ".".join(keys)
    return Finding(
        rule.code, rule.name, rule.severity, raw.message, raw.file, region, record_id, field, raw.hint, source
    )


def _limit_per_file(raw_findings: Iterable[RawFinding], sources: _Sources) -> Iterator[RawFinding]:
    """Yield as many findings of each file as may be listed.

    One more counts those that are left out.
    """
    counts: Counter[str] = Counter()
    limits: dict[str, int] = {}
    for raw in raw_findings:
        if raw.file not in limits:
            document = sources.find_document(raw.file)
            length = len(document.text) if document else 0
            limits[raw.file] = max_findings_for(length)
        counts[raw.file] += 1
        if counts[raw.file] <= limits[raw.file]:
            yield raw
    for file, limit in limits.items():
        left_out = counts[file] - limit
        if left_out <= 0:
            continue
        left_out += sources.unlisted.get(file, 0)
        shown_limit = f"{limit:,}"
        description = plural_message(
            "{n:,} more finding here; at most {limit} are listed for a file of this size",
            "{n:,} more findings here; at most {limit} are listed for a file of this size",
            left_out,
            limit=shown_limit,
        )
        yield RawFinding("CBI001", file, (), description, _HINT, region=_START_OF_FILE)


def _find_region(document: Document | None, raw: RawFinding) -> TextRange:
    """Return where a finding is.

    Return the start of a file that does not exist or is not read.
    """
    if raw.region is not None:
        return raw.region
    if document is None:
        return _START_OF_FILE
    location = locate(document, raw.path)
    if raw.at_key:
        return location.key
    return location.value


def _record_path(raw: RawFinding) -> KeyPath:
    """Return the part of a path that leads to the record.

    The result is empty if the file is a single record.
    """
    kind = file_kind(raw.file)
    if kind is None or not kind.has_many_records:
        return ()
    return raw.path[:2]


def _source_line(lines: list[str], number: int) -> str:
    """Return a line as the user wrote it, without its end.

    A very long one is cut.
    """
    if number > len(lines):
        return ""
    line = lines[number - 1].removesuffix("\r")
    return line[:_MAX_SOURCE_LENGTH]
