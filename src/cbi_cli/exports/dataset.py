"""The dataset that is exported, and what every format says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbi_cli.index.snapshot import Snapshot


class ExportedDataset:
    """A snapshot, with the fields of its dataset that head a document or a readme."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.record: Mapping[str, Any] = snapshot.records("dataset")[0]
        self.id: str = self.record["id"]
        self.version: str = self.record["version"]
        self.title: str = self.record["title"]
        self.license: str = self.record["license"]
        self.covers_until: str = self.record["covers_until"]
