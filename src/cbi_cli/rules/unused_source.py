"""No record cites a source.

It may be left over, or the record that should cite it names another.

To mend it, cite it or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import all_references

CHECK = Check("CBI404", "unused-source", "warning")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every source without a citation."""
    cited = {reference.id for _, reference in all_references(dataset) if "source" in reference.kinds}
    for entry in dataset.sources:
        if entry.id not in cited:
            yield entry.fault(CHECK.code, "id", f"no record cites `{entry.id}`", "cite it or remove it")
