"""Which dataset each command takes, and what it says of it. New commands have to be put into one of the two lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbi_cli.cli.registry import COMMANDS, load_command
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

READS: dict[str, list[str]] = {
    "scorecard": ["2022"],
    "timeline": ["--year", "2022"],
    "gaps": [],
    "due": [],
    "history": ["nals"],
    "reconcile": ["2022"],
    "compare": ["us-mexico"],
    "topics": ["2022"],
    "show": ["nals"],
    "list": ["events"],
    "info": [],
    "explain": ["2022", "hlsd"],
    "search": ["summit"],
    "cite": ["cbi-2022"],
    "export": ["parquet"],
    "report": ["2022"],
    "site": [],
}
CHECKS: dict[str, list[str]] = {
    "validate": [],
    "fmt": ["--check"],
    "diff": [],
    "release": ["--dry-run"],
    "add-event": ["--no-input", "--start", "2022-10-13", "--title", "They meet", "--kind", "meeting"],
    **{name: ["--no-input"] for name in COMMANDS if name.startswith("add ")},
    "import": ["meetings.csv", "--yes"],
    "cover": ["2023", "--no-input", "--row", "nals; cbi-2022", "--dry-run"],
    "edition new": ["2023", "--no-input"],
    "edit": ["nals", "--kind", "institution", "--set", "note=Yearly.", "--yes"],
    "rename": ["nals", "leaders-summit", "--kind", "institution", "--yes"],
    "remove": ["nals", "--kind", "institution", "--reason", "Twice.", "--yes"],
    "undo": ["--yes"],
}
MORE_CHECKS = [["validate", "--fix"], ["fmt"], ["fmt", "--diff"], ["diff", "--check"], ["diff", "HEAD"]]


def test_every_command_with_a_dataset_is_of_one_sort() -> None:
    taking = {name for name in COMMANDS if any(one.attribute == "dataset" for one in load_command(name).parameters)}
    assert READS.keys() | CHECKS.keys() == taking
    assert not READS.keys() & CHECKS.keys()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A repository without a dataset."""
    (tmp_path / "README.md").write_text("Nothing here.\n")
    return make_repository(tmp_path)


@pytest.mark.parametrize("name", READS)
def test_what_reads_takes_the_built_in_one_and_says_so(name: str, plain: Path, cli: Cli) -> None:
    result = cli(name, *READS[name], folder=plain)
    assert (result.code, result.err.splitlines()[0]) == (0, "cbi: dataset us-mexico 1.0.0 (built in)")


@pytest.mark.parametrize("words", [*([name, *more] for name, more in CHECKS.items()), *MORE_CHECKS], ids=" ".join)
@pytest.mark.parametrize("dataset", [[], ["--dataset", "us-mexico"]])
def test_what_checks_or_changes_takes_no_built_in_one(
    words: list[str], dataset: list[str], plain: Path, cli: Cli
) -> None:
    result = cli(*words, *dataset, folder=plain)
    assert (result.code, result.out) == (2, "")
    assert "cbi init --from us-mexico DIR" in result.err
    assert git(plain, "status", "--porcelain") == ""


def test_the_fault_of_a_dataset_that_is_not_where_it_is_looked_for_is_found(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "data" / "mx", dataset_files(event_toml("2022-05-04", kind="x")))
    make_repository(tmp_path)
    assert cli("validate", folder=tmp_path).code == 1
    assert cli("fmt", "--check", folder=tmp_path).err.endswith("\n") is True
    assert "ab 1.0.0 in data/mx" in cli("validate", folder=tmp_path).out


