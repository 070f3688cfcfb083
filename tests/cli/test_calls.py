"""The command line as a user meets it: exit codes, streams, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli import __version__
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import make_repository


def write(root: Path, *events: str, **more: str) -> Path:
    for name, raw in dataset_files(*events, **more).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return root


def process(*words: str, folder: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """A call in a process of its own."""
    done = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **env}
    return subprocess.run(
        [sys.executable, "-m", "cbi_cli", *words], capture_output=True, text=True, cwd=folder, env=done, check=False
    )


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["scorecard", "20x2"], "`20x2` is not a year", "write it as 2022"),
        (["scorecard", "2022", "--as-of", "soon"], "--as-of: `soon`", "2022-10-13"),
        (["scorecard", "2021", "--published"], "no edition of 2021", "there is one of 2022"),
        (["scorecrad"], "no such command `scorecrad`", "did you mean `scorecard`?"),
        (["scorecard", "--fromat", "json"], "no such option `--fromat`", "did you mean `--format`?"),
        (["scorecard", "--format", "xml"], "`xml`", ""),
        (["history", "nalls"], "no series is called `nalls`", "did you mean `nals` (North American"),
        (["timeline", "--month", "octo"], "--month", "write it as 10"),
        (["timeline", "--kind", "sumit"], "`sumit` is not known", "did you mean `summit`?"),
        (["timeline", "--source", "cbi-2022#timelin"], "no part `timelin`", "did you mean `timeline`?"),
        (["show", "hslq"], "no record is called `hslq`", ""),
        (["explain", "2022"], "a year alone is not enough", "cbi explain 2022 nals"),
        (["explain", "CBI999"], "no check is called `CBI999`", ""),
        (["explain", "2022", "nalz"], "no series is called `nalz`", "did you mean"),
        (["gaps", "--dataset", "us-mexcio"], "`us-mexcio`", "did you mean `us-mexico`?"),
        (["gaps", "--at", "no-such-tag"], "finds no revision `no-such-tag`", "git tag"),
        (["validate", "no/such/folder"], "no/such/folder", ""),
        (["validate", "README.md"], "README.md is not part of a dataset", ""),
        (["reconcile", "2021"], "no edition of 2021", ""),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_why_and_what_to_do(
    words: list[str], message: str, hint: str, cli: Cli
) -> None:
    result = cli(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("cbi: error: ")
    assert message in result.err
    assert hint in result.err
    assert "Traceback" not in result.err


def test_the_version_is_told() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, f"cbi {__version__}\n")


@pytest.mark.parametrize("words", [["gaps"], ["gaps", "-fjson"]], ids=["read plainly", "read by Typer"])
def test_an_internal_error_is_one_line_and_under_debug_a_plain_traceback(
    words: list[str], cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cbi_cli.cli.commands.gaps.compute_gaps", lambda *given: 1 // 0)
    result = cli(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "cbi: error: internal error: ZeroDivisionError: integer division or modulo by zero\n"
        "  help: this is a bug in cbi; please report it with the output of CBI_DEBUG=1 cbi ...\n"
    )
    monkeypatch.setenv("CBI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError) as caught:
        cli(*words)
    sys.excepthook(caught.type, caught.value, caught.tb)
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback (most recent call last):\n")
    assert shown.endswith("\nZeroDivisionError: integer division or modulo by zero\n")


def test_help_comes_for_the_program_and_for_each_command(cli: Cli) -> None:
    assert "scorecard" in cli("help").out
    result = cli("gaps", "--help")
    assert (result.code, "Examples:" in result.out) == (0, True)


def test_a_report_of_a_dataset_with_errors_is_refused(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04", kind="metting"))
    result = cli("gaps", folder=tmp_path)
    assert (result.code, result.out) == (1, "")
    assert "events/2022.toml:5:8: error CBI104 unknown-value" in result.err
    assert "did you mean `meeting`?" in result.err


def test_validate_ends_with_a_receipt(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04"))
    result = cli("validate", folder=tmp_path)
    # one dataset, one institution, one indicator, one source, one event; five files
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"ab 1.0.0 in {tmp_path.name}: 5 records, 5 files, ")
    assert result.out.endswith(" checks: no errors\n")


def test_validate_never_says_fine_about_nothing(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "empty").mkdir()
    for words in (["validate", "empty"], ["validate", "missing"], ["gaps", "--dataset", "empty"]):
        assert cli(*words, folder=tmp_path).code == 2


def test_validate_takes_a_single_file_of_a_dataset(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path / "data", event_toml("2022-05-04", kind="metting"), event_toml("2021-05-04", kind="metting"))
    result = cli("validate", "data/events/2021.toml", folder=tmp_path)
    assert result.code == 1
    assert "data/events/2021.toml:5:8" in result.out
    assert "2022.toml" not in result.out


def test_validate_in_json_keeps_its_contract(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04", kind="metting"))
    document = json.loads(cli("validate", "--format", "json", folder=tmp_path).out)
    (found,) = document["findings"]
    assert found == {
        "code": "CBI104",
        "name": "unknown-value",
        "severity": "error",
        "message": found["message"],
        "file": "events/2022.toml",
        "line": 5,
        "column": 8,
        "end_line": 5,
        "end_column": 17,
        "record": "2022-05-04-metting",
        "field": "kind",
        "hint": "did you mean `meeting`?",
    }
    summary = document["summary"]
    assert (summary["files"], summary["events"], summary["errors"], summary["warnings"]) == (5, 1, 1, 0)


def test_check_exits_with_one_where_the_printed_card_differs(cli: Cli) -> None:
    assert cli("scorecard", "2022").code == 0
    assert cli("scorecard", "2022", "--check").code == 1
    assert cli("reconcile", "2022", "--check").code == 1


def test_a_result_is_written_whole_and_its_suffix_chooses_the_format(tmp_path: Path, cli: Cli) -> None:
    for suffix, start in (("json", "{"), ("csv", "indicator,"), ("md", "# "), ("html", "<!DOCTYPE"), ("svg", "<svg")):
        target = tmp_path / f"card.{suffix}"
        result = cli("scorecard", "2022", "--output", str(target))
        assert (result.code, result.out) == (0, "")
        assert target.read_text(encoding="utf-8").startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert cli("scorecard", "2022", "--output", str(tmp_path)).code == 2
    assert cli("scorecard", "2022", "--output", str(tmp_path / "no" / "x")).code == 2


def test_a_closed_pipe_is_no_fault() -> None:
    words = [sys.executable, "-m", "cbi_cli", "timeline", "--year", "all"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=ROOT) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_color_is_off_unless_a_terminal_or_the_user_wants_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in cli("scorecard", "2022").out
    assert "\x1b[32m" in cli("scorecard", "2022", "--color", "always").out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("scorecard", "2022").out
    assert "\x1b[32m" in cli("scorecard", "2022", "--color", "always").out
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[32m" in cli("scorecard", "2022").out
    assert "\x1b" not in cli("scorecard", "2022", "--color", "never").out


def test_without_a_home_everything_still_works(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CBI_")}
    bare |= {"PYTHONPATH": str(ROOT / "src"), "HOME": "/nonexistent", "XDG_CACHE_HOME": "", "LANG": "C"}
    words = [sys.executable, "-m", "cbi_cli", "scorecard", "2022", "--dataset", "us-mexico"]
    done = subprocess.run(words, capture_output=True, text=True, env=bare, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "cbi: dataset us-mexico 1.0.0 (built in)\n")
    assert "8 green, 1 yellow, 2 red, 0 unknown" in done.stdout


def test_titles_with_markup_and_codes_of_ci_go_through_as_text(tmp_path: Path, cli: Cli) -> None:
    title = "[/foo] ::error::x %0A <b>"
    write(tmp_path, event_toml("2022-05-04", f'title = "{title}"'))
    for words in (["timeline", "--year", "2022"], ["show", "2022-05-04-meeting"], ["list", "events"]):
        for more in ([], ["--color", "always"], ["--format", "html"], ["--format", "markdown"]):
            result = cli(*words, *more, folder=tmp_path)
            assert (result.code, result.err) == (0, "")
            assert not any(line.startswith("::") for line in result.out.splitlines())


def test_the_dataset_is_found_from_a_folder_below_it(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04"))
    result = cli("info", "--format", "json", folder=tmp_path / "events")
    assert json.loads(result.out)["dataset"] == {"id": "ab", "version": "1.0.0"}


def test_the_environment_names_a_dataset_and_the_option_wins(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "mine", event_toml("2022-05-04"))
    monkeypatch.setenv("CBI_DATASET", str(tmp_path / "mine"))
    assert json.loads(cli("info", "--format", "json").out)["dataset"]["id"] == "ab"
    assert json.loads(cli("info", "-d", "us-mexico", "--format", "json").out)["dataset"]["id"] == "us-mexico"


def test_show_gives_the_place_in_the_file(cli: Cli) -> None:
    name = "2022-10-13-high-level-security-dialogue"
    out = cli("show", name).out
    place = out.partition("(")[2].partition(")")[0]
    path, _, line = place.rpartition(":")
    lines = (ROOT / path).read_text(encoding="utf-8").split("\n")
    assert lines[int(line) - 1] == "[[event]]"
    assert name in lines[int(line)]
    assert "admitted" not in out


def test_explain_lists_the_checks_and_shows_a_page(cli: Cli) -> None:
    lines = cli("explain").out.splitlines()
    assert lines[0].split() == ["CBI001", "error", "invalid-syntax"]
    by_code, by_name = cli("explain", "cbi401"), cli("explain", "near-duplicate")
    assert by_code == by_name
    assert by_code.out.startswith("CBI401 near-duplicate (warning)\n\n")


def test_explain_in_json_gives_each_miss(cli: Cli) -> None:
    document = json.loads(cli("explain", "2022", "presidential-meetings", "--format", "json").out)
    (counted,) = [one for one in document["events"] if one["match"] == "full"]
    assert (document["status"], counted["start"], counted["misses"]) == ("green", "2022-07-12", [])
    near = [one for one in document["events"] if one["match"] == "near"]
    assert all(len(one["misses"]) == 1 for one in near)


def test_gaps_of_chosen_series_only(cli: Cli) -> None:
    document = json.loads(cli("gaps", "NALS", "hled", "--format", "json", "--lang", "es").out)
    assert [one["id"] for one in document["series"]] == ["hled", "nals"]
    assert document["series"][0]["label"] == "Diálogo Económico de Alto Nivel"


def test_the_printed_card_in_json(cli: Cli) -> None:
    document = json.loads(cli("scorecard", "2022", "--published", "--format", "json").out)
    assert (document["published"], document["as_of"]) == ("2023-03", None)
    row = document["rows"][-2]
    assert (row["indicator"], row["status"], row["since"], row["occurrences"]) == ("border-governors", "red", 2009, [])


def test_show_and_list_and_info_in_json(cli: Cli) -> None:
    shown = json.loads(cli("show", "usmca-chapter-26", "--format", "json").out)["records"][0]
    assert shown["fields"]["label"] == "Chapter 26 of the USMCA"
    assert {"kind": "edition", "id": "2022"} in [{key: use[key] for key in ("kind", "id")} for use in shown["used_by"]]
    listed = json.loads(cli("list", "indicators", "--format", "json", "--lang", "es").out)["records"]
    assert (len(listed), listed[4]["title"]) == (11, "Cumbre de Líderes de América del Norte")
    assert json.loads(cli("info", "--format", "json").out)["counts"]["indicator"] == 11


def test_info_says_from_where_the_dataset_was_read(tmp_path: Path, cli: Cli) -> None:
    write(tmp_path, event_toml("2022-05-04"))
    make_repository(tmp_path)
    for words, where in ([], str(tmp_path)), (["--at", "HEAD"], f"{tmp_path} at HEAD"):
        assert json.loads(cli("info", *words, "--format", "json", folder=tmp_path).out)["origin"] == where
        row = next(line for line in cli("info", *words, folder=tmp_path).out.splitlines() if line.startswith("from "))
        assert row.split(maxsplit=1)[1] == where


def test_a_record_of_a_revision_shows_its_file(cli: Cli) -> None:
    out = cli("show", "nals", "--kind", "indicator", "--at", "HEAD").out
    assert out.startswith("indicator nals (HEAD:indicators.toml)")


@pytest.mark.parametrize("today", ["soon", "2022-13-01"])
def test_a_wrong_day_in_the_environment_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch, today: str) -> None:
    monkeypatch.setenv("CBI_TODAY", today)
    result = cli("validate")
    assert (result.code, f"CBI_TODAY is `{today}`" in result.err) == (2, True)
