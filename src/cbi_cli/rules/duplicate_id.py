"""Two records of a kind have the same id.

An id stands for one record; references to it would otherwise mean either.

To mend it, give one of the two another id, or remove the copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset, Mention
from cbi_cli.document.places import locate

CHECK = Check("CBI201", "duplicate-id", "error")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Every later record with an id that an earlier one has."""
    first: dict[tuple[str, str], Mention] = {}
    for mention in dataset.mentions:
        earlier = first.setdefault((mention.kind, mention.id), mention)
        if earlier is not mention:
            key = "year" if mention.kind == "edition" else "id"
            line = locate(dataset.documents[earlier.file], earlier.path).key.line
            message = f"the {mention.kind} `{mention.id}` stands at {earlier.file}:{line} already"
            yield Fault(CHECK.code, mention.file, (*mention.path, key), message, "give one of them another id")
