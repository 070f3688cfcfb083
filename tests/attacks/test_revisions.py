"""No folder is taken for a revision, and no change is hidden behind one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attacks.hostile import HostileRepository
from tests.repositories import git


@pytest.fixture
def hostile(tmp_path: Path) -> HostileRepository:
    return HostileRepository(tmp_path)


@pytest.mark.parametrize("name", ["{main}", "{short}", "main", "HEAD~1", "origin/main"])
@pytest.mark.parametrize("kind", ["dataset", "above", "link"])
def test_a_folder_that_is_named_like_the_base_hides_nothing(name: str, kind: str, hostile: HostileRepository) -> None:
    git(hostile.top, "update-ref", "refs/remotes/origin/main", "main")
    word = name.format(main=hostile.main, short=hostile.main[:10])
    for folder in (hostile.top, hostile.data):
        decoy = folder / word / ("datasets/ab" if kind == "above" else "")
        decoy.parent.mkdir(parents=True, exist_ok=True)
        if kind == "link":
            decoy.symlink_to(hostile.data)
        else:
            shutil.copytree(hostile.data, decoy, ignore=lambda folder, names: {word.partition("/")[0]} & set(names))
    git(hostile.top, "add", "--all")
    git(hostile.top, "commit", "--quiet", "--amend", "--message", "change")
    for folder in (hostile.top, hostile.data):
        result = hostile.cbi("diff", word, "--dataset", str(hostile.data), "--format", "csv", folder=folder)
        assert (result.code, result.out.count(",added,")) == (0, 1), result.err
        result = hostile.cbi("diff", word, "HEAD", "--dataset", str(hostile.data), "--format", "csv", folder=folder)
        assert (result.code, result.out.count(",added,")) == (0, 1), result.err


@pytest.mark.parametrize(
    "words",
    [("validate", ".", "--base"), ("diff",), ("scorecard", "2022", "--at"), ("release", "--dry-run", "--since")],
)
@pytest.mark.parametrize("revision", ["nothing", "--output=x", "main:data"])
def test_a_revision_that_git_does_not_know_ends_the_call(
    words: tuple[str, ...], revision: str, hostile: HostileRepository
) -> None:
    (hostile.data / "nothing").mkdir()
    *before, last = words
    call = (*before, f"{last}={revision}") if last.startswith("--") else (*words, "--", revision)
    result = hostile.cbi(*call)
    assert (result.code, result.out) == (2, "")
    assert not list(hostile.top.rglob("x"))


def test_the_words_of_git_stay_in_the_error(hostile: HostileRepository) -> None:
    for words in (
        ("validate", ".", "--base", "v9"),
        ("diff", "v9"),
        ("gaps", "--at", "v9"),
        ("release", "--since", "v9"),
    ):
        result = hostile.cbi(*words)
        assert result.code == 2
        assert "Needed a single revision" in result.err
        assert "shallow" not in result.err


def test_a_repository_of_another_owner_is_refused_in_every_command(hostile: HostileRepository, tmp_path: Path) -> None:
    import os

    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    # git takes this variable for its own tests; it acts as if the folder had another owner.
    program.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "{shutil.which("git")}" "$@"\n')
    program.chmod(0o755)
    env = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    for words in (
        ("validate", ".", "--base", "main"),
        ("diff",),
        ("diff", "main"),
        ("gaps", "--at", "main"),
        ("release", "--since", "main"),
    ):
        result = hostile.cbi(*words, env=env)
        assert (result.code, result.out) == (2, ""), words
        assert "dubious ownership" in result.err
        assert f"git config --global --add safe.directory {hostile.top}" in result.err
