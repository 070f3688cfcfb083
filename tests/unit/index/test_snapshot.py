from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli.api import InvalidDatasetError, validate_files
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import read_settings
from cbi_cli.index.build import PreparedFile
from cbi_cli.index.cache import CacheStatus, SnapshotCache
from cbi_cli.index.rows import number_range
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.index.staleness import ChangedFile
from cbi_cli.index.update import build_from_dataset
from cbi_cli.loading import pipeline, workers
from cbi_cli.workspace.entries import read_plain_file
from cbi_cli.workspace.locate import DatasetLocation
from tests.conftest import TODAY, Cli, session_at, session_in_memory
from tests.datasets import dataset_files, event_toml


@pytest.fixture
def place(tmp_path: Path) -> DatasetLocation:
    """A small dataset on disk, whose files are an hour old."""
    root = tmp_path / "data"
    for name, raw in dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04")).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        age(path)
    return DatasetLocation(root, "folder")


def age(path: Path) -> None:
    """Make a file an hour old, so that its time alone tells that it has not changed."""
    hour_ago = path.stat().st_mtime_ns - 3600 * 10**9
    os.utime(path, ns=(hour_ago, hour_ago))


def events(store: Snapshot) -> list[str]:
    return [row["id"] for row in store.rows("SELECT id FROM event ORDER BY sort_key")]


def load_if_fresh(place: DatasetLocation) -> Snapshot | None:
    return SnapshotCache(place, read_settings()).load().snapshot


def status_of(place: DatasetLocation) -> CacheStatus:
    return SnapshotCache(place, read_settings()).load().status


def snapshot_of(place: DatasetLocation) -> Path:
    (path,) = Path(os.environ["CBI_CACHE_DIR"]).glob("*.sqlite")
    return path


def test_an_unchanged_dataset_is_answered_from_the_snapshot(place: DatasetLocation) -> None:
    assert load_if_fresh(place) is None
    session_at(place).snapshot.close()
    again = load_if_fresh(place)
    assert again is not None
    assert events(again) == ["2021-05-04-meeting", "2022-05-04-meeting"]


def test_every_change_of_a_file_is_seen(place: DatasetLocation) -> None:
    session_at(place).snapshot.close()
    path = place.root / "events" / "2022.toml"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"2022-05-04", b"2022-05-05"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert events(session_at(place).snapshot)[-1] == "2022-05-05-meeting"


def test_new_removed_and_renamed_files_are_seen(place: DatasetLocation) -> None:
    session_at(place).snapshot.close()
    new = place.root / "events" / "2020.toml"
    new.write_text(event_toml("2020-05-04"))
    assert len(events(session_at(place).snapshot)) == 3
    new.unlink()
    assert len(events(session_at(place).snapshot)) == 2


def test_a_touched_file_gives_the_same_answer(place: DatasetLocation) -> None:
    first = events(session_at(place).snapshot)
    os.utime(place.root / "sources.toml")
    assert events(session_at(place).snapshot) == first


def test_the_cache_says_what_it_has(place: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status_of(place) is CacheStatus.MISSING
    session_at(place).snapshot.close()
    assert status_of(place) is CacheStatus.FRESH
    (place.root / "events" / "2020.toml").write_text(event_toml("2020-05-04"))
    assert status_of(place) is CacheStatus.STALE
    session_at(place).snapshot.close()
    assert status_of(place) is CacheStatus.FRESH
    snapshot_of(place).write_bytes(snapshot_of(place).read_bytes())
    assert status_of(place) is CacheStatus.CORRUPT
    session_at(place).snapshot.close()
    monkeypatch.setenv("CBI_REBUILD", "1")
    assert status_of(place) is CacheStatus.MISSING


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"x" * 200, b"no database at all"])
def test_a_damaged_snapshot_is_built_anew(place: DatasetLocation, damage: bytes) -> None:
    expected = events(session_at(place).snapshot)
    snapshot_of(place).write_bytes(damage)
    assert events(session_at(place).snapshot) == expected


