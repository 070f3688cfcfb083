"""The lines that a release adds to the changelog."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cbi_cli.core.markdown import escape_markdown

if TYPE_CHECKING:
    from cbi_cli.reports.diff import Diff
    from cbi_cli.reports.impact import Impact
    from cbi_cli.reports.record_changes import RecordChange


def changelog_lines(diff: Diff) -> list[str]:
    """Describe a difference in Markdown.

    Lights and states come first, then records.
    """
    lines: list[str] = []
    info = diff.head.dataset.info
    if diff.effect is not None and info is not None:
        lines.extend(_impact_lines(diff.effect, info.record.covers_until))
    for change in diff.changes:
        # The memory of releases is no data, and what a release is about to write.
        if change.kind == "release":
            continue
        fields = [field.field for field in change.fields]
        # The version and its day are what the release itself is about to write.
        if change.kind == "dataset":
            fields = [field for field in fields if field not in ("version", "released")]
        # The order of records is formatting.
        if change.change == "moved" or (change.change == "changed" and not fields):
            continue
        lines.append(_record_line(change, fields))
    return lines


def _impact_lines(impact: Impact, covers_until: date) -> Iterator[str]:
    """Yield each light and each state that changes.

    The day is given if the reports do not show the change yet.
    """
    for card in impact.all_cards:
        years = f"{card.year}"
        if card.years > 1:
            years += f"–{card.to_year}"
        later = _format_later_day(card.day, covers_until)
        for row in card.rows:
            old = row.before
            new = row.after
            if old is None or new is None or old.light == new.light:
                continue
            label = escape_markdown(new.label.en)
            yield f"Scorecard {years}, {label}: {old.light} → {new.light}{later}."
    later = _format_later_day(impact.day, covers_until)
    for series in impact.all_series:
        before, after = series.states
        if before != after:
            label = escape_markdown(series.label.en)
            yield f"State, {label}: {before} → {after}{later}."


def _format_later_day(day: date, covers_until: date) -> str:
    if day <= covers_until:
        return ""
    return f" (as of {day})"


def _record_line(change: RecordChange, fields: list[str]) -> str:
    head = f"{change.change.capitalize()}: {change.kind} `{change.id}`"
    title = escape_markdown(change.title.en)
    if change.change == "renamed":
        head += f", formerly `{change.former_id}`"
    if change.change in ("changed", "renamed"):
        if not fields:
            return f"{head}."
        names = ", ".join(fields)
        return f"{head} ({names})."
    if change.change == "withdrawn":
        line = f"{head}, {title}: {escape_markdown(change.reason.en)}"
        if change.leads_to:
            line += f" (replacement: `{change.leads_to}`)"
        return line
    if change.leads_to:
        return f"{head}, {title}; its id now leads to `{change.leads_to}`."
    return f"{head}, {title}."
