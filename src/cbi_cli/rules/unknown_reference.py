"""A record names another that the dataset does not have.

An institution, party, topic, event or source that is misspelled would drop out of every report.

To mend it, use the id that the hint names, or add the record. A source can be cited with one of its own parts, as
`cbi-2022#timeline`; the part must be among the source's locators.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.core.nearest import did_you_mean
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import all_references

CHECK = Check("CBI202", "unknown-reference", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every name without a record, and every part that its source does not have."""
    known = {mention.kind: dataset.ids(mention.kind) for mention in dataset.mentions}
    parts = {entry.id: [part.id for part in entry.record.locators] for entry in dataset.sources}
    for entry, reference in all_references(dataset):
        ids = [name for kind in reference.kinds for name in sorted(known.get(kind, ()))]
        if reference.id not in ids:
            message = f"no {' or '.join(reference.kinds)} is called `{reference.id}`"
            yield entry.fault(CHECK.code, reference.path, message, did_you_mean(reference.id, ids))
        elif reference.locator and reference.locator not in parts.get(reference.id, [reference.locator]):
            message = f"the source `{reference.id}` has no part `{reference.locator}`"
            yield entry.fault(CHECK.code, reference.path, message, did_you_mean(reference.locator, parts[reference.id]))
