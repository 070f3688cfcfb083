"""The one module that runs git: what it answers, and what git sees."""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.git import IndexEntry, Repository, TreeEntry, find_repository_root, is_sparse
from tests.repositories import commit, git, make_repository

SHOW = '#!/bin/sh\nenv > "$0.env"\npwd > "$0.pwd"\nprintf "%s\\n" "$@" > "$0.words"\nexec "$REAL" "$@"\n'


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a file in a folder, in two commits."""
    folder = tmp_path / "top"
    folder.mkdir()
    make_repository(folder, {"data/a.toml": b"a = 1\n"})
    (folder / "data" / "b.toml").write_bytes(b"b = 2\n")
    commit(folder, "more")
    return folder


def test_it_is_found_from_below_and_through_a_link(top: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(top / "data")
    for folder in (top, top / "data", tmp_path / "link"):
        found = Repository.of(folder)
        assert found == Repository(top, top / ".git", top / ".git")
    assert Repository.of(top).prefix_of(tmp_path / "link") == "data/"
    assert Repository.of(top).prefix_of(top) == ""


def test_it_is_not_found_above_a_folder_without_one(tmp_path: Path) -> None:
    assert find_repository_root(tmp_path) is None
    with pytest.raises(CbiError, match="not in a git repository"):
        Repository.of(tmp_path)


def test_a_revision_is_a_commit_or_an_error_in_the_words_of_git(top: Path) -> None:
    found = Repository.of(top)
    head = git(top, "rev-parse", "HEAD")
    assert (found.commit_of("main"), found.find_commit("main"), found.find_commit("v9")) == (head, head, "")
    with pytest.raises(
        CbiError, match=r"git finds no revision `v9` in .*; it says: Needed a single revision"
    ) as caught:
        found.commit_of("v9")
    assert caught.value.hint == "`git tag` and `git branch -a` list the names"
    with pytest.raises(CbiError) as caught:
        found.commit_of("v\0")
    assert caught.value.message == "a revision cannot have a NUL in it"
    assert caught.value.hint == "name a commit, a branch or a tag"
    wrong = (
        "",
        "--help",
        "--output=x",
        "-",
        "a\0b",
        "HEAD:data",
        "\n",
        "HEAD --all",
        "^HEAD",
        "^main",
        "HEAD^@",
        "HEAD..",
    )
    for revision in (*wrong, "HEAD^{tree}", "HEAD^!", ":data/a.toml", ":/no such message", "@{-1}", "refs/heads/*"):
        with pytest.raises(CbiError, match="revision"):
            found.commit_of(revision)
        if "\0" not in revision:
            assert found.find_commit(revision) == "", revision
    with pytest.raises(CbiError) as caught:
        found.commit_of("^main")
    assert caught.value.message == (
        f"git finds no revision `^main` in {top}; it says: `^` before a revision means all but that one"
    )


def test_a_revision_may_be_written_in_every_way_that_git_has(top: Path) -> None:
    found = Repository.of(top)
    head = git(top, "rev-parse", "HEAD")
    git(top, "tag", "--annotate", "--message", "x", "v1")
    for revision in (
        "@",
        "v1",
        "HEAD^0",
        "v1^{commit}",
        head[:12],
        ":/more",
        "HEAD^{/more}",
        "refs/tags/v1",
        "main@{0}",
    ):
        assert found.commit_of(revision) == found.find_commit(revision) == head, revision


def test_a_shallow_clone_is_named_as_the_cause_only_if_it_is_one(top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{top}", "clone")
    with pytest.raises(CbiError) as caught:
        Repository.of(tmp_path / "clone").commit_of("HEAD~1")
    assert caught.value.hint == "this clone is shallow: `git fetch --unshallow` fetches the rest of the history"


def test_trees_and_blobs_are_read(top: Path) -> None:
    found = Repository.of(top)
    head = found.commit_of("HEAD")
    ids = [git(top, "rev-parse", f"HEAD:data/{name}.toml") for name in "ab"]
    entries = list(found.list_tree(head, "data/"))
    assert entries == [
        TreeEntry(f"data/{name}.toml", "100644", "blob", one) for name, one in zip("ab", ids, strict=True)
    ]
    assert found.read_blobs({"x": ids[0], "y": ids[1], "z": ids[0]}, 9) == {
        "x": b"a = 1\n",
        "y": b"b = 2\n",
        "z": b"a = 1\n",
    }
    assert found.read_blobs({"x": ids[0]}, 3) == {"x": bytes(4)}
    assert found.read_blobs({}, 3) == {}
    with pytest.raises(CbiError) as caught:
        found.read_blobs({"x": "1" * 40}, 9)
    assert caught.value.message == f"git: the object {'1' * 40} is missing"
    assert caught.value.hint == "`git fsck` says what is wrong"
    assert list(found.list_index("data")) == [
        IndexEntry(f"data/{name}.toml", "100644", one, is_sparse=False) for name, one in zip("ab", ids, strict=True)
    ]


def test_a_path_that_begins_with_a_dash_is_no_option(tmp_path: Path) -> None:
    """As options, these would change what git lists, or make it refuse the call."""
    names = [f"{folder}/a\tb.toml" for folder in ("--deleted", "--others", "-c", "-o", "-x")]
    make_repository(tmp_path, dict.fromkeys(names, b"a = 1\n"))
    git(tmp_path, "config", "core.autocrlf", "true")
    found = Repository.of(tmp_path)
    head = found.commit_of("HEAD")
    assert [one.name for one in found.list_index()] == names
    assert found.list_converted("") == set(names)
    for name in names:
        folder = name.partition("/")[0]
        assert [one.name for one in found.list_index(folder)] == [name]
        assert found.list_converted(f"{folder}/") == {name}
        assert [one.name for one in found.list_tree(head, folder)] == [name]


def test_the_past_of_two_lines(top: Path) -> None:
    found = Repository.of(top)
    first, second = found.commit_of("HEAD~1"), found.commit_of("HEAD")
    git(top, "switch", "--quiet", "--create", "other", first)
    third = commit(top, "other")
    assert found.merge_base(second, third) == first
    assert found.parents_of(third) == (first,)
    git(top, "switch", "--quiet", "--orphan", "alone")
    assert found.merge_base(second, commit(top, "alone")) == ""
    git(top, "merge", "--quiet", "--allow-unrelated-histories", "--message", "both", "main")
    assert found.parents_of(found.commit_of("HEAD"))[1] == second


def test_tags_branches_and_remotes(top: Path, tmp_path: Path) -> None:
    git(top, "tag", "v1.10.0", "HEAD~1")
    git(top, "tag", "v1.9.0")
    git(top, "tag", "other")
    found = Repository.of(top)
    assert found.tags() == ["v1.10.0", "v1.9.0", "other"]
    assert (found.current_branch(), found.upstream(), found.list_remotes(), found.default_branch_of("origin")) == (
        "refs/heads/main",
        "",
        [],
        "",
    )
    git(tmp_path, "clone", "--quiet", str(top), "clone")
    clone = Repository.of(tmp_path / "clone")
    assert (clone.list_remotes(), clone.default_branch_of("origin")) == (["origin"], "refs/remotes/origin/main")
    assert clone.upstream() == "refs/remotes/origin/main"
    git(tmp_path / "clone", "checkout", "--quiet", "--detach", "HEAD~1")
    assert (clone.current_branch(), clone.tags()) == ("", ["v1.10.0"])


def test_a_fetch_gives_the_commit_and_refuses_what_is_no_revision(top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{top}", "clone")
    clone = Repository.of(tmp_path / "clone")
    first = git(top, "rev-parse", "HEAD~1")
    assert clone.fetch("origin", first, depth=1) == first
    assert clone.fetch("origin", "main") == git(top, "rev-parse", "main")
    git(top, "tag", "X-1", first)
    assert clone.fetch("origin", "X-1") == first
    with pytest.raises(CbiError, match="remote ref nowhere"):
        clone.fetch("origin", "nowhere")
    for remote in ("-x", "ext::sh -c true", "--upload-pack=x", ""):
        with pytest.raises(CbiError) as caught:
            clone.fetch(remote, "main")
        assert caught.value.message == f"`{remote}` cannot be the name of a remote"
        assert caught.value.hint == "`git remote` lists them"
    for revision in ("-x", "+main:other", "main:other", "", "a b", "refs/*"):
        with pytest.raises(CbiError) as caught:
            clone.fetch("origin", revision)
        assert caught.value.message == f"`{revision}` cannot be fetched"
        assert caught.value.hint == "name a commit, a branch or a tag"


def test_a_remote_that_does_not_answer_is_waited_for_ten_minutes(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.run
    limits: dict[str, float | None] = {}

    def silent(call: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        command = next(word for word in call if word in ("fetch", "rev-parse"))
        limits[command] = given["timeout"]
        if command == "fetch":
            raise subprocess.TimeoutExpired(call, given["timeout"])
        return real(call, **given)

    monkeypatch.setattr(subprocess, "run", silent)
    with pytest.raises(CbiError) as caught:
        Repository.of(top).fetch("origin", "main")
    assert caught.value.message == "git: the remote did not answer within 10 minutes"
    assert caught.value.hint == "try again, or fetch it yourself"
    assert limits == {"fetch": 600, "rev-parse": None}


@pytest.mark.parametrize("allowed", [True, False])
def test_a_fetch_starts_no_program_that_an_address_names(top: Path, tmp_path: Path, allowed: bool) -> None:
    ran = tmp_path / "ran"
    git(top, "remote", "add", "origin", f"ext::sh -c touch% {ran}")
    if allowed:
        git(top, "config", "protocol.ext.allow", "always")
    with pytest.raises(CbiError, match="transport 'ext' not allowed"):
        Repository.of(top).fetch("origin", "main")
    assert not ran.exists()


def test_a_missing_object_is_not_downloaded(top: Path, tmp_path: Path) -> None:
    git(top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{top}", "clone")
    clone = Repository.of(tmp_path / "clone")
    assert clone.is_partial()
    blobs = {one.name: one.id for one in clone.list_tree(clone.commit_of("HEAD"))}
    # Versions of git differ in what they say of it.
    with pytest.raises(CbiError, match="git: ") as caught:
        clone.read_blobs(blobs, 99)
    assert caught.value.hint == "this clone lacks objects, and cbi downloads none; clone it again without `--filter`"
    missing = git(tmp_path / "clone", "rev-list", "--objects", "--missing=print", "HEAD").splitlines()
    assert {f"?{blob}" for blob in blobs.values()} <= set(missing)


@pytest.mark.parametrize("relative", [("", ".", "sub"), (".", "sub"), ("sub",)])
def test_git_sees_only_listed_variables_and_is_not_taken_from_a_relative_path(
    relative: tuple[str, ...], top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make_repository(other, {"a.toml": b"other = 1\n"})
    local = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True)
    for name in (*local.stdout.split(), "GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "XYZ"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    real = next(f for one in os.environ["PATH"].split(os.pathsep) if (f := Path(one) / "git").is_file())
    shown = tmp_path / "bin" / "git"
    for program in (shown, top / "git", top / "sub" / "git"):
        program.parent.mkdir(exist_ok=True)
        program.write_text(SHOW.replace("$REAL", str(real)))
        program.chmod(0o755)
    monkeypatch.chdir(top)
    monkeypatch.setenv("PATH", os.pathsep.join([*relative, str(shown.parent), os.environ["PATH"]]))
    assert Repository.of(top / "data").find_commit("HEAD")
    assert not list(top.rglob("git.env"))
    seen = dict(line.partition("=")[::2] for line in Path(f"{shown}.env").read_text(encoding="utf-8").splitlines())
    assert Path(f"{shown}.words").read_text(encoding="utf-8").splitlines()[-1] == "HEAD^{commit}"
    assert {name for name in seen if name.startswith("GIT_")} == {
        *("GIT_TERMINAL_PROMPT", "GIT_OPTIONAL_LOCKS", "GIT_LITERAL_PATHSPECS", "GIT_NO_REPLACE_OBJECTS"),
        *("GIT_NO_LAZY_FETCH", "GIT_PAGER", "GIT_ALLOW_PROTOCOL"),
    }
    assert "XYZ" not in seen
    assert not {"", ".", "sub"} & set(seen["PATH"].split(os.pathsep))


OFFLINE = {"protocol.allow=never", "core.sshCommand=false", "core.askPass=", "credential.helper="}
SAFE = {
    *("safe.bareRepository=explicit", f"core.hooksPath={os.devnull}", f"core.attributesFile={os.devnull}"),
    *("core.fsmonitor=false", "core.useReplaceRefs=false", "core.alternateRefsCommand=:", "core.pager=cat"),
    *("diff.external=", "submodule.recurse=false", "gc.auto=0", "maintenance.auto=false"),
}


def test_each_call_of_git_has_safe_settings_and_only_a_fetch_may_use_the_network(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", str(top), "clone")
    real = subprocess.run
    settings: dict[str, set[str]] = {}

    def noted(call: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        command = next(word for word in call if word in ("fetch", "rev-parse", "ls-files"))
        settings[command] = {value for sign, value in pairwise(call) if sign == "-c"}
        assert {"--no-pager", "--no-replace-objects"} <= set(call[: call.index(command)])
        return real(call, **given)

    monkeypatch.setattr(subprocess, "run", noted)
    clone = Repository.of(tmp_path / "clone")
    clone.fetch("origin", "main")
    list(clone.list_index())
    assert settings == {"fetch": SAFE, "rev-parse": SAFE | OFFLINE, "ls-files": SAFE | OFFLINE}


def test_a_repository_around_a_broken_one_is_not_taken(top: Path) -> None:
    (top / "in" / ".git").mkdir(parents=True)
    with pytest.raises(CbiError, match="not a git repository"):
        Repository.of(top / "in")


def embedded(folder: Path, ran: Path) -> None:
    """Make a folder that is a bare repository to git, in which every answer would run a program."""
    git(folder.parent, "init", "--quiet", "--bare", folder.name)
    git(folder, "config", "core.fsmonitor", f"touch {ran}")
    git(folder, "config", "core.worktree", ".")
    git(folder, "config", "core.bare", "false")


@pytest.mark.parametrize("name", ["data/in", "in"])
def test_a_bare_repository_in_the_work_tree_is_not_taken(name: str, top: Path, tmp_path: Path) -> None:
    embedded(top / name, tmp_path / "ran")
    found = Repository.of(top / name)
    assert found.top == top
    assert found.prefix_of(top / name) == f"{name}/"
    list(found.list_index())
    assert not (tmp_path / "ran").exists()


def test_the_top_itself_is_not_taken_for_a_bare_repository(top: Path, tmp_path: Path) -> None:
    for name in ("HEAD", "config"):
        (top / name).write_bytes((top / ".git" / name).read_bytes())
    for name in ("objects", "refs"):
        (top / name).mkdir()
    assert Repository.of(top / "data").git_dir == top / ".git"
    (top / ".git").rename(tmp_path / "gone")
    (top / ".git").mkdir()
    with pytest.raises(CbiError):
        Repository.of(top / "data")


def test_a_git_directory_that_a_commit_could_change_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--separate-git-dir", str(tmp_path / "top" / "meta"), "top")
    top = tmp_path / "top"
    with pytest.raises(CbiError) as caught:
        Repository.of(top)
    assert caught.value.message == f"the git directory {top / 'meta'} is a part of the work tree {top}"
    assert caught.value.hint == "a commit could change its settings; move it out, and correct the file `.git`"


def test_linked_work_trees_submodules_and_links_to_the_git_directory(top: Path, tmp_path: Path) -> None:
    head = git(top, "rev-parse", "HEAD")
    git(top, "worktree", "add", "--quiet", "--detach", "trees/one")
    git(top, "clone", "--quiet", "--bare", str(top), str(tmp_path / "bare"))
    git(tmp_path / "bare", "worktree", "add", "--quiet", "--detach", "tree")
    main = tmp_path / "main"
    main.mkdir()
    make_repository(main, {"x.toml": b""})
    git(main, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(top), "sub")
    git(tmp_path, "init", "--quiet", "--separate-git-dir", str(tmp_path / "meta"), "apart")
    git(tmp_path / "apart", "pull", "--quiet", str(top), "main")
    for folder in (top / "trees" / "one", tmp_path / "bare" / "tree", main / "sub", tmp_path / "apart"):
        found = Repository.of(folder / "data")
        assert (found.top, found.commit_of("HEAD")) == (folder, head)
        assert [one.name for one in found.list_tree(head, "data/")] == ["data/a.toml", "data/b.toml"]
        assert [one.name for one in found.list_index()] == ["data/a.toml", "data/b.toml"]
    assert Repository.of(top / "trees" / "one").common_dir == top / ".git"


def test_another_work_tree_in_the_settings_is_refused(top: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    git(top, "config", "core.worktree", str(tmp_path / "other"))
    with pytest.raises(CbiError) as caught:
        Repository.of(top)
    assert caught.value.message == f"git uses another folder than {top} as the work tree"
    assert caught.value.hint == "see `git config core.worktree`"


def test_the_owner_is_looked_at(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{top.parent / 'bin'}{os.pathsep}{os.environ['PATH']}")
    program = top.parent / "bin" / "git"
    program.parent.mkdir()
    real = next(f for one in os.environ["PATH"].split(os.pathsep)[1:] if (f := Path(one) / "git").is_file())
    # git itself takes this variable for its own tests; it acts as if the folder had another owner.
    program.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "{real}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(top.parent))
    with pytest.raises(CbiError, match="dubious ownership in repository at") as caught:
        Repository.of(top / "data")
    assert caught.value.hint == f"if you trust it: git config --global --add safe.directory {top}"
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", str(top)], check=True)
    assert Repository.of(top / "data").find_commit("main")


def test_git_that_is_missing_is_said(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(top))
    with pytest.raises(CbiError) as caught:
        Repository.of(top)
    assert caught.value.message == "git is not installed"
    assert caught.value.hint == "install git, which is needed to read revisions"


def test_git_that_cannot_be_started_is_said(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_bytes(b"\0 no program of any system")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(CbiError) as caught:
        Repository.of(top)
    assert caught.value.message == "git cannot be started: Exec format error"
    assert caught.value.hint == "check the installation of git"


def test_a_sparse_checkout_is_known_by_its_list_also_in_a_linked_work_tree(tmp_path: Path) -> None:
    assert not is_sparse(tmp_path)
    info = tmp_path / "main" / ".git" / "info"
    info.mkdir(parents=True)
    assert not is_sparse(tmp_path / "main")
    (info / "sparse-checkout").write_text("/*\n", encoding="utf-8")
    assert is_sparse(tmp_path / "main")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").write_text("gitdir: ../main/.git\n", encoding="utf-8")
    assert is_sparse(linked)
