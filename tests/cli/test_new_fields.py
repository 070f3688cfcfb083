"""Side events, attendance, archived sources and reasons of rules: given, shown and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import HEAD, SOURCES, TALKS, TALKS_ROW, dataset_files, event_toml
from tests.repositories import commit, make_repository, write_files
from tests.rules.datasets import base_files

MAIN = event_toml("2022-06-08", 'title = "The summit"', kind="summit")
SIDE = event_toml("2022-06-09", 'title = "A meeting beside it"', 'side_event_of = "2022-06-08-summit"', name="side")
CAME = 'attendance = [{ party = "aa", count = 1, of = 4, what = "governors", source = "book#p1" }]'
ARCHIVE = "https://archive.example/2022/book"
ARCHIVED = SOURCES + f'url = "https://example.org/book"\narchive_url = "{ARCHIVE}"\naccessed = 2026-11-24\n'
WHY = 'label = "Talks"\nwhy = "Reviews are held by deputies."'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset with an event beside another one."""
    events = MAIN, SIDE, event_toml("2022-09-01", CAME)
    files = dataset_files(*events, indicators=TALKS_ROW.replace('label = "Talks"', WHY))
    write_files(tmp_path, files | {"sources.toml": ARCHIVED.encode()})
    return tmp_path


def test_each_of_two_events_that_go_together_names_the_other(data: Path, cli: Cli) -> None:
    side = cli("show", "2022-06-09-side", folder=data).out
    assert "\nHeld beside\n- Jun 8, 2022 – The summit [2022-06-08-summit]\n" in side
    assert "Side events" not in side
    main = cli("show", "2022-06-08-summit", folder=data).out
    assert "\nSide events\n- Jun 9, 2022 – A meeting beside it [2022-06-09-side]\n" in main
    assert "Referenced by" not in main
    assert "Held beside" not in main
    (record,) = json.loads(cli("show", "2022-06-08-summit", "--format", "json", folder=data).out)["records"]
    assert [(one["id"], one["fields"]) for one in record["used_by"]] == [("2022-06-09-side", ["side_event_of"])]
    spanish = cli("show", "2022-06-08-summit", "--lang", "es", folder=data).out
    assert "\nAl margen de este evento\n- 9 jun 2022 – A meeting beside it [2022-06-09-side]\n" in spanish


def test_an_archived_source_is_a_link(data: Path, cli: Cli) -> None:
    text = cli("show", "book", folder=data).out
    assert f"archive_url  {ARCHIVE}\n" in text
    assert "accessed     2026-11-24\n" in text
    page = cli("show", "book", "--format", "html", folder=data).out
    for address in (ARCHIVE, "https://example.org/book"):
        assert f'<a href="{address}"' in page


def test_a_claim_links_to_the_archived_copy_of_its_source(data: Path, cli: Cli) -> None:
    dispute = """
[[dispute]]
id = "day"
record = "event"
about = "2022-06-08-summit"
field = "start"
claims = [{ value = "June 8", source = "book#p1" }, { value = "June 9", source = "book" }]
chosen = "June 8"
why = "The book says so."
"""
    (data / "disputes.toml").write_text(dispute)
    text = cli("show", "day", folder=data).out
    assert f"book#p1: June 8 <https://example.org/book> archived: <{ARCHIVE}>\n" in text


def test_attendance_is_shown(data: Path, cli: Cli) -> None:
    text = cli("show", "2022-09-01-meeting", folder=data).out
    assert "attendance[1]  party: aa, count: 1, of: 4, what: governors, source: book#p1\n" in text


def test_the_reason_of_a_rule_is_explained(data: Path, cli: Cli) -> None:
    text = cli("explain", "2022", "talks-row", folder=data).out
    assert "\nWhy the rule is so\n- Reviews are held by deputies.\n\nRule\n" in text
    found = json.loads(cli("explain", "2022", "talks-row", "--format", "json", folder=data).out)
    assert found["rule_why"] == "Reviews are held by deputies."
    shown = cli("show", "talks-row", folder=data).out.splitlines()
    assert ["why", "Reviews are held by deputies."] in [line.split(maxsplit=1) for line in shown]


def test_the_words_of_a_rule_are_explained_in_the_language_of_the_call(data: Path, cli: Cli) -> None:
    text = cli("explain", "2022", "talks-row", folder=data).out
    heading = "\nWhat the words of the rule mean\n"
    # The weaker rule asks for a review, the rule itself for a meeting only.
    assert (
        text.partition(heading)[2].partition("\n\n")[0]
        == "- meeting: People of the parties met, in person or by video."
    )
    spanish = cli("explain", "2022", "talks-row", "--lang", "es", folder=data).out
    assert "\n- reunión: Personas de las partes se reunieron, en persona o por video.\n" in spanish
    bare = TALKS_ROW.replace('kinds = ["meeting"], institutions', "institutions")
    (data / "indicators.toml").write_text(bare)
    result = cli("explain", "2022", "talks-row", folder=data)
    assert (result.code, heading in result.out) == (0, False)


GIVEN = ("add-event", "--no-input", "--dry-run", "--start", "2022-07-01", "--title", "Dinner", "--kind", "meeting")
FULL = (*GIVEN, "--level", "state", "--source", "book")


