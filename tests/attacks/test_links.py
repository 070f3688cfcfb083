"""No link of a pull request shows, changes or waits for anything outside of the repository."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.hostile import OLD, SECRET, HostileRepository
from tests.datasets import EDITION, dataset_files, event_toml
from tests.repositories import git

COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("validate",),
    "validate for GitHub": ("validate", "--format", "github", "--no-cache"),
    "validate --base": ("validate", ".", "--base", "main", "--format", "json"),
    "validate --fix": ("validate", "--fix"),
    "validate a report": ("validate", "--report", "sarif={out}", "--format", "junit"),
    "fmt": ("fmt",),
    "fmt --diff": ("fmt", "--diff"),
    "scorecard": ("scorecard", "2022"),
    "scorecard --at": ("scorecard", "2022", "--at", "HEAD"),
    "timeline": ("timeline", "--year", "all", "--format", "json"),
    "diff": ("diff", "main"),
    "diff of revisions": ("diff", "main", "HEAD"),
    "diff of folders": ("diff", ".", "."),
    "release": ("release", "--since", "v1.0.0"),
    "release --dry-run": ("release", "--since", "v1.0.0", "--dry-run"),
    "add-event": (
        *("add-event", "--no-input", "--start", "2024-09-01", "--title", "They meet", "--kind", "meeting"),
        *("--level", "cabinet", "--institution", "talks", "--source", "book"),
    ),
    "show": ("show", "2021-05-04-meeting"),
}


FEW = ("validate for GitHub", "fmt", "scorecard --at", "diff", "release", "add-event")
"""Commands that read, compare and write in different ways; some kinds of link try all of `COMMANDS`."""


def replaced(path: Path, target: str | Path) -> None:
    """Put a link in place of whatever is there."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}-of-old"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def outside(h: HostileRepository, name: str) -> Path:
    return h.folder / "outside" / name


def chained(h: HostileRepository) -> None:
    """Put a link to a link through a link."""
    replaced(h.data / "events" / "2024.toml", "../../a")
    replaced(h.top / "a", "b/2024.toml")
    replaced(h.top / "b", "../outside")


LINKS: dict[str, Callable[[HostileRepository], object]] = {
    "the environment": lambda h: replaced(h.data / "events" / "2024.toml", "/proc/self/environ"),
    "the command line": lambda h: replaced(h.data / "events" / "2024.toml", "/proc/self/cmdline"),
    "an endless device": lambda h: replaced(h.data / "events" / "2024.toml", "/dev/zero"),
    "a terminal": lambda h: replaced(h.data / "events" / "2024.toml", "/dev/tty"),
    "the input": lambda h: replaced(h.data / "events" / "2024.toml", "/dev/stdin"),
    "an absolute file": lambda h: replaced(h.data / "events" / "2024.toml", outside(h, "2024.toml")),
    "a relative file": lambda h: replaced(h.data / "events" / "2024.toml", "../../../outside/2024.toml"),
    "a chain": chained,
    "a folder": lambda h: replaced(h.data / "events", "../../outside"),
    "the editions": lambda h: replaced(h.data / "editions", outside(h, "")),
    "the sources": lambda h: replaced(h.data / "sources.toml", outside(h, "sources.toml")),
    "the changelog": lambda h: replaced(h.data / "CHANGELOG.md", outside(h, "secret.md")),
    "the citation": lambda h: replaced(h.data / "CITATION.cff", outside(h, "CITATION.cff")),
    "the schemas": lambda h: replaced(h.data / "schemas", outside(h, "")),
    "the password of git": lambda h: replaced(h.data / "events" / "2024.toml", "../../.git/config"),
    "a file that is not data": lambda h: replaced(h.data / "events" / "2024.toml", "../../credentials.json"),
    "a ring": lambda h: replaced(h.data / "events" / "2024.toml", "2024.toml"),
    "nothing": lambda h: replaced(h.data / "events" / "2024.toml", "nothing.toml"),
    "a pipe": lambda h: os.mkfifo(h.data / "events" / "2024.toml"),
}


@pytest.fixture
def hostile(tmp_path: Path) -> HostileRepository:
    """A repository, a folder outside of it with files that look like data, and a password in several places."""
    made = HostileRepository(tmp_path)
    (tmp_path / "outside").mkdir()
    for name, raw in {**dataset_files(OLD, edition_2022=EDITION), "2024.toml": b""}.items():
        outside(made, Path(name).name).write_bytes(raw + f"\n\n#   {SECRET}\nx   =   '{SECRET}'\n".encode())
    outside(made, "secret.md").write_text(f"{SECRET}\n")
    outside(made, "CITATION.cff").write_text(f"version: 0.1\n# {SECRET}\n")
    outside(made, "event.schema.json").write_text(f'{{"{SECRET}": 1}}')
    git(made.top, "config", "http.extraheader", f"AUTHORIZATION: {SECRET}")
    (made.top / ".gitignore").write_text("credentials.json\n")
    (made.top / "credentials.json").write_text(f'{{"key": "{SECRET}"}}\n')
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kind", LINKS)
def test_nothing_outside_is_shown_or_changed(kind: str, hostile: HostileRepository) -> None:
    LINKS[kind](hostile)
    hostile.commit()
    before = contents(hostile.folder / "outside")
    out = hostile.folder / "result"
    for name in COMMANDS if kind in ("the environment", "a folder", "the changelog") else FEW:
        words = COMMANDS[name]
        result = hostile.cbi(*(word.format(out=out) for word in words))
        shown = result.out + result.err + (out.read_text() if out.exists() else "")
        assert SECRET not in shown, name
        assert contents(hostile.folder / "outside") == before, name
    for path in hostile.data.rglob("*"):
        if not path.is_symlink() and path.is_file():
            assert SECRET not in path.read_text(), path


