"""Adding an event: from options, from a terminal, at its place, and nothing else changed."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

from cbi_cli.loading.pipeline import Pipeline
from tests.conftest import ROOT, Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.faults.jobs import ADD

GIVEN = [
    "add-event",
    "--no-input",
    "--kind",
    "meeting",
    "--level",
    "cabinet",
    "--institution",
    "talks",
    "--source",
    "book",
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of one reviewed and one unreviewed year."""
    for name, raw in dataset_files(event_toml("2021-05-04"), event_toml("2022-03-01", kind="review")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_event_from_options_is_written_and_turns_the_light(data: Path, cli: Cli) -> None:
    before = contents(data)
    result = cli(*GIVEN, "--start", "4 may 2022", "--title", "Talks in May", folder=data)
    assert result.code == 0
    assert result.out == (
        "[[event]]\n"
        'id = "2022-05-04-talks-may"\n'
        "start = 2022-05-04\n"
        'title = "Talks in May"\n'
        'kind = "meeting"\n'
        'level = "cabinet"\n'
        'institutions = ["talks"]\n'
        'parties = ["aa", "bb"]\n'
        'sources = ["book"]\n'
    )
    assert "Talks 2022: yellow → green" in result.err
    after = contents(data)
    assert after.pop("events/2022.toml") == before.pop("events/2022.toml") + result.out.encode()
    assert after == before


def test_an_event_between_two_dates_is_written_as_text_with_an_id_of_the_first(data: Path, cli: Cli) -> None:
    result = cli(*GIVEN, "--start", "jul 2019..feb 2020", "--title", "Quiet talks", folder=data)
    assert result.code == 0
    assert result.out.startswith('[[event]]\nid = "2019-07-quiet-talks"\nstart = "2019-07..2020-02"\n')
    assert 'start = "2019-07..2020-02"' in (data / "events/2019.toml").read_text(encoding="utf-8")
    assert cli("validate", folder=data).code == 0
    refused = cli(*GIVEN, "--start", "2020..2020", "--title", "Talks", folder=data)
    assert (refused.code, refused.out) == (2, "")
    assert "`2020..2020` is the same date twice; write `2020`" in refused.err


def test_a_second_event_leaves_the_light_and_is_counted(data: Path, cli: Cli) -> None:
    result = cli(*GIVEN, "--start", "2021-09-01", "--title", "Talks", "--dry-run", folder=data)
    assert "  Talks 2021: stays green; 2 count instead of 1, shown: 2021-09-01\n" in result.err
    assert result.err.count("→") == 0


def test_an_event_ends_a_halt(data: Path, cli: Cli) -> None:
    (data / "events" / "2021.toml").write_text(event_toml("2019-05-04").replace("2019-05-04-meeting", "2019-05-04-old"))
    (data / "events" / "2021.toml").rename(data / "events" / "2019.toml")
    result = cli(*GIVEN, "--start", "2022-09-01", "--title", "Talks", "--dry-run", folder=data)
    assert "  Talks 2022: yellow → green\n  Talks: halted since 2019 → active\n" in result.err


@pytest.mark.parametrize(("start", "known"), [("2024-05-04", "2024-05-04"), ("2024", "2024-12-31")])
def test_an_effect_that_the_reports_do_not_show_yet_is_said_to_be_so(
    data: Path, cli: Cli, start: str, known: str
) -> None:
    result = cli(*GIVEN, "--start", start, "--title", "Talks", folder=data)
    told = f"  as of {known}; reports hold for 2022-12-31, the last covered day, and do not show it yet\n"
    assert f"{told}  Talks 2024: unknown → green\n" in result.err
    assert "unknown  Talks" in cli("scorecard", "2024", folder=data).out
    again = cli(*GIVEN, "--start", "2022-05-04", "--title", "Talks", folder=data)
    assert "do not show it" not in again.err


def test_a_dry_run_shows_the_same_and_writes_nothing(data: Path, cli: Cli) -> None:
    before = contents(data)
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "Talks in May", "--dry-run", folder=data)
    assert (result.code, contents(data)) == (0, before)
    assert "Talks 2022: yellow → green" in result.err
    assert "nothing was written" in result.err


