"""Host and guests of an event do not fit its parties.

Finds a host or a guest that is not among the parties, and a guest that is the host as well.

Guests travel to the host: that gives a visit its direction, and some rows of the scorecard show the latest visit in
each direction.

To mend it, correct `host` or `guests`, or add the one that is missing to `parties`. Leave both out where nobody
traveled.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset
from cbi_cli.schema.event import Event

CHECK = Check("CBI409", "bad-travel", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Hosts and guests that cannot be right."""
    for entry in dataset.events:
        for path, message, hint in _wrong(entry.record):
            yield entry.fault(CHECK.code, path, message, hint)


def _wrong(event: Event) -> Iterator[tuple[Path, str, str]]:
    """Path, message and hint of each."""
    if event.host is not None and event.host not in event.parties:
        yield ("host",), f"the host `{event.host}` is not among the parties", "add it to parties, or correct it"
    for index, guest in enumerate(event.guests):
        if guest == event.host:
            hint = "guests are those who traveled to the host; leave the host out"
            yield ("guests", index), f"`{guest}` is the host and a guest at once", hint
        elif guest not in event.parties:
            message = f"the guest `{guest}` is not among the parties"
            yield ("guests", index), message, "add it to parties, or correct it"
