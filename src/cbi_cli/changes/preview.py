"""Compute what a planned change causes: its findings, and its effect on the reports."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple, TypeVar

from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.core.findings import Finding
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.loading import Session
from cbi_cli.reports.common import covers_until
from cbi_cli.reports.compute_impact import compute_impact
from cbi_cli.rules.baseline import mark_known
from cbi_cli.toml.document import parse

Details = TypeVar("Details")


class ChangedEvents(NamedTuple):
    """What a change does to events, as far as the effect depends on it.

    `known` is the day from which all of them are known, if reports should hold for that day, and `years` are the years
    in which they start, before and after; None if that is not known.
    """

    known: date | None = None
    years: Collection[int] | None = None


NO_EVENTS = ChangedEvents(None, frozenset())


def with_consequences(
    session: Session,
    change: ChangeSet[Details],
    events: ChangedEvents,
    look: Callable[[Snapshot, ChangeSet[Details]], ChangeSet[Details]] | None = None,
    renamed: tuple[str, str] | None = None,
) -> ChangeSet[Details]:
    """Return a planned change with its new findings and its effect.

    The effect is not computed for a dataset that has errors, before or after. `look` completes the details from the
    dataset as it would be. `renamed` has the old and the new id of a renamed record, whose findings are not new.
    """
    change = change._replace(findings_before=session.findings, findings_after=session.findings)
    if not change.files:
        return change
    documents = [parse(file.path, file.after) for file in change.files if file.after is not None]
    removed = [file.path for file in change.files if file.after is None]
    with contextlib.closing(session.preview(*documents, removed=removed)) as preview:
        findings = preview.findings()
        known = session.findings
        if renamed is not None:
            known = tuple([_rename_in_finding(finding, *renamed) for finding in known])
        change = change._replace(findings_after=findings, new_findings=_find_new_findings(known, findings))
        if look is not None:
            change = look(preview, change)
        if any(finding.severity == "error" for finding in (*session.findings, *findings)):
            return change
        effect = compute_impact(session.snapshot, preview, known=events.known, event_years=events.years)
    return change._replace(impact=effect)


def last_covered_day(session: Session) -> date:
    """Return the day that reports hold for by default; the last of all days if the dataset does not say it."""
    if "covers_until" not in session.unverified_snapshot.meta:
        return date.max
    return covers_until(session.unverified_snapshot)


def _rename_in_finding(finding: Finding, old_id: str, new_id: str) -> Finding:
    """Return a finding as it is after a record got another id."""
    record = new_id if finding.record == old_id else finding.record
    return finding._replace(record=record, message=finding.message.replace(f"`{old_id}`", f"`{new_id}`"))


def _find_new_findings(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that the dataset did not have before, on any line."""
    return tuple([finding for finding in mark_known(after, before) if not finding.older])
