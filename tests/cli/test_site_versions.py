"""`cbi site --with-versions`: a frozen copy of each released version, and no address that stops answering."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.datasets import EDITION, HEAD, dataset_files, event_toml
from tests.repositories import commit, git, make_repository, write_files

REVIEW, MAY = event_toml("2022-03-01", kind="review"), event_toml("2022-05-04")
FORMER = EDITION.replace("2022", "2010").replace("2023-03-01", "2011-03-01")


def data(version: str, *events: str, **more: str) -> dict[str, bytes]:
    head = HEAD.replace('version = "1.0.0"', f'version = "{version}"')
    return dataset_files(*events, dataset=head, **more)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Version 1.0.0 has the editions of 2010 and 2022, version 1.1.0 only the latter, and one more event."""
    root = tmp_path / "data"
    root.mkdir()
    make_repository(root, data("1.0.0", REVIEW, edition_2010=FORMER, edition_2022=EDITION))
    git(root, "tag", "v1.0.0")
    write_files(root, data("1.1.0", REVIEW, MAY, edition_2022=EDITION))
    commit(root, "1.1.0")
    git(root, "tag", "v1.1.0")
    git(root, "tag", "v9.9.9")
    return root


def build(cli: Cli, root: Path) -> tuple[Path, str]:
    result = cli("site", "--with-versions", "--output", "../site", folder=root)
    assert result.code == 0, result.err
    return root.parent / "site", result.err


def test_each_released_version_has_a_copy_that_is_marked_and_leads_to_the_newest(repository: Path, cli: Cli) -> None:
    site, said = build(cli, repository)
    assert "cbi: frozen copies of 1.1.0, 1.0.0\n" in said
    assert sorted(path.name for path in (site / "v").iterdir()) == ["1.0.0", "1.1.0"]
    old = (site / "v/1.0.0/en/scorecard/2022.html").read_text()
    assert '<meta name="robots" content="noindex">' in old
    assert "Frozen copy of version 1.0.0." in old
    assert '<a href="../../../../en/scorecard/2022.html">This page in the newest version</a>' in old
    new = (site / "en/scorecard/2022.html").read_text()
    assert ("noindex" in new, "Frozen copy" in new) == (False, False)
    # Each copy shows what that version knew.
    assert "2022-05-04" not in old
    assert "Event 2022-05-04" in (site / "v/1.1.0/en/scorecard/2022.html").read_text()


def test_a_page_that_is_gone_leads_to_the_home_page_and_is_named(repository: Path, cli: Cli) -> None:
    site, said = build(cli, repository)
    gone = (site / "v/1.0.0/en/scorecard/2010.html").read_text()
    assert '<a href="../../../../en/index.html">This page in the newest version</a>' in gone
    lines = [line for line in said.splitlines() if "no longer answer" in line]
    assert len(lines) == 1
    assert "of version 1.0.0 no longer answer" in lines[0]
    assert "en/report/2010.html" in lines[0]


def test_a_copy_that_is_there_is_not_built_again(repository: Path, cli: Cli) -> None:
    site, _ = build(cli, repository)
    page = site / "v/1.0.0/en/scorecard/2022.html"
    page.write_text("as it was then")
    _, said = build(cli, repository)
    assert page.read_text() == "as it was then"
    assert "0 files written" in said
    # What is missing makes it incomplete.
    (site / "v/1.0.0/en/index.html").unlink()
    build(cli, repository)
    assert "Frozen copy" in page.read_text()


def test_a_tag_that_was_moved_is_built_again(repository: Path, cli: Cli) -> None:
    site, _ = build(cli, repository)
    write_files(repository, data("1.1.0", MAY, edition_2022=EDITION))
    moved = commit(repository, "Again")
    git(repository, "tag", "--force", "v1.1.0")
    build(cli, repository)
    marker = json.loads((site / "v/1.1.0/version.json").read_text())
    assert marker == {"schema": "cbi/site-version/1", "version": "1.1.0", "tag": "v1.1.0", "commit": moved}


def test_without_the_option_copies_are_taken_away(repository: Path, cli: Cli) -> None:
    site, _ = build(cli, repository)
    assert cli("site", "--output", "../site", folder=repository).code == 0
    assert not (site / "v").exists()


def test_a_version_with_errors_is_left_out_and_named(repository: Path, cli: Cli) -> None:
    broken = data("1.2.0", REVIEW.replace('sources = ["book"]', 'sources = ["nothing"]'), edition_2022=EDITION)
    write_files(repository, broken)
    commit(repository, "1.2.0")
    git(repository, "tag", "v1.2.0")
    write_files(repository, data("1.2.1", REVIEW, MAY, edition_2022=EDITION))
    site, said = build(cli, repository)
    assert "version 1.2.0 is left out: it has errors" in said
    assert "frozen copies of 1.1.0, 1.0.0\n" in said
    assert not (site / "v/1.2.0").exists()


def test_a_dataset_without_tags_or_git_says_so(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "data").mkdir()
    write_files(tmp_path / "data", data("1.0.0", REVIEW, edition_2022=EDITION))
    result = cli("site", "--with-versions", "--output", "../site", folder=tmp_path / "data")
    assert (result.code, "is not in a git repository" in result.err) == (2, True)
    assert not (tmp_path / "site").exists()
    make_repository(tmp_path / "data")
    _, said = build(cli, tmp_path / "data")
    assert "there is no tag of a released version" in said


PROSE = "editions/2022/introduction.en.md"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (PROSE, "The light of {{light:nothing}}.\n", f"{PROSE}:1: "),
        (PROSE, "# A\n\n### Too deep\n", f"{PROSE}:3: "),
        (PROSE, "\udcff\n", f"{PROSE}: the text is not UTF-8"),
        ("editions/2022/report.toml", 'sections = ["nothing"]\n', "editions/2022/report.toml:1: "),
    ],
)
def test_faulty_prose_of_a_released_version_is_left_out_and_named(
    repository: Path, cli: Cli, name: str, text: str, problem: str
) -> None:
    """Nobody can mend a tag; the reports of the dataset itself must be right."""
    good = {"editions/2022/final-remarks.en.md": b"A remark.\n"}
    faulty = {**good, name: text.encode("utf-8", "surrogateescape")}
    write_files(repository, {**data("1.2.0", REVIEW, edition_2022=EDITION), **faulty})
    commit(repository, "1.2.0")
    git(repository, "tag", "v1.2.0")
    result = cli("site", "--with-versions", "--output", "../site", folder=repository)
    assert (result.code, problem in result.err) == (2, True), result.err
    write_files(repository, {**data("1.3.0", REVIEW, edition_2022=EDITION), PROSE: b"A word.\n", **good})
    (repository / "editions/2022/report.toml").unlink(missing_ok=True)
    commit(repository, "1.3.0")
    git(repository, "tag", "v1.3.0")
    site, said = build(cli, repository)
    start = "cbi: warning: the copy of version 1.2.0 has the report on 2022 without its prose: "
    (line,) = [line for line in said.splitlines() if "warning" in line]
    assert line.startswith(f"{start}{problem}")
    assert "frozen copies of 1.3.0, 1.2.0, 1.1.0, 1.0.0\n" in said
    shown = [(site / f"v/{version}/en/report/2022.html").read_text() for version in ("1.3.0", "1.2.0")]
    assert ["A remark." in text for text in shown] == [True, False]
    assert ["Event 2022-03-01" in text for text in shown] == [True, True]
