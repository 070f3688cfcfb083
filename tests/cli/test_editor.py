"""`edit --editor`: the text of one record in an editor, checked before it is written."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.faults.jobs import read_contents
from tests.repositories import write_files

MEETING = "2022-05-04-meeting"
TEXT = "# held in the rain\n" + event_toml("2022-05-04", 'title = "Talks"')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_files(folder, dataset_files(event_toml("2021-05-04")))
    review = event_toml("2022-03-01", 'title = "Review"', kind="review")
    (folder / "events" / "2022.toml").write_bytes(f"# 2022\n\n{review}\n{TEXT}".replace("\n", "\r\n").encode())
    return folder


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that puts one text in place of another."""
    path = tmp_path / "my editor"
    path.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nold, new, name = sys.argv[1:]\npath = pathlib.Path(name)\n"
        "path.write_text(path.read_text().replace(old, new))\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", "nothing")
    return path


def set_editor(monkeypatch: pytest.MonkeyPatch, editor: Path, old: str, new: str) -> None:
    monkeypatch.setenv("VISUAL", f"'{editor}' '{old}' '{new}'")


def test_the_text_of_the_record_is_replaced(
    cli: Cli, root: Path, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_contents(root)
    set_editor(monkeypatch, editor, "in the rain\n", "in the sun\n# and indoors\n")
    result = cli("edit", MEETING, "--editor", "--yes", folder=root)
    assert result.code == 0, result.err
    expected = before["events/2022.toml"].replace(b"in the rain\r\n", b"in the sun\r\n# and indoors\r\n")
    assert (root / "events" / "2022.toml").read_bytes() == expected
    set_editor(monkeypatch, editor, "start = 2022-05-04", "start = 2021-06-04")
    assert cli("edit", MEETING, "--editor", "--yes", folder=root).code == 0
    assert "# and indoors" in (root / "events" / "2021.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind = ", "kind ", "cbi: error: line 5: "),
        (MEETING, "2022-05-04-talks", "`cbi rename OLD NEW` changes it everywhere"),
        ("[[event]]", "[[source]]", "the text is not one [[event]] table"),
        ("[[event]]\n", "[[event]]\n[[event]]\n", "the text is not one [[event]] table"),
        ('"meeting"', '"metting"', "error CBI104"),
    ],
)
def test_a_text_with_an_error_is_kept_and_not_written(
    cli: Cli, root: Path, editor: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, problem: str
) -> None:
    before = read_contents(root)
    set_editor(monkeypatch, editor, old, new)
    result = cli("edit", MEETING, "--editor", "--yes", folder=root)
    assert result.code == 1
    assert problem in result.err
    assert read_contents(root) == before
    kept = Path(result.err.splitlines()[-1].partition("your text is in ")[2])
    assert kept.read_text() == TEXT.replace(old, new)


@pytest.mark.parametrize(("command", "problem"), [("", "no editor is set"), ("no-such", "was not found")])
def test_without_an_editor(cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch, command: str, problem: str) -> None:
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.setenv("EDITOR", "")
    result = cli("edit", MEETING, "--editor", folder=root)
    assert (result.code, problem in result.err) == (2, True)


def test_a_party_in_a_line_with_others(cli: Cli, root: Path, editor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_editor(monkeypatch, editor, "a", "b")
    assert "use --set FIELD=VALUE" in cli("edit", "aa", "--editor", folder=root).err
