"""Distinguish new findings from those that a dataset had before a change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cbi_cli.core.findings import Finding

_LINE = re.compile(r"\bline \d+\b")
FindingKey = tuple[str, str, str, tuple[str, ...]]


def mark_known(findings: Iterable[Finding], baseline: Iterable[Finding]) -> tuple[Finding, ...]:
    """Mark the findings that the baseline has too, on any line, as `older`.

    If several have the same key, as many are marked as the baseline has.
    """
    remaining = Counter(finding_key(finding) for finding in baseline)
    marked: list[Finding] = []
    for finding in findings:
        key = finding_key(finding)
        is_known = remaining[key] > 0
        if is_known:
            remaining[key] -= 1
        marked.append(finding._replace(older=is_known))
    return tuple(marked)


def finding_key(finding: Finding) -> FindingKey:
    """Return what two equal findings have in common even if lines have moved."""
    # Records may move to another file.
    subject = finding.record or finding.file
    # A message may name the line of another record, which moves too.
    message_parts = _LINE.split(finding.message)
    return finding.code, subject, finding.field, tuple(message_parts)