def test_nothing_is_said_of_lights_beside_an_error(data: Path, cli: Cli) -> None:
    result = cli(
        *GIVEN, "--start", "2022-05-04", "--title", "Talks in May", "--host", "aa", "--guest", "aa", folder=data
    )
    assert result.code == 1
    assert "CBI409" in result.err
    assert "was not computed: the record has errors" in result.err
    assert "no light" not in result.err


def test_a_file_with_comments_crlf_and_no_final_line_end_keeps_every_byte(data: Path, cli: Cli) -> None:
    path = data / "events" / "2022.toml"
    early, late = event_toml("2022-03-01", kind="review").rstrip(), event_toml("2022-09-01").rstrip()
    old = f"# events of 2022\n\n# the first\n{early} # seen\n\n\n# the last\n{late}\n# end".replace(
        "\n", "\r\n"
    ).encode()
    path.write_bytes(old)
    assert cli(*GIVEN, "--start", "2022-05-04", "--title", "Talks in May", folder=data).code == 0
    new = path.read_bytes()
    start = new.index(b'[[event]]\r\nid = "2022-05-04')
    end = new.index(b"# the last")
    assert new[:start] + new[end:] == old
    assert new[start:end].endswith(b'sources = ["book"]\r\n\r\n')
    assert b"\n" not in new.replace(b"\r\n", b"")
    assert not new.endswith(b"\n")


def test_a_year_without_a_file_gets_one(data: Path, cli: Cli) -> None:
    assert cli(*GIVEN, "--start", "2020-02", "--title", "Talks", folder=data).code == 0
    assert (
        (data / "events" / "2020.toml").read_text().startswith('[[event]]\nid = "2020-02-talks"\nstart = "2020-02"\n')
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--start", "2022-05-04"], "missing: --title"),
        (["--start", "03/04/2022", "--title", "x"], "2022-04-03"),
        (["--start", "2022-02-30", "--title", "x"], "--start"),
        (["--start", "2022-05-04", "--title", "x", "--host", "zz"], "--host"),
        (["--start", "2022-05-04", "--title", "x", "--office", "trad"], "did you mean `trade`?"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    data: Path, cli: Cli, more: list[str], message: str
) -> None:
    before = contents(data)
    result = cli(*GIVEN, *more, folder=data)
    assert (result.code, contents(data)) == (2, before)
    assert message in result.err


def test_an_event_that_breaks_a_rule_is_refused_with_its_finding(data: Path, cli: Cli) -> None:
    before = contents(data)
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "x", "--host", "cc", folder=data)
    assert (result.code, contents(data)) == (1, before)
    assert "host-guest-mismatch" in result.err


def test_a_likely_duplicate_is_told_before_writing(data: Path, cli: Cli) -> None:
    given = [*GIVEN, "--title", "The ministers meet for talks in May", "--dry-run"]
    assert cli(*given[:-1], "--start", "2022-05-04", folder=data).code == 0
    result = cli(*given, "--start", "2022-05-05", folder=data)
    assert "near-duplicate" in result.err
    assert "2022-05-04-" in result.err


def test_the_built_in_dataset_is_left_alone_and_the_way_out_is_told(tmp_path: Path, cli: Cli) -> None:
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "x", folder=tmp_path)
    assert result.code == 2
    assert "cannot be edited" in result.err
    assert "cbi init --from us-mexico DIR" in result.err


