"""Help that is whole, and suggestions for what was mistyped."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cbi_cli.cli.record_fields import RECORD_HEADING
from cbi_cli.cli.registry import COMMANDS, load_command
from cbi_cli.core.docs import get_docstring
from cbi_cli.exports.registry import EXPORTS
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import write_files

VERBS = {"Show", "List", "Report", "Compare", "Validate", "Format", "Export", "Print", "Explain", "Add", "Create"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_imperative_and_fits(name: str) -> None:
    summary = get_docstring(load_command(name).run).partition("\n")[0]
    assert len(summary) <= 60
    assert summary.endswith(".")
    assert summary.partition(" ")[0] in VERBS | {
        "Release",
        "Change",
        "Give",
        "Remove",
        "Undo",
        "Search",
        "Cite",
        "Build",
    }


OPENINGS = {
    *(
        "The",
        "Only",
        "Also",
        "Dataset",
        "Add",
        "Compare",
        "Continue",
        "Copy",
        "Count",
        "Create",
        "Do",
        "Exclude",
        "Exit",
    ),
    *(
        "Filter",
        "Fix",
        "Name",
        "Print",
        "Read",
        "Report",
        "Run",
        "Say",
        "Search",
        "Set",
        "Show",
        "Use",
        "With",
        "Write",
    ),
}
DIALECT = re.compile(r", as |\bwhere a|\banew\b|\bmend|\bheld against|\bstands?\b|\bis no\b|\bbegun\b", re.IGNORECASE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_plain(name: str) -> None:
    """Each text of an option says in a sentence what it does or what to give."""
    for one in load_command(name).parameters:
        assert one.help.endswith("."), one.attribute
        if one.heading == RECORD_HEADING:
            # The fields of records are described in their models.
            continue
        assert one.help.split()[0] in OPENINGS, one.attribute
        assert not DIALECT.search(one.help), one.attribute
    assert not DIALECT.search(get_docstring(load_command(name).run))


def test_no_summary_is_cut_at_80_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = cli("--help").out.partition("\nReport:\n")[2].splitlines()
    rows = dict(row.strip().split("  ", maxsplit=1) for row in listed if "  " in row.strip())
    summaries = {name: get_docstring(load_command(name).run).partition("\n")[0] for name in COMMANDS}
    assert {name: rows[name].strip() for name in COMMANDS} == summaries
    assert not any("..." in row for row in listed)


def test_the_help_of_the_program_says_what_it_is_for_and_where_there_is_more(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    usage, purpose, options, *_, more = cli("--help").out.split("\n\n")
    assert usage == "Usage: cbi [OPTIONS] COMMAND [ARGS]..."
    assert purpose == "  Scorecards that can be audited, from dated and sourced events kept as TOML in git."
    assert [line.split("  ")[1] for line in options.splitlines()[1:] if line[2] == "-"] == [
        "--version",
        "--install-completion",
        "--show-completion",
        "-h, --help",
    ]
    assert " ".join(more.split()) == (
        "`cbi` alone shows the dataset in use and what to do next. `cbi help COMMAND` shows each command with examples."
    )


def test_help_uses_up_to_98_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer lines are hard to read; Typer leaves two of 100 columns free."""
    monkeypatch.setenv("COLUMNS", "200")
    assert max(len(line) for name in COMMANDS for line in cli(name, "--help").out.splitlines()) == 98


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_help_lists_the_commands_in_groups(columns: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = cli("--help").out.splitlines()
    names = [line.strip().partition("  ")[0] for line in lines if line[:2] == "  " and line[2:3].strip()]
    assert [line for line in lines if line.endswith(":") and not line.startswith(" ")] == [
        "Options:",
        "Report:",
        "Check:",
        "Change:",
        "Publish:",
    ]
    assert [name for name in names if name in COMMANDS] == list(COMMANDS)


def sections(text: str) -> dict[str, str]:
    """The sections of a command's help by heading."""
    parts = re.split(r"^(\w[\w ]*):$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_options_are_in_groups(cli: Cli) -> None:
    found = sections(cli("timeline", "--help").out)
    assert list(found) == ["Filters", "Options", "Dataset options", "Output options"]
    assert "--month" in found["Filters"]
    assert "--as-of" in found["Options"]
    assert "--help" in found["Options"]
    assert "--at" in found["Dataset options"]
    assert "--lang" in found["Output options"]
    assert list(sections(cli("add-event", "--help").out)) == ["Event fields", "Options", "Dataset options"]
    assert list(sections(cli("schema", "--help").out)) == ["Arguments", "Options", "Output options"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_texts_of_a_command_begin_in_one_column(name: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = "\n".join(sections(cli(name, "--help").out).values())
    starts = {match.end() for match in re.finditer(r"^  -{1,2}\S.*?  +(?=\S)", found, re.MULTILINE)}
    columns = {len(line) - len(line.lstrip()) for line in found.splitlines() if line.startswith("     ")}
    assert starts
    assert len(columns) <= 1


@pytest.mark.parametrize("name", COMMANDS)
def test_help_with_a_command_is_its_help(name: str, cli: Cli) -> None:
    assert cli("help", name) == cli(name, "--help")
    assert cli("help", name).code == 0


@pytest.mark.parametrize("words", [["help"], ["help", "help"], ["help", "--help"], ["help", "-h"]])
def test_help_alone_is_the_help_of_all(words: list[str], cli: Cli) -> None:
    assert cli(*words) == cli("--help")


@pytest.mark.parametrize("words", [["export", "parquet"], ["explain", "2022", "nals"], ["scorecard", "--help"]])
def test_help_takes_the_words_of_a_call(words: list[str], cli: Cli) -> None:
    assert cli("help", *words) == cli(words[0], "--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_mistyped_command_gets_a_suggestion(name: str, cli: Cli) -> None:
    wrong = name[:2] + name[3:] + "x"
    # Typer reads the last one, the others are refused before it is loaded.
    for words in ([wrong], ["help", wrong], [wrong, "--format", "json"], ["--", wrong]):
        result = cli(*words)
        assert (result.code, result.out) == (2, "")
        assert result.err == f"cbi: error: no such command `{wrong}`\n  help: did you mean `{name}`?\n"


def mistyped() -> list[tuple[str, str, str]]:
    """Each long option of each command with two letters exchanged, unless that gives another option."""
    found = []
    for name in COMMANDS:
        known = {one for parameter in load_command(name).parameters for one in parameter.names}
        for option in sorted(known):
            wrong = option[:3] + option[4:5] + option[3:4] + option[5:]
            if option.startswith("--") and len(option) > 7 and wrong not in known:
                found.append((name, option, wrong))
    return found


@pytest.mark.parametrize(("name", "option", "wrong"), mistyped())
def test_a_mistyped_option_gets_a_suggestion(name: str, option: str, wrong: str, cli: Cli) -> None:
    result = cli(name, wrong)
    assert result.code == 2
    assert result.err == f"cbi: error: no such option `{wrong}`\n  help: did you mean `{option}`?\n"


CHOICES = [
    (["scorecard", "--format", "jsn"], "json"),
    (["scorecard", "--format=markdwon"], "markdown"),
    (["scorecard", "-f", "htlm"], "html"),
    (["validate", "-fsarf"], "sarif"),
    (["list", "evnts"], "events"),
    (["timeline", "--color", "allways"], "always"),
]


@pytest.mark.parametrize(("words", "meant"), CHOICES)
def test_a_mistyped_choice_gets_a_suggestion(words: list[str], meant: str, cli: Cli) -> None:
    result = cli(*words)
    assert result.code == 2
    assert result.err.endswith(f"\n  help: did you mean `{meant}`?\n")


@pytest.mark.parametrize(
    "words", [["gaps", "--format", "xml"], ["gaps", "-fxml"], ["list", "zzz"], ["gaps", "--color=blue"]]
)
def test_the_choices_of_a_value_are_listed_once(words: list[str], cli: Cli) -> None:
    result = cli(*words)
    choices = result.err.partition("\n  help: one of: ")[2].rstrip().split(", ")
    assert len(choices) > 1
    assert [result.err.replace(",", " ").split().count(choice) for choice in choices] == [1] * len(choices)


def test_a_mistyped_option_of_the_program_gets_one_too(cli: Cli) -> None:
    assert cli("--vresion").err == "cbi: error: no such option `--vresion`\n  help: did you mean `--version`?\n"


USAGE = [
    (["scorecard", "2022", "2023"], "unexpected argument `2023`", "`cbi scorecard --help` shows the usage"),
    (["history"], "missing argument `SERIES`", "`cbi history --help` shows the usage"),
    (
        ["export"],
        f"missing argument `FORMAT`; choose from {', '.join((*EXPORTS, 'all'))}",
        "`cbi export --help` shows the usage",
    ),
    (["scorecard", "--lang"], "option `--lang` requires a value", "`cbi scorecard --help` shows the usage"),
    (["scorecard", "--check=1"], "option `--check` does not take a value", "`cbi scorecard --help` shows the usage"),
    (["scorecard", "--color", "no"], "invalid value for `--color`: `no`", "one of: auto, always, never"),
    (["--at", "v1", "gaps"], "no such option `--at`", "give options after the command, as in `cbi gaps --at`"),
    (["-x"], "no such option `-x`", "`cbi --help` shows the usage"),
]


@pytest.mark.parametrize(("words", "message", "hint"), USAGE)
def test_a_call_that_cannot_be_read_is_refused_in_one_style(
    words: list[str], message: str, hint: str, cli: Cli
) -> None:
    result = cli(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cbi: error: {message}\n  help: {hint}\n"


WITHOUT_DOCSTRINGS = [
    ["--help"],
    *([name, "--help"] for name in COMMANDS),
    ["schema"],
    *(["schema", kind] for kind in ("event", "dataset", "institution", "edition")),
    ["explain"],
    *(["explain", code] for code in ("CBI101", "CBI204", "CBI601", "near-duplicate")),
    ["explain", "2022", "cabinet-meetings"],
    ["validate", "--format", "sarif", "--no-cache"],
    ["validate", "--format", "junit", "--no-cache"],
    ["scorecard", "2022", "--format", "json"],
    ["gaps"],
    ["info"],
    ["list", "sources"],
    ["timeline", "--year", "2022", "--format", "html"],
    ["fmt", "--check"],
]


def run_as(flag: str, words: list[str], folder: Path) -> tuple[int, str, str]:
    call = [sys.executable, flag, "-m", "cbi_cli", *words] if flag else [sys.executable, "-m", "cbi_cli", *words]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(call, cwd=folder, env=env, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_program_says_the_same_without_docstrings_and_assertions(tmp_path: Path) -> None:
    """``PYTHONOPTIMIZE=2``: some distributions and containers run all programs so."""
    write_files(tmp_path, dataset_files(event_toml("2022-05-04"), event_toml("2023-05-05")))
    (tmp_path / "pyproject.toml").unlink(missing_ok=True)
    for words in WITHOUT_DOCSTRINGS:
        plain = run_as("", words, tmp_path)
        assert run_as("-OO", words, tmp_path) == plain, words
        assert "internal error" not in plain[2], words


def test_the_texts_of_sarif_are_the_pages(tmp_path: Path) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", 'kind = "metting"')))
    code, out, _ = run_as("-OO", ["validate", "--format", "sarif"], tmp_path)
    rules = json.loads(out)["runs"][0]["tool"]["driver"]["rules"]
    assert code == 1
    assert rules
    assert all(len(one["fullDescription"]["text"]) > 80 for one in rules)


def test_no_text_for_users_is_taken_from_a_docstring_in_another_way() -> None:
    """`__doc__` is None with ``-OO``; `core.docs.doc` reads it from the source then."""
    found = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "docs.py" and ("getdoc(" in path.read_text() or ".__doc__" in path.read_text())
    ]
    assert sorted(found) == ["json_schema.py", "localized.py", "typer_app.py"]
