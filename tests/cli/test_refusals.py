"""What each call that cannot be carried out says: the whole message, and the whole hint. Nothing is written."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from cbi_cli.cli.main import run
from tests.conftest import Cli
from tests.datasets import TALKS, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

OTHER = """
[[institution]]
id = "other"
name = "The Others"
type = "organization"
parties = ["aa", "bb"]
sources = ["book"]
"""
FILES = dataset_files(event_toml("2021-05-04"), event_toml("2022-05-04"), institutions=TALKS + OTHER)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in a repository, a folder that is none, and one with two datasets in it."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "ab").mkdir()
    write_files(folder / "ab", {**FILES, "notes.txt": b"x", "events/draft.txt": b"x"})
    make_repository(folder / "ab")
    git(folder / "ab", "tag", "v1.0.0")
    git(folder / "ab", "switch", "--quiet", "--orphan", "alone")
    (folder / "ab" / "x.txt").write_text("x")
    commit(folder / "ab", "Alone")
    git(folder / "ab", "switch", "--quiet", "main")
    (folder / "ab" / "out.json").symlink_to(folder / "outside.json")
    (folder / "plain").mkdir()
    (folder / "plain" / "x.txt").write_text("x")
    (folder / "empty").mkdir()
    for name in ("one", "two"):
        write_files(folder / "several" / "datasets" / name, FILES)
    return folder


def everything(folder: Path) -> Mapping[Path, bytes | None]:
    """All files below a folder with what they hold."""
    return {
        path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*") if ".git/" not in str(path)
    }


REFUSED = [
    (
        "ab",
        "history other",
        "`other` is not a series",
        "only indicators and institutions with a cadence are series; `cbi gaps` lists them",
    ),
    ("ab", "timeline --year all --source '#p1'", "`#p1` names a part of no source", "write it as SOURCE#PART"),
    ("ab", "timeline --year all --source bok", "no source is called `bok`", "did you mean `book` (The book)?"),
    (
        "ab",
        "timeline --year all --month octo",
        "--month: `octo` is not a month; write it as 10, oct, October or octubre",
        "",
    ),
    ("ab", "timeline --year all --kind sumit", "--kind: `sumit` is not known", "did you mean `summit`?"),
    ("ab", "timeline --year all --text ''", "--text is empty", "leave it out, or give it a value"),
    (
        "ab",
        "timeline --year all --since soon",
        "--since: `soon` is not a date; write it as 2022-10-13, 13 oct 2022, oct 2022 or 2022",
        "",
    ),
    ("ab", "gaps --dataset zzz", "there is no dataset with the name or the path `zzz`", "one of: ab, us-mexico"),
    (
        "ab",
        "gaps --dataset {top}/plain",
        "{top}/plain has no dataset.toml",
        "name the folder that contains it, or create a dataset there: cbi init",
    ),
    ("several", "gaps", "{top}/several/datasets contains several datasets", "choose one with --dataset: one, two"),
    ("several", "validate", "{top}/several/datasets contains several datasets", "choose one with --dataset: one, two"),
    (
        "plain",
        "validate",
        "there is no dataset to check or change: no dataset.toml in or above {top}/plain",
        (
            "name its folder with --dataset, or create one with `cbi init`; the built-in dataset cannot be "
            "edited or checked: cbi init --from us-mexico DIR creates a copy"
        ),
    ),
    (
        "ab",
        "validate --dataset us-mexico",
        "`us-mexico` is the built-in dataset, which comes with the program and cannot be edited or checked",
        "make an editable copy: cbi init --from us-mexico DIR, then cd DIR",
    ),
    (
        "ab",
        "gaps --at v9",
        "git finds no revision `v9` in {top}/ab; it says: Needed a single revision",
        "`git tag` and `git branch -a` list the names",
    ),
    (
        "plain",
        "gaps --dataset {top}/several/datasets/one --at v9",
        "{top}/several/datasets/one is not in a git repository",
        "a revision can be read of a dataset that is kept in git",
    ),
    ("ab", "gaps --at alone", "there is no dataset at {top}/ab in revision `alone`", "name a later revision"),
    (
        "ab",
        "diff alone...HEAD",
        "git finds no common commit with `alone`",
        "name the other side, as in `cbi diff BASE HEAD`",
    ),
    ("ab", "diff ./zzz", "there is no dataset at ./zzz", "name a folder with a dataset.toml, or a git revision"),
    ("ab", "diff main..alone", "there is no dataset in revision `alone`", "name a later revision as HEAD"),
    ("ab", "explain 2022", "a year alone is not enough", "name a row too, as in `cbi explain 2022 nals`"),
    ("ab", "explain 2022 zzz", "no series is called `zzz`", "`cbi gaps` lists them"),
    (
        "ab",
        "init --from us-mexico --parties ca,us new",
        "--from copies a dataset, --parties is for an empty one",
        "give one of the two",
    ),
    ("ab", "init --from us-mexcio new", "no built-in dataset is called `us-mexcio`", "did you mean `us-mexico`?"),
    ("ab", "init --parties ca new", "a dataset needs two or more different parties", "name them, e.g. --parties ca,us"),
    (
        "ab",
        "init --parties ca,ca new",
        "a dataset needs two or more different parties",
        "name them, e.g. --parties ca,us",
    ),
    (
        "ab",
        "init --parties ca,U new",
        "`U` is not a valid short name of a party",
        "use lower-case letters and digits, e.g. ca,us",
    ),
    ("plain", "init .", ". is not empty", "name a new folder; nothing was written"),
    ("empty", "init .", ". is the working folder", "name a new folder; `cbi init` makes it"),
    ("plain", "init x.txt", "x.txt is not empty", "name a new folder; nothing was written"),
    ("ab", "schema event --output -", "--output: `-` is stdout, which cannot be a folder", "name a folder"),
    ("ab", "schema --output notes.txt", "cannot write notes.txt: File exists", "name a folder"),
    ("ab", "schema evnt", "`evnt` is not a kind of file", "did you mean `event`?"),
    (
        "ab",
        "validate --report sarif",
        "--report: `sarif` does not name a file",
        "write FORMAT=FILE, e.g. sarif=cbi.sarif",
    ),
    ("ab", "validate --report sarfi=x", "--report: `sarfi` is not a format", "did you mean `sarif`?"),
    (
        "ab",
        "validate --report zzzzz=x",
        "--report: `zzzzz` is not a format",
        "one of: text, table, json, jsonl, github, sarif, junit, gitlab, markdown",
    ),
    (
        "ab",
        "validate --report sarif=x.sarif --report json=x.sarif",
        "two results would be written to x.sarif",
        "name a file for each",
    ),
    ("ab", "validate --report json=-", "two results would be written to stdout", "name a file for each"),
    (
        "ab",
        "validate notes.txt",
        "notes.txt is not a data file of its dataset, so there is nothing to check or change in it",
        "name a folder, or a data file in it such as dataset.toml or events/2022.toml",
    ),
    ("plain", "validate x.txt", "x.txt is not part of a dataset", "a dataset is a folder with a dataset.toml"),
    ("ab", "validate --dataset {top}/ab .", "--dataset and PATH name the same thing", "give one of them"),
    (
        "ab",
        "validate --fix --at v1.0.0",
        "--fix and --at cannot go together",
        "--fix writes to the files of the folder",
    ),
    (
        "ab",
        "fmt notes.txt",
        "notes.txt is not a data file of its dataset, so there is nothing to check or change in it",
        "name a folder, or a data file in it such as dataset.toml or events/2022.toml",
    ),
    ("ab", "scorecard 2022 --table rows", "--table selects a table of the CSV output", "add --format csv"),
    (
        "ab",
        "scorecard 2022 --format csv --table rwos",
        "--table: this report has no table `rwos`",
        "did you mean `rows`?",
    ),
    (
        "ab",
        "scorecard 2022 --output x.foo",
        "--output: `.foo` is not the suffix of a format",
        "use one of .txt, .json, .csv, .md, .markdown, .html, .htm, .svg, or give --format",
    ),
    (
        "ab",
        "scorecard 2022 --output x.json --format csv",
        "--output: `.json` is the suffix of json, and --format is csv",
        "name the file differently, or leave out --format",
    ),
    ("ab", "scorecard 2022 --output events", "events is a folder", "name a file in it"),
    (
        "ab",
        "scorecard 2022 --output dataset.toml --format json",
        "cannot write the result to dataset.toml: TOML files are data",
        "name another file",
    ),
    (
        "ab",
        "scorecard 2022 --output out.json",
        "cannot write out.json: out.json is a link that points outside the repository {top}/ab",
        "name the file itself: {top}/outside.json",
    ),
    ("ab", "export parquet --output -", "--output: `-` is stdout, which cannot be a folder", "name a folder"),
    (
        "ab",
        "export parquet --output events",
        "events contains more than an export",
        "name a new folder; nothing was written",
    ),
    ("ab", "export parquet --output notes.txt", "notes.txt is not a folder", "name a new one; nothing was written"),
    (
        "ab",
        "add-event --resume --no-input",
        "this dataset has no saved draft of this kind",
        "`cbi add-event` starts one",
    ),
    (
        "ab",
        "add-event --no-input --start 2022-10-13 --title x",
        "missing: --kind, --level, --source",
        "give them as options, or leave out --no-input to be asked",
    ),
    ("ab", "release", "no record changed since v1.0.0", "there is nothing to release"),
    ("ab", "gaps --dataset=", "--dataset is empty", "leave it out, or give it a value"),
    ("ab", "gaps --lang en --lang es", "--lang is given twice, and takes one value", "leave one of them out"),
    (
        "ab",
        "gaps --lang en --lang es --lang en",
        "--lang is given 3 times, and takes one value",
        "leave one of them out",
    ),
    (
        "ab",
        "scorecard 2022 --evidence edition --engine duckdb",
        "--engine duckdb cannot read what an edition tells",
        "leave out --engine, or --evidence",
    ),
    ("ab", "scorecard 2023-2019", "`2023-2019` begins after its end", "did you mean `2019-2023`?"),
    ("ab", "scorecard 2022 --compare 20x2", "`20x2` is not a year", "write it as 2022"),
    ("ab", "reconcile 2021", "the dataset has no edition of 2021", ""),
    (
        "ab",
        "scorecard",
        "the dataset has no edition, so a year is needed",
        "give one, as in `cbi scorecard 2022` or `cbi timeline --year 2022`",
    ),
    ("ab", "show bok", "no record is called `bok`", "did you mean `book` (The book)?"),
    (
        "ab",
        "list evnts",
        (
            "invalid value for `KIND`: `evnts` is not one of `events`, `institutions`, `indicators`, "
            "`sources`, `topics`, `places`, `editions`, `disputes`"
        ),
        "did you mean `events`?",
    ),
    (
        "ab",
        "gaps --as-of soon",
        "--as-of: `soon` is not a date; write it as 2022-10-13, 13 oct 2022, oct 2022 or 2022",
        "today or latest is accepted too",
    ),
]
"""The folder of the call, its words, the message and the hint."""


@pytest.mark.parametrize(("folder", "words", "message", "hint"), REFUSED, ids=[one[1] for one in REFUSED])
def test_a_refused_call_says_why_and_what_to_do(
    folder: str, words: str, message: str, hint: str, top: Path, cli: Cli
) -> None:
    before = everything(top)
    result = cli(*shlex.split(words.replace("{top}", str(top))), folder=top / folder)
    told = [f"cbi: error: {message}", *([f"  help: {hint}"] if hint else [])]
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [line.replace("{top}", str(top)) for line in told]
    assert everything(top) == before


def test_a_working_folder_that_is_gone_is_said(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    def without_folder(words: Sequence[str]) -> int:
        gone.rmdir()
        return run(words)

    monkeypatch.setattr("tests.conftest.run", without_folder)
    result = cli("gaps", folder=gone)
    assert (result.code, result.out) == (2, "")
    assert result.err == "cbi: error: the working folder no longer exists\n  help: change to another one\n"


@pytest.mark.parametrize(
    ("name", "value", "message", "hint"),
    [
        ("CBI_TODAY", " ", "the environment variable CBI_TODAY is empty", "remove it, or write it as 2022-10-13"),
        ("CBI_TODAY", "soon", "CBI_TODAY is `soon`, which is not a date", "write it as 2022-10-13"),
        ("CBI_DATASET", "", "the environment variable CBI_DATASET is empty", "remove it, or give it a value"),
    ],
)
def test_a_wrong_variable_is_said(
    name: str, value: str, message: str, hint: str, top: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = cli("gaps", folder=top / "ab")
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cbi: error: {message}\n  help: {hint}\n"


def test_two_digits_are_a_year_of_the_dataset_or_of_this_century(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    assert "did you mean `2022`?" in cli("scorecard", "22", folder=tmp_path).err
    assert "did you mean `2045`?" in cli("scorecard", "45", folder=tmp_path).err