def ask(data: Path, *words: str) -> pexpect.spawn[str]:
    """A call on a terminal."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    call = ["-m", "cbi_cli", "add-event", *words]
    return pexpect.spawn(sys.executable, call, cwd=str(data), env=env, encoding="utf-8", timeout=30)


def test_on_a_terminal_it_asks_for_what_is_missing(data: Path) -> None:
    call = ask(data, "--title", "Talks in May", "--kind", "meeting")
    call.expect("Date or dates")
    call.sendline("sometime")
    call.expect("is not a date")
    call.expect("Date or dates")
    call.sendline("4 mayo 2022")
    call.expect("Institutions")
    call.sendline("big tlaks")
    call.expect("none of these")
    call.expect("Which one")
    call.sendline("1")
    call.expect("Level \\[cabinet\\]")
    call.sendline("")
    for prompt in ("Host", "Place"):
        call.expect(prompt)
        call.sendline("")
    call.expect("Sources")
    call.sendline("")
    call.expect("a value is required")
    call.expect("Sources")
    call.sendline("book#p1")
    call.expect("yellow → green")
    call.expect("What now")
    call.sendline("y")
    call.expect(pexpect.EOF)
    call.close()
    assert call.exitstatus == 0
    text = (data / "events" / "2022.toml").read_text()
    assert 'id = "2022-05-04-talks-may"\nstart = 2022-05-04\n' in text
    assert 'sources = ["book#p1"]\n' in text


def test_an_interrupted_question_writes_nothing(data: Path) -> None:
    before = contents(data)
    call = ask(data)
    call.expect("Date or dates")
    # A signal between the prompt and the waiting for a key is seen with the next one only; a person presses again.
    for _ in range(30):
        call.kill(signal.SIGINT)
        if call.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1) == 0:
            break
    call.close()
    assert (call.exitstatus, contents(data)) == (130, before)
    assert "Traceback" not in (call.before or "")


def test_two_languages_ask_for_both_titles(data: Path, cli: Cli) -> None:
    path = data / "dataset.toml"
    path.write_text(HEAD.replace('["en"]', '["en", "es"]'))
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "x", "--dataset", ".", folder=data)
    # The small dataset itself has no Spanish, so it is refused before the question is asked.
    assert result.code == 1
    assert "missing-language" in result.err


def test_a_snapshot_is_built_once_for_all_that_a_call_reads(
    data: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot is changed in its file, which waits for those who read it: a call must not wait for itself.

    The clock of this test lets files that were just written count as settled, so that the snapshot notes their times.
    """
    monkeypatch.setattr("cbi_cli.index.staleness.now_ns", lambda: time.time_ns() + 10**10)
    real, built = Pipeline.build, []

    def counted(self: Pipeline, *rest: Any, **named: Any) -> Any:
        built.append(self.location.root)
        return real(self, *rest, **named)

    monkeypatch.setattr(Pipeline, "build", counted)
    for day in ("4 may 2022", "4 june 2022"):
        assert cli(*GIVEN, "--start", day, "--title", "Talks in spring", folder=data).code == 0
        assert len(built) == 1


WHOLE = [
    "--start",
    "2022-05-04",
    "--title",
    "Talks in May",
    "--kind",
    "meeting",
    "--level",
    "cabinet",
    "--source",
    "book",
]


def answer_the_rest(call: pexpect.spawn[str], **answers: str) -> None:
    """Answer all questions that the options of WHOLE leave, with nothing where no answer is given."""
    questions = ["Institutions", "Host", "Place"]
    if "Institutions" not in answers:
        # The meetings of the talks say nothing of offices.
        questions.insert(1, "Office")
    if "Host" in answers:
        questions.insert(-1, "traveled")
    for question in questions:
        call.expect(question)
        call.sendline(answers.get(question, ""))
        if question == "Place" and "Place" in answers:
            call.expect("Which one")
            call.sendline("k")


def ended(call: pexpect.spawn[str]) -> tuple[int | None, str]:
    call.expect(pexpect.EOF)
    text = call.before or ""
    call.close()
    return call.exitstatus, text


def test_what_was_typed_and_not_written_is_kept_and_taken_up_again(data: Path, cli: Cli) -> None:
    before = contents(data)
    call = ask(data, *WHOLE)
    answer_the_rest(call, Institutions="talks", Place="Town")
    call.expect("What now")
    call.sendline("note")
    call.expect("Note")
    call.sendline('A note, "quoted" — ñ')
    call.expect("What now")
    call.sendline("s")
    code, told = ended(call)
    assert (code, contents(data)) == (0, before)
    assert "add-event --resume" in told
    result = cli("add-event", "--resume", "--no-input", "--place", "Village", folder=data)
    assert result.code == 0
    assert 'institutions = ["talks"]\n' in result.out
    assert 'place = "Village"\n' in result.out
    assert 'note = "A note, \\"quoted\\" — ñ"\n' in result.out
    # Once it is written, nothing is left to go on with.
    again = cli("add-event", "--resume", "--no-input", folder=data)
    assert again.code == 2
    assert "no saved draft" in again.err


