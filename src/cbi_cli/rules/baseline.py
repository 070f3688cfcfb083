"""Which findings a dataset had before a change already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cbi_cli.core.findings import Finding

_LINE = re.compile(r"\bline \d+\b")
FindingKey = tuple[str, str, str, tuple[str, ...]]


def mark_known(found: Iterable[Finding], before: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, with ``older`` on those that ``before`` has too, wherever their lines are now.

    Of findings that cannot be told apart as many are older as there were before.
    """
    left = Counter(_finding_key(one) for one in before)
    marked = []
    for one in found:
        known = left[_finding_key(one)] > 0
        left[_finding_key(one)] -= known
        marked.append(one._replace(older=known))
    return tuple(marked)


def _finding_key(one: Finding) -> FindingKey:
    """What makes two findings the same although lines have moved: code, record or else file, field, message."""
    return one.code, one.record or one.file, one.field, tuple(_LINE.split(one.message))
