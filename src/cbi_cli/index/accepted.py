"""Apply the acceptances of a dataset.

Accepted findings are counted but not reported. Nor are those of a dataset with another file format: its keys and values
mean something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.findings import Finding, TextRange, sort_findings
from cbi_cli.core.messages import message

UNUSED_ACCEPTANCE = ("CBI410", "unused-acceptance")
_INVALID_VALUE = "CBI106"
_FIRST_RECORD_CODE = "CBI1"
"""Checks with codes below this one look at files as a whole, whatever their format."""

_FIRST_DATA_CODE = "CBI2"
"""Checks with codes below this one look at the form; if they find something, other findings may be missing."""


class AcceptanceResult(NamedTuple):
    """The findings that count, and how many others the dataset accepts."""

    findings: tuple[Finding, ...]
    accepted: int


def apply_acceptances(findings: Iterable[Finding], acceptances: Sequence[Sequence[Any]]) -> AcceptanceResult:
    """Remove the accepted findings.

    Add a warning for each acceptance that removes none. An acceptance is its code, the id of its record, the four
    numbers of its range, its position, and the line there.
    """
    findings = list(findings)
    if any(_is_other_format(finding) for finding in findings):
        decisive = [finding for finding in findings if finding.code < _FIRST_RECORD_CODE or _is_other_format(finding)]
        return AcceptanceResult(sort_findings(decisive), 0)
    if not acceptances:
        return AcceptanceResult(sort_findings(findings), 0)
    acceptable = {(code, record) for code, record, *_ in acceptances}
    used: set[tuple[str, str]] = set()
    remaining: list[Finding] = []
    accepted = 0
    form_is_sound = True
    for finding in sort_findings(findings):
        if finding.code < _FIRST_DATA_CODE:
            form_is_sound = False
        key = (finding.code, finding.record)
        if key in acceptable:
            used.add(key)
            accepted += 1
        else:
            remaining.append(finding)
    if form_is_sound:
        unused = [acceptance for acceptance in acceptances if (acceptance[0], acceptance[1]) not in used]
        remaining.extend(_unused_acceptance(*acceptance) for acceptance in unused)
    return AcceptanceResult(sort_findings(remaining), accepted)


def _is_other_format(finding: Finding) -> bool:
    """Tell whether a finding says that the dataset has another version of the file format."""
    return finding.code == _INVALID_VALUE and finding.file == "dataset.toml" and finding.field == "schema"


def _unused_acceptance(code: str, record: str, region: Sequence[int], position: int, line: str) -> Finding:
    rule_code, rule_name = UNUSED_ACCEPTANCE
    description = message("`{record}` has no finding of {code}", record=record, code=code)
    text_range = TextRange._make(region)
    field = f"accepted.{position}.record"
    hint = message("delete the acceptance, or correct its code or its record")
    return Finding(rule_code, rule_name, "warning", description, "dataset.toml", text_range, "", field, hint, line)
