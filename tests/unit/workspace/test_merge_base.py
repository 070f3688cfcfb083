"""The commit that a change is compared with, in every arrangement of clones and CI systems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import read_settings
from cbi_cli.workspace import merge_base
from cbi_cli.workspace.entries import WorkTree
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.merge_base import BaseCommit, restore_line_endings
from tests.repositories import commit, git, make_repository

NO_BRANCH = "git finds no branch main or master, nor another default branch, here or at a remote"


class Lines:
    """A line ``main`` with the commits 1, 2, 3, a line ``change`` from 1 on, and their merge as a runner makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        make_repository(folder, {"a.toml": b"1\n"})
        self.one = git(folder, "rev-parse", "HEAD")
        git(folder, "switch", "--quiet", "--create", "change")
        (folder / "b.toml").write_bytes(b"b\n")
        self.change = commit(folder, "change")
        git(folder, "switch", "--quiet", "main")
        (folder / "a.toml").write_bytes(b"2\n")
        self.two = commit(folder, "2")
        git(folder, "checkout", "--quiet", "--detach")
        git(folder, "merge", "--quiet", "--no-ff", "--message", "merge", "change")
        self.merge = git(folder, "rev-parse", "HEAD")
        git(folder, "switch", "--quiet", "main")
        (folder / "a.toml").write_bytes(b"3\n")
        self.three = commit(folder, "3")

    def clone(self, name: str, *words: str) -> Path:
        git(self.folder.parent, "clone", "--quiet", *words, f"file://{self.folder}", name)
        return self.folder.parent / name


def find_base(repository: Repository, wanted: str = "auto") -> BaseCommit:
    """Find the base in the environment of the test."""
    return merge_base.find_base(repository, read_settings().ci, wanted)


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    return Lines(tmp_path / "lines")


def at(folder: Path, revision: str) -> Repository:
    git(folder, "checkout", "--quiet", "--detach", revision)
    return Repository.of(folder)


