"""Whatever happens to a snapshot, the answer is the one that the files give."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.generate import generate

from cbi_cli.core.settings import read_settings
from cbi_cli.index import cache
from cbi_cli.index.cache import CacheStatus, SnapshotCache
from cbi_cli.workspace.locate import DatasetLocation
from tests.properties.snapshots import BrokenSnapshotError, Damage, SnapshotOracle, draw_damage, run_question
from tests.repositories import write_files
from tests.rules.test_proven import SHIPPED

Asking = Callable[..., SnapshotOracle]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Make a dataset with a snapshot, of so many events, or the shipped one."""

    def make(events: int = 0) -> SnapshotOracle:
        root = tmp_path / "data"
        if events:
            generate(events, root)
        else:
            write_files(root, SHIPPED)
        monkeypatch.chdir(root)
        return SnapshotOracle()

    return make


def harms(count: int) -> list[Damage]:
    chance = random.Random(1)  # noqa: S311 - the same harms in each run are wanted
    return [draw_damage(chance) for _ in range(count)]


def test_a_small_snapshot_that_is_harmed_is_never_believed(asked: Asking) -> None:
    small = asked(60)
    assert len(small.raw) < 2**22
    assert all(small.check(harm) for harm in harms(60))


def test_a_large_one_that_is_harmed_is_never_believed(asked: Asking) -> None:
    large = asked(2500)
    assert len(large.raw) >= 2**22
    assert all(large.check(harm) for harm in harms(8))


def test_one_that_the_disk_itself_has_changed_breaks_nothing(asked: Asking) -> None:
    """SQLite finds most of it; what it does not find is answered wrongly, which is stated."""
    made = asked(60)
    assert sum(made.check(harm, by_the_disk=True) for harm in harms(60)) > 50


def test_a_seal_of_another_snapshot_opens_nothing(asked: Asking) -> None:
    made = asked()
    cached = SnapshotCache(DatasetLocation(Path.cwd(), "folder"), read_settings())
    assert cached.load().status is CacheStatus.FRESH
    made.path.with_suffix(".seal").write_text("")
    assert cached.load() == (CacheStatus.CORRUPT, None)
    assert cached.open_for_update() is None
    made.path.with_suffix(".seal").unlink()
    assert cached.load() == (CacheStatus.CORRUPT, None)
    assert made.check(Damage("flip", 3))
    assert cached.load().status is CacheStatus.FRESH


def test_a_planted_seal_that_is_a_link_is_not_written_through(asked: Asking, tmp_path: Path) -> None:
    made = asked()
    (tmp_path / "important").write_text("mine")
    made.path.with_suffix(".seal").unlink()
    made.path.with_suffix(".seal").symlink_to(tmp_path / "important")
    assert made.check(Damage("empty", 0))
    assert (tmp_path / "important").read_text() == "mine"


def test_a_wrong_answer_and_a_fault_of_the_program_are_noticed(asked: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    made = asked()
    made.right = dict.fromkeys(made.right, (0, "something else"))
    with pytest.raises(BrokenSnapshotError, match="another answer"):
        made.check(Damage("flip", 0))
    monkeypatch.setattr("cbi_cli.cli.main._run", lambda words, environ: environ["NO_SUCH_NAME"])
    with pytest.raises(BrokenSnapshotError, match="internal error: KeyError"):
        run_question("info")


def test_damage_that_sqlite_does_not_notice_is_repaired_after_an_error(asked: Asking) -> None:
    made = asked(60)
    question = "timeline --year all --format json"
    with closing(sqlite3.connect(made.path)) as connection, connection:
        connection.execute("UPDATE event_party SET event = event + 1000000000")
    cache._write_seal(made.path)
    assert run_question(question) == (2, "")
    assert run_question(question) == made.right[question]


def test_an_error_with_an_intact_snapshot_is_one_of_the_program(asked: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(60)
    nothing: dict[str, str] = {}
    monkeypatch.setattr("cbi_cli.reports.gaps._make_series", lambda *words: nothing["no such name"])
    for _ in range(2):
        with pytest.raises(BrokenSnapshotError, match="internal error: KeyError"):
            run_question("gaps")
