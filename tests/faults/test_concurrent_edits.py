"""Files that someone else changes meanwhile, and the bytes that stay."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pexpect
import pytest

from cbi_cli.cli import change_preview, entry_writing
from cbi_cli.cli.commands import undo
from cbi_cli.cli.record_entry import RecordEntry
from cbi_cli.workspace import atomic_write as writing
from cbi_cli.workspace.temp_files import temporary_file
from tests.conftest import ROOT, Cli
from tests.faults.jobs import ADD, APRIL, BY_NAME, JOBS, REPORTS, read_contents


def meddle(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Let something happen after the files were read and before the first is put in place."""

    @contextmanager
    def meddling(folder: Path, mode: int) -> Iterator[tuple[Path, int]]:
        with temporary_file(folder, mode) as made:
            change()
            yield made

    monkeypatch.setattr(writing, "temporary_file", meddling)


MEDDLED = {
    **dict.fromkeys(["add-event", "edit", "rename", "remove", "undo", "fmt", "validate --fix"], "events/2022.toml"),
    **dict.fromkeys(["add-event, new source", "edit, other year", "fmt --layout event"], "events/2022.toml"),
    **dict.fromkeys(["remove, whole file", "fmt --layout year"], "events/2021/2021-05-04-meeting.toml"),
    "add source": "sources.toml",
    "add institution": "institutions.toml",
    "add indicator": "indicators.toml",
    "add topic": "topics.toml",
    "add place": "places.toml",
    "add dispute": "disputes.toml",
    "import": "sources.toml",
    "edition new": "editions/2022.toml",
    "cover": "indicators.toml",
    "release": "dataset.toml",
    "release, first": "CHANGELOG.md",
    "init, in a repository": ".pre-commit-config.yaml",
}
"""The jobs that change data, each with a file that it writes or deletes."""


def test_every_job_that_changes_data_is_meddled_with() -> None:
    others = {"add-event, new file", "init", "schema --output"}
    assert {job.name for job in JOBS} - {*MEDDLED} == others | {*REPORTS}


@pytest.mark.parametrize("job", MEDDLED)
def test_what_someone_else_wrote_meanwhile_is_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    BY_NAME[job].make(folder)
    if BY_NAME[job].first:
        assert cli(*BY_NAME[job].first, folder=folder).code == 0
    path = folder / MEDDLED[job]
    meddle(monkeypatch, lambda: path.write_bytes(b"# mine\n"))
    before = read_contents(folder)
    result = cli(*BY_NAME[job].words, folder=folder)
    assert result.code == 2
    assert f"{path} was changed by another program in the meantime" in result.err
    assert "cbi: wrote" not in result.err
    assert read_contents(folder) == before | {path.relative_to(folder).as_posix(): b"# mine\n"}


