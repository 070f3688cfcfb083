"""Host and guests of an event do not match its parties.

Finds a host or guest that is not one of the parties, and a guest that is also the host.

Guests travel to the host. This gives a visit its direction, and some rows of the scorecard show the latest visit in
each direction.

To fix it, correct `host` or `guests`, or add the missing party to `parties`. Omit both if nobody traveled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset, RecordEntry
from cbi_cli.records.event import Event
from cbi_cli.rules.common import check_each, get_field, iter_items

RULE = Rule("CBI409", "host-guest-mismatch", "error", "bad-travel")
_Guest = tuple[RecordEntry[Event], int, str]
"""An event, the position of a guest in its list, and the party."""


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield hosts and guests that do not match the parties."""
    events = dataset.every("event")
    yield from check_each(events, _check_host)
    yield from check_each(_iter_guests(events), _check_guest)


def _check_host(entry: RecordEntry[Event]) -> Iterator[RawFinding]:
    event = entry.record
    if event.host is not None and event.host not in event.parties:
        description = message("the host `{host}` is not among the parties", host=event.host)
        yield entry.finding(RULE.code, "host", description, message("add it to parties, or correct it"))


def _iter_guests(events: Iterable[RecordEntry[Event]]) -> Iterator[_Guest]:
    """Yield the guests of events one by one.

    So an invalid value affects only the check of one guest.
    """
    for entry in events:
        for index, party in iter_items(entry.record, "guests"):
            yield entry, index, party


def _check_guest(guest: _Guest) -> Iterator[RawFinding]:
    entry, index, party = guest
    path = ("guests", index)
    if party == get_field(entry.record, "host"):
        hint = message("guests are those who traveled to the host; leave the host out")
        yield entry.finding(RULE.code, path, message("`{party}` is the host and a guest at once", party=party), hint)
    elif party not in entry.record.parties:
        description = message("the guest `{party}` is not among the parties", party=party)
        yield entry.finding(RULE.code, path, description, message("add it to parties, or correct it"))
