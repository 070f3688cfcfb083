"""Damage that only a query meets is repaired inside the store: that query alone is read again, from the files."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.api import explain, history
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import read_settings
from cbi_cli.index import cache
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.toml.document import parse
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import ROOT, session_at
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

IDS = ["2020-05-04-meeting", "2021-05-04-meeting", "2022-05-04-meeting"]
FILES = dataset_files(*(event_toml(name[:10]) for name in IDS))
QUERY = "SELECT id FROM event ORDER BY sort_key"


class Failing:
    """A connection whose queries fail after some rows, as those of a damaged file do."""

    def __init__(self, real: sqlite3.Connection, after: int, changes: bool = False) -> None:
        self.real = real
        self.after = after
        self.changes = changes

    def execute(self, sql: str, values: object = ()) -> Any:
        return Rows(self.real.execute(sql, values), self.after, self.changes)  # type: ignore[arg-type]

    def close(self) -> None:
        self.real.close()


class Rows:
    """Some rows, and then the error."""

    def __init__(self, real: sqlite3.Cursor, after: int, changes: bool) -> None:
        self.real = real
        self.after = after
        self.changes = changes

    def __iter__(self) -> Iterator[Any]:
        for _ in range(self.after):
            row = next(self.real)
            yield ("another",) if self.changes else row
        raise sqlite3.DatabaseError("database disk image is malformed")

    def fetchall(self) -> list[Any]:
        return list(self)


@pytest.fixture
def store(tmp_path: Path) -> Snapshot:
    """A remembered snapshot on the disk."""
    write_files(tmp_path, FILES)
    place = DatasetLocation(tmp_path, "folder")
    session_at(place).snapshot.close()
    found = session_at(place).snapshot
    assert found.remembered
    return found


def harm(store: Snapshot, after: int, changes: bool = False) -> None:
    store.connection = Failing(store.connection, after, changes)  # type: ignore[assignment]


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_all_rows_are_read_again(store: Snapshot, after: int) -> None:
    harm(store, after)
    assert [row["id"] for row in store.rows(QUERY)] == IDS


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_rows_one_by_one_go_on_where_they_broke_off(store: Snapshot, after: int) -> None:
    harm(store, after)
    assert [row["id"] for row in store.iter_rows(QUERY)] == IDS


def test_rows_that_were_wrong_end_in_one_sentence(store: Snapshot) -> None:
    harm(store, 2, changes=True)
    with pytest.raises(CbiError, match="the cache was damaged"):
        list(store.iter_rows(QUERY))
    assert [row["id"] for row in store.rows(QUERY)] == IDS


def test_it_is_repaired_once_and_then_the_error_is_told(store: Snapshot) -> None:
    harm(store, 0)
    assert len(store.rows(QUERY)) == 3
    harm(store, 0)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        store.rows(QUERY)


def test_the_files_that_are_read_again_are_counted_as_at_first(store: Snapshot, tmp_path: Path) -> None:
    store.close()
    progress: list[float] = []
    opened = session_at(DatasetLocation(tmp_path, "folder"), on_progress=progress.append).snapshot
    assert (opened.remembered, progress) == (True, [])
    harm(opened, 0)
    assert len(opened.rows(QUERY)) == 3
    assert progress == [0.0, pytest.approx(1 / 3), pytest.approx(2 / 3), 1.0]


def test_a_damaged_preview_is_made_again_with_its_changes(store: Snapshot, tmp_path: Path) -> None:
    store.close()
    session = session_at(DatasetLocation(tmp_path, "folder"))
    preview = session.preview(parse("events/2022.toml", event_toml("2022-06-04").encode()))
    harm(preview, 0)
    assert [row["id"] for row in preview.rows(QUERY)] == [*IDS[:2], "2022-06-04-meeting"]
    preview.close()
    assert [row["id"] for row in session.reopen().snapshot.rows(QUERY)] == IDS


def test_files_keep_their_numbers(store: Snapshot, tmp_path: Path) -> None:
    """A file that came later has a higher number than its name would give it: rows of two queries belong together."""
    store.close()
    (tmp_path / "events" / "2019.toml").write_text(event_toml("2019-05-04"))
    changed = session_at(DatasetLocation(tmp_path, "folder")).snapshot
    numbers = (
        "SELECT f.name, f.number, e.number FROM file AS f LEFT JOIN event AS e ON e.sort_key = f.number ORDER BY 1"
    )
    before = [tuple(row) for row in changed.rows(numbers)]
    assert before != sorted(before, key=lambda row: row[1])
    harm(changed, 0)
    assert [tuple(row) for row in changed.rows(numbers)] == before


@pytest.mark.parametrize("column", ["json", "findings"])
def test_a_text_that_is_no_json_is_damage_too(column: str, tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", 'title = "x\\u200by"')))
    place = DatasetLocation(tmp_path, "folder")
    right = session_at(place).unverified_snapshot
    expected = (right.record("event", IDS[2]), right.records("topic"), right.findings())
    assert expected[0] is not None
    right.close()
    (path,) = Path(read_settings().cache.folder or "").glob("*.sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {'record' if column == 'json' else 'file'} SET {column} = '[{{'")  # noqa: S608
    connection.close()
    cache._write_seal(path)
    harmed = cache.SnapshotCache(place, read_settings()).load()
    assert harmed.status is cache.CacheStatus.FRESH
    assert harmed.snapshot is not None
    harmed.snapshot.close()
    opened = session_at(place).unverified_snapshot
    assert (opened.record("event", IDS[2]), opened.records("topic"), opened.findings()) == expected


RECORD = "UPDATE record SET json = '[{' WHERE kind = 'event'"
META = "UPDATE meta SET value = '[{' WHERE name = "
DECODERS: dict[str, tuple[str, Callable[[Snapshot], object]]] = {
    "history": (RECORD, lambda store: history(store, "hlsd")),
    "record": (RECORD, lambda store: store.record("event", "2022-10-13-high-level-security-dialogue")),
    "explain": ("UPDATE rule_match SET unmet = '[{'", lambda store: explain(store, 2022, "hlsd")),
    "findings": ("UPDATE file SET findings = '[{'", lambda store: store.findings()),
    "across": (f"{META} 'across'", lambda store: store.findings()),
    "accepted": (f"{META} 'accepted'", lambda store: store.reported_findings()),
    "exclude": (f"{META} 'exclude'", lambda store: store.records("topic")),
}
"""Statements that harm a text of JSON, each with what decodes it."""


@pytest.mark.parametrize(("damage", "ask"), DECODERS.values(), ids=DECODERS)
def test_all_that_decode_json_build_a_damaged_snapshot_again(
    damage: str, ask: Callable[[Snapshot], object], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "datasets" / "us-mexico", tmp_path / "dataset")
    place = DatasetLocation(tmp_path / "dataset", "folder")
    right = session_at(place).unverified_snapshot
    expected = ask(right)
    right.close()
    (path,) = Path(read_settings().cache.folder or "").glob("*.sqlite")
    with sqlite3.connect(path) as connection:
        assert connection.execute(damage).rowcount > 0
    connection.close()
    cache._write_seal(path)
    assert ask(session_at(place).unverified_snapshot) == expected


def test_only_the_store_decodes_json_of_the_snapshot() -> None:
    rooms = [ROOT / "src" / "cbi_cli" / room for room in ("reports", "render")]
    found = [path.name for room in rooms for path in room.rglob("*.py") if "json.loads" in path.read_text()]
    assert found == []


def test_an_intact_snapshot_that_was_brought_up_to_date_is_not_damaged(store: Snapshot, tmp_path: Path) -> None:
    store.close()
    (tmp_path / "events" / "2019.toml").write_text(event_toml("2019-05-04"))
    place = DatasetLocation(tmp_path, "folder")
    session_at(place).snapshot.close()
    remembered = session_at(place).snapshot
    assert remembered.remembered
    assert not remembered.rebuild_if_damaged()
    assert [row["id"] for row in remembered.rows(QUERY)] == ["2019-05-04-meeting", *IDS]


CHANGES = {
    "a number": "UPDATE event_party SET event = event + 1000000",
    "a text": "UPDATE event SET title = 'Another'",
    "a row less": "DELETE FROM event_source WHERE position = 0",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_another_value_is_damage(change: str, store: Snapshot, tmp_path: Path) -> None:
    store.close()
    (path,) = Path(read_settings().cache.folder or "").glob("*.sqlite")
    with sqlite3.connect(path) as connection:
        assert connection.execute(change).rowcount > 0
    connection.close()
    cache._write_seal(path)
    place = DatasetLocation(tmp_path, "folder")
    harmed = session_at(place).unverified_snapshot
    assert harmed.remembered
    assert harmed.rebuild_if_damaged()
    assert not session_at(place).unverified_snapshot.rebuild_if_damaged()


def test_what_cannot_be_read_and_what_was_repaired_in_a_call_is_damage(store: Snapshot) -> None:
    harm(store, 0)
    assert store.rebuild_if_damaged()
    assert store.rebuild_if_damaged()


def test_nothing_is_known_of_a_snapshot_whose_files_are_gone(store: Snapshot, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    assert not store.rebuild_if_damaged()