def test_a_snapshot_of_another_program_version_is_built_anew(
    place: DatasetLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_at(place).snapshot.close()
    monkeypatch.setattr("cbi_cli.index.cache.TABLES_VERSION", 0)
    assert load_if_fresh(place) is None
    assert len(events(session_at(place).snapshot)) == 2
    assert load_if_fresh(place) is not None


def test_a_snapshot_of_another_build_is_built_anew(place: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    session_at(place).snapshot.close()
    assert load_if_fresh(place) is not None
    monkeypatch.setattr("cbi_cli.index.cache.program_key", lambda package: 1)
    assert load_if_fresh(place) is None


def test_a_cache_folder_that_cannot_be_made_is_no_fault(
    place: DatasetLocation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("CBI_CACHE_DIR", str(blocked / "cache"))
    assert len(events(session_at(place).snapshot)) == 2


def test_the_cache_is_the_users_own(place: DatasetLocation) -> None:
    session_at(place).snapshot.close()
    assert not [path for path in snapshot_of(place).parent.iterdir() if path.suffix == ".tmp"]
    assert stat.S_ISREG(snapshot_of(place).stat().st_mode)


def test_a_dataset_with_errors_is_refused_each_time(place: DatasetLocation) -> None:
    path = place.root / "events" / "2022.toml"
    path.write_text(path.read_text().replace('kind = "meeting"', 'kind = "metting"'))
    for _ in range(2):
        with pytest.raises(InvalidDatasetError) as caught:
            session_at(place).snapshot.close()
        assert [(one.code, one.region.line) for one in caught.value.findings] == [("CBI104", 5)]
    assert load_if_fresh(place) is not None


def test_damage_that_only_a_query_meets_is_mended_too(place: DatasetLocation, cli: Cli) -> None:
    expected = cli("timeline", "--year", "all", folder=place.root)
    path = snapshot_of(place)
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE event_party")
    connection.commit()
    connection.close()
    assert cli("timeline", "--year", "all", folder=place.root) == expected
    assert expected.code == 0
    again = load_if_fresh(place)
    assert again is not None
    assert again.rows("SELECT COUNT(*) AS n FROM event_party")[0]["n"] == 4


@pytest.fixture
def several(place: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> DatasetLocation:
    """A dataset of seven files of events, for which other processes are always started."""
    monkeypatch.setattr(workers, "PARALLEL_MIN_BYTES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    for year in range(2014, 2019):
        (place.root / f"events/{year}.toml").write_text(event_toml(f"{year}-05-04"))
    return place


YEARS = [*range(2014, 2019), 2021, 2022]


def test_what_other_processes_read_is_what_one_reads(several: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    progress: list[float] = []
    parallel = session_at(several, on_progress=progress.append).snapshot
    assert events(parallel) == [f"{year}-05-04-meeting" for year in YEARS]
    assert progress == [*(done / 7 for done in range(7)), 1.0]
    monkeypatch.setattr(workers, "PARALLEL_MIN_BYTES", 10**9)
    monkeypatch.setenv("CBI_REBUILD", "1")
    alone = session_at(several).snapshot
    for (table,) in alone.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        query = f"SELECT * FROM {table}"  # noqa: S608 - our own names
        both = [{tuple(row) for row in one.rows(query)} for one in (parallel, alone)]
        if table == "file":
            both = [{row[:3] for row in rows} for rows in both]
        assert both[0] == both[1], table


@pytest.mark.parametrize("last", [2014, 2018, 2022])
def test_what_a_killed_process_leaves_undone_is_done_all_the_same(
    several: DatasetLocation, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.read_file
    reader = os.getpid()

    def read_or_die(context: pipeline.ReadContext, file: ChangedFile) -> PreparedFile:
        if file.name == f"events/{last}.toml" and os.getpid() != reader:
            os._exit(3)
        return real(context, file)

    monkeypatch.setattr(pipeline, "read_file", read_or_die)
    assert events(session_at(several).snapshot) == [f"{year}-05-04-meeting" for year in YEARS]


def test_without_pools_one_process_reads_all(several: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise NotImplementedError("no semaphores")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    assert events(session_at(several).snapshot) == [f"{year}-05-04-meeting" for year in YEARS]


def test_each_file_has_numbers_of_its_own() -> None:
    first, last = number_range(0)
    assert (first, last) == (0, 2**24 - 1)
    assert number_range(1) == (last + 1, 2 * 2**24 - 1)


def test_a_cache_that_cannot_be_written_is_no_fault(place: DatasetLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cbi_cli.index.cache.os.replace", refuse)
    assert len(events(session_at(place).snapshot)) == 2
    assert list(Path(os.environ["CBI_CACHE_DIR"]).iterdir()) == []


def test_without_a_cache_the_checks_build_only_what_they_query(place: DatasetLocation) -> None:
    session = session_in_memory(place)
    counts = "SELECT (SELECT COUNT(*) FROM event), (SELECT COUNT(*) FROM event_source), COUNT(*) FROM rule_match"
    assert [tuple(row) for row in session.checked_snapshot.rows(counts)] == [(2, 0, 0)]
    assert [tuple(row) for row in session.snapshot.rows(counts)] == [(2, 2, 2)]


def test_a_place_without_a_dataset_is_said(tmp_path: Path) -> None:
    hint = "`cbi init DIR --from us-mexico` creates one"
    with pytest.raises(CbiError) as caught:
        session_at(DatasetLocation(tmp_path, "folder")).snapshot.close()
    assert (caught.value.message, caught.value.hint) == (f"{tmp_path} contains no dataset", hint)
    with pytest.raises(CbiError) as caught:
        build_from_dataset(validate_files({"dataset.toml": b""}, TODAY)[0])
    assert caught.value.message == "the dataset has no valid dataset.toml"
    assert caught.value.hint == "`cbi validate` says what is wrong"


def test_a_file_that_no_process_can_read_is_told_of_once(
    several: DatasetLocation, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read_plain_file

    def unreadable(path: Path, shown: Path | None = None) -> bytes:
        if path.name == f"{YEARS[-1]}.toml":
            raise CbiError(f"cannot read {path}: Input/output error")
        return real(path, shown)

    monkeypatch.setattr(pipeline, "read_plain_file", unreadable)
    with pytest.raises(CbiError, match=rf"cannot read .*{YEARS[-1]}\.toml: Input/output error"):
        session_at(several).snapshot.close()
    assert capfd.readouterr() == ("", "")


def _call(home: Path, *words: str, folder: Path, **env: str) -> str:
    """Return stdout and stderr of a call in a process whose cache folder nobody has named."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CBI_CACHE_DIR", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "cbi_cli", *words],
        cwd=folder,
        env={**kept, "HOME": str(home), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variable", "expected"),
    [("", "home/.cache/cbi"), ("{}/xdg", "xdg/cbi"), ("relative", "home/.cache/cbi")],
)
def test_the_cache_is_in_the_folder_of_the_system(
    place: DatasetLocation, variable: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    env = {"XDG_CACHE_HOME": variable.format(tmp_path)} if variable else {}
    first = _call(tmp_path / "home", "validate", folder=place.root, **env)
    assert "nothing has changed" not in first
    (made,) = (tmp_path / expected).glob("*.sqlite")
    assert made.stat().st_size > 4096
    assert "nothing has changed since the last check" in _call(tmp_path / "home", "validate", folder=place.root, **env)
    made.unlink()
    assert "nothing has changed" not in _call(tmp_path / "home", "validate", folder=place.root, **env)


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {}, ".cache/cbi"),
        ("darwin", {"XDG_CACHE_HOME": "/elsewhere"}, "Library/Caches/cbi"),
        ("win32", {}, "AppData/Local/cbi/cache"),
    ],
)
def test_the_folder_of_each_system(
    system: str, variables: dict[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CBI_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", system)
    assert read_settings().cache.folder == tmp_path / expected