def test_what_git_could_not_say_is_said(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    make_repository(tmp_path)
    (tmp_path / ".git" / "config").write_text("[core\n")
    for words in (["validate"], ["fmt", "--check"]):
        result = cli(*words, folder=tmp_path)
        assert "whether the repository has other datasets is not known" in result.err
    assert cli("validate", folder=tmp_path).code == 0


def test_at_the_top_all_are_checked_and_each_is_named(tmp_path: Path, cli: Cli) -> None:
    other = {
        name: raw.replace(b'id = "ab"', b'id = "xy"')
        for name, raw in dataset_files(event_toml("2022-05-04", kind="x")).items()
    }
    write_files(tmp_path / "data" / "ab", dataset_files(event_toml("2022-05-04")))
    write_files(tmp_path / "other" / "xy", other)
    make_repository(tmp_path)
    result = cli("validate", folder=tmp_path)
    assert result.code == 1
    assert "ab 1.0.0 in data/ab; xy 1.0.0 in other/xy: " in result.out
    document = json.loads(cli("validate", "--format", "json", folder=tmp_path).out)
    assert document["datasets"] == [
        {"id": "ab", "version": "1.0.0", "folder": "data/ab"},
        {"id": "xy", "version": "1.0.0", "folder": "other/xy"},
    ]
    formatted = cli("fmt", "--check", folder=tmp_path)
    assert "ab 1.0.0 in data/ab: " in formatted.err
    assert "xy 1.0.0 in other/xy: " in formatted.err


def test_receipts_name_dataset_version_and_folder(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "data" / "ab", dataset_files(event_toml("2022-05-04")))
    make_repository(tmp_path)
    git(tmp_path, "tag", "v1.0.0")
    added = ["--kind", "meeting", "--level", "cabinet", "--institution", "talks", "--source", "book"]
    result = cli("add-event", "--no-input", "--start", "2022-10-13", "--title", "They meet", *added, folder=tmp_path)
    assert "of ab 1.0.0 in data/ab" in result.err, result.err
    for words in (["validate"], ["fmt"], ["diff"], ["validate", "--format", "github"], ["release", "--dry-run"]):
        result = cli(*words, folder=tmp_path)
        assert "ab 1.0.0 in data/ab" in result.out + result.err, words
    commit(tmp_path, "More")
    inside = cli("validate", folder=tmp_path / "data" / "ab")
    assert inside.out.startswith("ab 1.0.0 in ab: ")
    assert "ab 1.0.0 in /" in cli("validate", folder=tmp_path / "data" / "ab" / "events").out


@pytest.mark.parametrize("command_name", ["validate", "fmt"])
@pytest.mark.parametrize(
    "name", ["README.md", "notes.toml", "events/2022.txt", "../aside.toml", "schemas/event.schema.json"]
)
def test_a_named_file_that_is_no_data_is_no_green(command_name: str, name: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path / "data", dataset_files(event_toml("2022-05-04", kind="x")))
    path = tmp_path / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    for folder, word in ((tmp_path / "data", name), (tmp_path, f"data/{name}"), (tmp_path, str(path))):
        result = cli(command_name, word, folder=folder)
        assert (result.code, result.out) == (2, "")
        assert "is not" in result.err


def test_an_excluded_file_that_is_named_is_no_green(tmp_path: Path, cli: Cli) -> None:
    data = dataset_files(event_toml("2022-05-04"), event_toml("2021-05-04", kind="x"))
    head = data["dataset.toml"].replace(b'languages = ["en"]', b'languages = ["en"]\nexclude = ["events/2021.toml"]')
    write_files(tmp_path, {**data, "dataset.toml": head})
    assert cli("validate", folder=tmp_path).code == 0
    for command_name in ("validate", "fmt"):
        result = cli(command_name, "events/2021.toml", folder=tmp_path)
        assert (result.code, result.out) == (2, "")


def test_a_dataset_that_git_does_not_track_yet_is_named(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, {"README.md": b"x"})
    (tmp_path / ".gitignore").write_text("old/\n")
    for folder, name in (("base", "ab"), ("old", "cd"), ("tests/data", "ef")):
        write_files(
            tmp_path / folder,
            dataset_files() | {"dataset.toml": dataset_files()["dataset.toml"].replace(b'"ab"', f'"{name}"'.encode())},
        )
    for words in (["validate"], ["fmt", "--check"], ["diff"], ["release", "--check"]):
        result = cli(*words, folder=tmp_path)
        assert (result.code, result.out) == (2, "")
        assert "git tracks none in the repository" in result.err
        assert "base/dataset.toml is not tracked by git; run `git add base`, or name it: --dataset base\n" in result.err
        assert "old" not in result.err
    git(tmp_path, "add", "base")
    write_files(tmp_path / "new", dataset_files())
    result = cli("validate", folder=tmp_path)
    assert (result.code, "1 files" in result.out) == (0, False)
    assert "cbi: note: not checked: new/dataset.toml is not tracked by git; " in result.err


def test_a_dataset_of_the_base_that_is_gone_closes_the_gate(tmp_path: Path, cli: Cli) -> None:
    for folder in ("one", "two"):
        other = {"dataset.toml": dataset_files()["dataset.toml"].replace(b'"ab"', f'"{folder}"'.encode())}
        write_files(tmp_path / folder, dataset_files(event_toml("2022-05-04")) | other)
    make_repository(tmp_path)
    assert cli("validate", "--base", "HEAD", folder=tmp_path).code == 0
    (tmp_path / "two" / "dataset.toml").rename(tmp_path / "two" / "dataset.txt")
    result = cli("validate", "--base", "HEAD", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "the base has the dataset `two` in two, which is not among those that are checked" in result.err
    assert "name the folders to check" in result.err
    assert cli("validate", "--base", "HEAD", "one", folder=tmp_path).code == 0
    assert cli("validate", "--base", "HEAD", folder=tmp_path / "one").code == 0
    (tmp_path / "two" / "dataset.txt").rename(tmp_path / "two" / "dataset.toml")
    (tmp_path / "two").rename(tmp_path / "three")
    git(tmp_path, "add", "--all")
    assert cli("validate", "--base", "HEAD", folder=tmp_path).code == 0
