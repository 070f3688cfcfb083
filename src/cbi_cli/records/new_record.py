"""A record that is to be added to a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

NAME_FIELDS = {"source": "title", "institution": "name", "topic": "label", "place": "name"}
"""The field that names a record, of each kind that is made from a name."""


class NewRecord(NamedTuple):
    """A record that the dataset lacks: its kind, its id, and its fields by the keys of the file."""

    kind: str
    id: str
    fields: Mapping[str, Any]
