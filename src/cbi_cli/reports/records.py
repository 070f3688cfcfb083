"""What the reports on single records share.

This is the kinds of records, and what a record is called.
"""

from __future__ import annotations

from typing import Any

from cbi_cli.reports.common import LocalizedText, record_text

RECORD_KINDS = ("event", "institution", "indicator", "source", "topic", "place", "edition", "dispute")
WITHDRAWN = "withdrawn"
"""The kind of the entries of `withdrawn.toml`."""

TITLE_KEYS = ("title", "name", "label", "field")


def record_title(record: dict[str, Any]) -> LocalizedText:
    """Return what a record is called: its title, name or label.

    A dispute goes by its field.
    """
    for key in TITLE_KEYS:
        if key in record:
            return record_text(record, key)
    raise KeyError("title")
