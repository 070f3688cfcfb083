from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.locate import DatasetLocation, built_in_root, locate_dataset
from cbi_cli.workspace.reader import read_files
from tests.datasets import dataset_files, event_toml


def write(root: Path, *events: str) -> Path:
    for name, raw in dataset_files(*events).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return root.resolve()


def test_the_dataset_in_or_above_the_folder_wins(tmp_path: Path) -> None:
    root = write(tmp_path / "mine")
    inner = root / "events" / "deep"
    inner.mkdir(parents=True)
    assert locate_dataset(None, root).root == root
    assert locate_dataset(None, inner).root == root
    assert locate_dataset(None, inner).origin == "folder"


def test_a_datasets_folder_with_one_dataset_is_found(tmp_path: Path) -> None:
    root = write(tmp_path / "datasets" / "one")
    assert locate_dataset(None, tmp_path).root == root
    assert locate_dataset("one", tmp_path).root == root
    write(tmp_path / "datasets" / "two")
    with pytest.raises(CbiError) as caught:
        locate_dataset(None, tmp_path)
    assert "one, two" in caught.value.hint
    assert locate_dataset("two", tmp_path).root.name == "two"


def test_elsewhere_it_is_the_one_that_comes_with_the_program(tmp_path: Path) -> None:
    assert locate_dataset(None, tmp_path) == DatasetLocation(built_in_root() / "us-mexico", "built-in")
    assert locate_dataset("us-mexico", tmp_path).root.name == "us-mexico"


def test_a_wrong_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CbiError) as caught:
        locate_dataset("us-mexcio", tmp_path)
    assert caught.value.hint == "did you mean `us-mexico`?"
    (tmp_path / "empty").mkdir()
    with pytest.raises(CbiError, match=r"has no dataset\.toml"):
        locate_dataset("empty", tmp_path)


def git(root: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A dataset in a folder of a git repository: tag v1 has one event, the work tree has two."""
    root = write(tmp_path / "data" / "año", event_toml("2022-05-04"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "tag", "v1")
    write(root, event_toml("2022-05-04"), event_toml("2022-06-04"))
    return root


def test_a_revision_is_read_without_touching_the_work_tree(repository: Path) -> None:
    now = read_files(DatasetLocation(repository, "folder"))
    then = read_files(DatasetLocation(repository, "folder", "v1"))
    assert now.keys() == then.keys()
    assert then["events/2022.toml"].count(b"[[event]]") == 1
    assert now["events/2022.toml"].count(b"[[event]]") == 2


@pytest.mark.parametrize("revision", ["v9", "--output=x", "-n", "v1:data", "HEAD~5", "\n", "a b"])
def test_a_revision_that_is_none_is_refused(repository: Path, revision: str) -> None:
    with pytest.raises(CbiError, match="finds no revision"):
        read_files(DatasetLocation(repository, "folder", revision))
    assert not list(repository.parent.glob("x"))


def test_a_folder_outside_of_git_is_told(tmp_path: Path) -> None:
    root = write(tmp_path / "data")
    with pytest.raises(CbiError, match="not in a git repository"):
        read_files(DatasetLocation(root, "folder", "main"))


def test_hidden_files_and_other_tools_settings_are_left_alone(tmp_path: Path) -> None:
    root = write(tmp_path / "data")
    for name in (".hidden.toml", ".venv/x.toml", "pyproject.toml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x = ")
    assert sorted(read_files(DatasetLocation(root, "folder"))) == [
        "dataset.toml",
        "indicators.toml",
        "institutions.toml",
        "sources.toml",
    ]
