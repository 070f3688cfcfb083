"""Which record kinds stand in which file."""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.names import DATA_PATH_PATTERNS
from cbi_cli.records.source import Source
from cbi_cli.records.topic import Topic
from cbi_cli.records.withdrawn import Withdrawn

SCHEMA_VERSION = 2
"""The newest version of the file format, the one that `cbi fmt` and `cbi init` write."""


class FileKind(NamedTuple):
    """One sort of file: its path as a pattern, the record kind, and the model.

    If `has_many_records`, the file is an array of tables named after the kind, at most `max_records` of them;
    otherwise it is a single record.
    """

    kind: str
    pattern: re.Pattern[str]
    model: type[RecordModel]
    has_many_records: bool = True
    required: bool = True
    max_records: int = 1_000_000


FILE_KINDS: tuple[FileKind, ...] = (
    FileKind("dataset", DATA_PATH_PATTERNS["dataset"], DatasetInfo, has_many_records=False),
    FileKind("institution", DATA_PATH_PATTERNS["institution"], Institution, max_records=10_000),
    FileKind("indicator", DATA_PATH_PATTERNS["indicator"], Indicator, max_records=200),
    FileKind("source", DATA_PATH_PATTERNS["source"], Source),
    FileKind("topic", DATA_PATH_PATTERNS["topic"], Topic, required=False),
    FileKind("dispute", DATA_PATH_PATTERNS["dispute"], Dispute, required=False),
    FileKind("withdrawn", DATA_PATH_PATTERNS["withdrawn"], Withdrawn, required=False),
    FileKind("event", DATA_PATH_PATTERNS["event"], Event, required=False),
    FileKind("edition", DATA_PATH_PATTERNS["edition"], Edition, has_many_records=False, required=False),
)


def file_kind(name: str) -> FileKind | None:
    """The sort of file that a path inside a dataset names, or None for one that `cbi` does not read."""
    return next((kind for kind in FILE_KINDS if kind.pattern.fullmatch(name)), None)
