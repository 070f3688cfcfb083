"""Where a dataset lies: given by name or path, in or above the working folder, or built in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.nearest import did_you_mean

Origin = Literal["folder", "built-in"]


class Place(NamedTuple):
    """A dataset's folder, how it was found, and the git revision to read it from (empty: the files as they are)."""

    root: Path
    origin: Origin
    revision: str = ""


def find_place(wanted: str | None, folder: Path, revision: str = "") -> Place:
    """The dataset that a call means.

    ``wanted`` is a name or a path, or None to look in ``folder`` and above it and then at what is built in. Raises
    CbiError when nothing of that name is there, or when several datasets could be meant.
    """
    place = _near(folder) if wanted is None else _named(wanted, folder)
    return place._replace(revision=revision)


def built_in_root() -> Path:
    """The folder of the datasets that come with the program: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent.parent / "datasets"


def _named(wanted: str, folder: Path) -> Place:
    path = folder / wanted
    if path.is_dir():
        inside = _datasets_in(path)
        if _is_dataset(path):
            return Place(path.resolve(), _origin(path))
        if inside:
            return Place(_only(inside, path), "folder")
        raise CbiError(f"{wanted} has no dataset.toml", "name the folder that holds it, or `cbi init` a dataset there")
    near = [found for parent in (folder, *folder.parents) for found in _datasets_in(parent)]
    known = {found.name: Place(found, "folder") for found in reversed(near)}
    for found in sorted(built_in_root().iterdir()):
        known.setdefault(found.name, Place(found, "built-in"))
    if wanted in known:
        return known[wanted]
    raise CbiError(f"no dataset named or at `{wanted}`", did_you_mean(wanted, known))


def _near(folder: Path) -> Place:
    for parent in (folder, *folder.parents):
        if _is_dataset(parent):
            return Place(parent, _origin(parent))
        inside = _datasets_in(parent)
        if inside:
            found = _only(inside, parent)
            return Place(found, _origin(found))
    return Place(built_in_root() / "us-mexico", "built-in")


def _is_dataset(path: Path) -> bool:
    return (path / "dataset.toml").is_file()


def _origin(path: Path) -> Origin:
    """Built in when the folder is the package's own; a checkout of the program is a folder like any other."""
    package = Path(__file__).resolve().parent.parent
    return "built-in" if package in path.resolve().parents else "folder"


def _datasets_in(path: Path) -> list[Path]:
    inside = path / "datasets"
    try:
        return sorted(found for found in inside.iterdir() if _is_dataset(found)) if inside.is_dir() else []
    except PermissionError:
        return []


def _only(found: Iterable[Path], parent: Path) -> Path:
    first, *others = found
    if others:
        names = ", ".join(path.name for path in (first, *others))
        raise CbiError(f"{parent / 'datasets'} holds several datasets", f"choose with --dataset: {names}")
    return first.resolve()
