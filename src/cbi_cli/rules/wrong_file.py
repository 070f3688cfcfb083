"""A record is in the file of another year.

Finds events that start in another year than the name of their file or folder says, and editions likewise. The events
of 2022 are in `events/2022.toml`, or in any number of files below `events/2022/`.

People look for an event in the file of its year. In another file it is overlooked, and soon entered a second time.

To fix it, move the table to a file of its year, or correct the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event

CHECK = Check("CBI204", "wrong-file", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield events and editions in a file whose name is not their year."""
    yield from each(dataset.every("event"), _event)
    yield from each(dataset.every("edition"), _edition)


def _event(entry: Entry[Event]) -> Iterator[Fault]:
    year = f"{entry.record.start.year:04d}"
    if entry.file != f"events/{year}.toml" and not entry.file.startswith(f"events/{year}/"):
        message = f"an event that starts in {year} is in {entry.file}"
        hint = f"move it to events/{year}.toml or to a file below events/{year}/, or correct the start"
        yield entry.fault(CHECK.code, "start", message, hint)


def _edition(entry: Entry[Edition]) -> Iterator[Fault]:
    year = f"{entry.record.year:04d}"
    if entry.file != f"editions/{year}.toml":
        message = f"the edition of {year} is in {entry.file}"
        yield entry.fault(CHECK.code, "year", message, f"rename the file to editions/{year}.toml")
