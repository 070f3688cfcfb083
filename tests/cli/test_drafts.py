"""What was typed for an event is never lost: whatever ends `add-event`, `--resume` continues where it ended."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pexpect
import pytest

from cbi_cli.cli.draft import draft_path
from cbi_cli.core.settings import read_settings
from tests.cli.conftest import Talk
from tests.cli.test_add_event import ask
from tests.conftest import Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

DIALOGUE = [
    ("start", "4 may 2022"),
    ("kind", "meet"),
    ("institutions", "big t"),
    ("level", "cab"),
    ("title", "Talks in May"),
    ("host", "A"),
    ("guests", "B"),
    ("place", "Town"),
    ("sources", "book#p1"),
]
"""All questions about a meeting in English, in their order, and what is answered: names by their beginnings, too."""
EDITS = ["edition_number", "3", "participants", "Ada Lee; trade; A", "", "note", 'A "note" — ñ']
"""What is given at the end to the fields that were not asked for."""
TOWN = '[[place]]\nid = "town"\nname = "Town"\ncountry = "aa"\n'
ANSWERS = [answer for _, answer in DIALOGUE]
FIELDS = [name for name, _ in DIALOGUE]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_files(tmp_path, dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01", kind="review"), place=TOWN))
    return tmp_path


def written(data: Path) -> str:
    return (data / "events" / "2022.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("ended", [KeyboardInterrupt(), EOFError(), OSError("the terminal is gone"), MemoryError()])
def test_whatever_ends_the_questions_the_event_comes_out_the_same(data: Path, talk: Talk, ended: BaseException) -> None:
    before = written(data)
    count = [KeyboardInterrupt, EOFError, OSError, MemoryError].index(type(ended))
    for done in range(1 + count, len(ANSWERS) + 1, 4):
        first = talk(data, [*ANSWERS[:done], ended])
        assert "add-event --resume" in first.err
        assert written(data) == before
        rest = [ANSWERS[number] for number in range(done, len(ANSWERS)) if FIELDS[number] not in FIELDS[:done]]
        result = talk(data, [*rest, *EDITS, "s"], "--resume")
        assert (result.code, written(data)) == (0, before)
        assert result.out == (
            '[[event]]\nid = "2022-05-04-talks-may"\nstart = 2022-05-04\ntitle = "Talks in May"\nkind = "meeting"\n'
            'level = "cabinet"\ninstitutions = ["talks"]\nedition_number = 3\nparties = ["aa", "bb"]\nhost = "aa"\n'
            'guests = ["bb"]\nplace = "town"\nparticipants = [{ name = "Ada Lee", office = "trade", party = "aa" }]\n'
            'sources = ["book#p1"]\nnote = "A \\"note\\" — ñ"\n'
        )
        draft = draft_path(data, read_settings().cache)
        assert draft is not None
        draft.unlink()


def test_each_answer_is_on_the_disk_before_the_next_question(
    data: Path, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed can keep nothing any more."""
    draft = draft_path(data, read_settings().cache)
    assert draft is not None

    seen: list[str] = []
    monkeypatch.setattr(
        "cbi_cli.cli.event_entry.EventEntry.print_resume_hint",
        lambda _: seen.append(draft.read_text(encoding="utf-8")),
    )
    for done in (1, 4, 8):
        talk(data, [*ANSWERS[:done], KeyboardInterrupt()])
        assert f'"{FIELDS[done - 1]}"' in seen[-1]
        draft.unlink()


def test_an_id_that_was_given_is_kept(data: Path, talk: Talk, cli: Cli) -> None:
    talk(data, ANSWERS, "--id", "2022-05-04-by-hand")
    result = cli("add-event", "--resume", "--no-input", folder=data)
    assert (result.code, result.out.splitlines()[1]) == (0, 'id = "2022-05-04-by-hand"')
    assert draft_path(data, read_settings().cache) is not None
    assert cli("add-event", "--resume", "--no-input", folder=data).code == 2


def test_another_event_leaves_the_draft_alone(data: Path, talk: Talk, cli: Cli) -> None:
    talk(data, ANSWERS[:5])
    more = ["--kind", "meeting", "--level", "cabinet", "--source", "book", "--no-input"]
    assert cli("add-event", "--start", "2022-08-04", "--title", "Other", *more, folder=data).code == 0
    result = cli("add-event", "--resume", *more, folder=data)
    assert result.code == 0
    assert 'title = "Talks in May"' in result.out


@pytest.mark.parametrize("answer", ["y", "n", ""])
def test_a_draft_that_nobody_spoke_of_is_asked_about(data: Path, talk: Talk, answer: str) -> None:
    talk(data, ANSWERS[:5])
    rest = ANSWERS[5:] if answer == "y" else ["6 june 2022", *ANSWERS[1:4], "Other", *ANSWERS[5:]]
    result = talk(data, [answer, *rest, "y"])
    assert result.code == 0
    assert ("Talks in May" in written(data)) is (answer == "y")
    assert ("Other" in written(data)) is (answer != "y")


def test_an_interrupt_at_the_question_about_a_draft_keeps_it(data: Path, talk: Talk, cli: Cli) -> None:
    talk(data, ANSWERS)
    assert talk(data, []).code == 130
    assert cli("add-event", "--resume", "--no-input", "--dry-run", folder=data).code == 0


def test_a_record_that_is_gone_since_then_is_asked_for_again(data: Path, talk: Talk, cli: Cli) -> None:
    talk(data, ANSWERS)
    path = data / "sources.toml"
    path.write_text(path.read_text().replace('id = "p1"', 'id = "page-1"'))
    refused = cli("add-event", "--resume", "--no-input", folder=data)
    assert (refused.code, "--source: `book#p1` is not known" in refused.err) == (2, True)
    result = talk(data, ["book#page-1", "y"], "--resume")
    assert result.code == 0
    assert "--source: `book#p1` is not known" in result.err
    assert 'sources = ["book#page-1"]' in written(data)


def test_what_is_written_is_not_offered_again(data: Path, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt behind the writing finds nothing to keep."""

    def interrupted(text: str) -> None:
        if text.startswith("cbi: wrote"):
            raise KeyboardInterrupt

    monkeypatch.setattr("cbi_cli.cli.entry_writing.print_message", interrupted)
    result = talk(data, [*ANSWERS, "y"])
    assert result.code == 130
    assert "Talks in May" in written(data)
    assert "--resume" not in result.err


def test_it_is_said_if_nothing_can_be_kept(data: Path, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._cache_folder", lambda environ: None)
    result = talk(data, ANSWERS[:3])
    assert result.code == 130
    assert "could not be saved" in result.err


def test_a_hangup_in_a_question_loses_no_answer(data: Path) -> None:
    """The window of the terminal is closed."""
    call = ask(data)
    call.expect("Date or dates")
    call.sendline("4 may 2022")
    call.expect("Kind")
    call.kill(signal.SIGHUP)
    call.expect(pexpect.EOF)
    call.close()
    draft = Path(os.environ["CBI_CACHE_DIR"]).rglob("drafts/*.json")
    assert "4 may 2022" in next(draft).read_text(encoding="utf-8")
