"""The two states that a call compares, from its words."""

from __future__ import annotations

import os
import re

from cbi_cli.cli.session import current_directory
from cbi_cli.core.errors import CbiError
from cbi_cli.core.settings import Settings
from cbi_cli.store.files import leftover_of
from cbi_cli.store.place import Place, find_place
from cbi_cli.store.states import State, converted, state_at, state_between, state_of, state_on_main

_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)")


def sides(base: str | None, head: str | None, dataset: str | None, settings: Settings) -> tuple[State, State]:
    """The states to compare: of two words, of ``BASE..HEAD`` in one, or of one and the work tree.

    Without a word, the commit that a change is compared with by default, and the work tree. A word is a git revision;
    a folder is written as a path: ``./OLD``, ``../OLD``, ``OLD/`` or an absolute one. A folder that is named like a
    revision is never taken. Raises CbiError if a word names nothing, and if the newer state has no dataset.
    """
    if base is None:
        place = _place(dataset)
        older = state_on_main(place.root, settings.ci)
        return older, converted(place, _with_data(state_of(place)), older)
    parts = None if head is not None else _range(base)
    if parts is None:
        older = _state(base, dataset)
        if head is not None:
            return older, _with_data(_state(head, dataset))
        place = _place(dataset)
        return older, converted(place, _with_data(state_of(place)), older)
    first, dots, last = parts
    root = _place(dataset).root
    start = state_between(root, first, last) if dots == "..." else state_at(root, first)
    return start, _with_data(state_at(root, last))


def compared_place(newer: State, dataset: str | None) -> Place:
    """The dataset that was compared, for the receipt."""
    return find_place(newer.name, current_directory()) if newer.origin == "folder" else _place(dataset)


def _range(word: str) -> tuple[str, str, str] | None:
    """The two revisions of ``A..B`` or ``A...B`` with the dots between them; ``HEAD`` for one left out."""
    found = _RANGE.fullmatch(word)
    if found is None or (_is_path(word) and not re.match(r"\.\.\.?[^./]", word)):
        return None
    return found[1] or "HEAD", found[2], found[3] or "HEAD"


def _is_path(word: str) -> bool:
    """Tell whether a word is written as a path; no name of a branch or tag can be written so."""
    parts = word.replace("\\", "/").split("/")
    is_absolute = os.path.isabs(word) or word.startswith("/")
    return is_absolute or word[0] in "~." or "\\" in word or bool({"", ".", ".."} & set(parts))


def _state(word: str, dataset: str | None) -> State:
    """The state that a word names: a path to a folder with a dataset in it, or a revision."""
    if not _is_path(word):
        return _revision(word, dataset)
    if not _holds_dataset(word):
        raise CbiError(f"there is no dataset at {word}", "name a folder with a dataset.toml, or a git revision")
    return state_of(find_place(word, current_directory()), word)


def _revision(word: str, dataset: str | None) -> State:
    """The state that a revision names; the error for one that git does not know says how a folder is written."""
    try:
        return state_at(_place(dataset).root, word)
    except CbiError as error:
        if _holds_dataset(word):
            raise CbiError(error.message, f"to compare with the folder, write it as ./{word}") from error
        raise


def _holds_dataset(word: str) -> bool:
    """Tell whether a dataset is in the folder of that name."""
    path = current_directory() / word
    return (path / "dataset.toml").is_file() or any(path.glob("datasets/*/dataset.toml"))


def _place(dataset: str | None) -> Place:
    """The user's dataset, which alone can be in a repository of the user's."""
    return find_place(dataset, current_directory(), purpose="check")


def _with_data(state: State) -> State:
    """Return a newer state, if there is a dataset in it and all of its data can be read; raises CbiError if not."""
    from cbi_cli.rules.run import find_leftover

    for one in find_leftover(leftover_of(state.files)):
        raise CbiError(one.message, one.hint)
    if not state.files:
        where = f"revision `{state.name}`" if state.name else "the work tree"
        raise CbiError(f"there is no dataset in {where}", "name a later revision as HEAD")
    return state
