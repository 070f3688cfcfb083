"""A dataset whose folder was moved, or that got another id, is compared with what it was before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

FILES = dataset_files(event_toml("2021-05-04"), edition_2022=EDITION)
GREEN = dataset_files(event_toml("2021-05-04"), event_toml("2022-05-04"), edition_2022=EDITION)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a dataset in data/ab, whose published row of 2022 is red."""
    write_files(tmp_path / "data" / "ab", FILES)
    make_repository(tmp_path)
    git(tmp_path, "switch", "--quiet", "--create", "change")
    return tmp_path


@pytest.mark.parametrize("target", ["data/moved", "elsewhere/deep/ab", "."])
def test_a_light_that_is_changed_along_with_a_move_is_found(top: Path, target: str, cli: Cli) -> None:
    shutil.rmtree(top / "data")
    for name, raw in GREEN.items():
        (top / target / name).parent.mkdir(parents=True, exist_ok=True)
        (top / target / name).write_bytes(raw)
    commit(top, "Move and change")
    for words in (("diff", "main", "--check"), ("diff", "--check"), ("diff", "main...HEAD", "--check")):
        result = cli(*words, folder=top)
        assert result.code == 1, result.err
        assert "1 added" in result.out
    result = cli("validate", "--base", "main", folder=top)
    assert "compared with data/ab, the place of this dataset in main" in result.err


def test_an_edition_that_is_edited_along_with_a_move_is_found(top: Path, cli: Cli) -> None:
    shutil.rmtree(top / "data")
    edited = EDITION.replace('status = "red"', 'status = "green"')
    write_files(top / "new", dataset_files(event_toml("2021-05-04"), edition_2022=edited))
    commit(top, "Move and edit")
    assert "CBI603" in cli("validate", "--base", "main", folder=top).out


def test_a_new_id_in_the_same_folder_hides_no_change(top: Path, cli: Cli) -> None:
    write_files(top / "data" / "ab", {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in GREEN.items()})
    commit(top, "Rename and change")
    assert cli("diff", "main", "--check", folder=top).code == 1


def test_a_new_id_in_a_new_folder_is_refused(top: Path, cli: Cli) -> None:
    shutil.rmtree(top / "data")
    write_files(top / "new", {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in GREEN.items()})
    commit(top, "Rename, move and change")
    for words in (("validate", "--base", "main"), ("diff", "main", "--check")):
        result = cli(*words, folder=top)
        assert (result.code, result.out) == (2, "")
        assert result.err.endswith(
            " has the dataset `ab` in data/ab, which is gone, and no `xy`\n"
            "  help: if it was renamed, move the folder in one change and give it the new id in the next\n"
        )


def test_another_dataset_in_the_old_folder_takes_nothing_over(top: Path, cli: Cli) -> None:
    (top / "data" / "ab").rename(top / "archive")
    write_files(top / "data" / "ab", {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in FILES.items()})
    commit(top, "Move, and begin another")
    old = cli("diff", "main", "--dataset", "archive", folder=top)
    assert "No record changed" in old.out
    new = cli("validate", "--base", "main", "data/ab", folder=top)
    assert "so all of it is new" in new.err


def test_a_dataset_beside_others_is_new(top: Path, cli: Cli) -> None:
    write_files(top / "data" / "xy", {name: raw.replace(b'id = "ab"', b'id = "xy"') for name, raw in FILES.items()})
    commit(top, "Another one")
    result = cli("validate", "--base", "main", "data/xy", folder=top)
    assert (result.code, "so all of it is new" in result.err) == (0, True)


def test_a_dataset_beside_one_that_gets_a_new_id_is_new(top: Path, cli: Cli) -> None:
    for folder, new_id in (("data/ab", b"cd"), ("data/xy", b"xy")):
        write_files(
            top / folder, {name: raw.replace(b'id = "ab"', b'id = "%s"' % new_id) for name, raw in FILES.items()}
        )
    commit(top, "A new id, and another one")
    result = cli("validate", "--base", "main", "data/xy", folder=top)
    assert (result.code, "so all of it is new" in result.err) == (0, True)


def test_a_dataset_whose_head_is_a_link_is_not_new(top: Path, cli: Cli) -> None:
    git(top, "switch", "--quiet", "main")
    (top / "data" / "ab" / "dataset.toml").rename(top / "head.toml")
    (top / "data" / "ab" / "dataset.toml").symlink_to("../../head.toml")
    commit(top, "A link")
    git(top, "switch", "--quiet", "--force-create", "change")
    (top / "data" / "ab").rename(top / "data" / "xy")
    (top / "data" / "xy" / "events" / "2022.toml").write_bytes(GREEN["events/2022.toml"])
    commit(top, "Move and change")
    result = cli("diff", "main", "--check", "--dataset", "data/xy", folder=top)
    assert (result.code, "1 added" in result.out) == (1, True), result.err


def test_two_of_one_id_before_a_move_are_a_question(top: Path, cli: Cli) -> None:
    write_files(top / "copy", FILES)
    commit(top, "A copy")
    git(top, "switch", "--quiet", "--create", "more")
    shutil.rmtree(top / "data")
    write_files(top / "new", FILES)
    commit(top, "Move")
    result = cli("diff", "change", "--dataset", "new", folder=top)
    before = git(top, "rev-parse", "change")[:12]
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"cbi: error: {before} has the dataset `ab` more than once: copy, data/ab\n  help: give each an id of its own\n"
    )
