"""The day of a version and the age of its records come from the dataset, never from the clock."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from cbi_cli.exports.download import write_download
from cbi_cli.exports.publication import Publication, RecordHistory, read_histories, release_day, tag_prefix
from tests.datasets import HEAD, build_snapshot, event_toml

RELEASES = """
[[release]]
version = "0.9.0"
date = 2023-01-02

[[release]]
version = "1.0.0"
date = 2023-04-05
since = "0.9.0"
added.event = ["2021-05-04-meeting"]
"""
EVENT = event_toml("2021-05-04")


def test_the_day_of_a_version_is_the_best_that_is_known() -> None:
    stated = HEAD.replace("version =", "released = 2023-06-07\nversion =")
    assert release_day(build_snapshot(EVENT)) == date(2022, 12, 31)
    assert release_day(build_snapshot(EVENT, release=RELEASES)) == date(2023, 4, 5)
    assert release_day(build_snapshot(EVENT, release=RELEASES, dataset=stated)) == date(2023, 6, 7)


def test_releases_tell_when_an_event_was_added(tmp_path: Path) -> None:
    snapshot = build_snapshot(EVENT, event_toml("2022-01-02"), release=RELEASES)
    added = date(2023, 4, 5)
    assert read_histories(snapshot) == {("event", "2021-05-04-meeting"): RecordHistory(added, added, 0)}
    write_download(snapshot, tmp_path / "a", "jsonfeed")
    feed = json.loads((tmp_path / "a" / "ab.en.json").read_text(encoding="utf-8"))
    published = [(item["id"].rpartition("/")[2], item.get("date_published")) for item in feed["items"]]
    assert published == [("2021-05-04-meeting", "2023-04-05T00:00:00Z"), ("2022-01-02-meeting", None)]


def test_the_host_in_names_is_that_of_the_homepage() -> None:
    """Pages may move to another host; the homepage that the dataset states does not."""
    place = Publication(date(2023, 1, 1), "https://pages.example.com/ab/en/")
    homepage = HEAD.replace("version =", 'homepage = "https://ab.example.org/"\nversion =')
    assert tag_prefix(build_snapshot(dataset=homepage), place) == "tag:ab.example.org,2026:ab/"
    assert tag_prefix(build_snapshot(), place) == "tag:pages.example.com,2026:ab/"
    assert tag_prefix(build_snapshot(), Publication(date(2023, 1, 1))) == "tag:ab.invalid,2026:ab/"
