"""What search engines, hosts and programs get of a site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from xml.etree import ElementTree

import pytest

from cbi_cli.api import validate_files
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.update import build_from_dataset
from cbi_cli.publish import sitemap
from cbi_cli.publish.build import build_site
from cbi_cli.publish.root_files import CONTENT_POLICY
from cbi_cli.publish.site import Site, SiteOptions
from cbi_cli.publish.sitemap import make_sitemap
from tests.datasets import EDITION, dataset_files, event_toml
from tests.unit.publish.pages import PageReader

BASE = "https://example.org/x/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HEAD_ES = """
schema = 3
id = "ab"
title = "Interactions between A and B"
title_es = "Interacciones entre A y B"
version = "1.0.0"
license = "CC0-1.0"
languages = ["en", "es"]
covers_until = 2022-12-31
between = ["aa", "bb"]
party = [{ id = "aa", name = "A", name_es = "A" }, { id = "bb", name = "B", name_es = "B" }]
"""


FORMER = "event/2022-05-02-meeting.html"
"""The page of a former id, which stands for another one."""

WITHDRAWN = """
[[withdrawn]]
kind = "event"
id = "2022-06-01-meeting"
title = "A mistake"
title_es = "Un error"
date = 2022-07-01
reason = "it never took place"
reason_es = "no se realizó"
"""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    more = ['title = "A pact"', 'title_es = "Un pacto"', 'former_ids = ["2022-05-02-meeting"]']
    event = event_toml("2022-05-01", *more)
    # The other records have no Spanish, which is shown in English then.
    files = dataset_files(event, dataset=HEAD_ES, edition_2022=EDITION, withdrawn=WITHDRAWN)
    dataset, _ = validate_files(files, date(2026, 11, 24))
    return build_from_dataset(dataset)


def build(snapshot: Snapshot, base_url: str) -> dict[str, bytes]:
    return {file.path: file.content for file in build_site(snapshot, SiteOptions(base_url))}


@pytest.fixture(scope="module")
def files(snapshot: Snapshot) -> Mapping[str, bytes]:
    return build(snapshot, BASE)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, PageReader]:
    return {path: PageReader(content.decode()) for path, content in files.items() if path.endswith(".html")}


def test_pages_name_each_other_in_all_languages(pages: Mapping[str, PageReader]) -> None:
    """Each says its own address, and the two languages name the same three addresses."""
    localized = [path for path in pages if path.startswith("en/") and path != f"en/{FORMER}"]
    assert len(localized) > 2
    (moved,) = pages[f"es/{FORMER}"].all("link", rel="canonical")
    assert moved["href"] == f"{BASE}es/event/2022-05-01-meeting.html"
    for path in localized:
        alternates = []
        for lang in ("en", "es"):
            page = pages[path.replace("en/", f"{lang}/", 1)]
            (canonical,) = page.all("link", rel="canonical")
            assert canonical["href"] == f"{BASE}{lang}/{path.removeprefix('en/')}"
            links = [link for link in page.all("link", rel="alternate") if "hreflang" in link]
            alternates.append({link["hreflang"]: link["href"] for link in links})
            (locale,) = page.all("meta", property="og:locale")
            assert locale["content"] == {"en": "en_US", "es": "es_MX"}[lang]
            (address,) = page.all("meta", property="og:url")
            assert address["content"] == canonical["href"]
        assert alternates[0] == alternates[1]
        assert alternates[0]["es"] == f"{BASE}es/{path.removeprefix('en/')}"
        default = "index.html" if path == "en/index.html" else path
        assert alternates[0]["x-default"] == f"{BASE}{default}"


def test_without_an_address_nothing_needs_one(snapshot: Snapshot) -> None:
    """There is no canonical address and no sitemap, but everything that works by itself."""
    files = build(snapshot, "")
    assert "sitemap.xml" not in files
    assert b"Sitemap" not in files["robots.txt"]
    page = PageReader(files["en/index.html"].decode())
    assert not page.all("link", rel="canonical")
    assert not page.all("meta", property="og:url")
    assert not page.metadata()
    assert "data/data.json" not in files
    assert "id/event/2022-05-01-meeting/index.html" in files


def test_the_sitemap_has_every_page(files: Mapping[str, bytes], pages: Mapping[str, PageReader]) -> None:
    """Each with its twins; a page is missing in none."""
    root = ElementTree.fromstring(files["sitemap.xml"])
    addresses = [url.findtext(f"{SITEMAP}loc") for url in root]
    localized = [f"{BASE}{path}" for path in pages if path.startswith(("en/", "es/")) and not path.endswith(FORMER)]
    assert sorted(map(str, addresses)) == sorted(localized)
    twins = [(link.get("hreflang"), link.get("href")) for link in root[0].iter(f"{XHTML}link")]
    assert twins[0] == ("en", addresses[0])
    assert [lang for lang, _ in twins] == ["en", "es", "x-default"]
    assert f"Sitemap: {BASE}sitemap.xml\n" in files["robots.txt"].decode()


def test_a_long_sitemap_is_split(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first file lists the others, which have all addresses."""
    monkeypatch.setattr(sitemap, "MAX_ADDRESSES", 2)
    pages = [("en", f"{number}.html") for number in range(5)]
    made = {file.path: file.content for file in make_sitemap(Site(snapshot, SiteOptions(BASE)), pages)}
    index = ElementTree.fromstring(made["sitemap.xml"])
    names = [str(one.findtext(f"{SITEMAP}loc")).removeprefix(BASE) for one in index]
    assert names == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    sizes = [len(ElementTree.fromstring(made[name])) for name in names]
    assert sizes == [2, 2, 1]


