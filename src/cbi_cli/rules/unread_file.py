"""A TOML file in the folder is no part of a dataset.

Finds files whose names are not among those that `cbi` reads, as `event/2022.toml` in place of `events/2022.toml`.

Records in such a file count nowhere, and no other check looks at them.

To mend it, rename the file, or move its records to a file that is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import Check, Fault
from cbi_cli.schema.files import file_kind
from cbi_cli.store.index import Index

CHECK = Check("CBI004", "unread-file", "warning")
_HINT = "move its records to a file that is read, or rename it"


def find_across(index: Index, today: date) -> Iterator[Fault]:
    """Files that are no part of a dataset."""
    for name in index.names():
        if file_kind(name) is None:
            yield Fault(CHECK.code, name, (), f"{name} is no file of a dataset, so nothing in it is read", _HINT)
