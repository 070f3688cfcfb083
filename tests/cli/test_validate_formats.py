"""``cbi validate`` for machines: formats, several reports at once, and the paths in them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cbi_cli.cli.main import run
from cbi_cli.formats.findings.registry import FINDING_FORMATS_BY_NAME
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.unit.formats.runner import parse_commands
from tests.unit.formats.sarif_form import find_sarif_faults


def write(root: Path, *events: str) -> Path:
    for name, raw in dataset_files(*events).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return root


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder that git would take for a repository, with a dataset in ``my data`` that has one error."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "my data", event_toml("2022-05-04", kind="metting"))
    return tmp_path


def uris(text: str) -> list[str]:
    document: dict[str, Any] = json.loads(text)
    assert find_sarif_faults(document) == []
    return [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for run in document["runs"]
        for result in run["results"]
    ]


def test_text_is_the_default_and_table_another_name_of_it(repository: Path, cli: Cli) -> None:
    text = cli("validate", "my data", folder=repository)
    assert text.code == 1
    assert text.out == cli("validate", "my data", "--format", "text", folder=repository).out
    assert text.out == cli("validate", "my data", "--format", "table", folder=repository).out


def test_several_reports_at_once_with_the_text_on_stdout(repository: Path, cli: Cli) -> None:
    words = ["--report", "sarif=cbi.sarif", "--report", "junit=cbi.xml", "--report", "gitlab=quality.json"]
    result = cli("validate", "my data", *words, folder=repository)
    assert (result.code, result.err) == (1, "")
    assert "error CBI104 unknown-value" in result.out
    assert uris((repository / "cbi.sarif").read_text(encoding="utf-8")) == ["my%20data/events/2022.toml"]
    top = ElementTree.fromstring((repository / "cbi.xml").read_bytes())
    assert (top.get("tests"), top.get("failures")) == ("5", "1")
    (entry,) = json.loads((repository / "quality.json").read_text(encoding="utf-8"))
    assert entry["location"] == {"path": "my data/events/2022.toml", "lines": {"begin": 5}}


def test_paths_start_at_the_top_of_the_repository(repository: Path, cli: Cli) -> None:
    """A reader of the working folder gets paths to open; a CI system gets paths of the repository."""
    inside = repository / "my data" / "events"
    (found,) = parse_commands(cli("validate", "--format", "github", folder=inside).out)
    assert (found.name, found.properties["file"]) == ("error", "my data/events/2022.toml")
    assert (found.properties["line"], found.properties["col"], found.properties["endColumn"]) == ("5", "8", "17")
    (row,) = cli("validate", "--format", "jsonl", folder=inside).out.splitlines()
    (same,) = json.loads(cli("validate", "--format", "json", folder=inside).out)["findings"]
    assert json.loads(row) == same
    assert same["file"] == "2022.toml"


def test_a_runner_names_its_workspace(repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository / "my data"))
    assert uris(cli("validate", "my data", "--format", "sarif", folder=repository).out) == ["events/2022.toml"]
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository / "elsewhere"))
    assert uris(cli("validate", "my data", "--format", "sarif", folder=repository).out) == [
        "my%20data/events/2022.toml"
    ]


def test_outside_of_a_repository_the_working_folder_is_the_top(tmp_path: Path, cli: Cli) -> None:
    root = write(tmp_path / "one", event_toml("2022-05-04", kind="metting"))
    assert uris(cli("validate", "one", "--format", "sarif", folder=tmp_path).out) == ["one/events/2022.toml"]
    other = tmp_path / "two"
    other.mkdir()
    (uri,) = uris(cli("validate", str(root), "--format", "sarif", folder=other).out)
    assert uri == f"{root.resolve().as_uri()}/events/2022.toml"


def test_every_file_that_was_checked_is_a_suite(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04"))
    top = ElementTree.fromstring(cli("validate", "--format", "junit", folder=tmp_path).out)
    assert [suite.get("name") for suite in top] == [
        "dataset.toml",
        "events/2022.toml",
        "indicators.toml",
        "institutions.toml",
        "sources.toml",
    ]
    one = ElementTree.fromstring(cli("validate", "events/2022.toml", "--format", "junit", folder=tmp_path).out)
    assert [suite.get("name") for suite in one] == ["events/2022.toml"]


def test_an_output_of_a_report_goes_to_a_file_whole(repository: Path, cli: Cli) -> None:
    result = cli("validate", "my data", "--format", "github", "--output", "marks.txt", folder=repository)
    assert (result.code, result.out) == (1, "")
    assert len(parse_commands((repository / "marks.txt").read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--report", "sarf=x"], "`sarf` is not a format", "did you mean `sarif`?"),
        (["--report", "zzz=x"], "`zzz` is not a format", "sarif, junit, gitlab"),
        (["--report", "x.sarif"], "`x.sarif` does not name a file", "FORMAT=FILE"),
        (["--report", "sarif="], "`sarif=` does not name a file", "e.g. sarif=cbi.sarif"),
        (["--report", "sarif=no/such/folder/x"], "cannot write no/such/folder/x", ""),
        (["--report", "sarif=."], "is a folder", "name a file in it"),
        (["--format", "xml"], "`xml`", "one of: text, table, json"),
    ],
)
def test_a_report_that_cannot_be_made_is_told(
    repository: Path, cli: Cli, words: list[str], message: str, hint: str
) -> None:
    result = cli("validate", "my data", *words, folder=repository)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert hint in result.err
    assert sorted(path.name for path in repository.iterdir()) == [".git", "my data"]


def test_titles_and_names_forge_no_command(tmp_path: Path, cli: Cli) -> None:
    title = 'title = "]]> ::error::x %0A##[add-mask]y"'
    write(tmp_path, event_toml("2022-05-04", title, 'kind = "::set-output name=a::b"'))
    (tmp_path / "::error::forged.toml").write_text("x = 1")
    for form in ("text", "github"):
        names = [one.name for one in parse_commands(cli("validate", "--format", form, folder=tmp_path).out)]
        assert names == ([] if form == "text" else ["error", "warning"])
    assert ElementTree.fromstring(cli("validate", "--format", "junit", folder=tmp_path).out).get("failures") == "1"
    assert len(uris(cli("validate", "--format", "sarif", folder=tmp_path).out)) == 2


@pytest.mark.parametrize("words", [("--format", "sarif"), ("--report", "sarif=cbi.sarif")])
def test_a_form_that_lists_only_some_findings_says_so(
    words: tuple[str, ...], tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are four errors and some warnings, of which the form lists three: errors come first."""
    limited = FINDING_FORMATS_BY_NAME["sarif"]._replace(max_findings=3)
    monkeypatch.setitem(FINDING_FORMATS_BY_NAME, "sarif", limited)
    spare = '[[source]]\nid = "spare"\ntitle = "Another book"\n'
    found = dataset_files(
        *(event_toml(f"2022-05-0{day}", f'note = "{day}"', 'host = "zz"', name=f"n{day}") for day in range(1, 5))
    )
    found["sources.toml"] += spare.encode()
    for name, raw in found.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    listed = len(cli("validate", "--format", "jsonl", folder=tmp_path).out.splitlines())
    assert listed > 4
    result = cli("validate", "--no-cache", *words, folder=tmp_path)
    assert (result.code, result.err) == (1, f"cbi: sarif lists 3 of {listed} findings\n")
    text = result.out if words[0] == "--format" else (tmp_path / "cbi.sarif").read_text(encoding="utf-8")
    (run,) = json.loads(text)["runs"]
    assert [one["level"] for one in run["results"]] == ["error"] * 3


@pytest.mark.parametrize(
    ("form", "most"),
    [("sarif", 25_000), ("json", 100_000), ("jsonl", 100_000), ("junit", 100_000), ("gitlab", 100_000)],
)
def test_how_many_findings_a_form_lists(form: str, most: int) -> None:
    assert FINDING_FORMATS_BY_NAME[form].max_findings == most


@pytest.mark.parametrize(("name", "encoding", "word"), [("text", "ascii", "reunion"), ("json", "utf-8", "reunión")])
def test_what_people_read_is_in_the_encoding_of_stdout_and_what_programs_read_is_not(
    name: str, encoding: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(tmp_path, event_toml("2022-05-04", kind="reunión"))
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(content, encoding="ascii"))
    assert run(["validate", str(root), "--format", name]) == 1
    assert f"`{word}`" in content.getvalue().decode(encoding)
