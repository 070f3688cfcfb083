"""No repository makes git run a program of a stranger's, and none points a comparison elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.hostile import (
    CALLS,
    ENVIRONMENTS,
    HostileRepository,
    call_words,
    dirty_environment,
    hook_environment,
)
from tests.repositories import git

NOWHERE = "1" * 40


@pytest.fixture
def hostile(tmp_path: Path) -> HostileRepository:
    return HostileRepository(tmp_path)


def bare(hostile: HostileRepository, folder: Path, config: str, ref: str = NOWHERE) -> None:
    """Make a folder of the checkout a bare repository to git, and commit it.

    Its branches name an object that it does not have, so that git would download it.
    """
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / ".keep").write_text("")
    (folder / "HEAD").write_text("ref: refs/heads/change\n")
    for name in ("heads/main", "heads/change", "tags/v1.0.0", "remotes/origin/main"):
        path = folder / "refs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{ref}\n")
    (folder / "config").write_text(config)
    hostile.commit()


PARTIAL = """[core]
  repositoryformatversion = 1
  bare = {bare}
  {worktree}
  {more}
[extensions]
  partialClone = origin
[remote "origin"]
  promisor = true
  partialclonefilter = blob:none
  fetch = +refs/heads/*:refs/remotes/origin/*
  url = {url}
  {remote}
{rest}
"""


def partial(url: str, more: str = "", remote: str = "", rest: str = "", tree: bool = False) -> str:
    """The settings of a repository that lacks objects, and downloads them when they are needed."""
    where = "worktree = ." if tree else ""
    bare_or_not = "false" if tree else "true"
    return PARTIAL.format(bare=bare_or_not, worktree=where, more=more, url=url, remote=remote, rest=rest)


def ssh(h: HostileRepository) -> str:
    return partial("ssh://nobody@localhost/x", f"sshCommand = {h.program('ssh')}")


def ext(h: HostileRepository) -> str:
    return partial(f"ext::{h.program('ext')} %S", rest='[protocol "ext"]\n  allow = always')


def upload_pack(h: HostileRepository) -> str:
    return partial(str(h.top), remote=f"uploadpack = {h.program('upload-pack')}")


def proxy(h: HostileRepository) -> str:
    return partial("git://localhost/x", f"gitProxy = {h.program('proxy')}")


def helper(h: HostileRepository) -> str:
    return partial(
        "https://localhost:1/x", remote="vcs = ext", rest=f'[url "ext::{h.program("vcs")} "]\n  insteadOf = x'
    )


def included(h: HostileRepository) -> str:
    (h.data / "more.config").write_text(ssh(h))
    return "[include]\n  path = more.config\n"


def included_by_a_condition(h: HostileRepository) -> str:
    (h.data / "more.config").write_text(ssh(h))
    return '[includeIf "gitdir:/"]\n  path = more.config\n'


def with_work_tree(h: HostileRepository) -> str:
    more = f"fsmonitor = {h.program('fsmonitor')}\n  sshCommand = {h.program('ssh')}\n  hooksPath = {h.folder}/programs"
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        h.program(name)
    return partial("ssh://nobody@localhost/x", more, tree=True)


def filters(h: HostileRepository) -> str:
    (h.data / ".gitattributes").write_text("*.toml diff=evil filter=evil merge=evil\n")
    keys = {"diff": ("textconv", "command"), "filter": ("smudge", "clean", "process"), "merge": ("driver",)}
    rest = ""
    for kind, names in keys.items():
        rest += f'[{kind} "evil"]\n'
        for name in names:
            rest += f"  {name} = {h.program(name)}\n"
    more = f"pager = {h.program('pager')}\n  sshCommand = {h.program('ssh')}"
    return partial("ssh://nobody@localhost/x", more, rest=rest)


def alternates(h: HostileRepository) -> str:
    (h.data / "objects" / "info").mkdir(parents=True)
    (h.data / "objects" / "info" / "alternates").write_text(f"{h.top}/.git/objects\n")
    more = f"alternateRefsCommand = {h.program('alternate-refs')}\n  sshCommand = {h.program('ssh')}"
    return partial("ssh://nobody@localhost/x", more)


def hooks(h: HostileRepository) -> str:
    for name in ("reference-transaction", "post-index-change", "pre-auto-gc"):
        path = h.data / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        shutil.copy(h.program(name), path)
    return ssh(h)


BARE: dict[str, Callable[[HostileRepository], str]] = {
    one.__name__: one
    for one in (
        *(ssh, ext, upload_pack, proxy, helper, included, included_by_a_condition, with_work_tree),
        *(filters, alternates, hooks),
    )
}


def test_the_canary_works(hostile: HostileRepository) -> None:
    """Git itself, without this program, runs what the settings name."""
    bare(hostile, hostile.data, ssh(hostile))
    with pytest.raises(AssertionError):
        git(hostile.data, "rev-parse", "main^{commit}")
    assert hostile.read_canary().startswith("ssh ")


FEW = ("validate --base", "diff BASE", "scorecard --at", "release")
"""Calls that ask git in different ways; one kind of attack tries all of `CALLS`."""


@pytest.mark.parametrize("kind", BARE)
def test_a_dataset_that_is_a_bare_repository_runs_nothing(kind: str, hostile: HostileRepository) -> None:
    bare(hostile, hostile.data, BARE[kind](hostile))
    for name in CALLS if kind == "ssh" else FEW:
        hostile.cbi(*call_words(hostile, name))
        assert hostile.read_canary() == "", name
    # The comparison is the one with the real repository.
    result = hostile.cbi("diff", "main", "--format", "csv")
    assert (result.code, result.out.count(",added,"), result.err.count("error")) == (0, 1, 0)


@pytest.mark.parametrize("where", ["top", "events", "above", "beside"])
@pytest.mark.parametrize("world", ENVIRONMENTS)
def test_a_bare_repository_anywhere_in_a_checkout_runs_nothing(
    where: str, world: str, hostile: HostileRepository
) -> None:
    places = {"top": hostile.top, "events": hostile.data / "events", "above": hostile.top, "beside": hostile.top / "x"}
    places[where].mkdir(exist_ok=True)
    bare(hostile, places[where], with_work_tree(hostile))
    for name in FEW[:3]:
        words = tuple(str(hostile.data) if word == "." else word for word in call_words(hostile, name))
        hostile.cbi(*words, folder=hostile.data / "events", env=ENVIRONMENTS[world](hostile))
        assert hostile.read_canary() == "", name


@pytest.mark.parametrize("name", CALLS)
def test_the_variables_of_git_change_nothing(name: str, hostile: HostileRepository) -> None:
    words = call_words(hostile, name)
    hostile.cbi(*words)
    expected = hostile.cbi(*words)
    assert expected.code in (0, 1), expected.err
    assert hostile.cbi(*words, env=hook_environment(hostile)) == expected
    assert hostile.cbi(*words, env=dirty_environment(hostile)) == expected
    assert hostile.read_canary() == ""
    assert not (hostile.folder / "trace").exists()


def test_a_bare_repository_does_not_hide_a_change(hostile: HostileRepository) -> None:
    """Its branches name the commit of the pull request, so that nothing would seem to have changed."""
    head = git(hostile.top, "rev-parse", "HEAD")
    config = "[core]\n  repositoryformatversion = 0\n  bare = true\n"
    (hostile.data / "objects" / "info").mkdir(parents=True)
    (hostile.data / "objects" / "info" / "alternates").write_text(f"{hostile.top}/.git/objects\n")
    bare(hostile, hostile.data, config, ref=head)
    for words in (("diff", "main"), ("diff", "v1.0.0"), ("diff", "main..change"), ("diff",)):
        result = hostile.cbi(*words, "--format", "csv")
        assert (result.code, result.out.count(",added,")) == (0, 1), words
    found = hostile.cbi("validate", ".", "--base", "main")
    assert "CBI601" in found.out + found.err or "1.0.0" in found.out


def test_replaced_objects_do_not_hide_a_change(hostile: HostileRepository) -> None:
    """A replacement in the real repository shows another commit under the name of the base."""
    git(hostile.top, "replace", hostile.main, git(hostile.top, "rev-parse", "HEAD"))
    result = hostile.cbi("diff", hostile.main, "--format", "csv")
    assert (result.code, result.out.count(",added,")) == (0, 1)


def test_settings_of_the_real_repository_run_nothing(hostile: HostileRepository) -> None:
    """A repository whose own settings include a file of the checkout, which a pull request may change."""
    git(hostile.top, "config", "include.path", "../shared.config")
    for name in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(hostile.program(name), hostile.top / ".git" / "hooks" / name)
    (hostile.top / "shared.config").write_text(with_work_tree(hostile).replace("worktree = .", ""))
    blob = git(hostile.top, "-c", "core.fsmonitor=false", "rev-parse", f"{hostile.main}:data/sources.toml")
    (hostile.top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    hostile.canary.unlink(missing_ok=True)
    for name in CALLS:
        hostile.cbi(*call_words(hostile, name))
        assert hostile.read_canary() == "", name
    result = hostile.cbi("diff", hostile.main)
    assert result.code == 2
    assert blob in result.err


def test_a_program_of_the_checkout_is_not_taken_for_git(hostile: HostileRepository) -> None:
    for folder in (hostile.top, hostile.data, hostile.data / "bin"):
        folder.mkdir(exist_ok=True)
        shutil.copy(hostile.program("git"), folder / "git")
    hostile.commit()
    path = f"{os.pathsep}.{os.pathsep}bin{os.pathsep}{os.environ['PATH']}"
    for name in ("validate --base", "diff", "scorecard --at", "release"):
        assert hostile.cbi(*call_words(hostile, name), env={"PATH": path}).code in (0, 1)
    assert hostile.read_canary() == ""
