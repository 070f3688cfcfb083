"""Mending on behalf of ``cbi validate --fix``: shown, proven, written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cbi_cli.api import validate_files
from cbi_cli.cli.commands.validate import _fix_dataset
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding, TextRange
from cbi_cli.core.settings import Settings
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY, Cli
from tests.datasets import dataset_files, event_toml

EVENTS = "events/2022.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset with a fault that can be mended and one that cannot."""
    texts = dataset_files(
        event_toml("2022-05-01", 'kind = "meting"'), event_toml("2022-06-01", 'kind = "xyz"', name="b")
    )
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_shows_the_diff_writes_and_says_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fix_dataset((DatasetLocation(folder, "folder"), None), Settings(TODAY))
    out, err = capsys.readouterr()
    assert out == ""
    assert '\n+kind = "meeting"\n' in err
    assert '\n-kind = "meting"\n' in err
    assert "cbi: fixed kind of 2022-05-01-meeting: `meting` → `meeting`\n" in err
    assert f"cbi: wrote {EVENTS}\n" in err
    text = (folder / EVENTS).read_text()
    assert 'kind = "meeting"' in text
    assert 'kind = "xyz"' in text


def test_the_second_time_there_is_nothing_to_mend(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fix_dataset((DatasetLocation(folder, "folder"), None), Settings(TODAY))
    capsys.readouterr()
    _fix_dataset((DatasetLocation(folder, "folder"), None), Settings(TODAY))
    assert capsys.readouterr() == ("", "cbi: nothing to fix\n")


def test_one_file(folder: Path) -> None:
    before = (folder / "dataset.toml").read_bytes()
    _fix_dataset((DatasetLocation(folder, "folder"), EVENTS), Settings(TODAY))
    assert 'kind = "meeting"' in (folder / EVENTS).read_text()
    assert (folder / "dataset.toml").read_bytes() == before


def test_a_revision_and_the_built_in_dataset_are_refused(folder: Path) -> None:
    before = (folder / EVENTS).read_bytes()
    with pytest.raises(CbiError, match="--fix and --at"):
        _fix_dataset((DatasetLocation(folder, "folder", "HEAD"), None), Settings(TODAY))
    with pytest.raises(CbiError, match="cannot be edited"):
        _fix_dataset((DatasetLocation(folder, "built-in"), None), Settings(TODAY))
    assert (folder / EVENTS).read_bytes() == before


def test_a_result_with_a_new_finding_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / EVENTS).read_bytes()

    def worse(given: dict[str, bytes], today: date) -> tuple[object, tuple[Finding, ...]]:
        dataset, found = validate_files(given, today)
        if given[EVENTS] == before:
            return dataset, found
        new = Finding("CBI999", "x", "error", "m", EVENTS, TextRange(1, 1, 1, 1), "other", "", "", "")
        return dataset, (*found, new)

    monkeypatch.setattr("cbi_cli.changes.fix.validate_files", worse)
    with pytest.raises(CbiError) as caught:
        _fix_dataset((DatasetLocation(folder, "folder"), None), Settings(TODAY))
    assert caught.value.message == f"the fix would cause a new finding of CBI999 in {EVENTS}"
    assert caught.value.hint == "nothing was written; fix it by hand"
    assert (folder / EVENTS).read_bytes() == before


def test_validate_mends_and_checks_what_is_left(tmp_path: Path, cli: Cli) -> None:
    good = event_toml("2022-05-04")
    for name, raw in dataset_files(
        good.replace('"meeting"', '"meetting"'), event_toml("2022-06-04", 'host = "zz"')
    ).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    result = cli("validate", "--fix", folder=tmp_path)
    assert 'kind = "meeting"' in (tmp_path / "events" / "2022.toml").read_text()
    assert '+kind = "meeting"' in result.err
    assert result.code == 1
    assert "meetting" not in result.out
    assert "zz" in result.out
