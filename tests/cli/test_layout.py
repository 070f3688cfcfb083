"""Events of a year in several files: all of them are read by every command, and `[layout]` says what is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_add_event import GIVEN, contents
from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import commit, make_repository, write_files

LAYOUT = '\n[layout]\nevents = "{}"\n'
IDS = ["2022-01-05-meeting", "2022-03-05-meeting", "2022-05-05-meeting"]
PLACES = ["events/2022.toml", "events/2022/spring.toml", "events/2022/a/b/2022-05-05.toml"]


def spread() -> dict[str, bytes]:
    """Three events of one year in three files."""
    events = {place: event_toml(name[:10]).encode() for place, name in zip(PLACES, IDS, strict=True)}
    return {**dataset_files(), **events}


CALLS = [
    ["timeline", "--year", "2022"],
    ["list", "events"],
    ["scorecard", "2022"],
    ["gaps"],
    ["show", IDS[2]],
]


@pytest.mark.parametrize("words", CALLS, ids=lambda words: words[0])
@pytest.mark.parametrize("at", [[], ["--at", "HEAD"]])
def test_a_report_is_the_same_whatever_files_the_events_are_in(
    words: list[str], at: list[str], tmp_path: Path, cli: Cli
) -> None:
    one, several = tmp_path / "one", tmp_path / "several"
    for folder, texts in ((one, dataset_files(*(event_toml(name[:10]) for name in IDS))), (several, spread())):
        folder.mkdir()
        make_repository(folder, texts)
    expected = cli(*words, *at, folder=one)
    result = cli(*words, *at, folder=several)
    assert expected.code == result.code == 0
    assert (
        result.out.replace("events/2022/a/b/2022-05-05.toml:1", "events/2022.toml:21").replace(PLACES[2], PLACES[0])
        == expected.out
    )


def test_all_files_are_checked_and_formatted(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, spread())
    (tmp_path / PLACES[2]).write_text(event_toml("2022-05-05").replace('kind = "meeting"', 'kind   = "metting"'))
    assert f"{PLACES[2]}:5:10: error CBI104" in cli("validate", folder=tmp_path).out
    assert cli("fmt", "--check", folder=tmp_path).code == 1
    assert cli("fmt", folder=tmp_path).code == 0
    assert 'kind = "metting"' in (tmp_path / PLACES[2]).read_text()


def test_a_moved_event_is_no_other_event(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(*(event_toml(name[:10]) for name in IDS)))
    write_files(tmp_path, spread())
    result = cli("diff", "HEAD", "--format", "json", folder=tmp_path)
    assert '"added": 0' in result.out
    assert '"removed": 0' in result.out
    commit(tmp_path, "split")
    assert cli("validate", "--base", "HEAD~1", folder=tmp_path).code == 0


@pytest.mark.parametrize(
    ("layout", "file"),
    [
        ("", "events/2022.toml"),
        (LAYOUT.format("year"), "events/2022.toml"),
        (LAYOUT.format("event"), "events/2022/2022-05-04-talks-may.toml"),
    ],
)
def test_add_event_makes_the_file_that_the_layout_says(layout: str, file: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, {**dataset_files(event_toml("2021-05-04")), "dataset.toml": (HEAD + layout).encode()})
    before = contents(tmp_path)
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "Talks in May", folder=tmp_path)
    assert result.code == 0, result.err
    after = contents(tmp_path)
    assert {name for name in after if after[name] != before.get(name)} == {file}
    assert cli("validate", folder=tmp_path).code == 0
    assert cli("show", "2022-05-04-talks-may", folder=tmp_path).code == 0


def test_a_layout_of_another_word_is_a_finding(tmp_path: Path, cli: Cli) -> None:
    write_files(
        tmp_path, {**dataset_files(event_toml("2021-05-04")), "dataset.toml": (HEAD + LAYOUT.format("month")).encode()}
    )
    result = cli("validate", folder=tmp_path)
    assert result.code == 1
    assert "CBI104" in result.out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("events/2022.toml", "split it into several files below events/2022/, e.g. events/2022/01.toml for January"),
        ("events/2022/05.toml", "split it into several files of events/2022/"),
        ("sources.toml", "at most 64 MiB are allowed for this file: remove what is not data of this kind"),
    ],
)
def test_a_file_that_is_too_large_is_refused_with_the_way_to_split_it(
    name: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cbi_cli.toml import document

    monkeypatch.setattr(document, "MAX_BYTES", 3)
    (fault,) = document.parse(name, b"# 12").errors
    assert (fault.message, fault.hint) == ("the file is larger than 64 MiB", hint)
