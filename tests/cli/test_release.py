"""A release: the next version, what changed in words, and which tag to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbi_cli import api
from tests.conftest import TODAY, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import commit, git, write_files
from tests.repositories import make_repository as git_repository

REVIEW = event_toml("2022-03-01", kind="review")


class Repository:
    """A dataset in git, released as v1.0.0."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- First.\n")
        (root / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.0.0\ndate-released: 2020-01-01\n")
        git_repository(root, dataset_files(REVIEW))
        git(root, "tag", "v1.0.0")

    def write(self, *events: str) -> None:
        write_files(self.root, dataset_files(*events))

    def text(self, name: str) -> str:
        return (self.root / name).read_text()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_release_writes_version_changelog_and_citation(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event_toml("2022-05-04"))
    result = cli("release", folder=repository.root)
    assert result.code == 0
    assert 'version = "1.1.0"' in repository.text("dataset.toml")
    assert repository.text("CHANGELOG.md") == (
        "# Changelog\n\n## 1.1.0 (2026-11-24)\n\n"
        "- Scorecard 2022, Talks: yellow → green.\n"
        "- State, Talks: unknown → active.\n"
        "- Added: event `2022-05-04-meeting`, Event 2022-05-04 .\n\n"
        "## 1.0.0\n\n- First.\n"
    )
    assert repository.text("CITATION.cff") == "cff-version: 1.2.0\nversion: 1.1.0\ndate-released: 2026-11-24\n"
    assert "git tag v1.1.0" in result.err


def test_a_title_stays_text_in_the_changelog(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event_toml("2022-05-04", 'title = "[a](b) <b> *c*"'))
    cli("release", folder=repository.root)
    assert r"\[a\](b) \<b\> \*c\*." in repository.text("CHANGELOG.md")


def test_an_older_version_prints_the_card_as_it_had_it(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event_toml("2022-05-04"))
    assert "○●○ yellow  Talks" in cli("scorecard", "2022", "--at", "v1.0.0", folder=repository.root).out
    assert "●○○ green   Talks" in cli("scorecard", "2022", folder=repository.root).out.replace("green  T", "green   T")


@pytest.mark.parametrize(
    ("events", "part", "version"),
    [
        ([REVIEW.replace("cabinet", "deputy")], [], "1.0.1"),
        ([REVIEW, event_toml("2022-05-04")], [], "1.1.0"),
        ([event_toml("2022-05-04")], [], "2.0.0"),
        ([REVIEW, event_toml("2022-05-04")], ["major"], "2.0.0"),
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
    repository.write(REVIEW, event_toml("2022-05-04"))
    path = repository.root / "dataset.toml"
    path.write_text(path.read_text().replace("1.0.0", "1.2.0"))
    changelog = "# Changelog\n\n## 1.2.0\n\n- By hand.\n"
    (repository.root / "CHANGELOG.md").write_text(changelog)
    assert "1.2.0, since" in cli("release", folder=repository.root).out
    assert repository.text("CHANGELOG.md") == changelog
    assert 'version = "1.2.0"' in repository.text("dataset.toml")


def test_nothing_to_release_and_an_unknown_revision_are_errors(repository: Repository, cli: Cli) -> None:
    nothing = cli("release", folder=repository.root)
    assert (nothing.code, "no record changed since v1.0.0" in nothing.err) == (2, True)
    wrong = cli("release", "--since", "nowhere", folder=repository.root)
    assert (wrong.code, "finds no revision `nowhere`" in wrong.err) == (2, True)


def test_the_tag_of_something_else_is_not_taken_for_a_release(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event_toml("2022-05-04"))
    git(repository.root, "add", ".")
    git(repository.root, "commit", "--quiet", "--message", "More")
    for tag in ("v99", "v1.1.0-rc1", "v2.0.0", "other-v1.0.0", "ab-v1.9.0", "v1.0"):
        git(repository.root, "tag", tag)
    result = cli("release", "--dry-run", folder=repository.root)
    assert result.out.splitlines()[0] == "1.1.0, since v1.0.0:"
    git(repository.root, "tag", "ab-v1.0.0", "v1.0.0")
    assert cli("release", "--dry-run", folder=repository.root).out.startswith("1.1.0, since ab-v1.0.0:\n")
    git(repository.root, "tag", "--delete", "v1.0.0")
    result = cli("release", folder=repository.root)
    assert result.out.splitlines()[0] == "1.1.0, since ab-v1.0.0:"
    assert "git tag ab-v1.1.0" in result.err


def test_a_first_release_needs_no_tag(tmp_path: Path, cli: Cli) -> None:
    git_repository(tmp_path, dataset_files(REVIEW))
    assert cli("release", "--check", folder=tmp_path).code == 1
    result = cli("release", folder=tmp_path)
    assert (result.code, result.out) == (0, "1.0.0, the first release:\n- First release.\n")
    assert (tmp_path / "CHANGELOG.md").read_text() == "# Changelog\n\n## 1.0.0 (2026-11-24)\n\n- First release.\n"
    assert "git tag v1.0.0" in result.err


def test_check_says_whether_a_release_is_due(repository: Repository, cli: Cli) -> None:
    result = cli("release", "--check", folder=repository.root)
    assert (result.code, result.out) == (0, "no release is due since v1.0.0\n")
    repository.write(REVIEW, event_toml("2022-05-04"))
    before = repository.text("dataset.toml"), repository.text("CHANGELOG.md")
    result = cli("release", "--check", folder=repository.root)
    assert result.code == 1
    assert "CBI601 version-not-bumped" in result.out
    assert (repository.text("dataset.toml"), repository.text("CHANGELOG.md")) == before
    raised = repository.text("dataset.toml").replace('version = "1.0.0"', 'version = "1.1.0"')
    (repository.root / "dataset.toml").write_text(raised)
    result = cli("release", "--check", folder=repository.root)
    assert (result.code, "CBI602 missing-changelog-entry" in result.out) == (1, True)
    (repository.root / "dataset.toml").write_text(before[0])
    cli("release", folder=repository.root)
    assert cli("release", "--check", folder=repository.root).code == 0


@pytest.mark.parametrize(
    ("events", "version", "code", "said"),
    [
        (
            [REVIEW, event_toml("2022-05-04")],
            "1.0.1",
            1,
            "1.0.1 is too low: what changed since v1.0.0 is a minor change",
        ),
        ([event_toml("2022-05-04")], "1.1.0", 1, "1.1.0 is too low: what changed since v1.0.0 is a major change"),
        ([REVIEW, event_toml("2022-05-04")], "1.1.0", 0, ""),
        ([REVIEW.replace("cabinet", "deputy")], "1.0.1", 0, ""),
        ([REVIEW.replace("cabinet", "deputy")], "1.0.2", 0, "is a patch change, which needs 1.0.1"),
        ([REVIEW, event_toml("2022-05-04")], "2.0.0", 0, "2.0.0 is higher than needed"),
    ],
)
def test_check_compares_a_version_with_what_changed(
    repository: Repository, cli: Cli, events: list[str], version: str, code: int, said: str
) -> None:
    repository.write(*events)
    path = repository.root / "dataset.toml"
    path.write_text(path.read_text().replace("1.0.0", version))
    (repository.root / "CHANGELOG.md").write_text(f"# Changelog\n\n## {version}\n\n- By hand.\n")
    result = cli("release", "--check", folder=repository.root)
    assert result.code == code, result
    assert said in result.out + result.err
    assert bool(said) is ("too low" in result.out or "note" in result.err)
    assert ("no release is due" in result.out) is (code == 0)


OLD, NEW = event_toml("2022-03-01", kind="review"), event_toml("2022-05-04", kind="review")
D = '{ id = "dd", name = "D" }'
CHANGES_OF_THE_WHOLE = [
    ("covers_until = 2022-12-31", "covers_until = 2022-12-30", "1.0.1", "Changed: dataset `ab` (covers_until)."),
    ("Interactions between A and B", "Interactions between B and A", "1.0.1", "Changed: dataset `ab` (title)."),
    ("schema = 2", "schema = 3", "2.0.0", "Upgraded the files from format 2 to 3."),
    (
        '{ id = "cc", name = "C" }]',
        f'{{ id = "cc", name = "C" }}, {D}]',
        "1.1.0",
        "Changed: dataset `ab` (party.dd.id, party.dd.name).",
    ),
    (', { id = "cc", name = "C" }]', "]", "2.0.0", "Changed: dataset `ab` (party.cc.id, party.cc.name)."),
    (
        '{ id = "cc", name = "C" }',
        '{ id = "dd", former_ids = ["cc"], name = "C" }',
        "1.0.1",
        "Changed: dataset `ab` (party.dd.former_ids).",
    ),
    ('languages = ["en"]', 'languages = [\n  "en",\n]  # one', "", ""),
]


@pytest.mark.parametrize(("old", "new", "version", "line"), CHANGES_OF_THE_WHOLE)
def test_what_a_check_calls_a_change_can_be_released(
    tmp_path: Path, cli: Cli, old: str, new: str, version: str, line: str
) -> None:
    before = dataset_files(REVIEW)
    if old.startswith("schema"):
        # Of a version without this default, the mode has to be written.
        before = dataset_files(event_toml("2022-03-01", 'mode = "in-person"', kind="review"))
        before["dataset.toml"] = before["dataset.toml"].replace(b"schema = 3", b"schema = 2")
    git_repository(tmp_path, before)
    git(tmp_path, "tag", "v1.0.0")
    path = tmp_path / "dataset.toml"
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    assert cli("release", "--check", folder=tmp_path).code == int(bool(version))
    result = cli("release", "--dry-run", folder=tmp_path)
    assert result.out == (f"{version}, since v1.0.0:\n- {line}\n" if version else "")
    assert result.code == (0 if version else 2)


def test_states_that_another_last_day_changes_are_in_the_changelog(repository: Repository, cli: Cli) -> None:
    """Nobody has looked through the years that the later day brings, so what was halted is unknown from then on."""
    repository.write(event_toml("2019-05-04"), REVIEW)
    commit(repository.root, "An earlier meeting")
    path = repository.root / "dataset.toml"
    path.write_text(path.read_text().replace("covers_until = 2022-12-31", "covers_until = 2025-12-31"))
    assert cli("release", "--dry-run", "--since", "HEAD", folder=repository.root).out == (
        "1.0.1, since HEAD:\n- State, Talks: halted since 2019 → unknown.\n- Changed: dataset `ab` (covers_until).\n"
    )


def test_a_light_beyond_the_last_covered_day_is_marked(repository: Repository, cli: Cli) -> None:
    repository.write(REVIEW, event_toml("2024-05-04"))
    out = cli("release", "--dry-run", folder=repository.root).out
    assert "- Scorecard 2024, Talks: unknown → green (as of 2024-05-04).\n" in out
    assert "- State, Talks: unknown → active (as of 2024-05-04).\n" in out


def test_a_label_stays_text_in_the_changelog(repository: Repository, cli: Cli) -> None:
    path = repository.root / "indicators.toml"
    path.write_text(path.read_text().replace('"Talks"', '"[Talks](x) @all"'))
    git(repository.root, "commit", "--quiet", "--all", "--message", "Label")
    repository.write(REVIEW, event_toml("2022-05-04"))
    path.write_text(path.read_text().replace('"Talks"', '"[Talks](x) @all"'))
    out = cli("release", "--dry-run", "--since", "HEAD", folder=repository.root).out
    assert out.count(r"\[Talks\](x) @<!-- -->all: ") == 2


def test_another_order_of_records_is_nothing_to_release(tmp_path: Path, cli: Cli) -> None:
    git_repository(tmp_path, dataset_files(OLD, NEW))
    git(tmp_path, "tag", "v1.0.0")
    write_files(tmp_path, dataset_files(NEW, OLD))
    assert cli("release", "--check", folder=tmp_path).code == 0
    assert "no record changed" in cli("release", folder=tmp_path).err


NAMED_AGAIN = event_toml("2022-03-01", 'former_ids = ["2022-03-01-review"]', kind="review", name="talks")
GONE = """
[[withdrawn]]
kind = "event"
id = "2022-03-01-review"
title = "Review"
date = 2026-11-24
reason = "it was a plan"
"""


def test_the_changelog_says_where_the_id_of_a_merged_record_leads(tmp_path: Path, cli: Cli) -> None:
    git_repository(tmp_path, dataset_files(event_toml("2022-05-04"), event_toml("2022-05-05", name="twin")))
    git(tmp_path, "tag", "v1.0.0")
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", 'former_ids = ["2022-05-05-twin"]')))
    shown = cli("release", "--dry-run", folder=tmp_path)
    assert shown.code == 0
    assert (
        "- Removed: event `2022-05-05-twin`, Event 2022-05-05 twin; its id now leads to `2022-05-04-meeting`."
        in shown.out
    )
    # No id stopped answering, so it is no major release.
    assert "2.0.0" not in shown.out
    entry = GONE.replace("2022-03-01-review", "2022-05-05-twin") + 'replaced_by = "2022-05-04-meeting"\n'
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")) | {"withdrawn.toml": entry.encode()})
    assert "it was a plan (replacement: `2022-05-04-meeting`)" in cli("release", "--dry-run", folder=tmp_path).out


def test_a_renamed_and_a_withdrawn_record_break_nothing(repository: Repository, cli: Cli) -> None:
    repository.write(NAMED_AGAIN)
    assert cli("release", "--dry-run", folder=repository.root).out == (
        "1.0.1, since v1.0.0:\n- Renamed: event `2022-03-01-talks`, formerly `2022-03-01-review` (title).\n"
    )
    repository.write()
    write_files(repository.root, dataset_files() | {"withdrawn.toml": GONE.encode()})
    (repository.root / "events/2022.toml").unlink(missing_ok=True)
    shown = cli("release", "--dry-run", folder=repository.root).out.splitlines()
    assert shown[0] == "1.1.0, since v1.0.0:"
    assert "- Withdrawn: event `2022-03-01-review`, Event 2022-03-01 : it was a plan" in shown


def test_notes_under_unreleased_go_with_the_release_and_it_stays_on_top(repository: Repository, cli: Cli) -> None:
    link = "[unreleased]: https://example.org/compare\n"
    log = f"# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- A date.\n\n## [1.0.0] - 2020-01-01\n\n- First.\n\n{link}"
    (repository.root / "CHANGELOG.md").write_text(log)
    repository.write(REVIEW.replace("cabinet", "deputy"))
    cli("release", folder=repository.root)
    assert repository.text("CHANGELOG.md") == (
        "# Changelog\n\n## [Unreleased]\n\n## [1.0.1] - 2026-11-24\n\n"
        "- Changed: event `2022-03-01-review` (level).\n\n### Fixed\n\n- A date.\n\n"
        f"## [1.0.0] - 2020-01-01\n\n- First.\n\n{link}"
    )
    only = f"# Changelog\n\n## Unreleased\n\n- A date.\n\n{link}"
    (repository.root / "CHANGELOG.md").write_text(only)
    repository.write(REVIEW.replace("cabinet", "agency"))
    cli("release", "--since", "v1.0.0", "minor", folder=repository.root)
    assert repository.text("CHANGELOG.md") == (
        "# Changelog\n\n## Unreleased\n\n## 1.1.0 (2026-11-24)\n\n"
        f"- Changed: event `2022-03-01-review` (level).\n\n- A date.\n\n{link}"
    )


def test_the_plan_of_a_release_has_the_lights_that_change(repository: Repository) -> None:
    repository.write(REVIEW, event_toml("2022-05-04"))
    with api.open_dataset(repository.root, today=TODAY) as dataset:
        impact = api.plan_release(dataset).impact
    assert impact is not None
    lights = [(card.year, row.indicator, row.before, row.after) for card in impact.all_cards for row in card.rows]
    assert [(year, name, old and old.light, new and new.light) for year, name, old, new in lights] == [
        (2022, "talks-row", "yellow", "green")
    ]
