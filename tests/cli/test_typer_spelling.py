"""Calls in a spelling that only Typer reads end with the same code, on the same streams, as in the plain one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cbi_cli.cli.parser import parse_args
from cbi_cli.cli.registry import COMMANDS, load_command
from tests.conftest import US_MEXICO, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import make_repository, write_files

ADD = (
    *("add-event", "--no-input", "--start", "2022-05-04", "--title", "Event 2022-05-04 ", "--kind", "meeting"),
    *("--level", "cabinet", "--institution", "talks", "--source", "book"),
)
# The dataset, the words before the option, the option, and the code; the plain reader does not take `-fjson`.
FAILING: dict[str, tuple[str, tuple[str, ...], tuple[str, str], int]] = {
    "validate finds an error": ("broken", ("validate", "."), ("-f", "json"), 1),
    "validate finds a warning": ("unused", ("validate", ".", "--strict"), ("-f", "json"), 1),
    "a report of broken data": ("broken", ("gaps",), ("-f", "json"), 1),
    "fmt finds another form": ("unformed", ("fmt", "--check"), ("-d", "."), 1),
    "the card differs": ("us-mexico", ("scorecard", "2022", "--check"), ("-f", "json"), 1),
    "the reconciliation differs": ("us-mexico", ("reconcile", "2022", "--check"), ("-f", "csv"), 1),
    "diff finds a printed light that changes": ("changed", ("diff", "HEAD", "--check"), ("-f", "json"), 1),
    "the other dataset differs": ("us-mexico", ("compare", "../changed", "--check"), ("-f", "json"), 1),
    "a release is due": ("changed", ("release", "--check"), ("-d", "."), 1),
    "the prose of a report says what is not so": ("misspelled", ("report", "2022", "--check"), ("-d", "."), 1),
    "an event is there already": ("good", ADD, ("-d", "."), 1),
    "a year that is none": ("good", ("scorecard", "20x2"), ("-f", "json"), 2),
    "a record that is none": ("good", ("show", "nobody"), ("-f", "json"), 2),
    "a folder that is none": ("good", ("validate", "no/such/folder"), ("-f", "json"), 2),
    "an option that is none": ("good", ("gaps", "--nope"), ("-f", "json"), 2),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The datasets of the calls, each in a folder of its own."""
    good = dataset_files(event_toml("2022-05-04"))
    write_files(tmp_path / "good", good)
    write_files(tmp_path / "broken", dataset_files(event_toml("2022-05-04", kind="metting")))
    write_files(tmp_path / "unformed", {**good, "topics.toml": b"[[topic]]\nlabel='A'\nid='a'\n"})
    spare = b'\n[[source]]\nid = "spare"\ntitle = "Another book"\n'
    write_files(tmp_path / "unused", {**good, "sources.toml": good["sources.toml"] + spare})
    shutil.copytree(US_MEXICO, tmp_path / "us-mexico")
    changed = tmp_path / "changed"
    shutil.copytree(US_MEXICO, changed)
    make_repository(changed)
    path, name = changed / "events" / "2022.toml", 'id = "2022-10-13-high-level-security-dialogue"\n'
    path.write_text(path.read_text(encoding="utf-8").replace(name, name + 'status = "planned"\n'), encoding="utf-8")
    misspelled = tmp_path / "misspelled"
    shutil.copytree(US_MEXICO, misspelled)
    prose = misspelled / "editions" / "2022" / "introduction.en.md"
    prose.write_text("{{totals.gren}}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_call_fails_in_every_spelling(name: str, data: Path, cli: Cli) -> None:
    folder, words, (option, value), code = FAILING[name]
    joined = [*words, option + value]
    # Otherwise the call would prove nothing of Typer.
    assert parse_args(load_command(words[0]).options, joined[1:], os.environ) is None
    result = cli(*joined, folder=data / folder)
    assert result.code == code
    assert "Traceback" not in result.err
    plain = cli(*words, option, value, folder=data / folder)
    assert (plain.code, plain.out) == (code, result.out)
    if code == 2:
        assert (result.out, result.err[:12]) == ("", "cbi: error: ")


def test_every_command_that_can_end_with_one_is_there() -> None:
    """Add a call here when a command gets a `--check` or another way to end with 1."""
    ends_with_one = {name for name in COMMANDS if "--check" in option_names(name)} | {"validate", "add-event"}
    assert ends_with_one <= {words[0] for _, words, _, code in FAILING.values() if code == 1}
    assert len(ends_with_one) == 9


def option_names(name: str) -> set[str]:
    return {option for one in load_command(name).parameters for option in one.names}
