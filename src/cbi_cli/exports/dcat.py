"""Describe a dataset as a catalog of DCAT-US 1.1 (`data.json`), which public catalogs collect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cbi_cli.exports.distribution import Distribution, license_address
from cbi_cli.exports.feeds import dataset_authors
from cbi_cli.exports.publication import Publication, tag_prefix
from cbi_cli.exports.schema_org import party_names, topic_labels
from cbi_cli.formats.links import is_safe_link
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until, dataset_title, record_text

_SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"

Table = dict[str, Any]


def describe_catalog(snapshot: Snapshot, publication: Publication, distributions: Sequence[Distribution] = ()) -> Table:
    """Return the catalog with the one dataset.

    Files without a full address are left out. A dataset without a contact has no `contactPoint`, which the standard
    requires: nobody is named who did not ask for it.
    """
    return {
        "@context": f"{_SCHEMA}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
        "dataset": [_describe_dataset(snapshot, publication, distributions)],
    }


def _describe_dataset(snapshot: Snapshot, publication: Publication, distributions: Sequence[Distribution]) -> Table:
    dataset = snapshot.records("dataset")[0]
    title = dataset_title(snapshot).en
    note = record_text(dataset, "note").en
    names = dataset_authors(dataset)
    publisher = ", ".join(names)
    parties = party_names(dataset, "en")
    prefix = tag_prefix(snapshot, publication)
    described: Table = {"@type": "dcat:Dataset", "title": title}
    described["identifier"] = prefix.removesuffix("/")
    described["description"] = note or title
    described["keyword"] = [*topic_labels(snapshot, "en"), *parties]
    described["modified"] = publication.day.isoformat()
    described["publisher"] = {"@type": "org:Organization", "name": publisher}
    described["accessLevel"] = "public"
    described["language"] = list(dataset["languages"])
    described["spatial"] = ", ".join(parties)
    described["temporal"] = _covered_days(snapshot)
    contact = _describe_contact(dataset, names[0])
    if contact:
        described["contactPoint"] = contact
    license_url = license_address(dataset["license"])
    if license_url:
        described["license"] = license_url
    landing_page = dataset.get("homepage") or publication.home
    if is_safe_link(landing_page):
        described["landingPage"] = landing_page
    files = [_describe_file(one) for one in distributions if is_safe_link(one.address)]
    if files:
        described["distribution"] = files
    return described


def _describe_contact(dataset: Mapping[str, Any], name: str) -> Table:
    """Return whom to ask, empty if the dataset names no address for mail."""
    contact = dataset.get("contact", "").removeprefix("mailto:")
    if "@" not in contact:
        return {}
    return {"@type": "vcard:Contact", "fn": name, "hasEmail": f"mailto:{contact}"}


def _covered_days(snapshot: Snapshot) -> str:
    """Return the first and the last day that the dataset is about."""
    last_day = covers_until(snapshot)
    first_year = snapshot.rows("SELECT MIN(year) AS year FROM event WHERE held = 1")[0]["year"] or last_day.year
    first_day = date(first_year, 1, 1)
    return f"{min(first_day, last_day).isoformat()}/{last_day.isoformat()}"


def _describe_file(file: Distribution) -> Table:
    return {
        "@type": "dcat:Distribution",
        "title": file.title,
        "downloadURL": file.address,
        "mediaType": file.media_type,
    }
