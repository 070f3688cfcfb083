"""Documents of schema.org, held against a list of its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from cbi_cli.exports.distribution import Distribution, doi_address, license_address
from cbi_cli.exports.publication import Publication
from cbi_cli.exports.schema_org import describe_breadcrumbs, describe_catalog, describe_dataset, script_text
from cbi_cli.exports.schema_org_event import EventDescriber
from cbi_cli.index.snapshot import Snapshot
from tests.datasets import build_snapshot, event_toml
from tests.hostile.texts import ALL_TEXTS
from tests.unit.exports.conftest import DAY, HOSTILE, page_address

PLACE = Publication(DAY, "https://example.org/", page_address)
FILE = Distribution("All records", "https://example.org/data/dataset.json", "application/json", 12, "ab" * 32)
THING = {"@type", "@id", "name", "description", "url", "identifier", "sameAs", "subjectOf"}
WORK = THING | {
    *("version", "dateModified", "license", "isAccessibleForFree", "inLanguage", "creator", "publisher"),
    *("temporalCoverage", "spatialCoverage", "keywords", "about"),
}
WORDS = {
    "Dataset": WORK | {"distribution", "includedInDataCatalog"},
    "DataCatalog": WORK | {"dataset"},
    "DataDownload": WORK | {"contentUrl", "encodingFormat", "contentSize", "sha256"},
    "CreativeWork": WORK,
    "Organization": THING,
    "Person": THING,
    "Thing": THING,
    "Place": THING | {"address"},
    "PostalAddress": THING | {"addressLocality", "addressRegion", "addressCountry"},
    "Event": THING | {"startDate", "endDate", "eventStatus", "eventAttendanceMode", "location", "about", "attendee"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
}
"""The words of schema.org that a thing of each type may have, of those that we use."""


def find_unknown(value: Any) -> Iterator[str]:
    """The words that schema.org does not have at their place."""
    if isinstance(value, list):
        for one in value:
            yield from find_unknown(one)
    elif isinstance(value, dict):
        kind = value.get("@type", "nothing")
        for key, inner in value.items():
            if key != "@context" and key not in WORDS.get(kind, set()):
                yield f"{kind}.{key}"
            yield from find_unknown(inner)


class _Scripts(HTMLParser):
    """What a browser finds in a page: its elements, and the content of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.content = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.content += data


