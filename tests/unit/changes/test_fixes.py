"""What is mended by program, and what is left to a person."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cbi_cli.changes.fix import plan_fix
from cbi_cli.changes.fixes import apply_fixes
from cbi_cli.changes.typos import unambiguous_match
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

EVENTS = "events/2022.toml"


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("sumit", ["summit", "visit"], "summit"),
        ("Foreign Affairs", ["foreign-affairs", "finance"], "foreign-affairs"),
        ("cabient", ["cabinet", "agency"], "cabinet"),
        ("homland-securty", ["homeland-security"], "homeland-security"),
        ("US", ["us", "mx"], "us"),
        ("un", ["us", "mx"], None),
        ("hlxd", ["hled", "hlsd"], None),
        ("talk", ["talks", "walk"], None),
        ("treaty", ["treats", "treat"], None),
        ("congress", ["parliament"], None),
        ("ustr-hled-2014", ["ustr-hled-2013"], None),
        ("2022-05-01-vist", ["2022-05-01-visit", "2022-05-02-visit"], None),
        ("sumit", [], None),
    ],
)
def test_one_candidate(word: str, known: list[str], expected: str | None) -> None:
    assert unambiguous_match(word, known) == expected


def mended(*events: str, name: str = EVENTS, **more: str) -> tuple[dict[str, bytes], list[tuple[str, str, str]]]:
    given = dataset_files(*events, **more)
    found = apply_fixes(given)
    return {**given, **found.files}, [(miss.field, miss.before, miss.after) for miss in found.typos]


def test_words_names_and_parts_are_mended_where_they_stand() -> None:
    after, misses = mended(
        event_toml(
            "2022-05-01",
            'kind = "meting"',
            'institutions = ["taks"]',
            'sources = ["boook#p1", "bok#p1"]',
            'host = "ab"',
        )
    )
    assert misses == [
        ("kind", "meting", "meeting"),
        ("institutions.0", "taks", "talks"),
        ("sources.0", "boook#p1", "book#p1"),
    ]
    record = tomllib.loads(after[EVENTS].decode())["event"][0]
    assert (record["kind"], record["institutions"], record["host"]) == ("meeting", ["talks"], "ab")
    assert record["sources"] == ["book#p1", "bok#p1"]


def test_a_part_of_a_source_and_a_word_in_a_table_inside() -> None:
    sources = '[[source]]\nid = "book"\ntitle = "T"\nlocators = [{ id = "chapter-one", title = "1" }]\n'
    given = {
        **dataset_files(event_toml("2022-05-01", 'sources = ["book#chapter-on"]')),
        "sources.toml": sources.encode(),
    }
    assert [(miss.before, miss.after) for miss in apply_fixes(given).typos] == [("book#chapter-on", "book#chapter-one")]
    _, misses = mended(event_toml("2022-05-01", 'participants = [{ name = "A", office = "tade" }]'))
    assert misses == [("participants.0.office", "tade", "trade")]


def test_no_name_is_mended_while_a_file_that_may_bring_it_cannot_be_read() -> None:
    broken = '[[institution]]\nid = "talk"\nname = oops\n\n[[institution]]\nid = "talks"\nname = "The Talks"\n'
    text = event_toml("2022-05-01", 'institutions = ["talk"]')
    given = dataset_files(text, institutions=broken)
    found = apply_fixes(given)
    assert found.typos == ()
    assert "institutions.toml" not in found.files


def test_a_file_that_cannot_be_read_stays_as_it_is() -> None:
    text = event_toml("2022-05-01", 'kind = "meting"') + "\n[[event]\n"
    given = dataset_files(text)
    found = apply_fixes(given)
    assert EVENTS not in found.files
    assert found.typos == ()


def test_other_kinds_of_letters_with_accents_become_one_character() -> None:
    after, misses = mended(event_toml("2022-05-01", 'place = "Me\u0301xico"', 'note = "an\\u0303o"'))
    assert misses == []
    text = after[EVENTS].decode()
    assert 'place = "México"' in text
    assert 'note = "año"' in text


def test_only_the_file_that_is_meant() -> None:
    given = dataset_files(event_toml("2021-05-01", 'kind = "meting"'), event_toml("2022-05-01", 'kind = "meting"'))
    found = apply_fixes(given, EVENTS)
    assert set(found.files) == {EVENTS}
    assert [miss.file for miss in found.typos] == [EVENTS]


def test_the_plan_is_of_the_file_that_is_meant(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        dataset_files(event_toml("2021-05-01", 'kind = "meting"'), event_toml("2022-05-01", 'kind = "meting"')),
    )
    change = plan_fix(DatasetLocation(tmp_path, "folder"), EVENTS, TODAY)
    assert [file.path for file in change.files] == [EVENTS]
    assert [(one.typo.file, one.record_id) for one in change.details] == [(EVENTS, "2022-05-01-meeting")]


def test_several_faults_in_one_list_and_comments_around_them() -> None:
    text = event_toml("2022-05-01", 'sources = ["boook", # first\n "bookk"]  # second')
    after, misses = mended(text)
    assert [before for _, before, _ in misses] == ["boook", "bookk"]
    assert '  "book",  # first\n  "book",\n]  # second\n' in after[EVENTS].decode()


def test_a_canonical_dataset_without_faults_stays_as_it_is() -> None:
    after, _ = mended(event_toml("2022-05-01"))
    assert apply_fixes(after).files == {}
