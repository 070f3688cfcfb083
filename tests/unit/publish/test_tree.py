"""A site is written to a folder that is ours, and only where it differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.publish.site_files import CopiedFile, SiteFile
from cbi_cli.publish.tree import MANIFEST, write_tree

FIRST = [SiteFile("en/a.html", b"a"), SiteFile("en/old/b.html", b"b")]


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """The second build writes one file, removes one with its empty folder, and keeps a file that it did not make."""
    folder = tmp_path / "site"
    first = write_tree(folder, FIRST)
    assert (first.written, first.unchanged, first.removed, first.size) == (2, 0, 0, 2)
    (folder / "CNAME").write_text("example.org")
    unchanged = (folder / "en/a.html").stat().st_mtime_ns
    second = write_tree(folder, [SiteFile("en/a.html", b"a"), SiteFile("en/c.html", b"new")])
    assert (second.written, second.unchanged, second.removed, second.size) == (1, 1, 1, 4)
    assert (folder / "en/a.html").stat().st_mtime_ns == unchanged
    assert not (folder / "en/old").exists()
    assert (folder / "CNAME").read_text() == "example.org"


def test_a_large_file_is_copied_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is compared by its digest, replaced where it differs, and never read as a whole."""
    source = tmp_path / "made.csv"
    source.write_bytes(b"a,b\r\n")
    # As `sha256sum` prints it.
    digest = "fbf6b30113a4b6418c623a96ed6844f17ef5751b908a16abaa919d0bcd6b7784"
    file = CopiedFile("data/a.csv", source, 5, digest, None)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read as a whole"))
    folder = tmp_path / "site"
    first = write_tree(folder, [file])
    assert (first.written, first.size) == (1, 5)
    monkeypatch.undo()
    assert (folder / "data/a.csv").read_bytes() == b"a,b\r\n"
    assert json.loads((folder / MANIFEST).read_bytes())["files"] == {"data/a.csv": digest}
    assert write_tree(folder, [file]).unchanged == 1
    (folder / "data/a.csv").write_bytes(b"a,c\r\n")
    assert write_tree(folder, [file]).written == 1
    assert (folder / "data/a.csv").read_bytes() == b"a,b\r\n"


@pytest.mark.parametrize("make", ["file", "content", "damaged", "other"])
def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, make: str) -> None:
    """Nothing is written beside files of others."""
    folder = tmp_path / "site"
    if make == "file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    if make == "damaged":
        (folder / MANIFEST).write_text("{")
    if make == "other":
        (folder / MANIFEST).write_text('{"schema": "cbi/site/9", "files": {}}')
    with pytest.raises(CbiError):
        write_tree(folder, FIRST)
    assert not (tmp_path / "site" / "en").exists()


def test_a_build_that_ended_early_is_completed(tmp_path: Path) -> None:
    """A folder is known to be a site from the first file on."""

    def fail() -> object:
        yield FIRST[0]
        raise KeyboardInterrupt

    folder = tmp_path / "site"
    with pytest.raises(KeyboardInterrupt):
        write_tree(folder, fail())  # type: ignore[arg-type]
    assert write_tree(folder, FIRST).written == 1


def test_links_lead_nowhere_else(tmp_path: Path) -> None:
    """A folder that is a link is refused, and a file that is one is replaced."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.html").write_bytes(b"theirs")
    folder = tmp_path / "site"
    write_tree(folder, [SiteFile("index.html", b"home")])
    (folder / "en").symlink_to(other)
    with pytest.raises(CbiError):
        write_tree(folder, FIRST)
    (folder / "en").unlink()
    (folder / "en").mkdir()
    (folder / "en/a.html").symlink_to(other / "a.html")
    write_tree(folder, FIRST)
    assert (folder / "en/a.html").read_bytes() == b"a"
    assert not (folder / "en/a.html").is_symlink()
    assert (other / "a.html").read_bytes() == b"theirs"


def test_an_edited_manifest_removes_nothing_outside(tmp_path: Path) -> None:
    """Its paths are those of files inside the folder, or ignored."""
    folder = tmp_path / "site"
    write_tree(folder, FIRST)
    (tmp_path / "kept.txt").write_text("kept")
    content = json.loads((folder / MANIFEST).read_text())
    content["files"]["../kept.txt"] = content["files"][str(tmp_path / "kept.txt")] = "0"
    (folder / MANIFEST).write_text(json.dumps(content))
    write_tree(folder, FIRST)
    assert (tmp_path / "kept.txt").exists()