def test_the_new_fields_are_given_as_options(data: Path, cli: Cli) -> None:
    more = (
        "--attendance",
        "A; 1; 4; governors; ; book#p1",
        "--attendance",
        "bb; 0",
        "--side-event-of",
        "2022-06-08-summit",
    )
    result = cli(*FULL, *more, folder=data)
    assert result.code == 0, result.err
    assert (
        'attendance = [{ party = "aa", count = 1, of = 4, what = "governors", source = "book#p1" }, '
        '{ party = "bb", count = 0 }]\n'
        'side_event_of = "2022-06-08-summit"\n'
    ) in result.out
    # Nothing is guessed: without a mode, none is written.
    assert "mode" not in result.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--attendance", "aa"), '--attendance: `aa` does not say who came; write it as "us; 1; 4; governors"'),
        (("--attendance", "aa; one"), "--attendance: `one` is not a whole number"),
        (("--attendance", "xx; 1"), "--attendance: `xx` is not known"),
        (("--attendance", "aa; 1; 2; a; b; nowhere"), "--attendance: `nowhere` is not known"),
        (("--side-event-of", "2022-06-08-sumit"), "no event is called `2022-06-08-sumit`"),
        (("--mode", "somehow"), "--mode: `somehow` is not known"),
    ],
)
def test_what_cannot_be_meant_is_refused(data: Path, cli: Cli, words: tuple[str, ...], told: str) -> None:
    result = cli(*FULL, *words, folder=data)
    assert (result.code, result.out, told in result.err) == (2, "", True), result.err


OLD = event_toml("2022-05-04")
WRITTEN = event_toml("2022-05-04", 'mode = "in-person"')


def test_a_commit_of_an_older_format_is_compared_by_what_it_meant(tmp_path: Path, cli: Cli) -> None:
    older = {"dataset.toml": HEAD.replace("schema = 3", "schema = 2").encode()}
    make_repository(tmp_path, dataset_files(OLD) | older)
    assert cli("fmt", folder=tmp_path).code == 0
    commit(tmp_path, "Upgrade")
    assert "No record changed." in cli("diff", "HEAD~1", folder=tmp_path).out
    assert cli("validate", "--base", "HEAD~1", folder=tmp_path).code == 0
    old_card = cli("scorecard", "2022", "--at", "HEAD~1", folder=tmp_path)
    assert (old_card.code, old_card.out) == (0, cli("scorecard", "2022", folder=tmp_path).out)
    write_files(tmp_path, dataset_files(OLD))
    changed = json.loads(cli("diff", "HEAD~1", "--format", "json", folder=tmp_path).out)["records"]
    assert [(one["id"], one["fields"]) for one in changed] == [
        ("2022-05-04-meeting", [{"field": "mode", "before": "in-person", "after": None}])
    ]


def test_a_signing_may_come_before_the_institution(tmp_path: Path, cli: Cli) -> None:
    later = TALKS + 'established = "2023"\n'
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", kind="agreement"), institutions=later))
    assert cli("validate", folder=tmp_path).code == 0
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", kind="statement"), institutions=later))
    assert "CBI302" in cli("validate", folder=tmp_path).out


def test_of_an_older_format_nothing_but_the_format_is_reported(tmp_path: Path, cli: Cli) -> None:
    older = {"dataset.toml": HEAD.replace("schema = 3", "schema = 2").encode()}
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", 'city = "Town"', 'topics = ["none"]')) | older)
    result = cli("validate", folder=tmp_path)
    assert (result.code, result.out.count("error CBI")) == (1, 1)
    assert "error CBI106 invalid-value\n" in result.out
    # What has to be corrected before the upgrade is reported too.
    (tmp_path / "topics.toml").write_text("[[topic]\n")
    result = cli("validate", folder=tmp_path)
    assert [word for word in result.out.split() if word.startswith("CBI")] == ["CBI106", "CBI001"]
    (tmp_path / "topics.toml").unlink()
    assert cli("scorecard", "2022", folder=tmp_path).code == 1
    assert cli("fmt", folder=tmp_path).code == 0
    assert "CBI202" in cli("validate", folder=tmp_path).out


def test_texts_that_an_older_format_could_not_translate_are_no_errors_of_a_commit(tmp_path: Path, cli: Cli) -> None:
    files = base_files()
    numbered = b'id = "commission"\nnumbering = "From the first."\n'
    files["institutions.toml"] = files["institutions.toml"].replace(b'id = "commission"\n', numbered)
    old = files | {"dataset.toml": files["dataset.toml"].replace(b"schema = 3", b"schema = 2")}
    make_repository(tmp_path, old)
    translated = numbered + b'numbering_es = "Desde la primera."\n'
    write_files(tmp_path, files | {"institutions.toml": files["institutions.toml"].replace(numbered, translated)})
    assert "Not computed" not in cli("diff", "HEAD", folder=tmp_path).out
    assert cli("scorecard", "2022", "--at", "HEAD", folder=tmp_path).code == 0
    write_files(tmp_path, files)
    assert "`numbering_es` is missing" in cli("validate", folder=tmp_path).out