def test_a_refused_command_leaves_the_undo_of_the_one_before(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_contents(data)
    assert cli("add", "source", "--title", "The paper", "--no-input", folder=data).code == 0
    with monkeypatch.context() as patch:
        meddle(patch, lambda: (data / "events" / "2022.toml").write_bytes(b"# mine\n"))
        assert cli(*BY_NAME["edit"].words, folder=data).code == 2
    assert cli("undo", "--yes", folder=data).code == 0
    assert read_contents(data) == before | {"events/2022.toml": b"# mine\n"}


def test_a_file_that_went_meanwhile_is_not_made_again(data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data / "events" / "2022.toml"
    meddle(monkeypatch, lambda: path.unlink(missing_ok=True))
    result = cli("fmt", folder=data)
    assert (result.code, path.exists()) == (2, False)


def asking(folder: Path) -> pexpect.spawn[str]:
    """A call that has everything, and waits for the word to write it."""
    words = [word for word in APRIL if word != "--no-input"]
    rest = ["--office", "trade", "--party", "aa", "--party", "bb", "--host", "aa", "--guest", "bb", "--place", "X"]
    more = ["--mode", "in-person", "--status", "held", "--edition-number", "3", "--note", "x", "--end", "2022-04-05"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    call = ["-m", "cbi_cli", *words, *rest, *more]
    spawned = pexpect.spawn(sys.executable, call, cwd=str(folder), env=env, encoding="utf-8", timeout=30)
    spawned.expect("What now")
    return spawned


def test_an_event_added_while_another_waits_for_its_word_stays(data: Path, cli: Cli) -> None:
    call = asking(data)
    assert cli(*ADD, "--start", "2022-09-05", "--title", "Of someone else", folder=data).code == 0
    call.sendline("w")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    text = (data / "events" / "2022.toml").read_text()
    assert text.count("[[event]]") == 4
    assert "Of someone else" in text
    assert "Talks in April" in text


SEPTEMBER = (*ADD, "--start", "2022-09-05", "--title", "Of someone else")
EDIT = ("edit", "2022-05-04-meeting", "--set", "title=Talks in May")


def answer_later(monkeypatch: pytest.MonkeyPatch, module: ModuleType, change: Callable[[], object]) -> None:
    """Let something happen between a preview and the yes."""

    def confirm() -> bool:
        change()
        return True

    monkeypatch.setattr(module, "confirm", confirm)


@pytest.mark.parametrize("words", [EDIT, ("rename", "talks", "dialogue"), BY_NAME["remove"].words[:-1]])
def test_a_change_is_planned_again_if_others_wrote_elsewhere_before_the_yes(
    data: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """The result is that of the two commands one after the other."""
    expected = tmp_path / "expected"
    shutil.copytree(data, expected)
    source = ("add", "source", "--title", "The paper", "--no-input")
    for call in (source, (*words, "--yes")):
        assert cli(*call, folder=expected).code == 0
    answer_later(monkeypatch, change_preview, lambda: cli(*source, folder=data))
    assert cli(*words, folder=data).code == 0
    assert read_contents(data) == read_contents(expected)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        (EDIT, ("edit", "2022-05-04-meeting", "--set", "title=Another title", "--yes")),
        (EDIT, ("remove", "2022-05-04-meeting", "--reason", "It was another one.", "--yes")),
        (("rename", "talks", "dialogue"), SEPTEMBER),
        (BY_NAME["remove"].words[:-1], ("edit", "2022-03-01-review", "--set", "title=Another title", "--yes")),
    ],
)
def test_a_change_that_became_another_one_before_the_yes_is_refused(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], other: tuple[str, ...]
) -> None:
    left = {}

    def change() -> None:
        assert cli(*other, folder=data).code == 0
        left.update(read_contents(data))

    answer_later(monkeypatch, change_preview, change)
    result = cli(*words, folder=data)
    assert result.code == 2
    assert result.err.count("cbi: error: ") == 1
    assert read_contents(data) == left


def test_an_undo_that_became_another_one_before_the_yes_is_refused(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli(*APRIL, folder=data).code == 0
    answer_later(monkeypatch, undo, lambda: cli(*EDIT, "--yes", folder=data))
    result = cli("undo", folder=data)
    assert result.code == 2
    assert "the dataset changed in the meantime" in result.err
    text = (data / "events" / "2022.toml").read_text()
    assert "Talks in April" in text
    assert "Talks in May" in text


@pytest.mark.parametrize(("title", "code"), [("Another paper", 0), ("The paper", 2)])
def test_a_record_is_added_again_to_what_others_wrote_unless_it_is_there_now(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, title: str, code: int
) -> None:
    show = entry_writing._confirm_plan

    def show_and_wait(entry: RecordEntry) -> Any:
        plan = show(entry)
        monkeypatch.setattr(entry_writing, "_confirm_plan", show)
        assert cli("add", "source", "--title", title, "--no-input", folder=data).code == 0
        return plan

    monkeypatch.setattr(entry_writing, "_confirm_plan", show_and_wait)
    result = cli("add", "source", "--title", "The paper", "--no-input", folder=data)
    assert result.code == code
    assert ("cbi: wrote the-paper" in result.err) == (code == 0)
    text = (data / "sources.toml").read_text()
    assert text.count('id = "the-paper"') == 1
    assert text.count(f'title = "{title}"') == 1


def test_a_dataset_that_vanishes_while_a_call_waits_is_told(data: Path) -> None:
    call = asking(data)
    shutil.rmtree(data)
    call.sendline("w")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 2
    assert "cbi: error: " in (call.before or "")
    assert "Traceback" not in (call.before or "")
    assert not data.exists()


def test_byte_order_mark_and_line_ends_stay(data: Path, cli: Cli) -> None:
    path = data / "events" / "2022.toml"
    old = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(old)
    assert cli(*ADD, "--start", "2022-12-04", "--title", "Talks", folder=data).code == 0
    new = path.read_bytes()
    assert new.startswith(old)
    assert b"\n" not in new.replace(b"\r\n", b"")


def test_a_release_keeps_byte_order_marks_and_line_ends(tmp_path: Path, cli: Cli) -> None:
    BY_NAME["release"].make(tmp_path)
    names = ("dataset.toml", "CHANGELOG.md", "CITATION.cff")
    for name in names:
        raw = (tmp_path / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + raw)
    assert cli("release", folder=tmp_path).code == 0
    for name in names:
        raw = (tmp_path / name).read_bytes()
        assert b"1.1.0" in raw
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\xef\xbb\xbf") == 1
        assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_changelog_that_is_not_utf8_is_told(tmp_path: Path, cli: Cli) -> None:
    BY_NAME["release"].make(tmp_path)
    (tmp_path / "CHANGELOG.md").write_bytes(b"# Cambios de la secretar\xeda\n")
    before = read_contents(tmp_path)
    result = cli("release", folder=tmp_path)
    assert (result.code, read_contents(tmp_path)) == (2, before)
    assert "CHANGELOG.md is not UTF-8 at byte 25" in result.err
