"""Who may write, what stays with a file, and where links lead."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import dataset_files
from tests.faults.injector import Injector
from tests.faults.jobs import APRIL, CARD, MAY, REVIEW, read_contents
from tests.repositories import git, write_files

NOBODY = 65534
ROOTS_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


@pytest.fixture
def shared(open_folder: Path) -> Path:
    """A dataset of root's, in a folder that all users can write to."""
    folder = open_folder / "data"
    folder.mkdir()
    write_files(folder, dataset_files(MAY, REVIEW))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (open_folder / "cache").mkdir(mode=0o777)
    (open_folder / "cache").chmod(0o777)
    return folder


def as_another(injector: Injector, words: tuple[str, ...], folder: Path, cache: str = "cache") -> tuple[int, str]:
    """Exit code and errors of a call by a user who is not root."""
    done = injector.run(words, folder, folder, user=NOBODY, env={"CBI_CACHE_DIR": str(folder.parent / cache)})
    assert "Traceback" not in done.err
    return done.code, "\n".join(line for line in done.err.splitlines() if line.startswith("cbi: error"))


@pytest.mark.parametrize("words", [APRIL, ("fmt",)], ids=lambda words: words[0])
def test_a_read_only_file_is_left_alone(injector: Injector, shared: Path, words: tuple[str, ...]) -> None:
    (shared / "events" / "2022.toml").chmod(0o444)
    before = read_contents(shared)
    code, told = as_another(injector, words, shared)
    assert (code, told) == (2, f"cbi: error: cannot write {shared}/events/2022.toml: it is read-only")
    assert read_contents(shared) == before


@pytest.mark.parametrize("words", [APRIL, ("fmt",), (*CARD, "card.json"), ("init", "new")], ids=lambda words: words[0])
def test_a_folder_without_permission_is_left_alone(injector: Injector, shared: Path, words: tuple[str, ...]) -> None:
    for folder in (shared, shared / "events"):
        folder.chmod(0o555)
    before = read_contents(shared)
    code, told = as_another(injector, words, shared)
    assert code == 2
    assert told.startswith("cbi: error: cannot write ")
    assert told.endswith(": Permission denied")
    assert read_contents(shared) == before


@pytest.mark.parametrize("words", [APRIL, ("fmt",), ("validate", "--fix")], ids=lambda words: words[0])
def test_a_lock_that_cannot_be_made_is_one_clear_error_or_none(
    injector: Injector, shared: Path, words: tuple[str, ...]
) -> None:
    (shared.parent / "closed" / "locks").mkdir(parents=True)
    (shared.parent / "closed" / "locks").chmod(0o555)
    before = read_contents(shared)
    code, told = as_another(injector, words, shared, cache="closed")
    assert (code == 0) == (read_contents(shared) != before)
    assert len(told.splitlines()) == (code != 0)
    assert code in (0, 2)


@ROOTS_ONLY
def test_owner_and_mode_stay(data: Path, cli: Cli) -> None:
    path = data / "events" / "2022.toml"
    os.chown(path, 1234, 2345)
    path.chmod(0o2664)
    assert cli(*APRIL, folder=data).code == 0
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 2345, 0o2664)
    assert b"april" in path.read_bytes()


@ROOTS_ONLY
def test_who_may_not_give_a_file_away_owns_it_and_its_mode_stays(injector: Injector, shared: Path) -> None:
    assert as_another(injector, APRIL, shared) == (0, "")
    found = (shared / "events" / "2022.toml").stat()
    assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (NOBODY, 0o666)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_of_a_result_stays(data: Path, cli: Cli, mode: int) -> None:
    path = data / "card.json"
    path.write_text("old")
    path.chmod(mode)
    assert cli(*CARD, "card.json", folder=data).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def test_new_files_and_folders_get_the_mode_that_the_user_wants(tmp_path: Path, data: Path, cli: Cli) -> None:
    with umask(0o027):
        assert cli(*CARD, "card.json", folder=data).code == 0
        assert cli("init", "new", "--parties", "ca,us", folder=tmp_path).code == 0
    made = (data / "card.json", tmp_path / "new", tmp_path / "new" / "schemas", tmp_path / "new" / "dataset.toml")
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o640, 0o750, 0o750, 0o640]


def test_links_keep_pointing(tmp_path: Path, data: Path, cli: Cli) -> None:
    real = tmp_path / "elsewhere.json"
    real.write_text("old")
    (data / "first.json").symlink_to("second.json")
    (data / "second.json").symlink_to(real)
    (data / "dangling.json").symlink_to(tmp_path / "new.json")
    assert cli(*CARD, "first.json", folder=data).code == 0
    assert cli(*CARD, "dangling.json", folder=data).code == 0
    assert real.read_bytes() == (tmp_path / "new.json").read_bytes()
    assert b'"rows"' in real.read_bytes()
    assert all((data / name).is_symlink() for name in ("first.json", "second.json", "dangling.json"))


def test_a_file_of_the_dataset_may_be_a_link_in_its_repository(tmp_path: Path, data: Path, cli: Cli) -> None:
    git(tmp_path, "init", "--quiet")
    real, link = tmp_path / "2022.toml", data / "events" / "2022.toml"
    link.rename(real)
    link.symlink_to("../../2022.toml")
    assert cli(*APRIL, folder=data).code == 0
    assert link.is_symlink()
    assert b"april" in real.read_bytes()


def test_a_loop_of_links_is_told_and_left(data: Path, cli: Cli) -> None:
    (data / "one.json").symlink_to("two.json")
    (data / "two.json").symlink_to("one.json")
    result = cli(*CARD, "one.json", folder=data)
    assert result.code == 2
    assert result.err == "cbi: error: cannot write one.json: Too many levels of symbolic links\n"
    assert (data / "one.json").readlink() == Path("two.json")


def test_the_other_name_of_a_file_keeps_the_old_content(data: Path, cli: Cli) -> None:
    (data / "card.json").write_text("old")
    os.link(data / "card.json", data / "other.json")
    assert cli(*CARD, "card.json", folder=data).code == 0
    assert (data / "other.json").read_text() == "old"
    assert b'"rows"' in (data / "card.json").read_bytes()


@pytest.mark.parametrize("there", [True, False])
def test_a_dataset_begins_where_a_link_leads(tmp_path: Path, cli: Cli, there: bool) -> None:
    if there:
        (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert cli("init", "link", "--parties", "ca,us", folder=tmp_path).code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "dataset.toml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_a_dataset_does_not_begin_in_a_loop_of_links_or_under_the_feet(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "here").mkdir()
    assert cli("init", "loop", folder=tmp_path).code == 2
    result = cli("init", ".", folder=tmp_path / "here")
    assert (result.code, list((tmp_path / "here").iterdir())) == (2, [])
    assert "is the working folder" in result.err


def test_an_empty_folder_keeps_its_mode(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "private").mkdir(mode=0o700)
    assert cli("init", "private", "--parties", "ca,us", folder=tmp_path).code == 0
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700
