"""``cbi validate --base``: what the change touches counts, and a change keeps the rules of changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cbi_cli.rules.registry import BASE_RULES_BY_CODE, RULES_BY_CODE
from tests.conftest import Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import commit, git
from tests.unit.formats.runner import parse_commands
from tests.unit.rules.test_against_base import EDITION

OLD_ERROR = event_toml("2021-05-04", 'kind = "metting"')
MAY, JUNE = event_toml("2022-05-04"), event_toml("2022-06-04")
LOG = "# Changes\n\n## 1.0.0\n\nFirst version.\n"


def write(root: Path, *events: str, version: str = "1.0.0", log: str = LOG, **more: str) -> None:
    """Put a dataset in place of the one in ``data``."""
    for path in root.glob("data/*/*.toml"):
        path.unlink()
    given = dataset_files(*events, **more) | {"dataset.toml": HEAD.replace("1.0.0", version).encode()}
    for name, raw in (given | {"CHANGELOG.md": log.encode()}).items():
        (root / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / name).write_bytes(raw)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a dataset in ``data``: on main, tagged v1, with one error and one edition."""
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, OLD_ERROR, MAY, edition_2022=EDITION)
    commit(tmp_path, "one")
    git(tmp_path, "tag", "v1")
    return tmp_path


def raised(root: Path, *events: str, **more: str) -> None:
    """The dataset with these events as a version 1.0.1 that keeps the rules."""
    write(root, *events, version="1.0.1", log=LOG + "\n## 1.0.1\n", **{"edition_2022": EDITION} | more)


def codes(cli: Cli, root: Path, *words: str) -> list[tuple[str, bool]]:
    """Code and age of what is found in the work tree against v1."""
    found = cli("validate", "data", "--base", "v1", "--format", "json", *words, folder=root)
    return [(one["code"], one["older"]) for one in json.loads(found.out)["findings"]]


def test_an_older_error_does_not_count_and_is_shown_apart(repository: Path, cli: Cli) -> None:
    assert cli("validate", "data", folder=repository).code == 1
    result = cli("validate", "data", "--base", "v1", folder=repository)
    assert (result.code, result.err) == (0, "cbi: nothing has changed since the last check; --no-cache checks again\n")
    assert result.out.startswith("Also in v1; not counted:\n\ndata/events/2021.toml: 1 error\n")
    assert result.out.endswith(f" {len(RULES_BY_CODE) + len(BASE_RULES_BY_CODE)} checks: no errors; older: 1 error\n")
    assert cli("validate", "data", folder=repository).out.endswith(f" {len(RULES_BY_CODE)} checks: 1 error\n")


def test_a_good_change_passes_although_lines_moved(repository: Path, cli: Cli) -> None:
    raised(repository, event_toml("2021-01-01"), OLD_ERROR, MAY, JUNE)
    assert codes(cli, repository) == [("CBI104", True)]
    assert cli("validate", "data", "--base", "v1", folder=repository).code == 0


def test_a_new_error_counts_beside_an_older_one(repository: Path, cli: Cli) -> None:
    raised(repository, OLD_ERROR, event_toml("2022-05-04", 'kind = "metting"'))
    found = cli("validate", "data", "--base", "v1", "--format", "json", folder=repository)
    assert found.code == 1
    document = json.loads(found.out)
    assert [(one["file"], one["older"]) for one in document["findings"]] == [
        ("data/events/2021.toml", True),
        ("data/events/2022.toml", False),
    ]
    summary = document["summary"]
    assert [summary[key] for key in ("errors", "warnings", "older_errors", "older_warnings")] == [1, 0, 1, 0]


def test_marks_stand_on_what_is_new(repository: Path, cli: Cli) -> None:
    raised(repository, OLD_ERROR, event_toml("2022-05-04", 'kind = "metting"'))
    found = parse_commands(cli("validate", "data", "--base", "v1", "--format", "github", folder=repository).out)
    assert [(one.name, one.properties["file"]) for one in found] == [
        ("error", "data/events/2022.toml"),
        ("notice", "data/events/2021.toml"),
    ]
    sarif = json.loads(cli("validate", "data", "--base", "v1", "--format", "sarif", folder=repository).out)
    assert [one["baselineState"] for one in sarif["runs"][0]["results"]] == ["unchanged", "new"]


def test_an_error_that_was_mended_is_gone(repository: Path, cli: Cli) -> None:
    raised(repository, event_toml("2021-05-04"), MAY)
    assert codes(cli, repository) == []


def test_a_change_of_the_data_raises_no_version(repository: Path, cli: Cli) -> None:
    write(repository, OLD_ERROR, MAY, JUNE, edition_2022=EDITION)
    assert codes(cli, repository) == [("CBI104", True)]
    assert cli("validate", "data", "--base", "v1", folder=repository).code == 0


def test_a_change_of_the_form_alone_needs_neither(repository: Path, cli: Cli) -> None:
    path = repository / "data" / "events" / "2022.toml"
    path.write_text(f"# Rewritten.\r\n\r\n{path.read_text()}\n\n", newline="")
    edition = repository / "data" / "editions" / "2022.toml"
    edition.write_text("# As printed.\n" + edition.read_text())
    assert codes(cli, repository) == [("CBI104", True)]


def test_a_published_edition_is_not_edited_and_not_removed(repository: Path, cli: Cli) -> None:
    raised(repository, OLD_ERROR, MAY, edition_2022=EDITION.replace('"green"', '"red"'))
    result = cli("validate", "data", "--base", "v1", folder=repository)
    assert result.code == 1
    assert "data/editions/2022.toml:10:10: error CBI603 published-edition-changed" in result.out
    (repository / "data" / "editions" / "2022.toml").unlink()
    assert codes(cli, repository) == [("CBI603", False), ("CBI104", True)]


