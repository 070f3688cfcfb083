"""Where a small difference of the code would change what a snapshot holds, finds or accepts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cbi_cli.api import validate_files
from cbi_cli.core.findings import Finding, Severity, TextRange
from cbi_cli.core.folding import begins_word
from cbi_cli.core.settings import read_settings
from cbi_cli.index.accepted import apply_acceptances
from cbi_cli.index.cache import CacheStatus, SnapshotCache
from cbi_cli.index.lookup import LookupResult, not_found_error
from cbi_cli.index.rows import RECORD_NUMBER_STRIDE, _MatchKeys
from cbi_cli.index.staleness import ChangedFile, KnownFile, KnownFiles, find_changes
from cbi_cli.index.update import build_from_dataset
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY, session_at, session_in_memory
from tests.datasets import HEAD, SOURCES, build_snapshot, dataset_files, event_toml
from tests.repositories import write_files

GERMAN = HEAD.replace('["en"]', '["en", "de"]')
UNREAD = SOURCES + '[[source]]\nid = "unread"\ntitle = "Never cited"\n'
ACCEPTED = HEAD + 'accepted = [{ code = "CBI404", record = "unread", reason = "a gift" }]\n'


def finding(code: str, file: str, field: str, severity: Severity = "error") -> Finding:
    return Finding(code, "a-name", severity, "wrong", file, TextRange(1, 1, 1, 2), "unread", field, "", "")


def test_a_dataset_of_another_format_accepts_nothing() -> None:
    other_format = finding("CBI106", "dataset.toml", "schema")
    unread = finding("CBI404", "sources.toml", "id", "warning")
    accepted = [("CBI404", "unread", (1, 1, 1, 2), 0, "")]
    result = apply_acceptances([unread, other_format], accepted)
    assert (result.findings, result.accepted) == ((other_format,), 0)
    result = apply_acceptances([unread], accepted)
    assert (result.findings, result.accepted) == ((), 1)


def test_an_accepted_finding_is_counted_and_not_reported(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-01"), source=UNREAD, dataset=ACCEPTED))
    snapshot = session_in_memory(DatasetLocation(tmp_path, "folder")).unverified_snapshot
    assert snapshot.reported_findings() == ((), 1)


def test_a_snapshot_is_fresh_after_a_file_got_another_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-01")))
    place = DatasetLocation(tmp_path, "folder")
    session_at(place).snapshot.close()
    os.utime(tmp_path / "sources.toml", ns=(1, 1))
    # Otherwise the new time would have to be older than a tick of the clock.
    monkeypatch.setattr("cbi_cli.index.staleness.is_older_than_clock_tick", lambda *_: True)
    entry = SnapshotCache(place, read_settings()).load()
    assert (entry.status, entry.snapshot is not None) == (CacheStatus.FRESH, True)


def test_the_error_for_a_value_of_an_option_begins_with_the_option() -> None:
    snapshot = build_snapshot()
    error = not_found_error(snapshot, ("institution",), LookupResult(()), "chats", "institution", "--institution")
    assert error.message.startswith("--institution: ")
    assert "`chats`" in error.message
    error = not_found_error(snapshot, ("institution",), LookupResult(()), "chats", "institution")
    assert not error.message.startswith("--institution")


@pytest.mark.parametrize(
    ("text", "beginning", "is_found"),
    [("a---", "--", True), ("a--", "--", False), ("xab ab", "ab", True), ("xab", "ab", False), ("ab", "ab", True)],
)
def test_the_next_place_of_a_text_may_be_one_character_on(text: str, beginning: str, is_found: bool) -> None:
    assert begins_word(text, beginning) == is_found


def test_each_match_key_of_a_file_has_a_number_within_its_range() -> None:
    keys = _MatchKeys(2)
    first = keys.number(("a",))  # type: ignore[arg-type]
    second = keys.number(("b",))  # type: ignore[arg-type]
    assert (first, second) == (2 * RECORD_NUMBER_STRIDE, 2 * RECORD_NUMBER_STRIDE + 1)
    assert keys.number(("a",)) == first  # type: ignore[arg-type]


def test_texts_in_other_languages_are_held_and_searched() -> None:
    event = event_toml("2022-05-01", 'title_de = "Zweites Treffen"', 'note = "Long"', 'note_de = "Lange Sitzung"')
    # That other texts lack a translation is an error which the snapshot does not mind.
    dataset, _ = validate_files(dataset_files(event, dataset=GERMAN), TODAY)
    snapshot = build_from_dataset(dataset)
    (row,) = snapshot.rows("SELECT title_other, x.text FROM event JOIN event_search_text AS x ON x.event = number")
    assert row["title_other"] == '{"de":"Zweites Treffen"}'
    assert "zweites treffen" in row["text"]
    assert "lange sitzung" in row["text"]


def test_a_changed_file_has_its_number_name_and_size(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files())
    known = KnownFiles({"sources.toml": KnownFile(7, "", "", 0)}, None)
    changes = find_changes(known, WorkTree(tmp_path))
    assert ChangedFile(7, "sources.toml", len(SOURCES.encode())) in changes.changed
