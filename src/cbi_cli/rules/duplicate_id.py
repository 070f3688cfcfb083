"""Two records have the same id.

Finds an id that stands twice among the records of one kind, in the same file or in two; also a year with two
editions, a party or a part of a source named twice, and an institution with a cadence that bears the name of an
indicator.

Other records, reports and the command line name a record by its id, and could not tell the two apart.

To mend it, remove the second record if it is a copy. Otherwise give it an id of its own, as with "-2" at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault, Path
from cbi_cli.dataset.model import Dataset, Mention
from cbi_cli.document.places import locate

CHECK = Check("CBI201", "duplicate-id", "error")
_HINT = "remove one of the two, or give this one an id of its own"


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Each further use of an id that is taken."""
    first: dict[tuple[str, str], Mention] = {}
    for mention in dataset.mentions:
        taken = first.setdefault((mention.kind, mention.id), mention)
        if taken is not mention:
            article = "an" if mention.kind[0] in "aei" else "a"
            message = f"`{mention.id}` is already the id of {article} {mention.kind} in {_place(dataset, taken)}"
            yield Fault(CHECK.code, mention.file, _id_path(mention), message, _HINT)
    yield from _locators(dataset)
    yield from _series(dataset)


def _locators(dataset: Dataset) -> Iterator[Fault]:
    for entry in dataset.sources:
        seen: set[str] = set()
        for index, locator in enumerate(entry.record.locators):
            if locator.id in seen:
                message = f"the source already has a part `{locator.id}`"
                yield entry.fault(CHECK.code, ("locators", index, "id"), message, _HINT)
            seen.add(locator.id)


def _series(dataset: Dataset) -> Iterator[Fault]:
    """Institutions that are a series of their own, beside an indicator of the same name that is another series."""
    indicators = {entry.id: entry.record for entry in dataset.indicators}
    whole = {rule.institutions[0] for one in indicators.values() if len((rule := one.rule).institutions) == 1}
    for entry in dataset.institutions:
        if entry.record.cadence_years and entry.id in indicators and entry.id not in whole:
            message = f"`{entry.id}` is also an indicator, and both are expected to recur"
            yield entry.fault(CHECK.code, "id", message, "give one of the two another id, or leave cadence_years out")


def _place(dataset: Dataset, mention: Mention) -> str:
    line = locate(dataset.documents[mention.file], _id_path(mention)).value.line
    return f"{mention.file}, line {line}"


def _id_path(mention: Mention) -> Path:
    return (*mention.path, "year" if mention.kind == "edition" else "id")