def test_two_revisions_are_held_against_each_other_without_the_work_tree(repository: Path, cli: Cli) -> None:
    raised(repository, OLD_ERROR, MAY, JUNE)
    commit(repository, "two")
    git(repository, "tag", "v2")
    write(repository, event_toml("2022-01-01", kind="nothing"), version="0.0.1", log="")
    assert codes(cli, repository, "--at", "v2") == [("CBI104", True)]
    git(repository, "tag", "v3", "v1")
    assert cli("validate", "data", "--base", "v2", "--at", "v3", "--format", "jsonl", folder=repository).code == 0


def test_what_others_did_to_the_base_meanwhile_is_no_change_of_this_branch(repository: Path, cli: Cli) -> None:
    git(repository, "switch", "-q", "-c", "branch")
    raised(repository, OLD_ERROR, MAY, JUNE)
    commit(repository, "the branch adds an event")
    git(repository, "switch", "-q", "main")
    later = EDITION.replace("2022", "2023").replace('"2023-03"', '"2024-03"')
    raised(repository, event_toml("2021-05-04"), MAY, edition_2023=later)
    commit(repository, "main mends the error and publishes an edition")
    git(repository, "switch", "-q", "branch")
    result = cli("validate", "data", "--base", "main", "--format", "json", folder=repository)
    assert [(one["code"], one["older"]) for one in json.loads(result.out)["findings"]] == [("CBI104", True)]
    assert result.code == 0


def test_without_a_common_past_the_revision_itself_is_the_base(repository: Path, cli: Cli) -> None:
    git(repository, "switch", "-q", "--orphan", "other")
    raised(repository, OLD_ERROR, MAY, JUNE)
    commit(repository, "anew")
    assert codes(cli, repository) == [("CBI104", True)]


def test_a_dataset_that_the_base_does_not_have_is_new(repository: Path, cli: Cli) -> None:
    for name, raw in dataset_files(event_toml("2022-05-04", 'kind = "metting"')).items():
        (repository / "more" / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / "more" / name).write_bytes(raw.replace(b'id = "ab"', b'id = "more"'))
    result = cli("validate", "more", "--base", "v1", folder=repository)
    assert result.code == 1
    assert result.err.startswith("cbi: note: v1 does not have this dataset, so all of it is new")
    assert result.out.endswith(f" {len(RULES_BY_CODE)} checks: 1 error\n")


def test_a_single_file_shows_what_concerns_it(repository: Path, cli: Cli) -> None:
    write(repository, OLD_ERROR, MAY, JUNE, edition_2022=EDITION)
    for name, code, found in (("2021", 0, "older: 1 error"), ("2022", 0, ": no errors\n")):
        result = cli("validate", f"data/events/{name}.toml", "--base", "v1", folder=repository)
        assert (result.code, found in result.out) == (code, True)
    write(repository, OLD_ERROR, MAY.replace("start = 2022-05-04", "start = 2022-05-40"), edition_2022=EDITION)
    assert cli("validate", "data/dataset.toml", "--base", "v1", folder=repository).code == 0
    assert cli("validate", "data/events/2022.toml", "--base", "v1", folder=repository).code == 1


def test_a_base_that_cannot_be_read_is_told(
    repository: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result = cli("validate", "data", "--base", "v9", folder=repository)
    assert (result.code, result.out) == (2, "")
    assert "git finds no revision `v9`" in result.err
    for word in ("--output=x", "v1:data", "\n"):
        assert cli("validate", "data", f"--base={word}", folder=repository).code == 2
    alone = tmp_path_factory.mktemp("alone")
    for name, raw in dataset_files(MAY).items():
        (alone / name).parent.mkdir(parents=True, exist_ok=True)
        (alone / name).write_bytes(raw)
    result = cli("validate", "--base", "main", folder=alone)
    assert (result.code, "is not in a git repository" in result.err) == (2, True)


def test_explain_knows_the_checks_of_a_change(cli: Cli) -> None:
    assert cli("explain", "CBI603").out.startswith(
        "CBI603 published-edition-changed (error)\n\nA published edition was changed."
    )
    assert cli("explain", "version-not-bumped").out.startswith("CBI601 version-not-bumped (error)\n")
    listed = cli("explain").out.splitlines()
    assert [line.split()[0] for line in listed][-5:] == ["CBI601", "CBI602", "CBI603", "CBI604", "CBI605"]


def test_a_base_that_was_guessed_is_said(repository: Path, cli: Cli) -> None:
    head = git(repository, "rev-parse", "--short=10", "HEAD")
    assert f"cbi: compared with main ({head})\n" in cli("validate", "--base", "auto", folder=repository).err
    assert "compared with" not in cli("validate", "--base", "HEAD", folder=repository).err


def test_no_file_is_to_be_renamed_to_one_that_is_there(tmp_path: Path, cli: Cli) -> None:
    for name, raw in (dataset_files(MAY) | {"events/2022.TOML": b"x", "events/2021.TOML": b"x"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    found = json.loads(cli("validate", "--format", "json", folder=tmp_path).out)["findings"]
    assert [one["hint"] for one in found if one["code"] == "CBI004"] == [
        "rename it to events/2021.toml",
        "events/2022.toml already exists: move its records to that file, or delete it",
    ]