def github(monkeypatch: pytest.MonkeyPatch, folder: Path, sha: str, base: str, branch: str = "main") -> None:
    """The environment of a workflow on a pull request."""
    event = folder.parent / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
    for name, value in {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_SHA": sha,
        "GITHUB_BASE_REF": branch,
        "GITHUB_EVENT_PATH": str(event),
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("wanted", ["auto", "main", "origin/main", "BASE"])
def test_a_merge_of_a_pull_request_is_compared_with_its_first_parent(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    git(lines.folder, "update-ref", "refs/remotes/origin/main", "main")
    here = at(lines.folder, lines.merge)
    # The request was opened when `main` was at 1, the runner merged it into 2, and 3 came since then.
    github(monkeypatch, lines.folder, lines.merge, lines.one)
    assert find_base(here, lines.one if wanted == "BASE" else wanted).commit == lines.two


def test_a_revision_that_is_not_the_target_is_taken_as_it_is(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    git(lines.folder, "tag", "v1", lines.one)
    here = at(lines.folder, lines.merge)
    github(monkeypatch, lines.folder, lines.merge, lines.two)
    assert find_base(here, "v1") == BaseCommit(lines.one, "v1")


def test_a_merge_commit_counts_only_if_the_environment_names_it(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    here = at(lines.folder, lines.merge)
    assert find_base(here).commit == lines.two
    git(lines.folder, "branch", "--force", "main", lines.one)
    assert find_base(here).commit == lines.one
    github(monkeypatch, lines.folder, lines.two, lines.one)
    assert find_base(here).commit == lines.one
    monkeypatch.setenv("GITHUB_SHA", lines.merge)
    monkeypatch.setenv("GITHUB_REF", "refs/heads/x")
    assert find_base(here).commit == lines.one
    monkeypatch.setenv("GITHUB_REF", "refs/pull/7/merge")
    assert find_base(here).commit == lines.two


def test_a_shallow_merge_says_what_is_missing(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    git(lines.folder, "checkout", "--quiet", "-B", "pull", lines.merge)
    clone = lines.clone("clone", "--depth", "1", "--branch", "pull")
    github(monkeypatch, clone, lines.merge, lines.one)
    with pytest.raises(CbiError, match=lines.two) as caught:
        find_base(Repository.of(clone))
    assert "shallow" in caught.value.hint
    assert Repository.of(clone).fetch("origin", lines.two, depth=1) == lines.two
    assert find_base(Repository.of(clone)).commit == lines.two


def test_gitlab_names_the_target(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
    assert find_base(at(lines.folder, lines.change)).commit == lines.one
    monkeypatch.setenv("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result")
    monkeypatch.setenv("CI_COMMIT_SHA", lines.merge)
    assert find_base(at(lines.folder, lines.merge)).commit == lines.two
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "gone")
    with pytest.raises(CbiError) as caught:
        find_base(at(lines.folder, lines.change))
    assert caught.value.message == (
        "git finds no branch `gone`, which the environment names as the target of this change"
    )
    assert caught.value.hint == "`git fetch origin gone` fetches it"


@pytest.mark.parametrize("branch", ["main", "trunk", "the/line"])
def test_the_default_branch_of_the_remote_comes_before_a_local_one(lines: Lines, branch: str) -> None:
    git(lines.folder, "branch", "--move", "main", branch)
    git(lines.folder, "switch", "--quiet", branch)
    clone = lines.clone("clone")
    git(clone, "branch", "--force", "main" if branch != "main" else "master", lines.change)
    git(clone, "switch", "--quiet", "--create", "mine", lines.two)
    (clone / "c.toml").write_bytes(b"c\n")
    commit(clone, "mine")
    assert find_base(Repository.of(clone)) == BaseCommit(lines.two, f"origin/{branch}")


def test_without_a_remote_the_usual_branch_is_taken(lines: Lines) -> None:
    here = at(lines.folder, lines.change)
    assert find_base(here) == BaseCommit(lines.one, "main")
    git(lines.folder, "branch", "--move", "main", "line")
    with pytest.raises(CbiError) as caught:
        find_base(here)
    assert caught.value.message == NO_BRANCH
    assert caught.value.hint == "name a BASE, as in `cbi diff HEAD`"
    git(lines.folder, "config", "init.defaultBranch", "line")
    assert find_base(here) == BaseCommit(lines.one, "line")
    git(lines.folder, "config", "--unset", "init.defaultBranch")
    git(lines.folder, "branch", "--delete", "--force", "change")
    assert find_base(here) == BaseCommit(lines.one, "line")


def test_a_single_branch_of_a_clone_is_not_compared_with_itself(lines: Lines) -> None:
    clone = lines.clone("clone", "--single-branch", "--branch", "change")
    with pytest.raises(CbiError, match="no branch main or master"):
        find_base(Repository.of(clone))


def test_what_git_does_not_know_is_told_in_its_words(lines: Lines, tmp_path: Path) -> None:
    for wanted in ("v9", "refs/heads/nothing", lines.one[:3] + "z"):
        with pytest.raises(CbiError, match="it says: Needed a single revision"):
            find_base(Repository.of(lines.folder), wanted)
    with pytest.raises(CbiError, match="git finds no revision `v8` in "):
        merge_base.find_base(Repository.of(lines.folder), {}, "main", "v8")
    git(tmp_path, "init", "--quiet", "empty")
    for wanted in ("auto", "main"):
        with pytest.raises(CbiError) as caught:
            find_base(Repository.of(tmp_path / "empty"), wanted)
        assert caught.value.message == "nothing was committed yet, so there is nothing to compare with"
        assert caught.value.hint == "commit the dataset first"


def test_a_shallow_clone_without_a_common_commit_is_said(lines: Lines) -> None:
    clone = lines.clone("clone", "--depth", "1", "--branch", "change", "--no-single-branch")
    assert find_base(Repository.of(clone), "origin/main") == BaseCommit(
        lines.three,
        "origin/main",
        "this clone is shallow, so it is compared with origin/main itself, changes of others included; "
        "fetch the history",
    )
    git(clone, "update-ref", "-d", "refs/remotes/origin/main")
    git(clone, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    with pytest.raises(CbiError) as caught:
        find_base(Repository.of(clone))
    assert caught.value.message == NO_BRANCH
    assert caught.value.hint == (
        "`git fetch --unshallow` fetches the other commits, `git fetch origin main` the branch; or name a BASE"
    )
    # The parent of a commit is known even if the clone ends between the two.
    git(lines.folder, "switch", "--quiet", "change")
    pushed = lines.clone("pushed", "--depth", "1", "--branch", "change")
    assert Repository.of(pushed).fetch("origin", lines.one, depth=1) == lines.one
    assert find_base(Repository.of(pushed), lines.one) == BaseCommit(lines.one, lines.one)


def test_lines_without_a_common_commit_are_compared_as_they_are(lines: Lines) -> None:
    git(lines.folder, "switch", "--quiet", "--orphan", "alone")
    alone = commit(lines.folder, "alone")
    assert find_base(at(lines.folder, alone)) == BaseCommit(lines.three, "main")
    assert find_base(at(lines.folder, lines.change), "alone") == BaseCommit(alone, "alone")


@pytest.mark.parametrize(
    ("setting", "attributes", "converted"),
    [
        ("true", "", True),
        ("input", "", True),
        ("yes", "", True),
        ("on", "", True),
        ("1", "", True),
        ("True", "", True),
        ("no", "", False),
        ("false", "", False),
        ("false", "*.toml text=auto", True),
        ("false", "*.toml text eol=crlf", True),
        ("true", "*.toml -text", False),
        ("true", "*.toml binary", False),
    ],
)
def test_line_ends_that_git_converts_are_no_difference(
    setting: str, attributes: str, converted: bool, lines: Lines
) -> None:
    git(lines.folder, "config", "core.autocrlf", setting)
    (lines.folder / ".gitattributes").write_text(attributes + "\n")
    older = {"a.toml": b"3\n", "new.toml": b"n\n"}
    for files, same in (
        ({"a.toml": b"3\r\n"}, converted),
        ({"a.toml": b"3\r\r\n"}, False),
        ({"a.toml": b"4\r\n"}, False),
        ({"a.toml": b"3\n"}, False),
        ({"other.toml": b"3\r\n"}, False),
    ):
        found = restore_line_endings(Repository.of(lines.folder), "", files, older)
        assert found == ({"a.toml": b"3\n"} if same else {})


@pytest.mark.parametrize("cone", [True, False])
def test_files_that_a_sparse_checkout_leaves_out_are_left_over(cone: bool, tmp_path: Path) -> None:
    make_repository(tmp_path, {"data/dataset.toml": b"", "data/events/1.toml": b"", "data/x": b"", "other/y": b""})
    git(tmp_path, "sparse-checkout", "init", "--cone" if cone else "--no-cone")
    git(tmp_path, "sparse-checkout", "set", "other" if cone else "/other/")
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "dataset.toml").write_bytes(b"")
    assert WorkTree(tmp_path / "data").list().leftover == {"events/1.toml": "sparse"}
    git(tmp_path, "worktree", "add", "--quiet", "--detach", "tree")
    (tmp_path / "tree" / "data").mkdir(exist_ok=True)
    (tmp_path / "tree" / "data" / "dataset.toml").write_bytes(b"")
    assert WorkTree(tmp_path / "tree" / "data").list().leftover == {"events/1.toml": "sparse"}
    git(tmp_path, "sparse-checkout", "disable")
    assert WorkTree(tmp_path / "data").list().leftover == {"x": "name"}
