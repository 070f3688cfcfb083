"""A record stands in the file of another year.

Finds events whose start lies in another year than their file's name says, and editions likewise.

People look for an event in the file of its year. In another file it is overlooked, and soon entered a second time.

To mend it, move the table to the file of its year, or correct the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI204", "wrong-file", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Events and editions in a file whose name is not their year."""
    for event in dataset.events:
        year = f"{event.record.start.year:04d}"
        if event.file != f"events/{year}.toml":
            message = f"an event that starts in {year} stands in {event.file}"
            yield event.fault(CHECK.code, "start", message, f"move it to events/{year}.toml, or correct the start")
    for edition in dataset.editions:
        year = f"{edition.record.year:04d}"
        if edition.file != f"editions/{year}.toml":
            message = f"the edition of {year} stands in {edition.file}"
            yield edition.fault(CHECK.code, "year", message, f"rename the file to editions/{year}.toml")
