"""A record is in the file of another year.

Finds events that start in another year than the name of their file or folder says, and editions likewise. The events
of 2022 are in `events/2022.toml`, or in any number of files below `events/2022/`.

People look for an event in the file of its year. In another file it is overlooked, and soon entered a second time.

To fix it, move the table to a file of its year, or correct the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each

RULE = Rule("CBI204", "wrong-year-file", "error", "wrong-file")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield events and editions in a file whose name is not their year."""
    yield from check_each(dataset.every("event"), _check_event)
    yield from check_each(dataset.every("edition"), _check_edition)


def _check_event(entry: RecordEntry[Event]) -> Iterator[RawFinding]:
    year = f"{entry.record.start.year:04d}"
    file = f"events/{year}.toml"
    folder = f"events/{year}/"
    if entry.file == file or entry.file.startswith(folder):
        return
    description = message("an event that starts in {year} is in {file}", year=year, file=entry.file)
    hint = message("move it to {file} or to a file below {folder}, or correct the start", file=file, folder=folder)
    yield entry.finding(RULE.code, "start", description, hint)


def _check_edition(entry: RecordEntry[Edition]) -> Iterator[RawFinding]:
    year = f"{entry.record.year:04d}"
    expected_file = f"editions/{year}.toml"
    if entry.file != expected_file:
        description = message("the edition of {year} is in {file}", year=year, file=entry.file)
        yield entry.finding(
            RULE.code, "year", description, message("rename the file to {expected_file}", expected_file=expected_file)
        )
