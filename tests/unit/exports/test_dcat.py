"""The catalog of DCAT-US, held against what its version 1.1 requires and knows."""

from __future__ import annotations

import json
from typing import Any

from cbi_cli.exports.dcat import describe_catalog
from cbi_cli.exports.distribution import Distribution
from cbi_cli.exports.publication import Publication
from cbi_cli.formats.json import format_json
from cbi_cli.index.snapshot import Snapshot
from tests.datasets import build_snapshot
from tests.unit.exports.conftest import DAY, HOSTILE

PLACE = Publication(DAY, "https://example.org/us-mexico/")
REQUIRED = {
    *("title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"),
}
"""What a dataset has to have; two further keys are for offices of the United States alone."""

KNOWN = REQUIRED | {
    *("@type", "license", "rights", "spatial", "temporal", "distribution", "accrualPeriodicity", "conformsTo"),
    *("dataQuality", "describedBy", "describedByType", "isPartOf", "issued", "language", "landingPage"),
    *("primaryITInvestmentUII", "references", "systemOfRecords", "theme"),
}
FILE_KEYS = {
    "@type",
    "accessURL",
    "conformsTo",
    "describedBy",
    "description",
    "downloadURL",
    "format",
    "mediaType",
    "title",
}


def find_problems(catalog: dict[str, Any]) -> set[str]:
    """The keys that are missing or unknown."""
    problems = {"conformsTo", "dataset"} - set(catalog)
    for dataset in catalog.get("dataset", ()):
        problems |= REQUIRED - set(dataset)
        problems |= set(dataset) - KNOWN
        for file in dataset.get("distribution", ()):
            problems |= set(file) - FILE_KEYS
            if "downloadURL" in file and "mediaType" not in file:
                problems.add("mediaType")
    return problems


def test_the_shipped_dataset_lacks_nothing_that_it_knows(us_mexico: Snapshot) -> None:
    """It names nobody to write to, which the catalog does not make up."""
    files = [
        Distribution("All records", "https://example.org/us-mexico/data/dataset.json", "application/json"),
        Distribution("Beside the catalog", "dataset.ndjson", "application/x-ndjson"),
    ]
    catalog = json.loads(format_json(describe_catalog(us_mexico, PLACE, files)))
    assert find_problems(catalog) == {"contactPoint"}
    (dataset,) = catalog["dataset"]
    assert dataset["identifier"] == "tag:example.org,2026:us-mexico"
    assert dataset["modified"] == "2024-02-29"
    assert dataset["temporal"] == "1907-01-01/2023-12-31"
    assert dataset["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert dataset["spatial"] == "United States, Mexico"
    assert dataset["landingPage"] == "https://example.org/us-mexico/"
    assert {"Security", "United States"} <= set(dataset["keyword"])
    assert [file["title"] for file in dataset["distribution"]] == ["All records"]


def test_planted_faults_are_found(us_mexico: Snapshot) -> None:
    catalog = describe_catalog(us_mexico, PLACE, [Distribution("x", "https://example.org/x", "text/csv")])
    (dataset,) = catalog["dataset"]
    dataset["contactPoint"] = {}
    assert find_problems(catalog) == set()
    del dataset["keyword"]
    dataset["autor"] = "x"
    del dataset["distribution"][0]["mediaType"]
    assert find_problems(catalog) == {"keyword", "autor", "mediaType"}


def test_a_dataset_without_events_covers_its_last_day() -> None:
    (dataset,) = describe_catalog(build_snapshot(), PLACE)["dataset"]
    assert dataset["temporal"] == "2022-01-01/2022-12-31"
    assert dataset["description"] == "Interactions between A and B"


def test_hostile_texts_come_back_unchanged(hostile: Snapshot) -> None:
    (dataset,) = json.loads(format_json(describe_catalog(hostile, PLACE)))["dataset"]
    assert dataset["title"] == HOSTILE[0]
    assert set(dataset["keyword"]) >= set(HOSTILE)
