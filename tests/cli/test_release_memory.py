"""`cbi release` writes down in `releases.toml` what each version changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_release import GONE, NAMED_AGAIN, REVIEW, Repository
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import commit, git, write_files
from tests.repositories import make_repository as git_repository

MAY = event_toml("2022-05-04")

SECOND = """\
[[release]]
version = "1.1.0"
date = 2026-11-24
since = "1.0.0"
added = { event = ["2022-05-04-meeting"] }
lights = [{ indicator = "talks-row", year = 2022, before = "yellow", after = "green" }]
states = [{ series = "talks-row", before = "unknown", after = "active" }]
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_release_lists_the_records_the_lights_and_the_states_that_changed(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, MAY)
    result = cli("release", folder=repository.root)
    assert (result.code, "wrote dataset.toml, CHANGELOG.md, CITATION.cff, releases.toml" in result.err) == (0, True)
    assert repository.text("releases.toml") == SECOND
    assert "releases.toml" not in cli("fmt", "--check", folder=repository.root).err
    assert cli("validate", "--strict", folder=repository.root).code == 0
    assert cli("release", "--check", folder=repository.root).code == 0


def test_later_releases_are_below_earlier_ones(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, MAY)
    cli("release", folder=repository.root)
    commit(repository.root, "1.1.0")
    git(repository.root, "tag", "v1.1.0")
    later = MAY.replace("cabinet", "deputy")
    head, listed = repository.text("dataset.toml"), repository.text("releases.toml")
    write_files(repository.root, dataset_files(REVIEW, later, dataset=head, release=listed))
    result = cli("release", folder=repository.root)
    assert result.code == 0
    assert "release `" not in repository.text("CHANGELOG.md")
    assert repository.text("releases.toml") == (
        f'{SECOND}\n[[release]]\nversion = "1.1.1"\ndate = 2026-11-24\nsince = "1.1.0"\n'
        'changed = { event = ["2022-05-04-meeting"] }\n'
    )


def test_a_release_that_is_prepared_again_is_listed_once_with_its_note(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, MAY)
    cli("release", folder=repository.root)
    noted = repository.text("releases.toml") + 'note = "The first meeting."\n'
    june = event_toml("2022-06-01")
    write_files(
        repository.root, dataset_files(REVIEW, MAY, june, dataset=repository.text("dataset.toml"), release=noted)
    )
    assert cli("release", folder=repository.root).code == 0
    expected = SECOND.replace('["2022-05-04-meeting"]', '["2022-05-04-meeting", "2022-06-01-meeting"]')
    assert repository.text("releases.toml") == f'{expected}note = "The first meeting."\n'
    # Another version of the same release, which was never tagged, replaces it.
    assert cli("release", "major", folder=repository.root).code == 0
    text = repository.text("releases.toml")
    assert text == f'{expected}note = "The first meeting."\n'.replace("1.1.0", "2.0.0")


def test_a_first_release_lists_its_day_and_is_kept(tmp_path: Path, cli: Cli) -> None:
    git_repository(tmp_path, dataset_files(REVIEW))
    assert cli("release", folder=tmp_path).code == 0
    path = tmp_path / "releases.toml"
    assert path.read_text() == '[[release]]\nversion = "1.0.0"\ndate = 2026-11-24\n'
    by_hand = path.read_text().replace("2026-11-24", "2026-11-20")
    path.write_text(by_hand)
    again = cli("release", folder=tmp_path)
    assert (again.code, path.read_text()) == (0, by_hand)
    assert "nothing to write" in again.err


def test_a_new_file_names_its_schema_if_the_dataset_has_schemas(repository: Repository, cli: Cli) -> None:
    cli("schema", "--output", "schemas", folder=repository.root)
    repository.write(REVIEW, MAY)
    cli("release", folder=repository.root)
    assert repository.text("releases.toml") == f"#:schema ./schemas/release.schema.json\n\n{SECOND}"


def test_renamed_and_withdrawn_records_are_listed(repository: Repository, cli: Cli) -> None:
    repository.write(NAMED_AGAIN)
    cli("release", folder=repository.root)
    renamed = '{ kind = "event", id = "2022-03-01-talks", former_id = "2022-03-01-review" }'
    assert f"renamed = [{renamed}]\n" in repository.text("releases.toml")
    write_files(repository.root, dataset_files(MAY) | {"withdrawn.toml": GONE.encode()})
    cli("release", "--since", "v1.0.0", folder=repository.root)
    text = repository.text("releases.toml")
    assert 'withdrawn = { event = ["2022-03-01-review"] }\n' in text
    assert 'added = { event = ["2022-05-04-meeting"] }\n' in text
    assert "renamed" not in text


def test_a_file_with_a_greater_version_is_left_alone(repository: Repository, cli: Cli) -> None:
    listed = '[[release]]\nversion = "3.0.0"\ndate = 2026-01-01\n'
    repository.write(REVIEW, MAY)
    (repository.root / "releases.toml").write_text(listed)
    before = repository.text("dataset.toml")
    result = cli("release", folder=repository.root)
    assert result.code == 2
    assert result.err == (
        "cbi: error: releases.toml lists the version 3.0.0, which is greater than 1.1.0\n"
        "  help: correct the file, or raise another part: major, minor or patch\n"
    )
    assert (repository.text("dataset.toml"), repository.text("releases.toml")) == (before, listed)


def test_a_file_that_cannot_be_read_is_left_alone(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, MAY)
    (repository.root / "releases.toml").write_text("[[release\n")
    result = cli("release", folder=repository.root)
    assert (result.code, "releases.toml:1" in result.err) == (1, True)
    assert repository.text("releases.toml") == "[[release\n"


def test_undo_takes_the_entry_back(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, MAY)
    cli("release", folder=repository.root)
    assert cli("undo", "--yes", folder=repository.root).code == 0
    assert not (repository.root / "releases.toml").exists()


def test_the_memory_of_releases_is_no_data_that_needs_a_release(repository: Repository, cli: Cli) -> None:
    (repository.root / "releases.toml").write_text('[[release]]\nversion = "1.0.0"\ndate = 2026-01-01\n')
    checked = cli("release", "--check", folder=repository.root)
    assert (checked.code, checked.out) == (0, "no release is due since v1.0.0\n")
    assert "no record changed since v1.0.0" in cli("release", folder=repository.root).err
    # A comparison shows it all the same.
    assert "added 1.0.0" in cli("diff", "v1.0.0", folder=repository.root).out
