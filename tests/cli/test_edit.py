"""`edit`, `rename`, `remove` and `undo`: what they show, ask, write and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cbi_cli.cli.commands import undo
from tests.conftest import Cli
from tests.datasets import SOURCES, dataset_files, event_toml
from tests.faults.jobs import APRIL, read_contents
from tests.repositories import write_files

MEETING = "2022-05-04-meeting"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_files(folder, dataset_files(event_toml("2022-05-04", 'title = "Talks"'), event_toml("2021-05-04")))
    return folder


def test_an_edit_shows_its_lines_and_its_effect_and_is_undone(cli: Cli, root: Path) -> None:
    before = read_contents(root)
    words = ("edit", MEETING, "--set", "status=cancelled", "--set", "participants=Ñ; trade; aa")
    dry = cli(*words, "--dry-run", folder=root)
    assert dry.code == 0
    assert '+participants = [{ name = "Ñ", office = "trade", party = "aa" }]\n+status = "cancelled"\n' in dry.out
    assert "Talks 2022: green → red" in dry.err
    assert dry.err.endswith("cbi: dry run, nothing was written\n")
    assert read_contents(root) == before

    done = cli(*words, "--yes", folder=root)
    assert (done.code, done.out) == (0, dry.out)
    assert done.err.endswith("changed status, participants of 2022-05-04-meeting in events/2022.toml\n")
    assert read_contents(root) != before
    shown = cli("undo", "--dry-run", folder=root)
    assert "it would undo editing a record: events/2022.toml" in shown.err
    undone = cli("undo", "--yes", folder=root)
    name, _, what = undone.err.partition(": undid ")
    assert (undone.code, what) == (0, "editing a record: events/2022.toml\n")
    # As every receipt, it names the dataset, its version and its folder.
    assert name.startswith("cbi: ab 1.0.0 in ")
    assert read_contents(root) == before
    assert cli("undo", "--yes", folder=root).err == "cbi: there is nothing to undo\n"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--set", "town=X"), "a record of the kind event has no field `town`"),
        (("--set", "titel=X"), "did you mean `title`?"),
        (("--set", "title"), "--set: `title` has no `=`"),
        (("--set", "start=soon"), "--set start: "),
        (("--set", "kind=meetin"), "--set kind: "),
        (("--set", "id=x"), "`cbi rename OLD NEW` changes it everywhere"),
        (("--unset", "town"), "no field `town`"),
        ((), "use --set FIELD=VALUE or --unset FIELD"),
        (("--set", "title=New"), "look at it with --dry-run, then add --yes"),
    ],
)
def test_an_edit_that_is_refused(cli: Cli, root: Path, words: tuple[str, ...], problem: str) -> None:
    before = read_contents(root)
    result = cli("edit", MEETING, *words, folder=root)
    assert (result.code, result.err.count("cbi: error: ")) == (2, 1)
    assert problem in result.err
    assert read_contents(root) == before


def test_an_edit_that_would_cause_an_error_is_not_written(cli: Cli, root: Path) -> None:
    before = read_contents(root)
    result = cli("edit", MEETING, "--set", "end=2022-05-01", "--yes", folder=root)
    assert result.code == 1
    assert "error CBI" in result.err
    assert read_contents(root) == before


@pytest.mark.parametrize(
    ("name", "words", "line"),
    [
        ("talks", ("--kind", "institution", "--set", "aliases=A, b", "--set", "aliases=C"), 'aliases = ["A, b", "C"]'),
        ("talks", ("--kind", "institution", "--set", "established=may 2010"), 'established = "2010-05"'),
        ("talks", ("-k", "institution", "--set", "cadence_years=2"), "cadence_years = 2"),
        ("book", ("--set", "accessed=4 may 2022"), "accessed = 2022-05-04"),
        ("book", ("--set", "url=https://example.org/"), 'url = "https://example.org/"'),
        ("talks-row", ("--set", "per_direction=yes"), "per_direction = true"),
        ("talks-row", ("--set", "rule=kinds=visit, summit"), 'rule = { kinds = ["visit", "summit"] }'),
        ("book", ("--set", "locators=p1; Page 1", "--set", "locators=p2; Page 2"), "locators = ["),
        ("aa", ("--set", "name=Aland"), 'party = [{ id = "aa", name = "Aland" }'),
        ("ab", ("--set", "covers_until=2023-01-31"), "covers_until = 2023-01-31"),
    ],
)
def test_values_of_every_sort(cli: Cli, root: Path, name: str, words: tuple[str, ...], line: str) -> None:
    result = cli("edit", name, *words, "--dry-run", folder=root)
    assert f"\n+{line}" in result.out, result.err


def test_a_rename_says_how_many_references_follow(cli: Cli, root: Path) -> None:
    result = cli("rename", "The Talks", "dialogue", "--yes", folder=root)
    assert result.code == 0
    # Two events, the rule and the weaker rule.
    assert result.err.endswith("talks is now called dialogue; 4 references follow\n")
    assert "no light and no state changes" in result.err
    assert cli("show", "talks", "--format", "json", folder=root).code == 0
    assert "taken" in cli("rename", "book", "book", "--yes", folder=root).err
    assert cli("undo", "--yes", folder=root).code == 0
    assert '"talks"' in (root / "events" / "2022.toml").read_text()


def test_a_removed_record_still_answers(cli: Cli, root: Path) -> None:
    missing = cli("remove", MEETING, "--yes", folder=root)
    assert (missing.code, "missing: --reason" in missing.err) == (2, True)
    words = ("--reason", "Never held.", "--replaced-by", "2021-05-04-meeting", "--yes")
    done = cli("remove", MEETING, *words, folder=root)
    assert done.code == 0
    assert not (root / "events" / "2022.toml").exists()
    shown = json.loads(cli("show", MEETING, "--format", "json", folder=root).out)
    assert "Never held." in json.dumps(shown)
    assert cli("undo", "--yes", folder=root).code == 0
    assert (root / "events" / "2022.toml").exists()
    assert not (root / "withdrawn.toml").exists()


def test_all_that_refer_to_a_record_are_listed(cli: Cli, root: Path) -> None:
    result = cli("remove", "book", "--reason", "x", "--yes", folder=root)
    assert result.code == 2
    assert "  event 2022-05-04-meeting: sources[0] (events/2022.toml:8)\n" in result.err
    assert "  institution talks: sources[0] (institutions.toml:8)\n" in result.err
    assert "the source `book` cannot be removed: 5 values refer to it" in result.err


def test_an_undo_is_refused_after_a_change_by_hand(cli: Cli, root: Path) -> None:
    assert cli("edit", MEETING, "--set", "title=New", "--yes", folder=root).code == 0
    path = root / "events" / "2022.toml"
    path.write_text(path.read_text() + "# by hand\n")
    result = cli("undo", "--yes", folder=root)
    assert result.code == 2
    assert "the last change cannot be undone: events/2022.toml changed since then" in result.err
    assert "# by hand" in path.read_text()


def test_an_undo_of_something_else_than_was_shown_is_refused(
    cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("edit", MEETING, "--yes", "--set")
    assert cli(*words, "title=New", folder=root).code == 0

    def confirm_late() -> bool:
        assert cli(*words, "title=Newer", folder=root).code == 0
        return True

    monkeypatch.setattr(undo, "confirm", confirm_late)
    result = cli("undo", folder=root)
    assert result.code == 2
    assert result.err == (
        "cbi: error: the dataset changed in the meantime, and something else would be written\n"
        "  help: nothing was written; run it again\n"
    )
    assert 'title = "Newer"' in (root / "events" / "2022.toml").read_text()


def test_all_files_that_changed_since_are_named_by_an_undo(cli: Cli, root: Path) -> None:
    assert cli("rename", "talks", "dialogue", "--kind", "institution", "--yes", folder=root).code == 0
    for name in ("indicators.toml", "institutions.toml"):
        with (root / name).open("a") as file:
            file.write("# by hand\n")
    before = read_contents(root)
    result = cli("undo", "--yes", folder=root)
    assert result.code == 2
    assert result.err == (
        "cbi: error: the last change cannot be undone: indicators.toml, institutions.toml changed since then\n"
        "  help: nothing was written; take it back by hand or with git\n"
    )
    assert read_contents(root) == before


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("fmt",), "formatting files"),
        (("validate", "--fix"), "fixing files"),
        (APRIL, "adding records"),
    ],
)
def test_what_other_commands_write_is_undone(cli: Cli, root: Path, words: tuple[str, ...], what: str) -> None:
    (root / "sources.toml").write_text(SOURCES.replace("[[source]]", "\n\n[[source]]"))
    before = read_contents(root)
    cli(*words, folder=root)
    assert read_contents(root) != before
    assert f"undid {what}" in cli("undo", "--yes", folder=root).err
    assert read_contents(root) == before


def test_the_built_in_dataset_is_not_changed(cli: Cli, tmp_path: Path) -> None:
    for words in (("edit", "nals", "-k", "indicator", "--set", "label=x"), ("undo",)):
        assert cli(*words, folder=tmp_path).code == 2


def test_a_record_is_removed_in_the_languages_of_its_dataset(cli: Cli, root: Path) -> None:
    path = root / "dataset.toml"
    path.write_text(path.read_text().replace('languages = ["en"]', 'languages = ["en", "fr"]'))
    for name in ("institutions", "indicators", "sources"):
        file = root / f"{name}.toml"
        for key in ("name", "label", "title"):
            file.write_text(re.sub(rf"(?m)^({key}) = (.*)$", r"\1 = \2\n\1_fr = \2", file.read_text()))
    event = event_toml("2022-05-04", 'title = "Talks"', 'title_fr = "Entretiens"')
    (root / "events" / "2022.toml").write_text(event)
    words = ("remove", MEETING, "--reason", "Never held.", "--set", "reason_fr=Jamais tenue.", "--yes")
    assert "is no reason" in cli("remove", MEETING, "--reason", "x", "--set", "title=y", folder=root).err
    cli(*words, folder=root)
    text = (root / "withdrawn.toml").read_text()
    assert 'title_fr = "Entretiens"\n' in text
    assert 'reason_fr = "Jamais tenue."\n' in text
