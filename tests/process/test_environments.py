"""Surroundings that are not as usual: no home, odd terminals and locales, time zones, git that is not there."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT, Cli
from tests.datasets import HEAD, dataset_files, event_toml
from tests.process.processes import PROGRAM, make_environment, run_cbi, run_shell
from tests.repositories import commit, git, make_repository, write_files

CARD = ["scorecard", "2022", "--dataset", "us-mexico"]
BUILT_IN = b"cbi: dataset us-mexico 1.0.0 (built in)\n"
"""What a report says on stderr if it is not of a dataset in or above the working folder."""


def plain_card() -> bytes:
    return run_cbi(*CARD).stdout


@pytest.mark.parametrize("home", ["none", "missing", "a file", "empty", "relative"])
def test_a_report_needs_no_home(home: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    where = {
        "none": None,
        "missing": "/nonexistent/home",
        "a file": str(tmp_path / "file"),
        "empty": "",
        "relative": "x/y",
    }
    env = make_environment(HOME=where[home], XDG_CACHE_HOME=None, CBI_CACHE_DIR=None)
    done = run_cbi(*CARD, folder=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, BUILT_IN)
    assert b"8 green, 1 yellow, 2 red, 0 unknown" in done.stdout


@pytest.mark.parametrize("cache", ["/dev/null", "/proc", "/nonexistent/\u0301", "file", "file/below"])
def test_a_cache_that_cannot_be_written_is_done_without(cache: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run_cbi(*CARD, folder=tmp_path, env=make_environment(CBI_CACHE_DIR=cache))
    assert (done.returncode, done.stderr) == (0, BUILT_IN)
    assert b"8 green" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="no permission holds for root; the folders above cannot be written by it")
def test_a_home_and_a_cache_that_are_read_only_are_done_without(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o555)
    env = make_environment(HOME=str(tmp_path / "home"), XDG_CACHE_HOME=None, CBI_CACHE_DIR=None)
    done = run_cbi(*CARD, folder=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, BUILT_IN)


ASCII = {"LC_ALL": "POSIX", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "locale",
    [{"LANG": "C"}, {"LC_ALL": "POSIX"}, ASCII, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=["C", "POSIX", "no UTF-8", "ascii", "latin-1"],
)
def test_no_locale_breaks_a_table_or_changes_what_programs_read(locale: dict[str, str]) -> None:
    for form in ("json", "html"):
        words = ("timeline", "--dataset", "us-mexico", "--lang", "es", "--format", form)
        done = run_cbi(*words, env=make_environment(**locale))
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == run_cbi(*words).stdout
    table = run_cbi("timeline", "--dataset", "us-mexico", "--lang", "es", env=make_environment(**locale))
    assert (table.returncode, table.stderr) == (0, b"")
    assert b"octubre 2022" in table.stdout.lower()


def test_an_error_is_told_in_any_locale(tmp_path: Path) -> None:
    done = run_cbi("gaps", "--dataset", "niño-漢", folder=tmp_path, env=make_environment(**ASCII))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cbi: error: there is no dataset with the name or the path `")


@pytest.mark.parametrize("columns", ["20", "1", "-5", "100000"])
def test_no_width_breaks_a_page_on_a_terminal(columns: str) -> None:
    import pexpect

    for command in ("scorecard", "timeline", "reconcile"):
        env = make_environment(COLUMNS=columns, TERM="xterm", PAGER="cat")
        child = pexpect.spawn(
            sys.executable, ["-m", "cbi_cli", command, "-d", "us-mexico"], cwd=ROOT, env=env, timeout=30
        )
        shown = child.read().decode()
        child.close()
        assert child.exitstatus == 0
        assert "Traceback" not in shown
        if columns in ("20", "1"):
            codes = "\x1b\\[[0-9;]*m|\x1b]8;[^\x1b]*\x1b\\\\"
            lines = re.sub(codes, "", shown).splitlines()
            assert max(len(line) for line in lines) <= 20


@pytest.mark.parametrize("change", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": "1"}], ids=str)
def test_a_terminal_without_color_gets_none(change: dict[str, str]) -> None:
    import pexpect

    env = make_environment(**{"TERM": "xterm", "NO_COLOR": None, "PAGER": "cat", **change})
    child = pexpect.spawn(sys.executable, ["-m", "cbi_cli", *CARD], cwd=ROOT, env=env, timeout=30)
    shown = child.read()
    child.close()
    assert child.exitstatus == 0
    assert b"\x1b" not in shown
    assert b"green" in shown


@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12), ("UTC", 0)])
def test_today_is_the_day_of_the_user(zone: str, hours: int, tmp_path: Path) -> None:
    """An event of tomorrow that was held is a finding, one of today is not; where midnight is near, both may hold."""
    now = datetime.now(UTC)
    today = (now + timedelta(hours=hours)).date()
    write_files(tmp_path, dataset_files(event_toml(str(today)), event_toml(str(today + timedelta(days=2)))))
    done = run_cbi("validate", "--format", "json", folder=tmp_path, env=make_environment(TZ=zone, CBI_TODAY=None))
    found = [one["record"] for one in json.loads(done.stdout)["findings"] if one["name"] == "future-event-held"]
    assert found == [f"{today + timedelta(days=2)}-meeting"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "nonsense", ""])
def test_a_report_is_the_same_in_every_time_zone(zone: str) -> None:
    assert run_cbi(*CARD, env=make_environment(TZ=zone, CBI_TODAY=None)).stdout == plain_card()


@pytest.mark.parametrize("given", ["2023-02-29", "x", "2022", "0000-01-01", "10000-01-01"])
def test_a_today_that_is_no_day_is_told(given: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBI_TODAY", given)
    result = cli("validate", "--dataset", "us-mexico")
    assert (result.code, result.out) == (2, "")
    assert "CBI_TODAY" in result.err


def test_february_29_is_a_day_in_leap_years_only(tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2020-02-29")))
    assert cli("validate", folder=tmp_path).code == 0
    shown = json.loads(cli("timeline", "--year", "2020", "--month", "2", "--format", "json", folder=tmp_path).out)
    assert [one["start"] for one in shown["events"]] == ["2020-02-29"]
    assert cli("gaps", "--as-of", "2021-02-29", folder=tmp_path).code == 2
    write_files(tmp_path, dataset_files(event_toml("2021-02-29")))
    assert cli("validate", folder=tmp_path).code == 1


def test_the_first_and_the_last_day_of_the_calendar_are_days_that_the_checks_doubt(tmp_path: Path, cli: Cli) -> None:
    events = [event_toml("0001-01-01"), event_toml("9999-12-31", 'status = "planned"'), event_toml("2022-05-04")]
    found = dataset_files(*events) | {"dataset.toml": HEAD.replace("2022-12-31", "9999-12-31").encode()}
    write_files(tmp_path, found)
    for command in (
        "validate",
        "scorecard 2022",
        "timeline --year all --status any",
        "gaps",
        "history talks",
        "topics 2022",
        "info",
        "explain 2022 talks-row",
    ):
        for form in ("table", "json"):
            result = cli(*command.split(), "--format", form, folder=tmp_path)
            assert result.code == 1
            assert "internal error" not in result.err
            assert len(result.out + result.err) < 20_000
    codes = {one["code"] for one in json.loads(cli("validate", "--format", "json", folder=tmp_path).out)["findings"]}
    assert {"CBI306", "CBI308"} <= codes


@pytest.mark.parametrize("day", ["0001-01-01", "0001", "9999-12-31", "9999"])
def test_a_report_holds_for_no_day_far_from_the_dataset(day: str, tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    for command in (
        "scorecard 2022",
        "timeline --year all",
        "gaps",
        "history talks",
        "topics 2022",
        "explain 2022 talks-row",
    ):
        result = cli(*command.split(), "--as-of", day, folder=tmp_path)
        assert (result.code, result.out) == (2, "")
        assert f"--as-of: {int(day[:4])} is too far from the years of the dataset, 2015 to 2022" in result.err
    assert cli("diff", ".", ".", "--as-of", day, folder=tmp_path).code == 0


@pytest.mark.parametrize(
    "words", [["gaps", "--at", "HEAD"], ["validate", "--base", "HEAD"], ["diff", "HEAD"], ["release"]]
)
def test_without_a_repository_a_revision_is_told_to_miss(words: list[str], tmp_path: Path, cli: Cli) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    result = cli(*words, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("cbi: error: ")
    assert "internal error" not in result.err


@pytest.mark.parametrize("path", ["/nonexistent", ""])
@pytest.mark.parametrize(
    "words", [["gaps", "--at", "HEAD"], ["validate", "--base", "HEAD"], ["diff", "HEAD"], ["diff"]]
)
def test_without_git_a_revision_is_told_to_miss(
    words: list[str], path: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04")))
    monkeypatch.setenv("PATH", path)
    result = cli(*words, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "git is not installed" in result.err


def test_without_git_all_that_needs_no_revision_works(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04")))
    monkeypatch.setenv("PATH", "")
    for words in (
        ["validate"],
        ["timeline", "--year", "2022"],
        ["fmt", "--check"],
        ["validate", "--format", "sarif"],
        ["diff", ".", "."],
    ):
        assert cli(*words, folder=tmp_path).code in (0, 1)


def test_a_shallow_clone_says_what_it_does_not_hold(tmp_path: Path, cli: Cli) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    make_repository(origin, dataset_files(event_toml("2022-05-04")))
    first = git(origin, "rev-parse", "HEAD")
    (origin / "README.md").write_text("More", encoding="utf-8")
    commit(origin, "More")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{origin}", "clone")
    clone = tmp_path / "clone"
    assert cli("gaps", "--at", "HEAD", folder=clone).code == 0
    for words in (["gaps", "--at", first], ["gaps", "--at", "HEAD~1"], ["validate", "--base", first], ["diff", first]):
        result = cli(*words, folder=clone)
        assert (result.code, result.out) == (2, "")
        assert "internal error" not in result.err


@pytest.mark.parametrize(
    "words", ["timeline", "validate", "gaps --dataset us-mexico", "fmt", "diff", "init new", "--help"]
)
def test_a_working_folder_that_is_gone_is_told(words: str, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run_shell(f"cd gone && rmdir ../gone && cbi {words}", tmp_path)
    assert done.returncode == (0 if words == "--help" else 2)
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


def test_a_call_by_its_whole_path_needs_no_path(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    done = run_cbi("timeline", "--year", "2022", folder=tmp_path, env=make_environment(PATH=None))
    assert (done.returncode, done.stderr) == (0, b"")
    assert PROGRAM[0] == sys.executable
    assert shutil.which("bash")