def test_the_shipped_dataset_has_known_words_only(us_mexico: Snapshot) -> None:
    document = describe_dataset(us_mexico, PLACE, [FILE])
    assert list(find_unknown(document)) == []
    assert document["name"] == "Institutional interactions between the United States and Mexico"
    assert document["temporalCoverage"] == "1907/2023-12-31"
    assert document["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert document["inLanguage"] == ["en", "es"]
    assert [place["name"] for place in document["spatialCoverage"]] == ["United States", "Mexico"]
    assert document["distribution"] == [
        {
            "@type": "DataDownload",
            "name": "All records",
            "contentUrl": "https://example.org/data/dataset.json",
            "encodingFormat": "application/json",
            "contentSize": "12 B",
            "sha256": "ab" * 32,
        }
    ]
    spanish = describe_dataset(us_mexico, PLACE, lang="es")
    assert spanish["name"] == "Interacciones institucionales entre Estados Unidos y México"
    assert list(find_unknown(describe_catalog("Data", "https://example.org/en/data.html", document))) == []


def test_a_planted_word_is_found(us_mexico: Snapshot) -> None:
    document = describe_dataset(us_mexico, PLACE)
    document["creator"][0]["maintainer"] = "nobody"
    document["datePublished"] = "2024"
    assert sorted(find_unknown(document)) == ["Dataset.datePublished", "Organization.maintainer"]


def test_every_event_has_known_words_only(us_mexico: Snapshot) -> None:
    describer = EventDescriber(us_mexico, PLACE, "en")
    for event in us_mexico.records("event"):
        document = describer.describe(event)
        assert list(find_unknown(document)) == []
        if ".." not in event["start"]:
            assert document["startDate"] == event["start"]
    document = describer.describe(us_mexico.record("event", "2022-01-20-secretary-of-energy-visit") or {})
    assert document["location"] == {
        "@type": "Place",
        "name": "Mexico City",
        "address": {"@type": "PostalAddress", "addressLocality": "Mexico City", "addressCountry": "Mexico"},
    }
    assert document["eventStatus"] == "https://schema.org/EventScheduled"
    assert document["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert document["attendee"][0] == {"@type": "Person", "name": "Jennifer Granholm"}
    assert (document["startDate"], document["endDate"]) == ("2022-01-20", "2022-01-20")
    spanish = EventDescriber(us_mexico, PLACE, "es").describe(us_mexico.records("event")[0])
    assert spanish["name"] == us_mexico.records("event")[0]["title_es"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2022-03-04", "2022-03-04"),
        ("2022-03", "2022-03"),
        ("2022", "2022"),
        ("2020-07-02..2020-07-11", "2020-07"),
        ("2020-07..2020-09", "2020"),
        ("2020-07..2021-05", ""),
        ("2020..2020-03", "2020"),
    ],
)
def test_a_partial_date_says_no_more_than_is_known(start: str, expected: str) -> None:
    snapshot = build_snapshot(event_toml(start, 'id = "2020-a"' if ".." in start else f'id = "{start}-a"'))
    document = EventDescriber(snapshot, PLACE, "en").describe(snapshot.records("event")[0])
    assert document.get("startDate", "") == expected


def test_a_source_that_is_cited_twice_is_named_once() -> None:
    snapshot = build_snapshot(event_toml("2022-01-02", 'sources = ["book", "book#p1"]'))
    document = EventDescriber(snapshot, PLACE, "en").describe(snapshot.records("event")[0])
    assert document["subjectOf"] == [{"@type": "CreativeWork", "name": "The book"}]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("planned", "EventScheduled"), ("postponed", "EventPostponed"), ("cancelled", "EventCancelled")],
)
def test_an_event_has_its_status(status: str, expected: str) -> None:
    snapshot = build_snapshot(event_toml("2022-01-02", f'status = "{status}"'))
    document = EventDescriber(snapshot, PLACE, "en").describe(snapshot.records("event")[0])
    assert document["eventStatus"] == f"https://schema.org/{expected}"


def test_breadcrumbs_are_counted_and_the_last_has_no_address() -> None:
    document = describe_breadcrumbs([("Home", "https://example.org/"), ("This page", "")])
    assert list(find_unknown(document)) == []
    assert document["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://example.org/"},
        {"@type": "ListItem", "position": 2, "name": "This page"},
    ]


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_no_text_ends_the_script_or_is_changed(name: str) -> None:
    text = ALL_TEXTS[name]
    found = _Scripts(f'<script type="application/ld+json">{script_text({"name": text})}</script>')
    assert found.elements == ["script"]
    assert json.loads(found.content) == {"name": text}
    # Without the escapes a text would end it: the parser sees what follows as elements.
    if name == "closing tags":
        unescaped = json.dumps({"name": "</script><img>"})
        assert _Scripts(f"<script>{unescaped}</script>").elements == ["script", "img"]


def test_hostile_texts_come_back_unchanged(hostile: Snapshot) -> None:
    describer = EventDescriber(hostile, PLACE, "en")
    documents = [describer.describe(event) for event in hostile.records("event")]
    assert [json.loads(script_text(one))["name"] for one in documents[: len(HOSTILE)]] == HOSTILE
    assert all(list(find_unknown(one)) == [] for one in documents)


def test_a_license_and_a_doi_have_addresses_only_if_they_are_such() -> None:
    assert license_address("CC0-1.0") == "https://spdx.org/licenses/CC0-1.0.html"
    assert license_address("see the contract") == ""
    assert doi_address("10.5281/zenodo.123") == "https://doi.org/10.5281/zenodo.123"
    assert doi_address("https://doi.org/10.5281/zenodo.123") == "https://doi.org/10.5281/zenodo.123"
    assert doi_address("javascript:alert(1)") == ""
