"""The dataset before a change: the revision that it is compared with, and files beside the data."""

from __future__ import annotations

from cbi_cli.store.entries import WorkTree
from cbi_cli.store.git import Repository
from cbi_cli.store.place import Place


def base_commit(place: Place, base: str) -> str:
    """Return the commit to compare a dataset with: the one at which its line of work left the revision ``base``.

    So what others did to ``base`` since then is not taken for a change. It is ``base`` itself if git knows no common
    past, as in a shallow clone. Raises CbiError if git knows no such revision.
    """
    repository = Repository.of(place.root)
    commit = repository.commit_of(base)
    return repository.merge_base(commit, repository.commit_of(place.revision or "HEAD")) or commit


def read_beside(place: Place, name: str) -> bytes | None:
    """Read a file of a dataset's folder that is not data, such as its changelog; None if there is none."""
    from cbi_cli.document.parse import MAX_BYTES

    if not place.revision:
        return WorkTree(place.root).read_if_there(name)
    repository = Repository.of(place.root)
    full = f"{repository.prefix_of(place.root)}{name}"
    found = repository.list_tree(repository.commit_of(place.revision), full)
    blobs = {one.name: one.id for one in found if one.kind == "blob"}
    return repository.read_blobs(blobs, MAX_BYTES).get(full)
