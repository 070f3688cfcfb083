"""A source is cited nowhere.

Finds sources that no event, institution, indicator, edition or dispute names.

It may be a citation that was forgotten, or a record that has been removed. Nothing that is shown rests on it.

To mend it, cite the source where it belongs, or remove it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.dataset.model import Dataset
from cbi_cli.dataset.references import all_references
from cbi_cli.schema.files import file_kind

CHECK = Check("CBI404", "unused-source", "warning")
_QUOTED = re.compile(r"""["']([a-z0-9-]+)(?:#[^"'\n]*)?["']""")


def find(dataset: Dataset, today: date) -> Iterator[Fault]:
    """Sources without a citation; none where a file is lost as a whole, since it may cite them all."""
    if any(document.faults and not document.clean for document in dataset.documents.values()):
        return
    cited = {found.id for _, found in all_references(dataset) if "source" in found.kinds} | _perhaps_cited(dataset)
    for entry in dataset.sources:
        if entry.id not in cited:
            message = f"the source `{entry.id}` is cited nowhere"
            yield entry.fault(CHECK.code, "id", message, "cite it where it belongs, or remove it")


def _perhaps_cited(dataset: Dataset) -> set[str]:
    """Names in files of which a record could not be read: that record may be what cites a source."""
    at_fault = {fault.file for fault in dataset.faults} & dataset.documents.keys()
    names: set[str] = set()
    for file in at_fault:
        kind = file_kind(file)
        if kind is not None and kind.kind != "source":
            names.update(_QUOTED.findall(dataset.documents[file].text))
    return names