def test_the_day_of_the_version_is_that_of_the_pages(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version without a day says none."""
    site = Site(snapshot, SiteOptions(BASE))
    (without,) = make_sitemap(site, [("en", "a.html")])
    assert b"lastmod" not in without.content
    site.dataset = {**site.dataset, "released": "2023-05-04"}
    (dated,) = make_sitemap(site, [("en", "a.html")])
    assert b"<lastmod>2023-05-04</lastmod>" in dated.content


def test_the_host_is_told_what_pages_may_load(files: Mapping[str, bytes]) -> None:
    """The policy holds for all, and programs on other sites may read data."""
    lines = files["_headers"].decode().splitlines()
    assert lines[0] == "/*"
    assert f"  Content-Security-Policy: {CONTENT_POLICY}" in lines
    assert lines[-4:] == [
        "/data/*",
        "  Access-Control-Allow-Origin: *",
        "/api/*",
        "  Access-Control-Allow-Origin: *",
    ]
    assert files[".nojekyll"] == b""


def test_a_wrong_address_is_answered_in_both_languages(files: Mapping[str, bytes]) -> None:
    """Its links are full, since it is shown at any address."""
    page = PageReader(files["404.html"].decode())
    assert "There is no such page" in page.text
    assert "No existe esa página" in page.text
    addresses = [link["href"] for link in page.all("a")]
    assert f"{BASE}es/search.html" in addresses
    assert all(address.startswith(BASE) for address in addresses)


def test_the_data_page_lists_every_file(files: Mapping[str, bytes], pages: Mapping[str, PageReader]) -> None:
    """Each with its size and its checksum, which are those of the file."""
    for lang in ("en", "es"):
        page = pages[f"{lang}/data.html"]
        listed = [link["href"].removeprefix("../") for link in page.all("a") if "download" in link]
        described = {"data/data.json", "data/dataset.jsonld"}
        assert sorted(listed) == sorted(path for path in files if path.startswith("data/") and path not in described)
        assert "data/csv/event.csv" in listed
        for path in listed:
            assert hashlib.sha256(files[path]).hexdigest() in page.text
            assert f"{len(files[path]):,}" in page.text
    (row,) = [text for text in pages["en/data.html"].text.split("data/") if text.startswith("csv/event.csv")]
    assert row.split()[1:3] == ["1", f"{len(files['data/csv/event.csv']):,}"]
    assert "Interacciones entre A y B" in pages["es/data.html"].text


def test_search_engines_learn_of_the_dataset(files: Mapping[str, bytes], pages: Mapping[str, PageReader]) -> None:
    """On the home page and with its files on the data page, in the language of the page."""
    (home,) = [one for one in pages["es/index.html"].metadata() if one["@type"] == "Dataset"]
    assert (home["name"], home["version"], home["url"]) == ("Interacciones entre A y B", "1.0.0", BASE)
    (catalog,) = [one for one in pages["en/data.html"].metadata() if one["@type"] == "DataCatalog"]
    (dataset,) = catalog["dataset"]
    addresses = {file["contentUrl"]: file["sha256"] for file in dataset["distribution"]}
    assert addresses[f"{BASE}data/sqlite/ab.sqlite"] == hashlib.sha256(files["data/sqlite/ab.sqlite"]).hexdigest()
    assert f"{BASE}data/datapackage.json" in addresses
    assert json.loads(files["data/data.json"])["dataset"][0]["distribution"]
    assert json.loads(files["data/dataset.jsonld"])["@type"] == "Dataset"


def test_search_engines_learn_of_an_event(pages: Mapping[str, PageReader]) -> None:
    """In the language of its page, with its day and the way to it."""
    documents = {one["@type"]: one for one in pages["es/event/2022-05-01-meeting.html"].metadata()}
    event = documents["Event"]
    assert (event["name"], event["startDate"]) == ("Un pacto", "2022-05-01")
    assert event["url"] == f"{BASE}es/event/2022-05-01-meeting.html"
    assert documents["BreadcrumbList"]["itemListElement"][-1]["name"] == "Un pacto"


def test_a_permanent_address_leads_to_both_languages(files: Mapping[str, bytes]) -> None:
    """And to the record as JSON."""
    page = PageReader(files["id/event/2022-05-01-meeting/index.html"].decode())
    assert "A pact" in page.text
    assert "Un pacto" in page.text
    addresses = [link["href"] for link in page.all("a")]
    assert addresses == [
        "../../../en/event/2022-05-01-meeting.html",
        "../../../es/event/2022-05-01-meeting.html",
        "../../../api/1/event/2022.json",
    ]
    for old_id, path in (
        ("2022-05-02-meeting", "event/2022-05-01-meeting.html"),
        ("2022-06-01-meeting", "event/2022-06-01-meeting.html"),
    ):
        old = PageReader(files[f"id/event/{old_id}/index.html"].decode())
        assert [link["href"] for link in old.all("a")] == [f"../../../en/{path}", f"../../../es/{path}"]
        assert f"es/{path}" in files
    assert "id/institution/talks/index.html" in files
    assert "id/edition/2022/index.html" in files


def test_programs_get_the_documents_of_the_reports(files: Mapping[str, bytes]) -> None:
    """The index lists them, and each has the shape of the contract."""
    index = json.loads(files["api/1/index.json"])
    assert index["files"] == ["event/2022.json", "gaps.json", "scorecard/2022.json"]
    assert index["dataset"] == {"id": "ab", "version": "1.0.0"}
    card = json.loads(files["api/1/scorecard/2022.json"])
    assert (card["schema"], card["rows"][0]["status"]) == ("cbi/scorecard/1", "green")
    assert json.loads(files["api/1/gaps.json"])["series"][0]["id"] == "talks-row"
    (event,) = json.loads(files["api/1/event/2022.json"])["events"]
    assert (event["id"], event["title_es"]) == ("2022-05-01-meeting", "Un pacto")


def test_pages_load_nothing_from_elsewhere(pages: Mapping[str, PageReader]) -> None:
    """No style, script or picture has a full address, whatever the address of the site."""
    for path, page in pages.items():
        if path == "404.html":
            continue
        for tag, key in (("script", "src"), ("img", "src"), ("source", "srcset"), ("iframe", "src")):
            assert not [one for one in page.all(tag) if "://" in one.get(key, "")], path
        assert not [one for one in page.all("link", rel="stylesheet") if "://" in one["href"]], path
