"""The id of an event does not begin with its start date.

Finds events whose id and start disagree, as `2022-10-03-security-dialogue` with a start of 2022-10-13.

One of the two is a slip. People read the date off the id, and files are searched by it.

To mend it, look at the source, then correct the one that is wrong. An id begins with the start as far as it is known,
then a hyphen: `2022-10-` for a start of "2022-10".
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each
from cbi_cli.schema.event import Event

CHECK = Check("CBI203", "id-does-not-fit", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield events with an id that begins otherwise."""
    yield from each(dataset.every("event"), _find)


def _find(entry: Entry[Event]) -> Iterator[Fault]:
    name, start = entry.record.id, entry.record.start
    if not name.startswith(f"{start}-"):
        message = f"the id `{name}` does not begin with the start, {start}"
        yield entry.fault(CHECK.code, "id", message, f"begin it with `{start}-`, or correct the start")
