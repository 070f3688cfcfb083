"""The kinds of files of a dataset, and the model of the records in each."""

from __future__ import annotations

from typing import NamedTuple, cast

from cbi_cli.records.base import RecordModel
from cbi_cli.records.dataset_info import DatasetInfo
from cbi_cli.records.dispute import Dispute
from cbi_cli.records.edition import Edition
from cbi_cli.records.event import Event
from cbi_cli.records.indicator import Indicator
from cbi_cli.records.institution import Institution
from cbi_cli.records.localized import localized_model
from cbi_cli.records.names import record_kind
from cbi_cli.records.place import Place
from cbi_cli.records.release import Release
from cbi_cli.records.source import Source
from cbi_cli.records.terms import Terms
from cbi_cli.records.topic import Topic
from cbi_cli.records.withdrawn import Withdrawn

SCHEMA_VERSION = 3
"""The newest version of the file format, the one that `cbi fmt` and `cbi init` write."""


class FileKind(NamedTuple):
    """A kind of file: the kind of its records, its path, and their model.

    If `has_many_records`, the file is an array of tables named after the kind, at most `max_records` of them; otherwise
    it is a single record. Kinds with several files have `<year>` in their path.
    """

    kind: str
    path: str
    model: type[RecordModel]
    has_many_records: bool = True
    required: bool = True
    max_records: int = 1_000_000


FILE_KINDS: tuple[FileKind, ...] = (
    FileKind("dataset", "dataset.toml", DatasetInfo, has_many_records=False),
    FileKind("institution", "institutions.toml", Institution, max_records=10_000),
    FileKind("indicator", "indicators.toml", Indicator, max_records=200),
    FileKind("source", "sources.toml", Source),
    FileKind("topic", "topics.toml", Topic, required=False),
    FileKind("place", "places.toml", Place, required=False),
    FileKind("dispute", "disputes.toml", Dispute, required=False),
    FileKind("withdrawn", "withdrawn.toml", Withdrawn, required=False),
    FileKind("release", "releases.toml", Release, required=False),
    FileKind("event", "events/<year>.toml", Event, required=False),
    FileKind("edition", "editions/<year>.toml", Edition, has_many_records=False, required=False),
)

FILE_KINDS_BY_NAME: dict[str, FileKind] = {kind.kind: kind for kind in FILE_KINDS}
"""The kinds of files by the kind of their records."""


def file_kind(name: str) -> FileKind | None:
    """Return the kind of a file, by its path inside a dataset.

    Returns None for a file that `cbi` does not read.
    """
    kind = record_kind(name)
    if kind is None:
        return None
    return FILE_KINDS_BY_NAME[kind]


def localized_kind(kind: FileKind, terms: Terms) -> FileKind:
    """Return a kind of file with a model that has the languages of a dataset."""
    return kind._replace(model=cast("type[RecordModel]", localized_model(kind.model, terms)))
