"""A name for each finding that stays the same while lines move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from cbi_cli.core.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One hexadecimal text per finding, made of code, file, record, field and message.

    Findings that agree in all of these are numbered, so that no two are taken for one.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for one in findings:
        parts = (one.code, one.file, one.record, one.field, one.message)
        raw = "\0".join((*parts, str(seen[parts]))).encode("utf-8", "surrogatepass")
        found.append(hashlib.sha256(raw).hexdigest()[:32])
        seen[parts] += 1
    return found
