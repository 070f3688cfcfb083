"""A fingerprint of each finding that stays the same when lines move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from cbi_cli.core.findings import Finding

_LENGTH = 32


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return a hexadecimal text for each finding.

    It follows from its code, file, record, field and message. Findings that agree in all of these are numbered, so that
    no two have the same fingerprint.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    digests = []
    for finding in findings:
        parts = (finding.code, finding.file, finding.record, finding.field, finding.message)
        repeat = str(seen[parts])
        seen[parts] += 1
        # A file name can hold bytes that are not UTF-8.
        content = "\0".join((*parts, repeat)).encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(content).hexdigest()
        digests.append(digest[:_LENGTH])
    return digests
