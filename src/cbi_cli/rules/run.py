"""All checks of a dataset, each finding with its place."""

from __future__ import annotations

from datetime import date
from functools import cache

from cbi_cli.core.findings import Fault, Finding, Path, Region
from cbi_cli.dataset.model import Dataset
from cbi_cli.document.parse import Document
from cbi_cli.document.places import locate
from cbi_cli.rules.registry import CHECKS, RULES

_LINE_LIMIT = 2000


def find_all(dataset: Dataset, today: date) -> tuple[Finding, ...]:
    """The findings of every rule, in the order of files, lines and columns; the same one never twice."""
    placed = _Places(dataset)
    found = {placed.finding(fault): None for rule in RULES for fault in rule.find(dataset, today)}
    return tuple(sorted(found, key=lambda one: (one.file, one.region, one.code, one.message)))


class _Places:
    """The places of faults; a file is scanned once, and only when something is found in it."""

    def __init__(self, dataset: Dataset) -> None:
        self.documents = dataset.documents
        self.ids = {(mention.file, mention.path): mention.id for mention in dataset.mentions}
        self.lines = cache(lambda name: self.documents[name].text.split("\n"))

    def finding(self, fault: Fault) -> Finding:
        """The fault with its place, the user's own line, and the record that it concerns."""
        check = CHECKS[fault.code]
        document = self.documents.get(fault.file)
        region = fault.region or self._region(document, fault)
        line = self.lines(fault.file)[region.line - 1] if document is not None else ""
        table = fault.path[:2] if len(fault.path) > 1 and isinstance(fault.path[1], int) else ()
        record = self.ids.get((fault.file, table), "")
        field = _dotted(fault.path[len(table) :])
        source = line.rstrip("\r")[:_LINE_LIMIT]
        return Finding(*check, fault.message, fault.file, region, record, field, fault.hint, source)

    def _region(self, document: Document | None, fault: Fault) -> Region:
        if document is None:
            return Region(1, 1, 1, 1)
        spot = locate(document, fault.path)
        return spot.key if fault.at_key else spot.value


def _dotted(path: Path) -> str:
    """``participants[0].office``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
