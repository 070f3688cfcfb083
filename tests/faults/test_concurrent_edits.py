"""Files that someone else changes meanwhile, and the bytes that stay."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from cbi_cli.workspace import atomic_write as writing
from cbi_cli.workspace.temp_files import temporary_file
from tests.conftest import ROOT, Cli
from tests.faults.jobs import ADD, APRIL, BY_NAME, read_contents


def meddle(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Let something happen after the files were read and before the first is put in place."""

    @contextmanager
    def meddling(folder: Path, mode: int) -> Iterator[tuple[Path, int]]:
        with temporary_file(folder, mode) as made:
            change()
            yield made

    monkeypatch.setattr(writing, "temporary_file", meddling)


@pytest.mark.parametrize("job", ["add-event", "edit", "rename", "remove", "fmt", "validate --fix", "release"])
def test_what_someone_else_wrote_meanwhile_is_kept(
    data: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    BY_NAME[job].make(folder)
    path = folder / ("dataset.toml" if job == "release" else "events/2022.toml")
    meddle(monkeypatch, lambda: path.write_bytes(b"# mine\n"))
    before = read_contents(folder)
    result = cli(*BY_NAME[job].words, folder=folder)
    assert result.code == 2
    assert f"{path} was changed by another program in the meantime" in result.err
    assert read_contents(folder) == before | {path.relative_to(folder).as_posix(): b"# mine\n"}


def test_a_file_that_went_meanwhile_is_not_made_again(data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data / "events" / "2022.toml"
    meddle(monkeypatch, lambda: path.unlink(missing_ok=True))
    result = cli("fmt", folder=data)
    assert (result.code, path.exists()) == (2, False)


def asking(folder: Path) -> pexpect.spawn[str]:
    """A call that has everything but a yes."""
    words = [word for word in APRIL if word != "--no-input"]
    rest = ["--office", "trade", "--party", "aa", "--party", "bb", "--host", "aa", "--guest", "bb", "--place", "X"]
    more = ["--mode", "in-person", "--status", "held", "--edition-number", "3", "--note", "x", "--end", "2022-04-05"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    call = ["-m", "cbi_cli", *words, *rest, *more]
    spawned = pexpect.spawn(sys.executable, call, cwd=str(folder), env=env, encoding="utf-8", timeout=30)
    for question in ("Participant", "Attendance", "Event or trip", "Topics"):
        spawned.expect(question)
        spawned.sendline("")
    spawned.expect("Write it")
    return spawned


def test_an_event_added_while_another_waits_for_its_yes_stays(data: Path, cli: Cli) -> None:
    call = asking(data)
    assert cli(*ADD, "--start", "2022-09-05", "--title", "Of someone else", folder=data).code == 0
    call.sendline("y")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    text = (data / "events" / "2022.toml").read_text()
    assert text.count("[[event]]") == 4
    assert "Of someone else" in text
    assert "Talks in April" in text


def test_a_dataset_that_vanishes_while_a_call_waits_is_told(data: Path) -> None:
    call = asking(data)
    shutil.rmtree(data)
    call.sendline("y")
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
