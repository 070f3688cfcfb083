"""Findings that the dataset accepts: they are counted and no longer reported, and an acceptance without one is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cbi_cli.core.findings import Finding, TextRange, sort_findings

UNUSED_ACCEPTANCE = ("CBI410", "unused-acceptance", "warning")
_FIRST_DATA_CODE = "CBI2"
"""Checks with codes below these look at the form: while they find something, other findings may be missing."""


class AcceptanceResult(NamedTuple):
    """The findings that count, and how many others the dataset accepts."""

    findings: tuple[Finding, ...]
    accepted: int


def apply_acceptances(found: Iterable[Finding], accepted: Sequence[Sequence[Any]]) -> AcceptanceResult:
    """Take the accepted findings out, and add a warning for each acceptance that takes none out.

    An acceptance is its code, the id of its record, the four numbers of its place, and the line there.
    """
    if not accepted:
        return AcceptanceResult(sort_findings(found), 0)
    wanted = {(code, record) for code, record, *_ in accepted}
    known = sort_findings(found)
    left = [one for one in known if (one.code, one.record) not in wanted]
    used = {(one.code, one.record) for one in known} & wanted
    if not any(one.code < _FIRST_DATA_CODE for one in known):
        left += [_unused_acceptance(*one) for one in accepted if (one[0], one[1]) not in used]
    return AcceptanceResult(sort_findings(left), len(known) - sum(one.code != UNUSED_ACCEPTANCE[0] for one in left))


def _unused_acceptance(code: str, record: str, place: Sequence[int], number: int, line: str) -> Finding:
    return Finding(
        code=UNUSED_ACCEPTANCE[0],
        name=UNUSED_ACCEPTANCE[1],
        severity="warning",
        message=f"`{record}` has no finding of {code}",
        file="dataset.toml",
        region=TextRange._make(place),
        record="",
        field=f"accepted.{number}.record",
        hint="delete the acceptance, or correct its code or its record",
        source=line,
    )
