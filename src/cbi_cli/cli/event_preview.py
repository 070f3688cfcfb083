"""The preview of a new record.

It shows the text of the record, its impact, and findings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from cbi_cli.changes.add_records import AdditionDetails
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.cli.console import print_message, translate, translator, write_stderr, write_stdout
from cbi_cli.core.messages import message, plural_message
from cbi_cli.core.sanitize import escape_for_toml, escape_hidden_characters, one_line
from cbi_cli.formats.alphabet import escape_unencodable
from cbi_cli.formats.findings.text import format_findings
from cbi_cli.reports.common import LocalizedText
from cbi_cli.reports.impact import AnyScorecardRow, Impact

_LIGHTS = {
    "green": message("green"),
    "yellow": message("yellow"),
    "red": message("red"),
    "unknown": message("unknown"),
}


def print_records(plan: ChangeSet[AdditionDetails]) -> None:
    """Print the text of the new records to stdout."""
    for record in plan.details.records:
        # TOML can write every character in ASCII.
        toml = escape_hidden_characters(record.toml, escape_for_toml)
        write_stdout(escape_unencodable(toml, sys.stdout.encoding, escape_for_toml))


def print_new_records(plan: ChangeSet[AdditionDetails]) -> None:
    """Print the records that are made with another one, which comes last in the change, to stderr."""
    for record in plan.details.records[:-1]:
        place = message("new in {file}:", file=record.file)
        write_stderr("\n" + one_line(translate(place)) + "\n")
        for line in record.toml.splitlines()[1:]:
            print_message(message("  {line}", line=line))


def print_effect(plan: ChangeSet[AdditionDetails]) -> None:
    """Print where a new record goes, its impact and new findings to stderr; it comes last in the change."""
    record = plan.details.records[-1]
    place = message("for {file}", file=record.file)
    if record.kind == "event":
        place = message("for {file}, in date order", file=record.file)
    write_stderr("\n" + one_line(translate(place)) + "\n")
    if plan.impact is None:
        print_message(message("  the effect on lights and states was not computed: the record has errors"))
    else:
        print_impact(plan.impact, plan.details.reports_until)
    print_new_findings(plan)


def print_impact(impact: Impact, reports_until: date) -> None:
    """Print the effect of new events to stderr."""
    lines = _describe_impact(impact, reports_until)
    for line in lines or [message("no light and no state changes")]:
        print_message(message("  {line}", line=line))


def print_new_findings(plan: ChangeSet[Any]) -> None:
    """Print the findings that a change causes to stderr, errors first."""
    warnings = [finding for finding in plan.new_findings if finding.severity == "warning"]
    write_stderr(format_findings([*plan.new_errors, *warnings], translator()))


def _describe_impact(impact: Impact, reports_until: date) -> list[str]:
    """Describe the lights and the states of the series that change.

    The lights are those of all years.
    """
    lines = [*_describe_lights(impact), *_describe_states(impact)]
    if lines and impact.day > reports_until:
        # An event that is not yet covered on the last covered day does not change any report yet.
        lines.insert(
            0,
            message(
                "as of {day}; reports hold for {reports_until}, the last covered day, and do not show it yet",
                day=impact.day,
                reports_until=reports_until,
            ),
        )
    return lines


def _describe_lights(impact: Impact) -> Iterator[str]:
    for card in impact.all_cards:
        for row in card.rows:
            before = row.before
            after = row.after
            if before is None or after is None:
                continue
            if before.light != after.light:
                yield message(
                    "{label} {year}: {before} → {after}",
                    label=_label_text(after.label),
                    year=card.year,
                    before=_LIGHTS[before.light],
                    after=_LIGHTS[after.light],
                )
            elif before.counted != after.counted:
                counts = plural_message(
                    "{n} count instead of {before}",
                    "{n} count instead of {before}",
                    after.counted,
                    before=before.counted,
                )
                yield message(
                    "{label} {year}: stays {light}; {counts}, shown: {dates}",
                    label=_label_text(after.label),
                    year=card.year,
                    light=_LIGHTS[after.light],
                    counts=counts,
                    dates=_format_dates(after),
                )


def _label_text(label: LocalizedText) -> str:
    """Return a label in the language of the user, if it is translated."""
    return label.text(translator().data_lang)


def _format_dates(row: AnyScorecardRow) -> str:
    return ", ".join(occurrence.event.start for occurrence in row.occurrences)


def _describe_states(impact: Impact) -> Iterator[str]:
    for series in impact.all_series:
        before, after = series.states
        if before != after:
            yield message("{label}: {before} → {after}", label=_label_text(series.label), before=before, after=after)
