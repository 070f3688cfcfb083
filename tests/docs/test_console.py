"""What the documentation shows of the program is what the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.console_blocks import Shell, find_calls, matches, refresh_output
from tools.docs import hand_written_pages

from tests.conftest import ROOT

PAGES = [page for page in hand_written_pages() if "```console" in (ROOT / page).read_text(encoding="utf-8")]


def test_readme_and_tutorial_show_calls() -> None:
    assert {"README.md", "docs/tutorial.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_output_shown_is_the_output(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for call, actual in Shell(tmp_path).run_page(text):
        shown = "\n".join(call.expected)
        assert matches(call.expected, actual), f"{page}:{call.first}: $ {call.words}\n{shown}\n--- now:\n{actual}"


def test_no_page_shows_a_fault_of_the_program() -> None:
    """`python -m tools.docs` renews what is shown, whatever the program prints."""
    assert [page for page in PAGES if "internal error" in (ROOT / page).read_text(encoding="utf-8")] == []


def test_a_cut_alone_shows_nothing() -> None:
    for page in PAGES:
        for call in find_calls((ROOT / page).read_text(encoding="utf-8")):
            assert [line for line in call.expected if line] != ["..."], f"{page}: {call.words}"


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (["a", "b"], "a\nb\n", True),
        (["a", "b", ""], "a  \nb\n\n", True),
        (["a"], "a\nb\n", False),
        (["a", "..."], "a\nb\nc\n", True),
        (["...", "c"], "a\nb\nc\n", True),
        (["a", "...", "c"], "a\nc\n", True),
        (["a", "...", "c"], "a\nb\n", False),
        (["a.c"], "abc\n", False),
        ([], "", True),
        ([], "x\n", False),
    ],
)
def test_matches(expected: list[str], actual: str, same: bool) -> None:
    assert matches(expected, actual) is same


def test_calls_are_found_with_their_lines() -> None:
    text = "x\n```console\n$ cbi a \\\n    b\none\n\n$ cbi c\n```\n```sh\n$ no\n```\n"
    found = list(find_calls(text))
    assert [(one.words, one.expected) for one in found] == [("cbi a b", ("one", "")), ("cbi c", ())]


def test_refreshing_mends_what_is_wrong_and_keeps_what_is_cut(tmp_path: Path) -> None:
    version = "$ cbi --version\n{}\n"
    cut = f"```console\n{version.format('...')}```\nend\n"
    text, wanted = (f"# T\n```console\n{version.format(shown)}```\n{cut}" for shown in ("cbi 9.9.9", "cbi 0.1.0"))
    assert refresh_output(text, tmp_path) == wanted


def test_files_that_a_page_shows_are_there_for_its_calls(tmp_path: Path) -> None:
    page = "# T\n```csv file=a.csv\nx,y\n1,2\n```\n```csv\nz\n```\n```toml file=b.toml\nc = 1\n```\n"
    assert list(Shell(tmp_path).run_page(page)) == []
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.csv": "x,y\n1,2\n", "b.toml": "c = 1\n"}


def test_what_a_reader_adds_to_a_file_is_there_for_the_calls_below_it_only(tmp_path: Path) -> None:
    status = "```console\n$ git diff --no-index --numstat a.toml b.toml\n```\n"
    files = "```toml file=a.toml\nx = 1\n```\n```toml file=b.toml\nx = 1\n```\n"
    page = f"{files}{status}Now add:\n\n```toml append=b.toml\ny = 2\n```\n{status}"
    before, after = (output for _, output in Shell(tmp_path).run_page(page))
    assert (before, after.split()[:2]) == ("", ["2", "0"])


def test_documentation_calls_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not rm"):
        Shell(tmp_path).run("rm -r x")
