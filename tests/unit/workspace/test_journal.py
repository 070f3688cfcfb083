"""What is known of the last change: nothing, a change, or that it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Cache
from cbi_cli.workspace.journal import (
    JournalEntry,
    JournalFile,
    begin_journal,
    content_digest,
    journal_path,
    read_journal,
)


def test_a_journal_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert read_journal(tmp_path, cache) is None
    begin_journal(tmp_path, cache, "edit", [JournalFile("a.toml", b"old", b"new")])
    journal = read_journal(tmp_path, cache)
    assert journal is not None
    assert journal.files == (JournalEntry("a.toml", b"old", content_digest(b"new")),)
    path = journal_path(tmp_path, cache)
    assert path is not None
    path.unlink()
    path.mkdir()
    with pytest.raises(CbiError) as caught:
        read_journal(tmp_path, cache)
    assert str(caught.value).startswith(f"cannot read {path}")


def test_a_damaged_journal_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    begin_journal(tmp_path, cache, "edit", [])
    path = journal_path(tmp_path, cache)
    assert path is not None
    for content in (b"", b"{}", b'{"version": 9}', b"[1]"):
        path.write_bytes(content)
        assert read_journal(tmp_path, cache) is None
