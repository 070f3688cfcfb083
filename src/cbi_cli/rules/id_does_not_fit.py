"""The id of an event does not begin with its start date.

Finds events whose id and start disagree, as `2022-10-03-security-dialogue` with a start of 2022-10-13.

One of the two is a slip. People read the date off the id, and files are searched by it.

To mend it, look at the source, then correct the one that is wrong. An id begins with the start as far as it is known,
then a hyphen: `2022-10-` for a start of "2022-10".
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset

CHECK = Check("CBI203", "id-does-not-fit", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Events with an id that begins otherwise."""
    for entry in dataset.events:
        if not entry.id.startswith(f"{entry.record.start}-"):
            message = f"the id `{entry.id}` does not begin with the start, {entry.record.start}"
            yield entry.fault(CHECK.code, "id", message, f"begin it with `{entry.record.start}-`, or correct the start")
