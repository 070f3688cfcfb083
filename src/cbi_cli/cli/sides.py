"""The two states that a call compares, from its words."""

from __future__ import annotations

import re
from pathlib import Path

from cbi_cli.cli.dataset import working_folder
from cbi_cli.core.errors import CbiError
from cbi_cli.store.files import leftover_of
from cbi_cli.store.place import Place, find_place
from cbi_cli.store.states import State, state_at, state_between, state_of, state_on_main

_LOOKS_LIKE_PATH = re.compile(r"[/~.]|.*/\.\.?(/|$)|.*\\")
_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)")


def sides(base: str | None, head: str | None, dataset: str | None) -> tuple[State, State]:
    """The states to compare: of two words, of ``BASE..HEAD`` in one, or of one and the work tree.

    Without a word, where the work tree left the main branch, and the work tree. Raises CbiError where a word names
    neither a dataset's folder nor a git revision, and where the newer state has no dataset.
    """
    if base is None:
        place = _place(dataset)
        return state_on_main(place.root), _with_data(state_of(place))
    parts = None if head is not None or _folder(base) else _range(base)
    if parts is None:
        return _state(base, dataset), _with_data(_state(head, dataset) if head else state_of(_place(dataset)))
    first, dots, last = parts
    root = _place(dataset).root
    start = state_between(root, first, last) if dots == "..." else state_at(root, first)
    return start, _with_data(state_at(root, last))


def compared_place(newer: State, dataset: str | None) -> Place:
    """The dataset that was compared, for the receipt."""
    return find_place(newer.name, working_folder()) if newer.origin == "folder" else _place(dataset)


def _range(word: str) -> tuple[str, str, str] | None:
    """The two revisions of ``A..B`` or ``A...B`` with the dots between them; ``HEAD`` for one left out."""
    found = _RANGE.fullmatch(word)
    if found is None or (_LOOKS_LIKE_PATH.match(word) and not re.match(r"\.\.\.?[^./]", word)):
        return None
    return found[1] or "HEAD", found[2], found[3] or "HEAD"


def _state(word: str, dataset: str | None) -> State:
    """The state that a word names: a folder with a dataset in it, else a revision."""
    folder = _folder(word)
    if folder:
        return state_of(find_place(word, working_folder()), word)
    if _LOOKS_LIKE_PATH.match(word):
        raise CbiError(f"there is no dataset at {word}", "name a folder with a dataset.toml, or a git revision")
    return state_at(_place(dataset).root, word)


def _folder(word: str) -> Path | None:
    """The folder of that name, if a dataset lies in it."""
    path = working_folder() / word
    found = (path / "dataset.toml").is_file() or any(path.glob("datasets/*/dataset.toml"))
    return path if found else None


def _place(dataset: str | None) -> Place:
    """The user's dataset, which alone can be in a repository of the user's."""
    return find_place(dataset, working_folder(), purpose="check")


def _with_data(state: State) -> State:
    """Return a newer state, if there is a dataset in it and all of its data can be read; raises CbiError if not."""
    from cbi_cli.rules.run import find_leftover

    for one in find_leftover(leftover_of(state.files)):
        raise CbiError(one.message, one.hint)
    if not state.files:
        where = f"revision `{state.name}`" if state.name else "the work tree"
        raise CbiError(f"there is no dataset in {where}", "name a later revision as HEAD")
    return state