def test_an_interrupt_at_the_end_keeps_what_was_typed(data: Path, cli: Cli) -> None:
    call = ask(data, *WHOLE)
    answer_the_rest(call, Place="Town")
    call.expect("What now")
    for _ in range(30):
        call.kill(signal.SIGINT)
        if call.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1) == 0:
            break
    call.close()
    assert call.exitstatus == 130
    result = cli("add-event", "--resume", "--no-input", "--dry-run", folder=data)
    assert result.code == 0
    assert 'place = "Town"\n' in result.out
    assert 'title = "Talks in May"\n' in result.out


def test_an_error_at_the_end_asks_again_for_its_field(data: Path) -> None:
    call = ask(data, *WHOLE)
    answer_the_rest(call, Host="cc", traveled="bb")
    call.expect("host-guest-mismatch")
    call.expect("host was: cc")
    call.expect("Host")
    call.sendline("aa")
    call.expect("What now")
    call.sendline("y")
    assert ended(call)[0] == 0
    assert 'host = "aa"\n' in (data / "events" / "2022.toml").read_text()


@pytest.mark.parametrize("is_another", [True, False])
def test_a_likely_duplicate_is_asked_about(data: Path, is_another: bool) -> None:
    before = contents(data)
    call = ask(data, *(word.replace("2022-05-04", "2022-03-02") for word in WHOLE))
    answer_the_rest(call, Institutions="talks")
    call.expect("It looks like 2022-03-01-review. Is it a different event")
    call.sendline("y" if is_another else "")
    if not is_another:
        code, told = ended(call)
        assert (code, contents(data)) == (1, before)
        assert "--resume" in told
        return
    call.expect("What now")
    call.sendline("y")
    assert ended(call)[0] == 0
    assert 'distinct_from = ["2022-03-01-review"]\n' in (data / "events" / "2022.toml").read_text()


def test_without_input_a_likely_duplicate_is_refused_unless_it_is_said_to_be_distinct(data: Path, cli: Cli) -> None:
    before = contents(data)
    given = [*GIVEN, "--start", "2022-03-01", "--title", "Something else"]
    for more in ([], ["--dry-run"]):
        result = cli(*given, *more, folder=data)
        assert (result.code, contents(data)) == (1, before)
        assert "add --distinct-from 2022-03-01-review" in result.err
    result = cli(*given, "--distinct-from", "2022-03-01-REVIEW", folder=data)
    assert result.code == 0
    assert 'distinct_from = ["2022-03-01-review"]\n' in result.out


def test_prompts_go_to_stderr_and_the_event_alone_to_stdout(data: Path) -> None:
    words = " ".join(f"'{word}'" for word in ("add-event", *WHOLE, "--dry-run"))
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", "COLUMNS": "200"}
    line = f"{sys.executable} -m cbi_cli {words} > out.txt"
    call = pexpect.spawn("/bin/sh", ["-c", line], cwd=str(data), env=env, encoding="utf-8", timeout=30)
    answer_the_rest(call)
    assert ended(call)[0] == 0
    written = (data / "out.txt").read_text()
    assert written.startswith('[[event]]\nid = "2022-05-04-talks-may"\n')
    assert written.endswith('sources = ["book"]\n')


def test_participants_are_given_as_options(data: Path, cli: Cli) -> None:
    more = ["--participant", "Ada Lee; trade; A", "--participant", "Bo Ray"]
    result = cli(*GIVEN, "--start", "2022-05-04", "--title", "Talks in May", *more, folder=data)
    assert result.code == 0
    assert 'participants = [{ name = "Ada Lee", office = "trade", party = "aa" }, { name = "Bo Ray" }]\n' in result.out


def test_an_id_begins_with_the_start_of_its_event(data: Path, cli: Cli) -> None:
    result = cli(*ADD, "--start", "2022-04-04", "--title", "Talks", "--id", "2022-05-04-talks", folder=data)
    assert (result.code, result.out) == (2, "")
    assert "the id `2022-05-04-talks` does not begin with the start, 2022-04-04" in result.err
    assert "begin it with `2022-04-04-`" in result.err
