"""Every entry of a dataset's folder is accounted for, on the disk and in a revision alike."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cbi_cli.core.errors import CbiError
from cbi_cli.workspace.commit_tree import CommitTree
from cbi_cli.workspace.entries import Listing, WorkTree, read_plain_file
from cbi_cli.workspace.exclude import is_excluded, read_exclude
from cbi_cli.workspace.git import Repository
from cbi_cli.workspace.locate import DatasetLocation
from cbi_cli.workspace.reader import list_leftover, read_commit_files, read_files
from tests.repositories import commit, git

HEAD = b'exclude = ["drafts/", "**/*.bak"]\n'


def made(folder: Path, entries: dict[str, str]) -> Path:
    """A folder with files and, after an arrow, links."""
    for name, text in entries.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("->"):
            path.symlink_to(text[2:].strip())
        else:
            path.write_text(text)
    return folder


def both(top: Path) -> tuple[Listing, Listing]:
    """The entries of the dataset in the folder ``data``, on the disk and in a commit of it."""
    git(top, "init", "--quiet")
    here = WorkTree(top / "data").list()
    head = commit(top, "all")
    return here, CommitTree(Repository.of(top), head, "data").list()


CASES: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "companions": (
        {
            **dict.fromkeys(["README", "readme.md", "LICENSE", "LICENSE.txt", "CHANGELOG.md", "CITATION.cff"], "x"),
            **dict.fromkeys(
                ["CONTRIBUTING.md", "pyproject.toml", "tombi.toml", ".github/x.yml", ".vscode/a.json"], "x"
            ),
            **dict.fromkeys([".gitignore", "schemas/event.json", "docs/a.toml", "events/.gitkeep", "cbi.sarif"], "x"),
            **dict.fromkeys(["events/README.md", "events/.2022.toml.swp", ".hidden.toml"], "x"),
        },
        {},
        {},
    ),
    "slips": (
        dict.fromkeys(
            [
                *(
                    "events/2022.toml.txt",
                    "events/2022.TOML",
                    "events/2022.toml ",
                    "events/2022.toml~",
                    "events/a.json",
                ),
                *("events/.2022.toml", "Dataset.toml", "event.toml", "README.toml", "events/2022"),
                *(
                    "x.csv",
                    "run.py",
                    "pyproject.TOML",
                    "topics.toml.orig",
                    "events/2022.toml\n",
                    "editions/old/2020.toml",
                ),
            ],
            "x",
        ),
        {},
        {
            **dict.fromkeys(
                [
                    *("events/2022.toml.txt", "events/2022.TOML", "events/2022.toml ", "events/2022.toml~"),
                    *("events/a.json", "events/.2022.toml", "Dataset.toml", "event.toml", "README.toml", "events/2022"),
                    *("x.csv", "run.py", "pyproject.TOML", "topics.toml.orig", "events/2022.toml\n"),
                    "editions/old/2020.toml",
                ],
                "name",
            ),
        },
    ),
    "folders": (
        dict.fromkeys(["event/2022.toml", "Events/2022.toml", "x/y/z", "events/2020.toml/a.toml"], "x"),
        {},
        dict.fromkeys(["event", "Events", "x", "events/2020.toml"], "folder"),
    ),
    "links that are followed": (
        {
            "events": "-> ../shared/events",
            "../shared/events/2022.toml": "a",
            "../shared/events/2023.toml": "-> ./2022.toml",
            "../shared/events/2024.toml": "-> ../../data/../shared/old/x.toml",
            "../shared/old": "-> older",
            "../shared/older/x.toml": "b",
            "topics.toml": "-> ../shared/events/2023.toml",
            "schemas": "-> ../shared",
            "README": "-> ../shared/older/x.toml",
        },
        {
            "events/2022.toml": "shared/events/2022.toml",
            "events/2023.toml": "shared/events/2022.toml",
            "events/2024.toml": "shared/older/x.toml",
            "topics.toml": "shared/events/2022.toml",
        },
        {},
    ),
    "links that are not": (
        {
            "events/1.toml": "-> /proc/self/environ",
            "events/2.toml": "-> ../../../x.toml",
            "events/3.toml": "-> ../../.git/config",
            "events/4.toml": "-> ../../.GIT/x.toml",
            "events/5.toml": "-> 5.toml",
            "events/6.toml": "-> 7.toml",
            "events/7.toml": "-> 6.toml",
            "events/8.toml": "-> nothing.toml",
            "events/9.toml": "-> ../../secret.txt",
            "events/10.toml": "-> ../dataset.toml/x.toml",
            "events/around": "-> ..",
            "events/again": "-> ../events",
            "events/top": "-> ../..",
            "events/twice": "-> older",
            "events/older/x": "x",
            "editions": "-> /etc",
            "CHANGELOG.md": "-> ../../outside",
            "../secret.txt": "password",
        },
        {},
        {
            **dict.fromkeys(["events/1.toml", "events/2.toml", "events/3.toml", "events/4.toml"], "outside"),
            **dict.fromkeys(["events/5.toml", "events/6.toml", "events/7.toml"], "ring"),
            "events/8.toml": "missing",
            "events/9.toml": "not-toml",
            "events/10.toml": "missing",
            **dict.fromkeys(["events/around", "events/again", "events/top"], "ring"),
            "events/twice": "twice",
            "events/older/x": "name",
            "editions": "outside",
            "CHANGELOG.md": "outside",
        },
    ),
    "excluded": (
        {"dataset.toml": HEAD.decode(), "drafts/2022.toml": "x", "events/a.bak": "x", "a.bak": "x", "a.bak2": "x"},
        {"dataset.toml": "data/dataset.toml"},
        {"a.bak2": "name"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_folder_and_revision_agree(case: str, tmp_path: Path) -> None:
    entries, data, leftover = CASES[case]
    (tmp_path / "top" / "data").mkdir(parents=True)
    made(tmp_path / "top" / "data", {"dataset.toml": "x = 1\n", **entries})
    here, there = both(tmp_path / "top")
    assert here == there
    assert here.data == {"dataset.toml": "data/dataset.toml", **data}
    assert here.leftover == leftover


NAMES = st.sampled_from(["a", "b", "events", "2022.toml", "x.TOML", "dataset.toml", "README.md", "..", "."])
PATHS = st.lists(NAMES.filter(lambda name: "." not in name[:2]), min_size=1, max_size=3).map("/".join)
TARGETS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@settings(max_examples=60)
@example({"dataset.toml": "x", "a/dataset.toml": "->.."})
@given(st.dictionaries(PATHS, st.one_of(st.just("x"), TARGETS.map(lambda one: f"->{one}")), max_size=12))
def test_folder_and_revision_agree_on_any_tree(entries: dict[str, str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        top = Path(name).resolve() / "top"
        (top / "data").mkdir(parents=True)
        for path, text in entries.items():
            try:
                made(top / "data", {path: text})
            except OSError:
                continue  # the path leads through a file, or a link, that is there already
        here, there = both(top)
        assert here == there
        assert dict(read_files(DatasetLocation(top / "data", "folder"))) == dict(
            read_commit_files(top / "data", git(top, "rev-parse", "HEAD"))
        )
        # Nothing is read that is outside of the repository.
        assert all((top / place).resolve().is_relative_to(top) for place in here.data.values())


def test_outside_of_git_links_stay_in_the_dataset(tmp_path: Path) -> None:
    made(
        tmp_path,
        {"data/events/1.toml": "-> ../x/1.toml", "data/x/1.toml": "x", "data/events/2.toml": "-> ../../2.toml"},
    )
    made(tmp_path, {"2.toml": "x"})
    found = read_files(DatasetLocation(tmp_path / "data", "folder"))
    assert dict(found) == {"events/1.toml": b"x"}
    assert found.leftover == {"events/2.toml": "outside", "x": "folder"}


def test_a_repository_in_the_dataset_is_not_a_part_of_it(tmp_path: Path) -> None:
    made(tmp_path, {"data/events/in/2022.toml": "x", "data/events/2023.toml": "-> in/2022.toml"})
    git(tmp_path / "data" / "events" / "in", "init", "--quiet")
    git(tmp_path, "init", "--quiet")
    assert WorkTree(tmp_path / "data").list().leftover == {"events/in": "repository", "events/2023.toml": "outside"}


def test_what_is_not_a_plain_file_is_left_over_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    os.mkfifo(tmp_path / "events" / "1.toml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "events" / "2.toml"))
    assert WorkTree(tmp_path).list().leftover == {"events/1.toml": "special", "events/2.toml": "special"}
    for path in (tmp_path / "events" / "1.toml", Path("/dev/zero"), tmp_path / "events"):
        with pytest.raises(CbiError) as caught:
            read_plain_file(path, Path("shown"))
        if not path.is_dir():
            assert caught.value.message == "cannot read shown: it is not a plain file"
            assert caught.value.hint == "put a file in its place, or remove it"
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CbiError, match="cannot read"):
        read_plain_file(tmp_path / "link")


def test_a_name_that_is_not_text_in_utf_8_is_left_over_and_spelled_out(tmp_path: Path) -> None:
    root = made(tmp_path / "data", {"dataset.toml": "", "events/2022.toml": ""})
    Path(os.fsdecode(os.fsencode(root) + b"/events/\xff.toml")).write_text("x = 1")
    Path(os.fsdecode(os.fsencode(root) + b"/a\xff")).write_text("x")
    for listing in both(tmp_path):
        assert set(listing.data) == {"dataset.toml", "events/2022.toml"}
        assert listing.leftover == {"events/\\udcff.toml": "encoding", "a\\udcff": "encoding"}


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    made(tmp_path, {"data/events": "-> ../out", "out/2022.toml": "x", "data/topics.toml": "-> /dev/null"})
    made(tmp_path, {"data/sources.toml": "-> ../out/new.toml", "data/editions": "-> nowhere", "data/in": "-> events"})
    tree = WorkTree(tmp_path / "data")
    for name in ("events/2022.toml", "events/2023.toml", "topics.toml", "sources.toml", "editions/2022.toml", "in/x/y"):
        with pytest.raises(CbiError, match="cannot write"):
            tree.path_to_write(name)
        if name != "events/2023.toml":
            with pytest.raises(CbiError, match="cannot read"):
                tree.path_of(name)
    git(tmp_path, "init", "--quiet")
    tree = WorkTree(tmp_path / "data")
    assert tree.path_to_write("events/2023.toml") == tmp_path / "out" / "2023.toml"
    assert tree.path_to_write("new/2023.toml") == tmp_path / "data" / "new" / "2023.toml"


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        ("drafts/", ["drafts", "drafts/a", "drafts/a/b"], ["draft", "a/drafts", "drafts2"]),
        ("*.bak", ["a.bak", ".bak"], ["a/b.bak", "a.bak2"]),
        ("**/*.bak", ["a.bak", "a/b.bak", "a/b/c.bak", "a.bak/b"], ["a.bak2"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z", "a/z/y"], ["a", "b/z", "a/b/zz"]),
        ("**", ["a", "a/b"], []),
        ("./a//b", ["a/b", "a/b/c"], ["a", "b"]),
        ("", [], ["a"]),
        ("[ab]?", ["ax", "b1/c"], ["a", "cx"]),
    ],
)
def test_patterns(pattern: str, matched: list[str], others: list[str]) -> None:
    assert [name for name in (*matched, *others) if is_excluded(name, [pattern])] == matched


def test_patterns_come_from_the_text_whatever_is_in_it() -> None:
    assert read_exclude(HEAD) == ("drafts/", "**/*.bak")
    for raw in (None, b"", b"exclude = 1", b'exclude = "a"', b"exclude = [1, 2]", b"exclude = [", b"\xff exclude = []"):
        assert read_exclude(raw) == ()
    assert read_exclude(b'exclude = ["a", 1]') == ("a",)


def test_files_that_are_supposed_are_accounted_for_too() -> None:
    assert list_leftover({"dataset.toml": HEAD, "README.md": b"", "a.bak": b"", "event/x.toml": b""}) == {
        "event": "folder"
    }


@pytest.mark.parametrize(
    "name", [".git", ".GIT", ".g\u200cit", ".gi\u00adt", ".git.", ".git ", ".Git::$INDEX_ALLOCATION", "GIT~1"]
)
def test_no_spelling_of_the_folder_of_git_is_followed(name: str, tmp_path: Path) -> None:
    # A folder of that name, as a file system shows it that takes the spelling for the folder of git.
    made(tmp_path, {f"{name}/config.toml": "x = 1", "data/dataset.toml": "x = 1"})
    (tmp_path / ".git").mkdir(exist_ok=True)
    made(tmp_path, {"data/events/2022.toml": f"-> ../../{name}/config.toml"})
    listing = WorkTree(tmp_path / "data").list()
    assert set(listing.data) == {"dataset.toml"}
    assert listing.leftover == {"events/2022.toml": "outside"}


@pytest.mark.parametrize("name", ["git", ".gitx", ".github", "x.git", "git~2"])
def test_other_folders_are_followed(name: str, tmp_path: Path) -> None:
    made(tmp_path, {f"{name}/config.toml": "x = 1", "data/dataset.toml": "x = 1"})
    (tmp_path / ".git").mkdir()
    made(tmp_path, {"data/events/2022.toml": f"-> ../../{name}/config.toml"})
    assert WorkTree(tmp_path / "data").list().data["events/2022.toml"] == f"{name}/config.toml"
