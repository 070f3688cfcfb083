"""The dataset before a change.

It is the revision that it is compared with, and files next to the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation

AUTO_BASE = "auto"
"""The name of the base that a change has by default."""

_MERGE_REF = re.compile(r"refs/pull/[0-9]+/merge")
_USUAL_BRANCHES = ("main", "master", "trunk", "develop")
_MAX_EVENT_BYTES = 32 * 1024 * 1024


class BaseCommit(NamedTuple):
    """The commit that a change is compared with.

    `name` is the name of what it was found by. `note` says what could not be known, or is empty.
    """

    commit: str
    name: str
    note: str = ""


def find_base(repository: Repository, ci: Mapping[str, str], wanted: str = AUTO_BASE, head: str = "HEAD") -> BaseCommit:
    """Return the commit to compare a change with.

    It is the commit at which `head` branched off the revision `wanted`, so that what others did there since then does
    not count as a part of the change. By default it is the first parent of `head` if that is the merge commit of a pull
    request, as the variables of a CI system say (`ci`), and otherwise the commit at which `head` branched off the
    target branch: the one that they name, the default branch of the remote, or the usual one.

    Raises CbiError with git's own words if there is no such revision, or nothing to compare with.
    """
    newer = repository.find_commit(head)
    if not newer:
        if head != "HEAD":
            # This raises with git's own words.
            repository.commit_of(head)
        problem = message("nothing was committed yet, so there is nothing to compare with")
        raise CbiError(problem, message("commit the dataset first"))
    parent = _first_merge_parent(repository, newer, ci)
    if wanted == AUTO_BASE:
        if parent:
            return BaseCommit(repository.commit_of(parent), message("the target branch of the pull request"))
        return _find_parting(repository, _find_target_branch(repository, ci), newer)
    older = repository.commit_of(wanted)
    if parent and _is_target_branch(wanted, older, ci):
        # The event of a pull request names the commit at which the target branch was when the request was opened.
        return BaseCommit(repository.commit_of(parent), wanted)
    return _find_parting(repository, wanted, newer)


def find_dataset_base(location: DatasetLocation, base: str, ci: Mapping[str, str]) -> BaseCommit:
    """Return the commit to compare a dataset with; raises as `find_base` does."""
    return find_base(Repository.of(location.root), ci, base, location.revision or "HEAD")


def _find_parting(repository: Repository, name: str, newer: str) -> BaseCommit:
    """Return the commit at which a line branched off a revision.

    Return the revision itself if they have no common past.
    """
    older = repository.commit_of(name)
    short_name = re.sub(r"^refs/(heads|remotes)/", "", name)
    commit = repository.merge_base(older, newer)
    if commit:
        return BaseCommit(commit, short_name)
    note = ""
    # A parent is where the line branched off, even if the clone has no older history.
    if older not in repository.parents_of(newer) and repository.is_shallow():
        note = message(
            "this clone is shallow, so it is compared with {name} itself, changes of others included; "
            "fetch the history",
            name=short_name,
        )
    return BaseCommit(older, short_name, note)


def _first_merge_parent(repository: Repository, commit: str, ci: Mapping[str, str]) -> str:
    """Return the first parent of the merge commit of a pull request.

    The result is empty if the CI system names no such commit.
    """
    github_ref = ci.get("GITHUB_REF", "")
    on_github = _MERGE_REF.fullmatch(github_ref) is not None and ci.get("GITHUB_SHA") == commit
    gitlab_event = ci.get("CI_MERGE_REQUEST_EVENT_TYPE")
    on_gitlab = gitlab_event == "merged_result" and ci.get("CI_COMMIT_SHA") == commit
    if not on_github and not on_gitlab:
        return ""
    parents = repository.parents_of(commit)
    if len(parents) != 2:
        return ""
    return parents[0]


def _is_target_branch(wanted: str, commit: str, ci: Mapping[str, str]) -> bool:
    """Tell whether a revision is the target of the pull request.

    The CI system names that target.
    """
    if commit == _read_event_base(ci):
        return True
    branch = _target_branch_name(ci)
    return branch != "" and wanted in (branch, f"origin/{branch}")


def _target_branch_name(ci: Mapping[str, str]) -> str:
    """Return the branch that the CI system says a change is for.

    Return an empty text if it does not say.
    """
    return ci.get("GITHUB_BASE_REF") or ci.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") or ""


def _read_event_base(ci: Mapping[str, str]) -> str:
    """Return the base commit in the event of a pull request, or an empty text."""
    gitlab = ci.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    path = ci.get("GITHUB_EVENT_PATH", "")
    if not path:
        return gitlab
    try:
        with open(path, "rb") as file:
            event = json.loads(file.read(_MAX_EVENT_BYTES))
        return str(event["pull_request"]["base"]["sha"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return gitlab


def _find_target_branch(repository: Repository, ci: Mapping[str, str]) -> str:
    """Return the full name of the branch that a change is for.

    Raises CbiError if none can be found.
    """
    named = _target_branch_name(ci)
    if named:
        return _first_known_ref(repository, (f"refs/remotes/origin/{named}", f"refs/heads/{named}"), named)
    remotes = sorted(repository.list_remotes(), key=lambda name: (name != "origin", name != "upstream", name))
    for remote in remotes:
        ref = repository.default_branch_of(remote)
        if ref and repository.find_commit(ref):
            return ref
    local = repository.list_branches()
    for name in (repository.get_setting("init.defaultBranch"), *_USUAL_BRANCHES):
        if name in local:
            return f"refs/heads/{name}"
    for remote in remotes:
        for name in _USUAL_BRANCHES:
            ref = f"refs/remotes/{remote}/{name}"
            if repository.find_commit(ref):
                return ref
    if len(local) == 1 and not remotes:
        return f"refs/heads/{local[0]}"
    problem = message("git finds no branch main or master, nor another default branch, here or at a remote")
    hint = message("name a BASE, as in `cbi diff HEAD`")
    if repository.is_shallow():
        hint = message(
            "`git fetch --unshallow` fetches the other commits, `git fetch origin main` the branch; or name a BASE"
        )
    raise CbiError(problem, hint)


def _first_known_ref(repository: Repository, names: tuple[str, ...], named: str) -> str:
    """Return the first of some names that git knows.

    Raises CbiError with git's words for the last if it knows none.
    """
    for name in names:
        if repository.find_commit(name):
            return name
    problem = message(
        "git finds no branch `{branch}`, which the environment names as the target of this change", branch=named
    )
    raise CbiError(problem, message("`git fetch origin {branch}` fetches it", branch=named))


def restore_line_endings(
    repository: Repository, prefix: str, files: Mapping[str, bytes], older: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return files of the work tree with the line ends of a commit.

    Only files that differ in nothing else change. That applies to files in which git itself converts the line ends
    (`core.autocrlf`, `.gitattributes`).
    """
    same: list[str] = []
    for name, raw in files.items():
        if name not in older or b"\r\n" not in raw or raw == older[name]:
            continue
        if raw.replace(b"\r\n", b"\n") == older[name]:
            same.append(name)
    if not same:
        return {}
    converted = repository.list_converted(prefix)
    return {name: older[name] for name in same if f"{prefix}{name}" in converted}
