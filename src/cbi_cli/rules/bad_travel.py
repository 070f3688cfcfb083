"""Host and guests of an event do not match its parties.

Finds a host or guest that is not one of the parties, and a guest that is also the host.

Guests travel to the host. This gives a visit its direction, and some rows of the scorecard show the latest visit in
each direction.

To fix it, correct `host` or `guests`, or add the missing party to `parties`. Omit both if nobody traveled.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Entry
from cbi_cli.rules.sound import each, parts_of, sound
from cbi_cli.schema.event import Event

CHECK = Check("CBI409", "bad-travel", "error")


def find(dataset: Dataset) -> Iterator[Fault]:
    """Yield hosts and guests that cannot be right."""
    events = dataset.every("event")
    yield from each(events, _host)
    yield from each(((entry, *one) for entry in events for one in parts_of(entry.record, "guests")), _guest)


def _host(entry: Entry[Event]) -> Iterator[Fault]:
    event = entry.record
    if event.host is not None and event.host not in event.parties:
        message = f"the host `{event.host}` is not among the parties"
        yield entry.fault(CHECK.code, "host", message, "add it to parties, or correct it")


def _guest(one: tuple[Entry[Event], int, str]) -> Iterator[Fault]:
    entry, index, guest = one
    path = ("guests", index)
    if guest == sound(entry.record, "host"):
        hint = "guests are those who traveled to the host; leave the host out"
        yield entry.fault(CHECK.code, path, f"`{guest}` is the host and a guest at once", hint)
    elif guest not in entry.record.parties:
        message = f"the guest `{guest}` is not among the parties"
        yield entry.fault(CHECK.code, path, message, "add it to parties, or correct it")
