"""Describe a dataset and its pages in the words of schema.org, as JSON-LD for search engines.

What the dataset does not say of itself is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cbi_cli.exports.distribution import Distribution, doi_address, license_address
from cbi_cli.exports.feeds import dataset_authors
from cbi_cli.exports.publication import Publication
from cbi_cli.formats.json import dump_json
from cbi_cli.formats.links import is_safe_link
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.reports.common import covers_until, dataset_title, record_text

JsonLd = dict[str, Any]

CONTEXT = "https://schema.org"
_MAX_DESCRIPTION = 5000
"""Search engines do not take longer ones."""

_MARKUP = re.compile("[<>&]")


def describe_dataset(
    snapshot: Snapshot, publication: Publication, distributions: Sequence[Distribution] = (), lang: str = "en"
) -> JsonLd:
    """Return the document of the dataset, with the files in which it can be had."""
    dataset = snapshot.records("dataset")[0]
    title = dataset_title(snapshot).text(lang)
    note = record_text(dataset, "note").text(lang)
    description = note or title
    authors = dataset_authors(dataset)
    document: JsonLd = {"@context": CONTEXT, "@type": "Dataset"}
    _set(document, "@id", publication.home)
    document["name"] = title
    document["description"] = description[:_MAX_DESCRIPTION]
    _set(document, "url", publication.home)
    doi = dataset.get("doi", "")
    _set(document, "identifier", doi_address(doi))
    _set(document, "sameAs", dataset.get("homepage"))
    document["version"] = dataset["version"]
    _set(document, "dateModified", dataset.get("released"))
    document["license"] = _describe_license(dataset["license"])
    document["isAccessibleForFree"] = True
    document["inLanguage"] = list(dataset["languages"])
    document["creator"] = [describe_organization(name) for name in authors]
    if dataset.get("publisher"):
        document["publisher"] = describe_organization(dataset["publisher"])
    document["temporalCoverage"] = covered_time(snapshot)
    document["spatialCoverage"] = [_describe("Place", name=name) for name in party_names(dataset, lang)]
    _set(document, "keywords", topic_labels(snapshot, lang))
    _set(document, "distribution", [_describe_file(one) for one in distributions])
    return document


def party_names(dataset: Mapping[str, Any], lang: str) -> list[str]:
    """Return the names of the parties that a dataset is about."""
    names: list[str] = []
    for party in dataset["party"]:
        if party["id"] in dataset["between"]:
            name = record_text(party, "name")
            names.append(name.text(lang))
    return names


def topic_labels(snapshot: Snapshot, lang: str) -> list[str]:
    """Return the labels of all topics."""
    labels = [record_text(topic, "label") for topic in snapshot.records("topic")]
    return [label.text(lang) for label in labels]


def describe_catalog(name: str, address: str, dataset: JsonLd) -> JsonLd:
    """Return the document of a page that offers a dataset, with the document of that dataset."""
    described = {key: value for key, value in dataset.items() if key != "@context"}
    document = _describe("DataCatalog", name=name)
    _set(document, "url", address)
    document["dataset"] = [described]
    return {"@context": CONTEXT, **document}


def describe_organization(name: str) -> JsonLd:
    """Return somebody who made or published something."""
    return _describe("Organization", name=name)


def describe_breadcrumbs(steps: Iterable[tuple[str, str]]) -> JsonLd:
    """Return the way to a page: the title and the full address of each step, with an empty one for the page itself."""
    items: list[JsonLd] = []
    for position, (title, address) in enumerate(steps, start=1):
        item: JsonLd = {"@type": "ListItem", "position": position, "name": title}
        _set(item, "item", address)
        items.append(item)
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def covered_time(snapshot: Snapshot) -> str:
    """Return the time that a dataset is about, from its first event to its last covered day: `1907/2023-12-31`."""
    last_day = covers_until(snapshot).isoformat()
    first_year = snapshot.rows("SELECT MIN(year) AS year FROM event WHERE held = 1")[0]["year"]
    if first_year is None:
        return last_day
    return f"{first_year:04d}/{last_day}"


def script_text(document: Mapping[str, Any]) -> str:
    """Return a document as the content of a script element, which no text in it can end."""
    return _MARKUP.sub(_escape, dump_json(document))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _describe(kind: str, **values: Any) -> JsonLd:
    return {"@type": kind, **values}


def _describe_license(name: str) -> JsonLd | str:
    """Return the address of a license, or what its name is if that has none."""
    return license_address(name) or _describe("CreativeWork", name=name)


def _describe_file(file: Distribution) -> JsonLd:
    described = _describe("DataDownload", name=file.title, contentUrl=file.address, encodingFormat=file.media_type)
    if file.size is not None:
        described["contentSize"] = f"{file.size} B"
    _set(described, "sha256", file.sha256)
    return described


def _set(document: JsonLd, key: str, value: Any) -> None:
    """Set a value unless it is empty; an address only if it may become a link."""
    if not value:
        return
    if key in ("@id", "url", "sameAs", "item") and not is_safe_link(value):
        return
    document[key] = value
