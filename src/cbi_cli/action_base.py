"""Find the commit that a change is compared with in GitHub Actions.

It follows from the event that the runner describes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cbi_cli.core.errors import CbiError

if TYPE_CHECKING:
    from cbi_cli.workspace.git import Repository

_FULL_DEPTH = 2**31 - 1
"""The depth with which git fetches the whole history."""
_NO_COMMIT = "0" * 40


class ComparisonBase(NamedTuple):
    """The commit to compare with, and what it is in words.

    Without a commit, nothing is compared.
    """

    commit: str
    words: str


def find_base(requested: str, event: str, payload: Mapping[str, Any], repository: Repository | None) -> ComparisonBase:
    """Find the commit to compare with.

    Raises CbiError with git's own words if it is asked for and not found.
    """
    is_compared = requested or event in ("pull_request", "pull_request_target", "merge_group", "push")
    if not is_compared:
        return ComparisonBase("", f"nothing was compared: the event {event or '(none)'} has no revision before it")
    if repository is None:
        if requested or event != "push":
            raise CbiError("the working folder is not in a git repository", "check the repository out first")
        return ComparisonBase("", "nothing was compared: the working folder is not in a git repository")
    if requested:
        return _base_of_input(requested, payload, repository)
    if event == "merge_group":
        commit = _require_payload_text(payload, "merge_group", "base_sha")
        return ComparisonBase(_ensure_commit(repository, commit), f"the merge queue's base {commit[:10]}")
    if event == "push":
        commit = _require_payload_text(payload, "before")
        # GitHub gives zeros for a branch that did not exist before.
        if commit == _NO_COMMIT:
            return ComparisonBase("", "nothing was compared: this is the first push of the branch")
        return ComparisonBase(_ensure_commit(repository, commit), f"the commit before the push, {commit[:10]}")
    return _base_of_pull_request(payload, repository)


def _require_payload_text(payload: Mapping[str, Any], *keys: str) -> str:
    """Return a text of the event. Raises CbiError if it does not have one."""
    value: Any = payload
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        path = ".".join(keys)
        raise CbiError(f"the event does not say {path}", "give the input `base`")
    return value


def _choose_remote(repository: Repository) -> str:
    names = repository.list_remotes()
    if not names:
        raise CbiError("the repository has no remote to fetch the base from", "check out with `fetch-depth: 0`")
    if "origin" in names:
        return "origin"
    return names[0]


def _ensure_commit(repository: Repository, commit: str) -> str:
    """Return a commit, fetched if a shallow clone lacks it.

    Raises CbiError with git's words if it cannot be had.
    """
    known = repository.find_commit(commit)
    if known:
        return known
    return repository.fetch(_choose_remote(repository), commit, depth=1)


def _base_of_input(name: str, payload: Mapping[str, Any], repository: Repository) -> ComparisonBase:
    """Return the commit at which the checkout branched off a revision."""
    head = repository.commit_of("HEAD")
    change = payload.get("pull_request")
    if isinstance(change, dict):
        target = _require_payload_text(payload, "pull_request", "base", "ref")
        if name in (target, f"origin/{target}"):
            return _base_of_pull_request(payload, repository)
    commit = _resolve_revision(repository, name)
    if not commit and repository.is_shallow():
        repository.fetch(_choose_remote(repository), head, depth=_FULL_DEPTH)
        commit = _resolve_revision(repository, name)
    # What has one of these signs is an expression, which no remote can resolve.
    if not commit and repository.list_remotes() and not set("~^:@") & set(name):
        commit = repository.fetch(_choose_remote(repository), name)
    if not commit:
        commit = repository.commit_of(name)
    return ComparisonBase(_find_merge_base(repository, commit, head), f"where {name} was left")


def _resolve_revision(repository: Repository, name: str) -> str:
    """Return the commit of a name.

    A branch as the remote has it comes before one of the clone, which may be older.
    """
    for remote in repository.list_remotes():
        found = repository.find_commit(f"refs/remotes/{remote}/{name}")
        if found:
            return found
    return repository.find_commit(name)


def _base_of_pull_request(payload: Mapping[str, Any], repository: Repository) -> ComparisonBase:
    """Return the first parent of a merge checkout.

    For any other checkout, return where it branched off the target branch.
    """
    head = repository.commit_of("HEAD")
    request_head = _require_payload_text(payload, "pull_request", "head", "sha")
    parents = repository.parents_of(head)
    # The checkout of a pull request is its merge into the target branch.
    if request_head in parents[1:]:
        return ComparisonBase(_ensure_commit(repository, parents[0]), f"the target branch as merged, {parents[0][:10]}")
    target = _require_payload_text(payload, "pull_request", "base", "ref")
    commit = _fetch_remote_branch(repository, target)
    base = _find_merge_base(repository, commit, head)
    if base == head and head != request_head:
        message = "the checkout does not contain the change of the pull request"
        raise CbiError(message, "check out the merge commit, which actions/checkout does for the event pull_request")
    return ComparisonBase(base, f"where {target} was left, {base[:10]}")


def _fetch_remote_branch(repository: Repository, branch: str) -> str:
    remote = _choose_remote(repository)
    known = repository.find_commit(f"refs/remotes/{remote}/{branch}")
    if known:
        return known
    return repository.fetch(remote, branch)


def _find_merge_base(repository: Repository, base: str, head: str) -> str:
    """Return the commit at which two lines parted.

    More history is fetched if a shallow clone needs it.
    """
    merge_base = repository.merge_base(base, head)
    if not merge_base and repository.is_shallow():
        for commit in (head, base):
            repository.fetch(_choose_remote(repository), commit, depth=_FULL_DEPTH)
        merge_base = repository.merge_base(base, head)
    if not merge_base:
        raise CbiError(f"{base[:10]} and the checkout have no commit in common", "give the input `base`")
    return merge_base
