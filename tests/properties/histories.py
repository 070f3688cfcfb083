"""Histories in git made by chance: any revision holds what a checkout of it holds."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.cli.main import run
from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import read_commit_files, read_files
from tests.datasets import SOURCES, dataset_files, event_toml
from tests.repositories import commit, git, make_repository

_NAMES = (
    *("events/2020.toml", "events/2021.toml", "events/2022.toml", "topics.toml", "sources.toml", "CHANGELOG.md"),
    *("events/a b.toml", 'events/"a".toml', "events/ñ.toml", "events/a\nb.toml", "events/-x.toml", "--help.toml"),
    *("events/*.toml", "events/:(glob)a.toml", "events/a\tb.toml", "events/..toml", ".hidden.toml", ".git.toml"),
    *("pyproject.toml", "deep/er/x.toml", "events/x.toml/y.toml", os.fsdecode(b"events/\xff.toml"), "events/\\.toml"),
)
_CONTENTS = (
    *(b"", b"\xff\xfe", b"a = 1\n", b'x = "', SOURCES.encode(), b"x = 1\r\n", event_toml("2021-05-04").encode()),
    *(
        event_toml("2021-05-04", 'title = "One"').encode(),
        event_toml("2022-05-04").encode() * 2,
        b"version https://git-lfs\n",
    ),
)
_TARGETS = (
    "2022.toml",
    "../topics.toml",
    "../events/2021.toml",
    "nowhere.toml",
    "../../../outside.toml",
    "/nowhere",
    ".",
)


class Step(NamedTuple):
    """One commit: what is done to a file, with what, and whether on a branch that is merged."""

    what: str
    name: str
    other: str
    content: bytes
    target: str
    aside: bool


History = tuple[str, list[Step]]
"""Where in the repository the dataset lies, and the steps."""


def draw_history(chance: random.Random) -> History:
    """A history made by chance."""
    return chance.choice(["", "data", ":(top)da ta"]), [_draw_step(chance) for _ in range(chance.randint(1, 8))]


def _draw_step(chance: random.Random) -> Step:
    return Step(
        chance.choice(["put", "put", "put", "remove", "rename", "link", "module", "nothing"]),
        chance.choice(_NAMES),
        chance.choice(_NAMES),
        chance.choice(_CONTENTS),
        chance.choice(_TARGETS),
        chance.random() < 0.5,
    )


class BrokenHistoryError(AssertionError):
    """What a history showed."""


def check_history(history: History, folder: Path) -> int:
    """Make a history in an empty folder, and hold each of its commits against a checkout; how many there are.

    Raises Broken where the two differ.
    """
    where, steps = history
    top = folder / "repository"
    root = top / where
    for name, raw in dataset_files(event_toml("2022-05-04")).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    make_repository(top)
    for step in steps:
        _apply_step(step, top, root)
    commits = git(top, "rev-list", "--all").split()
    for one in commits:
        _check_commit(top, where, one, folder / one)
    _check_diff(folder, where, top, commits[0], commits[-1])
    return len(commits)


def _apply_step(step: Step, top: Path, root: Path) -> None:
    """Carry out a step, and commit."""
    if step.aside:
        git(top, "checkout", "--quiet", "-b", "aside")
    with contextlib.suppress(OSError):
        _change_file(step, top, root)
    commit(top, "A step")
    if step.aside:
        git(top, "checkout", "--quiet", "main")
        commit(top, "Meanwhile")
        git(top, "merge", "--quiet", "--no-edit", "--no-ff", "aside")
        git(top, "branch", "--quiet", "--delete", "aside")


def _change_file(step: Step, top: Path, root: Path) -> None:
    path = root / step.name
    if step.what in ("put", "link"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    if step.what == "put":
        path.write_bytes(step.content)
    elif step.what == "link":
        path.symlink_to(step.target)
    elif step.what == "remove":
        path.unlink()
    elif step.what == "rename":
        (root / step.other).parent.mkdir(parents=True, exist_ok=True)
        path.rename(root / step.other)
    elif step.what == "module" and not path.exists():
        (path / "inside").mkdir(parents=True)
        make_repository(path)


def _check_commit(top: Path, where: str, revision: str, checkout: Path) -> None:
    git(top, "worktree", "add", "--quiet", "--force", "--detach", str(checkout), revision)
    there, here = read_dataset(top / where, revision), read_dataset(checkout / where)
    if there != here:
        raise BrokenHistoryError(f"{revision} holds {there}, and a checkout {here}")


def read_dataset(root: Path, revision: str = "") -> dict[str, bytes | str] | str:
    """The files of a dataset, and why others are left over; a word where they cannot be read.

    A folder that is left over may be a submodule, which is empty in a checkout.
    """
    try:
        found = read_commit_files(root, revision) if revision else read_files(DatasetLocation(root, "folder"))
    except CbiError:
        return "cannot be read"
    return {**found, **{name: why for name, why in found.leftover.items() if why not in ("folder", "repository")}}


def _check_diff(folder: Path, where: str, top: Path, new: str, old: str) -> None:
    """``diff`` tells the same of two revisions as of their checkouts."""
    revisions = _run_cbi("diff", old, new, "--dataset", str(top / where), "--format", "json")
    folders = _run_cbi("diff", str(folder / old / where), str(folder / new / where), "--format", "json")
    if revisions != folders:
        raise BrokenHistoryError(f"diff tells {revisions} of revisions, and {folders} of checkouts")


def _run_cbi(*words: str) -> Any:
    """What a call says, without the names of the two sides; its exit code alone where that is an error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    if "internal error" in err.getvalue():
        raise BrokenHistoryError(err.getvalue())
    told = json.loads(out.getvalue()) if code == 0 else {}
    return code, {key: value for key, value in told.items() if key not in ("base", "head")}
