"""Which dataset a command works on, in every arrangement of folders, repositories and names."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.locate import Purpose, built_in_root, locate_all_datasets, locate_dataset
from tests.datasets import dataset_files, event_toml
from tests.repositories import git, make_repository, write_files

BUILT_IN = built_in_root() / "us-mexico"


def dataset(root: Path) -> Path:
    write_files(root, dataset_files(event_toml("2022-05-04")))
    return root.resolve()


def kept(top: Path, *names: str) -> Path:
    """A repository that tracks datasets in these folders."""
    top.mkdir(parents=True, exist_ok=True)
    for name in names:
        dataset(top / name)
    (top / "notes").mkdir(exist_ok=True)
    (top / "notes" / "read.txt").write_text("x")
    return make_repository(top)


@pytest.mark.parametrize("purpose", ["read", "check"])
@pytest.mark.parametrize("start", [".", "notes"])
def test_the_only_dataset_of_a_repository_is_found_wherever_it_is(tmp_path: Path, purpose: Purpose, start: str) -> None:
    kept(tmp_path, "deep/in/data/mx")
    found = locate_dataset(None, tmp_path / start, purpose=purpose)
    assert (found.root, found.origin) == (tmp_path / "deep" / "in" / "data" / "mx", "repository")


def test_the_one_in_or_above_the_folder_comes_before_the_one_of_the_repository(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx", "other")
    assert locate_dataset(None, tmp_path / "other" / "events").root == tmp_path / "other"
    assert locate_dataset(None, tmp_path / "other" / "events", purpose="check").origin == "folder"


@pytest.mark.parametrize("purpose", ["read", "check"])
def test_several_of_a_repository_are_a_question(tmp_path: Path, purpose: Purpose) -> None:
    kept(tmp_path, "data/mx", "data/ca")
    with pytest.raises(CbiError, match="several datasets") as caught:
        locate_dataset(None, tmp_path / "notes", purpose=purpose)
    assert caught.value.message == f"the git repository {tmp_path} has several datasets"
    assert caught.value.hint == "choose one with --dataset: data/ca, data/mx"


def test_a_folder_that_is_not_tracked_is_not_the_repositorys(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx")
    dataset(tmp_path / "data" / "draft")
    assert locate_dataset(None, tmp_path).root == tmp_path / "data" / "mx"


def test_one_that_is_tracked_and_gone_is_not_taken(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx", "data/ca")
    (tmp_path / "data" / "ca" / "dataset.toml").unlink()
    assert locate_dataset(None, tmp_path, purpose="check").root == tmp_path / "data" / "mx"


def test_a_link_to_a_dataset_outside_of_the_repository_is_not_the_repositorys(tmp_path: Path) -> None:
    dataset(tmp_path / "outside")
    top = tmp_path / "top"
    kept(top)
    (top / "mx").mkdir()
    (top / "mx" / "dataset.toml").symlink_to(tmp_path / "outside" / "dataset.toml")
    (top / "ca").symlink_to(tmp_path / "outside")
    git(top, "add", "--all")
    assert locate_all_datasets(top) == [locate_dataset("mx", top)._replace(origin="folder")]


def test_material_of_tests_counts_only_if_there_is_nothing_else(tmp_path: Path) -> None:
    kept(tmp_path / "one", "data/mx", "tests/mx", "src/template/mx", "tests/deep/fixtures/x")
    assert locate_dataset(None, tmp_path / "one").root == tmp_path / "one" / "data" / "mx"
    kept(tmp_path / "two", "tests/mx")
    assert locate_dataset(None, tmp_path / "two", purpose="check").root == tmp_path / "two" / "tests" / "mx"


def test_a_check_looks_no_further_than_the_repository(tmp_path: Path) -> None:
    dataset(tmp_path)
    inner = tmp_path / "inner"
    kept(inner)
    assert locate_dataset(None, inner).root == tmp_path
    for call in (lambda: locate_dataset(None, inner / "notes", purpose="check"), lambda: locate_all_datasets(inner)):
        with pytest.raises(CbiError, match="git tracks none"):
            call()


@pytest.mark.parametrize("folder", ["plain", "kept"])
def test_only_reading_falls_back_to_what_is_built_in(tmp_path: Path, folder: str) -> None:
    (tmp_path / "plain").mkdir()
    kept(tmp_path / "kept")
    here = tmp_path / folder
    assert (locate_dataset(None, here).root, locate_dataset(None, here).origin) == (BUILT_IN, "built-in")
    for call in (
        lambda: locate_dataset(None, here, purpose="check"),
        lambda: locate_all_datasets(here),
        lambda: locate_dataset("us-mexico", here, purpose="check"),
    ):
        with pytest.raises(CbiError) as caught:
            call()
        assert "cbi init" in caught.value.hint


def test_a_repository_that_git_refuses_is_an_error_for_a_check_and_a_note_for_a_report(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx")
    (tmp_path / ".git" / "config").write_text("[core\n")
    with pytest.raises(CbiError, match="bad config line 1"):
        locate_dataset(None, tmp_path, purpose="check")
    found = locate_dataset(None, tmp_path)
    assert found.root == BUILT_IN
    assert found.note.startswith(f"whether the git repository {tmp_path} has a dataset is not known: ")
    assert "bad config line 1" in found.note


def test_at_the_top_what_is_there_is_checked_without_git_and_that_is_said(tmp_path: Path) -> None:
    kept(tmp_path, "datasets/mx", "other/ca")
    (tmp_path / ".git" / "config").write_text("[core\n")
    (found,) = locate_all_datasets(tmp_path)
    assert found.root == tmp_path / "datasets" / "mx"
    assert found.note.startswith("whether the repository has other datasets is not known: ")
    assert "bad config line 1" in found.note


def test_at_the_top_of_a_repository_all_of_them_are_taken(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx", "datasets/ca", "tests/x")
    dataset(tmp_path / "datasets" / "draft")
    expected = [tmp_path / name for name in ("data/mx", "datasets/ca", "datasets/draft")]
    assert [place.root for place in locate_all_datasets(tmp_path)] == expected
    assert [place.root for place in locate_all_datasets(tmp_path / "data" / "mx")] == [tmp_path / "data" / "mx"]


def test_a_dataset_at_the_top_hides_no_other(tmp_path: Path) -> None:
    for name, raw in dataset_files(event_toml("2022-05-04")).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    kept(tmp_path, "data/mx")
    write_files(tmp_path / "data" / "mx", dataset_files())
    git(tmp_path, "add", "--all")
    assert [place.root for place in locate_all_datasets(tmp_path)] == [tmp_path, tmp_path / "data" / "mx"]


def test_a_name_is_looked_for_in_the_repository_too(tmp_path: Path) -> None:
    kept(tmp_path, "data/mx", "data/ca")
    assert locate_dataset("mx", tmp_path / "notes", purpose="check").root == tmp_path / "data" / "mx"


def test_a_name_for_two_datasets_is_a_question(tmp_path: Path) -> None:
    kept(tmp_path, "mx", "data/mx", "old/ca", "new/ca")
    with pytest.raises(CbiError) as caught:
        locate_dataset("mx", tmp_path)
    assert caught.value.message == f"`mx` names two datasets: {tmp_path / 'mx'} and {tmp_path / 'data' / 'mx'}"
    assert caught.value.hint == "write ./mx for the folder here, or the path of the other one"
    assert locate_dataset("./mx", tmp_path).root == tmp_path / "mx"
    assert locate_dataset("data/mx", tmp_path).root == tmp_path / "data" / "mx"
    with pytest.raises(CbiError) as caught:
        locate_dataset("ca", tmp_path)
    assert caught.value.message == "`ca` names several datasets"
    assert caught.value.hint == f"write the path: {tmp_path / 'new' / 'ca'}, {tmp_path / 'old' / 'ca'}"


def test_an_empty_folder_with_the_name_of_a_dataset_hides_it_not(tmp_path: Path) -> None:
    kept(tmp_path, "datasets/mx")
    (tmp_path / "mx").mkdir()
    assert locate_dataset("mx", tmp_path).root == tmp_path / "datasets" / "mx"
