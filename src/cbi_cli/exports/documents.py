"""Write the exports that are documents: records as JSON, calendars, feeds, and metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.distribution import Distribution
from cbi_cli.exports.files import describe_file, write_text
from cbi_cli.exports.publication import Publication, read_histories, release_day
from cbi_cli.formats.json import format_json
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.index.snapshot import Snapshot

if TYPE_CHECKING:
    from cbi_cli.exports.feeds import Feed

METADATA = "dataset.jsonld"
CATALOG = "data.json"
_COUNT_QUERY = "SELECT kind, COUNT(*) AS n FROM record WHERE json IS NOT NULL GROUP BY kind ORDER BY kind"
_FILES_WITH_ALL_RECORDS = (
    ("json", "All records as one JSON document", "application/json"),
    ("ndjson", "All records as JSON lines", "application/x-ndjson"),
    ("sqlite", "All records as an SQLite database", "application/vnd.sqlite3"),
    ("xlsx", "All records as an Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
"""The folder of each file, which is also its suffix, its title and its media type."""


def write_json(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write all records as one document; return how many there are of each kind."""
    from cbi_cli.exports.json import json_parts

    _write_parts(folder / f"{dataset.id}.json", json_parts(dataset.snapshot))
    return count_records(dataset.snapshot)


def write_ndjson(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write each record as a line; return how many there are of each kind."""
    from cbi_cli.exports.json import ndjson_lines

    _write_parts(folder / f"{dataset.id}.ndjson", ndjson_lines(dataset.snapshot))
    return count_records(dataset.snapshot)


def write_calendars(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the calendars of events and of what is expected, in each language; return the number of events."""
    from cbi_cli.exports.calendar import event_calendar, expected_calendar

    publication = _publication(dataset)
    for tr in _translators(dataset):
        events = event_calendar(dataset.snapshot, publication, tr)
        _write_parts(folder / f"{dataset.id}.{tr.data_lang}.ics", events)
        expected = expected_calendar(dataset.snapshot, publication, tr)
        _write_parts(folder / f"{dataset.id}-expected.{tr.data_lang}.ics", expected)
    return _count_events(dataset.snapshot)


def write_atom_feeds(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the feed of events as Atom in each language; return the number of events."""
    from cbi_cli.exports.atom import format_atom

    _write_feeds(dataset, folder, format_atom, "atom")
    return _count_events(dataset.snapshot)


def write_json_feeds(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the feed of events as JSON Feed in each language; return the number of events."""
    from cbi_cli.exports.json_feed import format_json_feed

    _write_feeds(dataset, folder, format_json_feed, "json")
    return _count_events(dataset.snapshot)


def write_schema_org(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the description of the dataset in the words of schema.org; return how many records there are."""
    _write_schema_org(dataset, folder, ())
    return count_records(dataset.snapshot)


def write_schema_org_of_all(dataset: ExportedDataset, folder: Path) -> None:
    """Write the description of the dataset in the words of schema.org, with the files of the other formats."""
    _write_schema_org(dataset, folder, list_distributions(dataset, folder))


def write_catalog(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the catalog of DCAT-US; return how many records there are."""
    write_catalog_of_all(dataset, folder)
    return count_records(dataset.snapshot)


def write_catalog_of_all(dataset: ExportedDataset, folder: Path) -> None:
    """Write the catalog of DCAT-US. It names no files, since their full addresses are not known."""
    from cbi_cli.exports.dcat import describe_catalog

    catalog = describe_catalog(dataset.snapshot, _publication(dataset))
    write_text(folder / CATALOG, format_json(catalog))


def list_distributions(dataset: ExportedDataset, folder: Path) -> list[Distribution]:
    """Return the files with all records in a download of all formats, with their paths in it."""
    files: list[Distribution] = []
    for name, title, media_type in _FILES_WITH_ALL_RECORDS:
        path = f"{name}/{dataset.id}.{name}"
        # A format is left out if its package is not installed.
        if (folder / path).is_file():
            file = describe_file(folder, path)
            files.append(Distribution(title, path, media_type, file.size, file.sha256))
    return files


def count_records(snapshot: Snapshot) -> dict[str, int]:
    """Return how many records there are of each kind."""
    return {row["kind"]: row["n"] for row in snapshot.rows(_COUNT_QUERY)}


def _count_events(snapshot: Snapshot) -> dict[str, int]:
    return {"event": count_records(snapshot).get("event", 0)}


def _write_schema_org(dataset: ExportedDataset, folder: Path, files: Sequence[Distribution]) -> None:
    from cbi_cli.exports.schema_org import describe_dataset

    document = describe_dataset(dataset.snapshot, _publication(dataset), files)
    write_text(folder / METADATA, format_json(document))


def _write_feeds(dataset: ExportedDataset, folder: Path, format_feed: Callable[[Feed], str], suffix: str) -> None:
    from cbi_cli.exports.feeds import event_feed

    for tr in _translators(dataset):
        feed = event_feed(dataset.snapshot, _publication(dataset), tr)
        write_text(folder / f"{dataset.id}.{tr.data_lang}.{suffix}", format_feed(feed))


def _publication(dataset: ExportedDataset) -> Publication:
    day = release_day(dataset.snapshot)
    histories = read_histories(dataset.snapshot)
    return Publication(day, histories=histories)


def _translators(dataset: ExportedDataset) -> list[Translator]:
    """Return a translator for each language of the dataset."""
    return [get_translator(lang) for lang in dataset.record["languages"]]


def _write_parts(path: Path, parts: Iterable[str]) -> None:
    """Write a text that comes in parts, with its own line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(parts)
