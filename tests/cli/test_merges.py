"""Two people who change a dataset at the same time, and git, which merges what they did."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from cbi_cli import api
from cbi_cli.records.new_record import NewRecord
from tests.cli.test_add_event import GIVEN
from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

LAYOUT = '\n[layout]\nevents = "{}"\n'
SOURCES = "\n".join(f'[[source]]\nid = "{name}"\ntitle = "{name.title()}"\n' for name in ("book", "diary", "notes"))


class Team:
    """A repository with a dataset, and two clones of it."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        (folder / "shared").mkdir()
        self.shared = make_repository(folder / "shared", files)
        git(self.shared, "config", "receive.denyCurrentBranch", "updateInstead")
        self.clones = [folder / "ana", folder / "ben"]
        for clone in self.clones:
            git(folder, "clone", "--quiet", str(self.shared), str(clone))

    def merge(self) -> str:
        """Push the work of the first, and merge it into that of the second; what git says of conflicts."""
        ana, ben = self.clones
        for clone in self.clones:
            commit(clone, "Work")
        git(ana, "push", "--quiet", "origin", "HEAD:main")
        git(ben, "fetch", "--quiet")
        done = subprocess.run(
            ["git", "-C", str(ben), "-c", "user.name=B", "-c", "user.email=b@example.org", "merge", "origin/main"],
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if done.returncode == 0 else done.stdout


def add_sources(folder: Path, ids: Sequence[str]) -> None:
    with api.open_dataset(folder) as dataset:
        records = [NewRecord("source", name, {"title": name.title()}) for name in ids]
        api.plan_add_records(dataset, records).apply()


@pytest.mark.parametrize("days", [("2022-05-04", "2022-05-04"), ("2022-05-04", "2022-05-05")])
@pytest.mark.parametrize("layout", ["event", "year"])
def test_two_events_meet_in_a_merge_only_in_a_file_of_a_year(
    layout: str, days: tuple[str, str], tmp_path: Path, cli: Cli
) -> None:
    files = dataset_files(event_toml("2022-01-05")) | {"dataset.toml": (HEAD + LAYOUT.format(layout)).encode()}
    team = Team(tmp_path, files)
    for clone, day, title in zip(team.clones, days, ("Talks in the north", "A round in the south"), strict=True):
        added = cli(*GIVEN, "--start", day, "--title", title, folder=clone)
        assert added.code == 0, added.err
    conflicts = team.merge()
    if layout == "year":
        assert "CONFLICT (content): Merge conflict in events/2022.toml" in conflicts
        assert "unresolved merge" in cli("validate", folder=team.clones[1]).out
        return
    assert conflicts == ""
    result = cli("validate", folder=team.clones[1])
    assert result.code == 0, result.out
    assert len(list((team.clones[1] / "events/2022").iterdir())) == 2


def test_an_event_that_both_add_under_one_id_is_a_conflict(tmp_path: Path, cli: Cli) -> None:
    files = dataset_files() | {"dataset.toml": (HEAD + LAYOUT.format("event")).encode()}
    team = Team(tmp_path, files)
    for clone, level in zip(team.clones, ("cabinet", "deputy"), strict=True):
        words = [*GIVEN, "--start", "2022-05-04", "--title", "Talks"]
        words[words.index("--level") + 1] = level
        assert cli(*words, folder=clone).code == 0
    # Two versions of one event must be seen by a person.
    assert "CONFLICT (add/add): Merge conflict in events/2022/2022-05-04-talks.toml" in team.merge()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("first", "second", "merges"),
    [
        # Between `book` and `diary`, and behind `notes`.
        (["chronicle"], ["register"], True),
        (["archive"], ["daily"], True),
        (["archive", "zeitung"], ["chronicle", "memoir"], True),
        # Two new neighbors, and one id twice.
        (["chronicle"], ["daily"], False),
        (["register"], ["report"], False),
        (["chronicle"], ["chronicle"], False),
    ],
)
def test_two_sources_meet_in_a_merge_only_if_their_ids_are_neighbors(
    newline: str, first: list[str], second: list[str], merges: bool, tmp_path: Path, cli: Cli
) -> None:
    files = dataset_files(source=SOURCES)
    files["sources.toml"] = files["sources.toml"].replace(b"\n", newline.encode())
    team = Team(tmp_path, files)
    for clone, ids in zip(team.clones, (first, second), strict=True):
        add_sources(clone, ids)
    # What is only in one of the two may not be the same text with another title.
    if first == second:
        path = team.clones[1] / "sources.toml"
        path.write_bytes(path.read_bytes().replace(b"Chronicle", b"Another chronicle"))
    conflicts = team.merge()
    assert (conflicts == "") is merges, conflicts
    result = cli("validate", folder=team.clones[1])
    assert (result.code == 0) is merges, result.out
    if merges:
        raw = (team.clones[1] / "sources.toml").read_bytes()
        assert raw.count(b"\r\n") == (raw.count(b"\n") if newline == "\r\n" else 0)
        ids = [line.split('"')[1] for line in raw.decode().splitlines() if line.startswith("id")]
        assert ids == sorted(["book", "diary", "notes", *first, *second])


def test_a_merge_by_union_would_mix_two_sources_into_one(tmp_path: Path, cli: Cli) -> None:
    """It is why no `.gitattributes` of `cbi init` asks for it: git says that all is well."""
    files = dataset_files(source=SOURCES) | {".gitattributes": b"sources.toml merge=union\n"}
    team = Team(tmp_path, files)
    for clone, name in zip(team.clones, ("register", "report"), strict=True):
        add_sources(clone, [name])
    assert team.merge() == ""
    assert cli("validate", folder=team.clones[1]).code == 1


def test_both_add_the_same_source_in_the_same_words(tmp_path: Path, cli: Cli) -> None:
    team = Team(tmp_path, dataset_files(source=SOURCES))
    for clone in team.clones:
        add_sources(clone, ["chronicle"])
    assert team.merge() == ""
    assert cli("validate", folder=team.clones[1]).code == 0


def test_a_file_that_is_in_no_order_gets_a_source_beside_the_next_smaller_id(tmp_path: Path) -> None:
    texts = [f'[[source]]\nid = "{name}"\ntitle = "T"\n' for name in ("b-2", "z-1", "a-1", "b-1")]
    write_files(tmp_path, dataset_files(source="\n".join(texts), institutions="", indicators=""))
    add_sources(tmp_path, ["a", "b-3", "z-0", "a-2"])
    text = (tmp_path / "sources.toml").read_text()
    ids = [line.split('"')[1] for line in text.splitlines() if line.startswith("id")]
    assert ids == ["a", "b-2", "b-3", "z-0", "z-1", "a-1", "a-2", "b-1"]
