"""Where a small difference of the code would change what is written, found or said of files and commits."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.atomic_write import _stat_target, refuse_duplicate_targets, write_result
from cbi_cli.workspace.commit_tree import CommitTree, NamesTree
from cbi_cli.workspace.locate import _describe_untracked, locate_dataset
from cbi_cli.workspace.merge_base import _read_event_base, _target_branch_name
from cbi_cli.workspace.moved_datasets import _refuse_gone_dataset


def test_no_result_replaces_data(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    with pytest.raises(CbiError) as caught:
        write_result(path, "text")
    assert caught.value.message == f"cannot write the result to {path}: TOML files are data"
    assert not path.exists()


@pytest.mark.parametrize(("name", "shown"), [("a.html", "a.html"), ("-", "stdout")])
def test_two_results_for_one_file_are_refused_with_its_name(name: str, shown: str) -> None:
    with pytest.raises(CbiError) as caught:
        refuse_duplicate_targets([Path(name), Path(name)])
    assert (caught.value.message, caught.value.hint) == (
        f"two results would be written to {shown}",
        "name a file for each",
    )


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(CbiError) as caught:
        _stat_target(tmp_path)
    assert (caught.value.message, caught.value.hint) == (f"{tmp_path} is a folder", "name a file in it")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CbiError) as caught:
        _stat_target(pipe)
    assert (caught.value.message, caught.value.hint) == (f"{pipe} is not a file", "name a file")


@pytest.mark.parametrize(
    ("root", "folder", "is_in"), [("", "a", True), ("a", "a/b", True), ("a", "a", True), ("a", "ab", False)]
)
def test_folders_of_a_dataset_in_a_commit(root: str, folder: str, is_in: bool) -> None:
    tree = cast("Any", SimpleNamespace(root=root))
    assert CommitTree._is_in_dataset(tree, folder) == is_in


def test_the_ci_system_says_for_which_branch_and_from_where() -> None:
    assert _target_branch_name({"GITHUB_BASE_REF": "main"}) == "main"
    assert _target_branch_name({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "trunk"}) == "trunk"
    assert _target_branch_name({}) == ""
    assert _read_event_base({}) == ""
    assert _read_event_base({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}) == "abc"


def test_only_a_dataset_whose_folder_and_id_are_gone_is_refused() -> None:
    _refuse_gone_dataset({"a": "x"}, {"b": "x"}, "0123", "y")
    _refuse_gone_dataset({"a": "x"}, {"a": "y"}, "0123", "y")
    with pytest.raises(CbiError, match="0123 has the dataset `x` in a, which is gone, and no `y`"):
        _refuse_gone_dataset({"a": "x"}, {"b": "z"}, "0123", "y")


def test_of_many_untracked_datasets_the_first_are_named_and_the_others_counted() -> None:
    roots = [Path(f"/top/d{number:04}") for number in range(1000)]
    said = _describe_untracked(roots, Path("/top"))
    assert said.startswith("d0000/dataset.toml, d0001/dataset.toml, ")
    listed = said.count("dataset.toml")
    assert f"/dataset.toml and {1000 - listed} more are not tracked by git; run `git add d0000`" in said


def test_a_name_that_nothing_has_is_said(tmp_path: Path) -> None:
    with pytest.raises(CbiError) as caught:
        locate_dataset("atlantis", tmp_path)
    assert caught.value.message == "there is no dataset with the name or the path `atlantis`"


def test_names_in_folders_within_folders_are_found() -> None:
    tree = NamesTree(["a/b/c.toml"])
    assert [tree.sort(place) for place in ("", "a", "a/b", "a/b/c.toml", "a/c.toml")] == [
        "folder",
        "folder",
        "folder",
        "file",
        None,
    ]
