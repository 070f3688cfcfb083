"""Which record kinds stand in which file."""

from __future__ import annotations

import re
from typing import NamedTuple

from cbi_cli.schema.base import Record
from cbi_cli.schema.dispute import Dispute
from cbi_cli.schema.edition import Edition
from cbi_cli.schema.event import Event
from cbi_cli.schema.indicator import Indicator
from cbi_cli.schema.info import DatasetInfo
from cbi_cli.schema.institution import Institution
from cbi_cli.schema.names import DATA_NAMES
from cbi_cli.schema.source import Source
from cbi_cli.schema.topic import Topic
from cbi_cli.schema.withdrawn import Withdrawn

SCHEMA_VERSION = 2
"""The newest version of the file format, the one that `cbi fmt` and `cbi init` write."""


class FileKind(NamedTuple):
    """One sort of file: its path as a pattern, the record kind, and the model.

    ``many`` tells a file that holds an array of tables named after the kind from one that is a single record, ``most``
    is how many of them one file may hold.
    """

    kind: str
    pattern: re.Pattern[str]
    model: type[Record]
    many: bool = True
    required: bool = True
    most: int = 1_000_000


FILE_KINDS: tuple[FileKind, ...] = (
    FileKind("dataset", DATA_NAMES["dataset"], DatasetInfo, many=False),
    FileKind("institution", DATA_NAMES["institution"], Institution, most=10_000),
    FileKind("indicator", DATA_NAMES["indicator"], Indicator, most=200),
    FileKind("source", DATA_NAMES["source"], Source),
    FileKind("topic", DATA_NAMES["topic"], Topic, required=False),
    FileKind("dispute", DATA_NAMES["dispute"], Dispute, required=False),
    FileKind("withdrawn", DATA_NAMES["withdrawn"], Withdrawn, required=False),
    FileKind("event", DATA_NAMES["event"], Event, required=False),
    FileKind("edition", DATA_NAMES["edition"], Edition, many=False, required=False),
)


def file_kind(name: str) -> FileKind | None:
    """The sort of file that a path inside a dataset names, or None for one that `cbi` does not read."""
    return next((kind for kind in FILE_KINDS if kind.pattern.fullmatch(name)), None)
