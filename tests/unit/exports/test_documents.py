"""The documents of a download: their files, and what they say of each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import icalendar
import pytest

from cbi_cli.exports.download import write_download
from cbi_cli.exports.registry import ExportName
from cbi_cli.index.snapshot import Snapshot
from tests.datasets import HEAD, build_snapshot, event_toml

EVENTS = (event_toml("2021-05-04"), event_toml("2022-07"))
BESIDE = {"README.md", "SHA256SUMS", "manifest.json"}


@pytest.fixture(scope="module")
def french() -> Snapshot:
    """A dataset in two languages, one of which the program does not speak."""
    head = HEAD.replace('["en"]', '["en", "fr"]').replace("title =", 'title_fr = "Rencontres de A et B"\ntitle =')
    head = head.replace('name = "A"', 'name = "A", name_fr = "A"').replace('name = "B"', 'name = "B", name_fr = "B"')
    head = head.replace('name = "C"', 'name = "C", name_fr = "C"')
    return build_snapshot(
        dataset=head, source='[[source]]\nid = "book"\ntitle = "Book"\n', institutions="", indicators=""
    )


@pytest.mark.parametrize(
    ("choice", "files"),
    [
        ("json", {"ab.json"}),
        ("ndjson", {"ab.ndjson"}),
        ("ics", {"ab.en.ics", "ab-expected.en.ics"}),
        ("atom", {"ab.en.atom"}),
        ("jsonfeed", {"ab.en.json"}),
        ("jsonld", {"dataset.jsonld"}),
        ("dcat", {"data.json"}),
    ],
)
def test_a_format_has_these_files(choice: ExportName, files: set[str], tmp_path: Path) -> None:
    written = write_download(build_snapshot(*EVENTS), tmp_path / "a", choice)
    assert {path.name for path in (tmp_path / "a").iterdir()} == files | BESIDE
    assert written.formats[choice]["event"] == 2
    readme = (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    assert "| event | 2 |" in readme
    # Every file that the readme names by its pattern is there.
    assert any(name.replace("ab", "NAME").replace(".en.", ".LANGUAGE.") in readme for name in files)


def test_documents_have_their_own_line_ends(tmp_path: Path) -> None:
    """A calendar ends its lines as its standard wants it, on every system."""
    write_download(build_snapshot(*EVENTS), tmp_path / "a", "ics")
    content = (tmp_path / "a" / "ab.en.ics").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") > 20
    write_download(build_snapshot(*EVENTS), tmp_path / "b", "json")
    assert b"\r" not in (tmp_path / "b" / "ab.json").read_bytes()


def test_every_language_of_the_dataset_has_a_calendar(french: Snapshot, tmp_path: Path) -> None:
    write_download(french, tmp_path / "a", "ics")
    text = (tmp_path / "a" / "ab.fr.ics").read_text(encoding="utf-8")
    assert icalendar.Calendar.from_ical(text)["X-WR-CALNAME"] == "Rencontres de A et B"
    assert (tmp_path / "a" / "ab.en.ics").is_file()


def test_the_description_beside_all_formats_names_their_files(tmp_path: Path) -> None:
    """Each file with all records is there with its size and its checksum, and no other is named."""
    write_download(build_snapshot(*EVENTS), tmp_path / "all", "all")
    document = json.loads((tmp_path / "all" / "dataset.jsonld").read_text(encoding="utf-8"))
    found = {file["contentUrl"]: (file["contentSize"], file["sha256"]) for file in document["distribution"]}
    expected = {}
    for address in ("json/ab.json", "ndjson/ab.ndjson", "sqlite/ab.sqlite", "xlsx/ab.xlsx"):
        content = (tmp_path / "all" / address).read_bytes()
        expected[address] = (f"{len(content)} B", hashlib.sha256(content).hexdigest())
    assert found == expected
    catalog = json.loads((tmp_path / "all" / "data.json").read_text(encoding="utf-8"))
    # Where they will be on the web is not known.
    assert "distribution" not in catalog["dataset"][0]
