"""The id of a new event does not match its start date.

Finds events that the `--base` revision does not have, with a date in the id that differs from the start, such as
`2022-10-03-security-dialogue` with a start of 2022-10-13.

One of the two is a typo. People read the date in the id. An existing event keeps the date in its id when its start
is corrected.

To fix it, look at the source, and correct the wrong one. An id starts with the start date as far as it is known,
then a hyphen: `2022-10-` for a start of "2022-10". The id of an event between two dates starts with the first of them
or its year: `2020-07-` or `2020-` for a start of "2020-07..2021-05".
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.dates import begins_with_start
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.identity import collect_identities
from cbi_cli.rules.dataset_change import DatasetChange

RULE = Rule("CBI605", "new-id-date-mismatch", "error", "new-id-does-not-fit")


def check_change(change: DatasetChange) -> Iterator[RawFinding]:
    """Yield each new event whose id does not begin with its start."""
    known_ids = collect_identities(change.before)
    for entry in change.after.events:
        start = entry.record.start
        if begins_with_start(entry.id, start):
            continue
        # The event may be a renamed one.
        ids = (entry.id, *entry.record.former_ids)
        if any(known_ids.resolves(("event", event_id)) for event_id in ids):
            continue
        description = message(
            "the id `{event_id}` does not begin with the start, {start}", event_id=entry.id, start=start
        )
        yield entry.finding(
            RULE.code, "id", description, message("begin it with `{start}-`, or correct the start", start=start.bound)
        )