DATA = [kind for kind in LINKS if kind not in ("the schemas", "the citation")]


@pytest.mark.parametrize("kind", DATA)
def test_what_is_not_read_is_a_finding_in_the_work_tree_and_in_the_revision(
    kind: str, hostile: HostileRepository
) -> None:
    LINKS[kind](hostile)
    hostile.commit()
    revisions = () if kind == "a pipe" else ("HEAD",)
    for at in ((), *(("--at", one) for one in revisions)):
        result = hostile.cbi("validate", ".", *at, "--format", "json")
        assert result.code == 1
        assert '"CBI005"' in result.out
    result = hostile.cbi("fmt", "--check")
    assert result.code == 1
    assert "CBI005" in result.err


@pytest.mark.parametrize("kind", ["a folder", "a chain"])
def test_an_event_is_not_written_through_a_link(kind: str, hostile: HostileRepository) -> None:
    LINKS[kind](hostile)
    result = hostile.cbi(*COMMANDS["add-event"])
    assert result.code in (1, 2)
    assert "→" not in result.out + result.err


OUTPUTS = {
    "a report": ("validate", "--report", "sarif=result"),
    "findings": ("validate", "--format", "json", "--output", "result"),
    "a card": ("scorecard", "2022", "--output", "result", "--format", "json"),
    "a diff": ("diff", "main", "--output", "result", "--format", "markdown"),
}


@pytest.mark.parametrize("words", OUTPUTS.values(), ids=OUTPUTS)
@pytest.mark.parametrize("target", ["new", "chain"])
def test_no_result_replaces_what_a_committed_link_leads_to(
    words: tuple[str, ...], target: str, hostile: HostileRepository
) -> None:
    replaced(hostile.data / "result", outside(hostile, "new") if target == "new" else "second")
    replaced(hostile.data / "second", outside(hostile, "secret.md"))
    hostile.commit()
    before = contents(hostile.folder / "outside")
    assert hostile.cbi(*words).code == 2
    assert contents(hostile.folder / "outside") == before


FOLDERS: dict[str, Callable[[HostileRepository], Path]] = {
    "the dataset": lambda h: h.data,
    "a folder above it": lambda h: h.top / "datasets",
    "one among others": lambda h: h.top / "datasets" / "talks",
}


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("is_chain", [False, True])
def test_no_dataset_outside_is_taken_for_one_of_the_repository(
    kind: str, is_chain: bool, hostile: HostileRepository
) -> None:
    elsewhere = hostile.folder / "elsewhere"
    for name, raw in dataset_files(event_toml("2024-09-01", 'note   =   "unformatted"'), edition_2022=EDITION).items():
        for root in (elsewhere, elsewhere / "talks"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(raw)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*.toml")}
    shutil.rmtree(hostile.data)
    replaced(hostile.top / "hop", elsewhere)
    replaced(FOLDERS[kind](hostile), hostile.top / "hop" if is_chain else elsewhere)
    hostile.commit()
    place = FOLDERS[kind](hostile).relative_to(hostile.top).as_posix()
    event_file = f"{place}/events/2024.toml"
    calls: list[list[str]] = [
        *([command, *words] for command in ("validate", "fmt") for words in ([], [place], [event_file])),
        *([command, "--dataset", name] for command in ("validate", "fmt") for name in (place, "talks")),
        ["validate", "--base", "main", "--dataset", f"./{place}"],
        ["scorecard", "2022", "--dataset", f"./{place}"],
        ["timeline", "--dataset", "talks"],
        ["diff", "main"],
        ["diff", "main", f"./{place}"],
        [*COMMANDS["add-event"]],
    ]
    for call in calls:
        result = hostile.cbi(*call, folder=hostile.top)
        assert (result.code, result.out) == (2, ""), call
    assert {path: path.read_bytes() for path in elsewhere.rglob("*.toml")} == before


def test_a_link_inside_of_the_repository_and_one_in_none_are_followed(
    hostile: HostileRepository, tmp_path: Path
) -> None:
    (hostile.top / "datasets").symlink_to("data")
    hostile.commit()
    assert hostile.cbi("validate", "datasets", folder=hostile.top).code == 0
    (tmp_path / "mine").symlink_to(hostile.data)
    assert hostile.cbi("validate", "mine", folder=tmp_path).code == 0
