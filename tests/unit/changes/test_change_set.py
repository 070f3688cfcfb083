"""A planned change: what it shows, what it refuses, and what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.changes.change_set import ChangeKind, ChangeSet, FileChange, NewFindingsError
from cbi_cli.core.errors import CbiError
from cbi_cli.core.findings import Finding, Severity, TextRange
from cbi_cli.workspace.locate import DatasetLocation


def change_set(
    root: Path, *files: FileChange, kind: ChangeKind = "format", severity: Severity | None = None
) -> ChangeSet[None]:
    findings: tuple[Finding, ...] = ()
    if severity:
        findings = (Finding("CBI999", "x", severity, "m", "a.toml", TextRange(1, 1, 1, 1), "r", "", "", ""),)
    return ChangeSet(kind, DatasetLocation(root, "folder"), files, None, new_findings=findings)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_diff_names_files_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    change = change_set(
        tmp_path / "data",
        FileChange("a.toml", b"x = 1\ny = 2\n", b"x = 1\ny = 3\n"),
        FileChange("b.toml", None, b"z = 1\n"),
    )
    assert change.diff() == (
        "--- data/a.toml\n+++ data/a.toml\n@@ -1,2 +1,2 @@\n x = 1\n-y = 2\n+y = 3\n"
        "--- data/b.toml\n+++ data/b.toml\n@@ -0,0 +1 @@\n+z = 1\n"
    )


def test_the_diff_is_harmless_and_empty_for_line_endings(tmp_path: Path) -> None:
    endings = FileChange("a.toml", b"\xef\xbb\xbfx = 1\r\n", b"x = 1\n")
    assert (change_set(tmp_path, endings).diff(), endings.only_line_endings_differ) == ("", True)
    escape = FileChange("a.toml", b"", b"# \x1b[31m\n")
    assert "\x1b" not in change_set(tmp_path, escape).diff()
    assert not escape.only_line_endings_differ


def test_all_files_are_written_with_new_folders(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"old")
    change_set(tmp_path, FileChange("a.toml", b"old", b"new"), FileChange("events/2022/b.toml", None, b"b")).apply()
    assert contents(tmp_path) == {"a.toml": b"new", "events/2022/b.toml": b"b"}


@pytest.mark.parametrize("current", [b"of someone else", None])
def test_none_is_written_if_one_has_changed(tmp_path: Path, current: bytes | None) -> None:
    (tmp_path / "a.toml").write_bytes(b"old")
    if current is not None:
        (tmp_path / "b.toml").write_bytes(current)
    before = contents(tmp_path)
    change = change_set(tmp_path, FileChange("a.toml", b"old", b"new"), FileChange("b.toml", b"b", b"new"))
    with pytest.raises(CbiError, match=r"b\.toml was changed by another program in the meantime"):
        change.apply()
    assert contents(tmp_path) == before


def test_a_new_file_does_not_replace_one_that_has_come(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_bytes(b"of someone else")
    with pytest.raises(CbiError, match="was changed by another program"):
        change_set(tmp_path, FileChange("b.toml", None, b"new")).apply()
    assert contents(tmp_path) == {"b.toml": b"of someone else"}


def test_new_errors_are_refused_and_warnings_only_if_strict(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"old")
    file = FileChange("a.toml", b"old", b"new")
    wrong = change_set(tmp_path, file, kind="fix", severity="error")
    for refused in (wrong.verify, wrong.apply):
        with pytest.raises(NewFindingsError) as caught:
            refused()
        assert caught.value.message == "the fix would cause a new finding of CBI999 in a.toml"
        assert caught.value.findings == wrong.new_findings
    assert contents(tmp_path) == {"a.toml": b"old"}
    doubtful = change_set(tmp_path, file, severity="warning")
    doubtful.verify()
    with pytest.raises(NewFindingsError):
        doubtful.verify(strict=True)
    doubtful.apply()
    assert contents(tmp_path) == {"a.toml": b"new"}


def test_a_built_in_dataset_and_a_revision_are_not_changed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"old")
    change = change_set(tmp_path, FileChange("a.toml", b"old", b"new"))
    with pytest.raises(CbiError, match="cannot be edited"):
        change._replace(location=DatasetLocation(tmp_path, "built-in")).apply()
    with pytest.raises(CbiError, match="`v1` cannot be changed"):
        change._replace(location=DatasetLocation(tmp_path, "folder", "v1")).apply()
    assert contents(tmp_path) == {"a.toml": b"old"}
    # Without a change there is nothing to refuse.
    change._replace(files=(), location=DatasetLocation(tmp_path, "built-in")).apply()


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "outside.toml").write_bytes(b"mine")
    (tmp_path / "data" / "a.toml").symlink_to("../outside.toml")
    with pytest.raises(CbiError, match="cannot write"):
        change_set(tmp_path / "data", FileChange("a.toml", b"mine", b"new")).apply()
    assert (tmp_path / "outside.toml").read_bytes() == b"mine"


def test_a_new_dataset_is_a_new_folder_or_an_empty_one(tmp_path: Path) -> None:
    files = FileChange("dataset.toml", None, b"x"), FileChange("events/2022.toml", None, b"y")
    expected = {"dataset.toml": b"x", "events/2022.toml": b"y"}
    (tmp_path / "empty").mkdir(mode=0o750)
    (tmp_path / "empty").chmod(0o750)
    for name in ("new", "empty"):
        change_set(tmp_path / name, *files, kind="dataset").apply()
        assert contents(tmp_path / name) == expected
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o750
    with pytest.raises(CbiError, match="new is not empty") as caught:
        change_set(tmp_path / "new", FileChange("a", None, b"a"), kind="dataset").apply()
    assert caught.value.hint == "name a new folder; nothing was written"
    assert contents(tmp_path / "new") == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]
