"""The life of a dataset from `init` on: its first release, the next ones, and what is in their way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.repositories import commit, git

SOURCE = '\n[[source]]\nid = "{id}"\ntitle = "The {id}"\nurl = "https://example.org/{id}"\n'


@pytest.fixture
def folder(tmp_path: Path, cli: Cli) -> Path:
    """A dataset that `init` has just made in a new repository without a commit."""
    git(tmp_path, "init", "--quiet", ".")
    assert cli("init", "x", "--parties", "ca,us", folder=tmp_path).code == 0
    return tmp_path / "x"


def add_source(folder: Path, name: str) -> None:
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCE.format(id=name))


def changelog(folder: Path) -> str:
    return (folder / "CHANGELOG.md").read_text(encoding="utf-8")


def save(folder: Path, *tags: str) -> None:
    commit(folder.parent, "A change")
    for tag in tags:
        git(folder.parent, "tag", tag)


def test_the_first_release_before_the_first_commit(folder: Path, cli: Cli) -> None:
    due = cli("release", "--check", folder=folder)
    assert (due.code, due.out) == (1, "no release yet: `cbi release` prepares the first one\n")
    result = cli("release", folder=folder)
    assert (result.code, result.out) == (0, "0.1.0, the first release:\n- First release.\n")
    assert result.err.endswith(
        "cbi: wrote dataset.toml, CHANGELOG.md, releases.toml; commit, then: git tag ca-us-v0.1.0\n"
    )
    assert changelog(folder) == "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-11-24)\n\n- First release.\n"
    assert "released = 2026-11-24\n" in (folder / "dataset.toml").read_text(encoding="utf-8")


def test_a_release_that_is_prepared_already_writes_nothing(folder: Path, cli: Cli) -> None:
    cli("release", folder=folder)
    before = changelog(folder)
    again = cli("release", folder=folder)
    assert again.code == 0
    assert "CHANGELOG.md has a section 0.1.0 already, which is kept as it is" in again.err
    assert "nothing to write; commit what is not committed, then: git tag ca-us-v0.1.0" in again.err
    assert changelog(folder) == before


@pytest.mark.parametrize(("part", "version"), [("major", "1.0.0"), ("minor", "0.2.0"), ("patch", "0.1.1")])
def test_the_version_of_the_first_release_can_be_raised(part: str, version: str, folder: Path, cli: Cli) -> None:
    result = cli("release", part, folder=folder)
    assert result.out.startswith(f"{version}, the first release:\n")
    assert f'version = "{version}"' in (folder / "dataset.toml").read_text(encoding="utf-8")
    assert f"git tag ca-us-v{version}" in result.err


def test_one_release_after_another(folder: Path, cli: Cli) -> None:
    (folder / "CITATION.cff").write_text("version: 0.0.0\ndate-released: 2020-01-01\n", encoding="utf-8")
    cli("release", folder=folder)
    save(folder, "ca-us-v0.1.0")
    for number in range(2, 12):
        add_source(folder, f"s{number}")
        assert cli("release", "--check", folder=folder).code == 1
        result = cli("release", folder=folder)
        assert result.out == (
            f"0.{number}.0, since ca-us-v0.{number - 1}.0:\n- Added: source `s{number}`, The s{number}.\n"
        )
        assert cli("release", "--check", folder=folder).code == 0
        save(folder, f"ca-us-v0.{number}.0")
    versions = [line.split()[1] for line in changelog(folder).splitlines() if line.startswith("## ")]
    assert versions == ["Unreleased", *(f"0.{number}.0" for number in range(11, 0, -1))]
    citation = (folder / "CITATION.cff").read_text(encoding="utf-8")
    assert citation == "version: 0.11.0\ndate-released: 2026-11-24\n"
    nothing = cli("release", folder=folder)
    assert nothing.code == 2
    assert "no record changed since ca-us-v0.11.0" in nothing.err
    assert "there is nothing to release" in nothing.err


def test_a_version_that_another_branch_has_released_is_refused(folder: Path, cli: Cli) -> None:
    cli("release", folder=folder)
    save(folder, "ca-us-v0.1.0")
    main = git(folder.parent, "rev-parse", "HEAD").strip()
    git(folder.parent, "checkout", "--quiet", "-b", "other")
    add_source(folder, "theirs")
    cli("release", folder=folder)
    save(folder, "ca-us-v0.2.0")
    git(folder.parent, "checkout", "--quiet", "--detach", main)
    add_source(folder, "ours")
    before = changelog(folder)
    result = cli("release", folder=folder)
    assert (result.code, result.out) == (2, "")
    assert "the tag ca-us-v0.2.0 names a release of version 0.2.0 already" in result.err
    assert "merge its commit first, or raise another part" in result.err
    assert changelog(folder) == before
    assert cli("release", "major", "--dry-run", folder=folder).out.startswith("1.0.0, since ca-us-v0.1.0:\n")


def test_the_tag_of_a_program_leaves_the_name_to_the_dataset(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "top", "--parties", "ca,us", folder=tmp_path).code == 0
    top = tmp_path / "top"
    git(top, "init", "--quiet", ".")
    (top / "dataset.toml").write_text(
        (top / "dataset.toml").read_text(encoding="utf-8").replace('"0.1.0"', '"0.0.9"'), encoding="utf-8"
    )
    commit(top, "A change")
    git(top, "tag", "v0.1.0")
    assert "git tag ca-us-v0.1.0" in cli("release", "minor", folder=top).err


def test_outside_a_repository_there_is_no_release(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "x", "--parties", "ca,us", folder=tmp_path).code == 0
    for words in (["release"], ["release", "--check"], ["release", "--dry-run"]):
        result = cli(*words, folder=tmp_path / "x")
        assert (result.code, result.out) == (2, "")
        assert "is not in a git repository" in result.err
        assert "a release is a git tag: run `git init`, and commit the dataset first" in result.err


def test_notes_written_by_hand_go_with_the_first_release(folder: Path, cli: Cli) -> None:
    notes = changelog(folder) + "\n### Method\n\n- Only ministers count.\n"
    (folder / "CHANGELOG.md").write_text(notes, encoding="utf-8")
    cli("release", folder=folder)
    assert changelog(folder) == (
        "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-11-24)\n\n- First release.\n\n"
        "### Method\n\n- Only ministers count.\n"
    )
