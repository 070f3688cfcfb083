"""A required file is missing.

Finds a folder without `dataset.toml`, `institutions.toml`, `indicators.toml` or `sources.toml`. The other files are
optional.

Reports need all four: the dataset itself, the institutions that events belong to, the rows of the scorecard, and the
sources.

To fix it, add the file. It may be empty, except for `dataset.toml`. `cbi init` creates a complete dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.index.records import RecordIndex
from cbi_cli.records.file_kinds import FILE_KINDS

RULE = Rule("CBI003", "missing-file", "error")
_HINT = message("add it; `cbi init DIR --from us-mexico` makes a complete dataset")


def check_index(index: RecordIndex, today: date) -> Iterator[RawFinding]:
    """Yield the required files that a dataset does not have."""
    required = {kind.path for kind in FILE_KINDS if kind.required}
    missing = required.difference(index.names())
    for name in sorted(missing):
        description = message("the file {name} is missing", name=name)
        yield RawFinding(RULE.code, name, (), description, _HINT)
