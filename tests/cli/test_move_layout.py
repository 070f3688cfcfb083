"""`cbi fmt --layout`: events move between files of years and a file for each event, and nothing is lost."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from cbi_cli.changes.change_layout import EventLayout, plan_layout
from cbi_cli.changes.change_set import ChangeSet
from cbi_cli.records.json_schema import schema_files
from cbi_cli.workspace.locate import DatasetLocation
from tests.cli.test_add_event import contents
from tests.conftest import TODAY, US_MEXICO, Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.repositories import commit, make_repository, write_files

LAYOUT = '\n[layout]\nevents = "{}"\n'
EARLY, LATE, NEXT = event_toml("2021-03-05"), event_toml("2021-09-05"), event_toml("2022-01-05")
COMMENTED = f"""# The events of 2021.

# Talks of the spring.

# The first one.
{EARLY.strip()}
# Its place is not known.

{LATE}
# More will follow.
"""


@pytest.fixture
def folder(tmp_path: Path, cli: Cli) -> Path:
    """A formatted dataset of two years with comments."""
    write_files(tmp_path, dataset_files(NEXT) | {"events/2021.toml": COMMENTED.encode()})
    assert cli("fmt", folder=tmp_path).code == 0
    return tmp_path


def events_of(folder: Path) -> list[dict[str, object]]:
    """All events of a dataset in the order of their dates."""
    found: list[dict[str, object]] = []
    for path in sorted((folder / "events").rglob("*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8")).get("event", [])
    return sorted(found, key=lambda event: (str(event["start"]), str(event["id"])))


def event_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "events").rglob("*.toml"))


def test_each_event_gets_a_file_with_its_comments(folder: Path, cli: Cli) -> None:
    before = events_of(folder)
    result = cli("fmt", "--layout", "event", folder=folder)
    assert result.code == 0, result.err
    assert event_files(folder) == [
        "events/2021.toml",
        "events/2021/2021-03-05-meeting.toml",
        "events/2021/2021-09-05-meeting.toml",
        "events/2022/2022-01-05-meeting.toml",
    ]
    # What is said about the whole year stays in its file.
    assert (folder / "events/2021.toml").read_text() == "# The events of 2021.\n\n# More will follow.\n"
    first = (folder / "events/2021/2021-03-05-meeting.toml").read_text()
    assert first.startswith("# Talks of the spring.\n\n# The first one.\n[[event]]\n")
    assert first.endswith("\n# Its place is not known.\n")
    assert events_of(folder) == before
    assert tomllib.loads((folder / "dataset.toml").read_text())["layout"] == {"events": "event"}
    assert cli("validate", "--strict", folder=folder).code == 0
    assert cli("fmt", "--check", folder=folder).code == 0
    assert "3 events: 2 files of events became 4" in result.err


def test_there_and_back_again_gives_the_same_bytes(folder: Path, cli: Cli) -> None:
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    split = contents(folder)
    assert cli("fmt", "--layout", "year", folder=folder).code == 0
    assert event_files(folder) == ["events/2021.toml", "events/2022.toml"]
    assert not (folder / "events" / "2022").exists()
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    assert contents(folder) == split
    again = cli("fmt", "--layout", "event", "--check", folder=folder)
    assert (again.code, contents(folder)) == (0, split)


def test_the_built_in_dataset_goes_there_and_back(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(US_MEXICO, folder)
    before = contents(folder)
    cards = cli("scorecard", "2022", "--format", "json", folder=folder).out
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    split = contents(folder)
    assert len(event_files(folder)) >= 499
    assert cli("scorecard", "2022", "--format", "json", folder=folder).out == cards
    assert cli("validate", "--strict", folder=folder).code == 0
    assert cli("fmt", "--layout", "year", folder=folder).code == 0
    joined = contents(folder)
    assert set(joined) == set(before)
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    assert contents(folder) == split


def test_a_move_is_undone_and_leaves_no_empty_folders(folder: Path, cli: Cli) -> None:
    before = contents(folder)
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    undone = cli("undo", "--yes", folder=folder)
    assert undone.code == 0
    assert ": undid formatting files: " in undone.err
    assert contents(folder) == before
    assert [path.name for path in (folder / "events").iterdir() if path.is_dir()] == []


def test_it_is_no_change_of_the_data(folder: Path, cli: Cli) -> None:
    make_repository(folder)
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    shown = cli("diff", "HEAD", "--format", "json", folder=folder).out
    assert '"added": 0' in shown
    assert '"removed": 0' in shown
    commit(folder, "A file for each event")
    assert cli("validate", "--base", "HEAD~1", folder=folder).code == 0


@pytest.mark.parametrize("words", [["--check"], ["--diff"], ["--dry-run"]])
def test_a_preview_writes_nothing(words: list[str], folder: Path, cli: Cli) -> None:
    before = contents(folder)
    result = cli("fmt", "--layout", "event", *words, folder=folder)
    assert contents(folder) == before
    assert result.code == (1 if words == ["--check"] else 0)
    assert "2 files of events would become 4" in result.err
    assert ("+[[event]]" in result.out) is (words == ["--diff"])


def test_the_name_of_the_schema_fits_the_new_folder(tmp_path: Path, cli: Cli) -> None:
    line = "#:schema ../schemas/event.schema.json\n\n"
    write_files(tmp_path, dataset_files() | {"events/2021.toml": f"{line}{EARLY}".encode()} | schema_files())
    assert cli("fmt", "--layout", "event", folder=tmp_path).code == 0
    text = (tmp_path / "events/2021/2021-03-05-meeting.toml").read_text()
    assert text == f"#:schema ../../schemas/event.schema.json\n\n{EARLY}"
    assert event_files(tmp_path) == ["events/2021/2021-03-05-meeting.toml"]
    assert cli("fmt", "--layout", "year", folder=tmp_path).code == 0
    assert (tmp_path / "events/2021.toml").read_text() == f"{line}{EARLY}"


def test_folders_of_the_users_own(tmp_path: Path, cli: Cli) -> None:
    own = {"events/2021/spring/all.toml": f"# Spring.\n\n{EARLY}\n{LATE}".encode()}
    write_files(tmp_path, dataset_files(NEXT) | own)
    (tmp_path / "events/2021/README.md").write_text("Notes")
    assert cli("fmt", "--layout", "event", folder=tmp_path).code == 0
    assert event_files(tmp_path) == [
        "events/2021/spring/2021-03-05-meeting.toml",
        "events/2021/spring/2021-09-05-meeting.toml",
        "events/2022/2022-01-05-meeting.toml",
    ]
    assert cli("fmt", "--layout", "year", folder=tmp_path).code == 0
    assert (tmp_path / "events/2021.toml").read_text() == f"# Spring.\n\n{EARLY}\n{LATE}"
    assert (tmp_path / "events/2021/README.md").read_text() == "Notes"
    assert not (tmp_path / "events/2021/spring").exists()


def test_an_interrupted_move_is_completed_by_the_next_one(folder: Path, cli: Cli) -> None:
    """All new files are written before the first old one is removed."""
    old = contents(folder)
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    whole = contents(folder)
    for name in ("dataset.toml", "events/2021.toml", "events/2022.toml"):
        (folder / name).write_bytes(old[name])
    assert cli("validate", folder=folder).code == 1
    assert cli("fmt", "--layout", "event", folder=folder).code == 0
    assert contents(folder) == whole


@pytest.mark.parametrize("layout", ["event", "year"])
def test_every_event_is_in_a_file_after_each_file_that_is_written(layout: EventLayout, tmp_path: Path) -> None:
    """The file that is there already has the name of the other event, which comes to it."""
    texts = {
        "events/2021.toml": f"# Of 2021.\n\n{EARLY}",
        "events/2021/2021-03-05-meeting.toml": LATE,
        "events/2021/spring/2021-04-05-meeting.toml": event_toml("2021-04-05"),
    }
    write_files(tmp_path, dataset_files(NEXT) | {name: text.encode() for name, text in texts.items()})
    expected = {"2021-03-05-meeting", "2021-04-05-meeting", "2021-09-05-meeting", "2022-01-05-meeting"}
    plan = plan_layout(DatasetLocation(tmp_path, "folder"), layout, TODAY)
    assert len(plan.files) > 3
    for change in plan.files:
        path = tmp_path / change.path
        if change.after is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(change.after)
        assert {event["id"] for event in events_of(tmp_path)} == expected, change.path


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("events/2021/b.toml", EARLY.replace("Event", "Other"), "have different events `2021-03-05-meeting`"),
        ("events/2021/b.toml", "# Only a comment.\n", "events/2021/b.toml has comments and no events"),
        ("events/2021/b.toml", "x = 1\n", "events/2021/b.toml: `x` is not an event"),
    ],
)
def test_what_has_no_place_is_refused_and_nothing_is_written(
    name: str, text: str, message: str, folder: Path, cli: Cli
) -> None:
    (folder / "events/2021").mkdir()
    (folder / name).write_text(text)
    before = contents(folder)
    result = cli("fmt", "--layout", "event", folder=folder)
    assert result.code == 2
    assert message in result.err
    assert contents(folder) == before


def test_a_file_that_cannot_be_read_is_shown_and_nothing_is_written(folder: Path, cli: Cli) -> None:
    (folder / "events/2022.toml").write_text("[[event]\n")
    before = contents(folder)
    result = cli("fmt", "--layout", "event", folder=folder)
    assert (result.code, contents(folder)) == (1, before)
    assert "events/2022.toml:1:" in result.err
    assert "no event was moved" in result.err


@pytest.mark.parametrize("words", [[], ["--check"], ["--diff"], ["--dry-run"]])
def test_an_event_beside_what_cannot_be_read_is_looked_at_as_on_this_day(
    words: list[str], folder: Path, cli: Cli
) -> None:
    (folder / "events/2022.toml").write_text(NEXT + 'status = "held"\nx = \n')
    before = contents(folder)
    result = cli("fmt", "--layout", "event", *words, folder=folder)
    assert (result.code, result.out, contents(folder)) == (1, "", before)
    assert result.err.count("error CBI") == 1
    assert "events/2022.toml:11:" in result.err
    assert result.err.endswith("no event was moved\n")


def test_a_file_that_is_there_and_not_read_is_not_overwritten(folder: Path, cli: Cli) -> None:
    text = (folder / "dataset.toml").read_text()
    (folder / "dataset.toml").write_text(text.replace("between =", 'exclude = ["events/2022/"]\nbetween ='))
    (folder / "events/2022").mkdir()
    (folder / "events/2022/2022-01-05-meeting.toml").write_text("mine")
    result = cli("fmt", "--layout", "event", folder=folder)
    assert (result.code, "is there already, and is not read" in result.err) == (2, True)
    assert (folder / "events/2022/2022-01-05-meeting.toml").read_text() == "mine"


def test_an_id_that_is_no_file_name_stays_in_the_file_of_the_year(tmp_path: Path, cli: Cli) -> None:
    long_name = "2021-03-05-" + "x" * 120
    event = EARLY.replace('id = "2021-03-05-meeting"', f'id = "{long_name}"')
    write_files(tmp_path, dataset_files(event, LATE))
    assert cli("fmt", "--layout", "event", folder=tmp_path).code == 0
    assert event_files(tmp_path) == ["events/2021.toml", "events/2021/2021-09-05-meeting.toml"]
    assert [event["id"] for event in events_of(tmp_path)] == [long_name, "2021-09-05-meeting"]


@pytest.mark.parametrize("before", ["", LAYOUT.format("year") + "# why\n", '\nlayout = { events = "year" }  # so\n'])
def test_the_layout_is_set_and_its_comments_are_kept(before: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(EARLY) | {"dataset.toml": (HEAD + before).encode()})
    assert cli("fmt", "--layout", "event", folder=tmp_path).code == 0
    text = (tmp_path / "dataset.toml").read_text()
    assert tomllib.loads(text) == tomllib.loads(HEAD) | {"layout": {"events": "event"}}
    for comment in ("# why", "# so"):
        assert (comment in text) is (comment in before)


def test_a_dataset_without_events_gets_the_layout(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files())
    result = cli("fmt", "--layout", "event", folder=tmp_path)
    assert (result.code, "0 events: 0 files of events became 0" in result.err) == (0, True)
    assert tomllib.loads((tmp_path / "dataset.toml").read_text())["layout"] == {"events": "event"}


def test_one_file_has_no_layout_of_its_own(folder: Path, cli: Cli) -> None:
    result = cli("fmt", "events/2021.toml", "--layout", "event", folder=folder)
    assert result.code == 2
    assert "--layout is for a whole dataset" in result.err


def test_a_lost_event_is_noticed(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbi_cli.changes import change_layout

    monkeypatch.setattr(change_layout, "sort_events", lambda nodes: nodes.clear())
    before = contents(folder)
    result = cli("fmt", "--layout", "event", folder=folder)
    assert (result.code, contents(folder)) == (2, before)
    assert "cannot be moved safely" in result.err


def test_the_api_plans_it(folder: Path) -> None:
    from cbi_cli import api

    with api.open_dataset(folder) as dataset:
        plan: ChangeSet[api.LayoutDetails] = api.plan_layout(dataset, "event")
    assert (plan.details.events, plan.details.files_before, plan.details.files_after) == (3, 2, 4)
    plan.apply()
    assert len(event_files(folder)) == 4


@pytest.mark.parametrize(("before", "after"), [("year", "event"), ("event", "year")])
def test_at_any_moment_every_event_is_in_a_file(before: str, after: str, folder: Path, cli: Cli) -> None:
    """The files are put in place one after the other, in the order of the plan."""
    from cbi_cli import api

    assert cli("fmt", "--layout", before, folder=folder).code == 0
    ids = {event["id"] for event in events_of(folder)}
    with api.open_dataset(folder) as dataset:
        plan = api.plan_layout(dataset, after)  # type: ignore[arg-type]
    for change in plan.files:
        path = folder / change.path
        if change.after is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(change.after)
        assert {event["id"] for event in events_of(folder)} == ids, change.path
