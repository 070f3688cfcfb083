"""A release: the next version, what changed in words, and which tag to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import event, files
from tests.repositories import git, put
from tests.repositories import repository as git_repository

REVIEW = event("2022-03-01", kind="review")


class Repository:
    """A dataset in git, released as v1.0.0."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- First.\n")
        (root / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.0.0\ndate-released: 2020-01-01\n")
        git_repository(root, files(REVIEW))
        git(root, "tag", "v1.0.0")

    def write(self, *events: str) -> None:
        put(self.root, files(*events))

    def text(self, name: str) -> str:
        return (self.root / name).read_text()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_release_writes_version_changelog_and_citation(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event("2022-05-04"))
    result = cli("release", folder=repository.root)
    assert result.code == 0
    assert 'version = "1.1.0"' in repository.text("dataset.toml")
    assert repository.text("CHANGELOG.md") == (
        "# Changelog\n\n## 1.1.0 (2026-11-24)\n\n"
        "- Scorecard 2022, Talks: yellow → green.\n"
        "- Added: event `2022-05-04-meeting`, Event 2022-05-04 .\n\n"
        "## 1.0.0\n\n- First.\n"
    )
    assert repository.text("CITATION.cff") == "cff-version: 1.2.0\nversion: 1.1.0\ndate-released: 2026-11-24\n"
    assert "git tag v1.1.0" in result.err


def test_a_title_stays_text_in_the_changelog(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event("2022-05-04", 'title = "[a](b) <b> *c*"'))
    cli("release", folder=repository.root)
    assert r"\[a\](b) \<b\> \*c\*." in repository.text("CHANGELOG.md")


def test_an_older_version_prints_the_card_as_it_had_it(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event("2022-05-04"))
    assert "○●○ yellow  Talks" in cli("scorecard", "2022", "--at", "v1.0.0", folder=repository.root).out
    assert "●○○ green   Talks" in cli("scorecard", "2022", folder=repository.root).out.replace("green  T", "green   T")


@pytest.mark.parametrize(
    ("events", "part", "version"),
    [
        ([REVIEW.replace("cabinet", "deputy")], [], "1.0.1"),
        ([REVIEW, event("2022-05-04")], [], "1.1.0"),
        ([event("2022-05-04")], [], "2.0.0"),
        ([REVIEW, event("2022-05-04")], ["major"], "2.0.0"),
    ],
)
def test_the_number_to_raise_follows_from_what_changed(
    repository: Repository, cli: Cli, events: list[str], part: list[str], version: str
) -> None:
    repository.write(*events)
    before = repository.text("dataset.toml")
    result = cli("release", *part, "--dry-run", folder=repository.root)
    assert result.out.startswith(f"{version}, since v1.0.0:\n")
    assert (result.code, repository.text("dataset.toml")) == (0, before)


def test_a_version_raised_before_stays_with_its_section(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event("2022-05-04"))
    path = repository.root / "dataset.toml"
    path.write_text(path.read_text().replace("1.0.0", "1.2.0"))
    changelog = "# Changelog\n\n## 1.2.0\n\n- By hand.\n"
    (repository.root / "CHANGELOG.md").write_text(changelog)
    assert "1.2.0, since" in cli("release", folder=repository.root).out
    assert repository.text("CHANGELOG.md") == changelog
    assert 'version = "1.2.0"' in repository.text("dataset.toml")


def test_nothing_to_release_and_nothing_to_compare_with_are_told(repository: Repository, cli: Cli) -> None:
    nothing = cli("release", folder=repository.root)
    assert (nothing.code, "no record changed since v1.0.0" in nothing.err) == (2, True)
    git(repository.root, "tag", "--delete", "v1.0.0")
    untagged = cli("release", folder=repository.root)
    assert (untagged.code, "--since" in untagged.err) == (2, True)
    wrong = cli("release", "--since", "nowhere", folder=repository.root)
    assert (wrong.code, "knows no revision `nowhere`" in wrong.err) == (2, True)
