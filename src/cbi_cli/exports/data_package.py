"""Describe the CSV tables as a data package (https://datapackage.org), which other programs read and check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cbi_cli.exports.csv_files import file_name, write_csv
from cbi_cli.exports.dataset import ExportedDataset
from cbi_cli.exports.distribution import doi_address, license_address
from cbi_cli.exports.files import describe_file, write_text
from cbi_cli.exports.table_rows import DatasetTables
from cbi_cli.exports.tables import Column, ForeignKey, Table
from cbi_cli.formats.json import format_json

DESCRIPTOR = "datapackage.json"
TABLES_FOLDER = "data"
"""The folder of the tables in a download that has nothing else."""

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    "text": "string",
    "partial-date": "string",
    "date": "date",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}
_PARTIAL_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(\.\.[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?"
_CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def write_data_package(dataset: ExportedDataset, folder: Path) -> dict[str, int]:
    """Write the tables and their descriptor into a folder, and return the number of rows of each."""
    place = folder / TABLES_FOLDER
    place.mkdir()
    counts = write_csv(dataset, place)
    write_descriptor(dataset, folder, TABLES_FOLDER)
    return counts


def write_descriptor(dataset: ExportedDataset, folder: Path, tables_folder: str) -> None:
    """Write the descriptor of tables that are in a folder inside a download already."""
    descriptor = make_descriptor(dataset, folder, tables_folder)
    write_text(folder / DESCRIPTOR, format_json(descriptor))


def make_descriptor(dataset: ExportedDataset, folder: Path, tables_folder: str) -> dict[str, Any]:
    """Return the descriptor, with sizes and checksums of the files of the tables."""
    record = dataset.record
    descriptor: dict[str, Any] = {"$schema": _PROFILE, "name": dataset.id, "title": dataset.title}
    if record.get("note"):
        descriptor["description"] = record["note"]
    if record.get("homepage"):
        descriptor["homepage"] = record["homepage"]
    if record.get("doi"):
        descriptor["id"] = doi_address(record["doi"])
    descriptor["version"] = dataset.version
    # Without a day of release, the day is not known; the clock would make every build differ.
    if record.get("released"):
        descriptor["created"] = f"{record['released']}T00:00:00Z"
    descriptor["licenses"] = [_license(dataset.license)]
    contributors = list(_contributors(record))
    if contributors:
        descriptor["contributors"] = contributors
    descriptor["sources"] = list(_sources(dataset))
    tables = DatasetTables(dataset).tables
    descriptor["resources"] = [_resource(table, folder, tables_folder) for table in tables]
    return descriptor


def _license(name: str) -> dict[str, str]:
    address = license_address(name)
    if address:
        return {"name": name, "path": address}
    return {"name": "other", "title": name}


def _contributors(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if record.get("publisher"):
        yield {"title": record["publisher"], "roles": ["publisher"]}
    for maintainer in record.get("maintainer", ()):
        contributor: dict[str, Any] = {"title": maintainer["name"], "roles": ["maintainer"]}
        if maintainer.get("url"):
            contributor["path"] = maintainer["url"]
        yield contributor


def _sources(dataset: ExportedDataset) -> Iterator[dict[str, str]]:
    for source in dataset.snapshot.records("source"):
        entry = {"title": source["title"]}
        if source.get("url"):
            entry["path"] = source["url"]
        yield entry


def _resource(table: Table, folder: Path, tables_folder: str) -> dict[str, Any]:
    path = f"{tables_folder}/{file_name(table.name)}"
    file = describe_file(folder, path)
    resource: dict[str, Any] = {"name": table.name, "type": "table", "path": path}
    resource["description"] = table.description
    resource |= _CSV
    resource["bytes"] = file.size
    resource["hash"] = f"sha256:{file.sha256}"
    resource["schema"] = _schema(table)
    return resource


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    schema["primaryKey"] = list(table.key)
    keys = [_foreign_key(table, key) for key in table.foreign_keys]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.description}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.type == "partial-date":
        constraints["pattern"] = _PARTIAL_DATE
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(table: Table, key: ForeignKey) -> dict[str, Any]:
    # A table refers to itself by an empty name.
    resource = "" if key.table == table.name else key.table
    return {"fields": list(key.columns), "reference": {"resource": resource, "fields": list(key.to_columns)}}
