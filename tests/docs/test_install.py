"""The installation page works as typed: its blocks, and the check of CI that runs them."""

from __future__ import annotations

import re
import venv
from pathlib import Path

import pytest
from tools import installing
from tools.installing import InstallMethod

from tests.conftest import ROOT

PAGE = installing.PAGE.read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRIAL = "cd ~\ncbi scorecard 2022\n"
SMALL = f"<!-- ci: try -->\n```sh\n{TRIAL}```\n"
SHOWN = ("cbi: note", "Scorecard 2022", "...", "end")


def _program(note: str, result: str) -> str:
    """Return lines that install a `cbi` which prints a note and a result."""
    script = f"#!/bin/sh\necho '{note}' >&2\nprintf '{result}'\n"
    return f'mkdir bin\ncat > bin/cbi <<"END"\n{script}END\nchmod +x bin/cbi\nPATH=$PWD/bin:$PATH\n'


GOOD = _program("cbi: note", r"Scorecard 2022\nrow\nend\n")


def _fault(lines: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, new_terminal: bool = False) -> str:
    (folder / "source").mkdir()
    (folder / "run").mkdir()
    monkeypatch.setattr(installing, "ROOT", folder / "source")
    return installing.find_problem(
        InstallMethod("x", lines, new_terminal), folder / "run", "/usr/bin:/bin", SMALL, SHOWN
    )


def test_every_way_is_marked_for_ci() -> None:
    assert [(way.name, way.new_terminal) for way in installing.find_methods(PAGE)] == [
        ("pip", False),
        ("pipx", True),
        ("uv", True),
    ]
    assert installing.find_trial(PAGE).splitlines()[-1] == "cbi scorecard 2022"


@pytest.mark.parametrize("name", ["pip", "pipx", "uv"])
def test_the_page_asks_for_a_new_terminal_if_the_way_needs_one(name: str) -> None:
    section = re.split(r"^##+ ", PAGE.split(f"\n### {name}\n")[1], flags=re.MULTILINE)[0]
    way = next(way for way in installing.find_methods(PAGE) if way.name == name)
    assert ("Now open a new terminal." in section) is way.new_terminal


def test_the_readme_has_the_way_by_pip_and_the_trial_word_for_word() -> None:
    pip = next(way for way in installing.find_methods(PAGE) if way.name == "pip")
    section = README.split("\n## Install\n")[1].split("\n## ")[0]
    assert re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)[:2] == [
        pip.lines,
        installing.find_trial(PAGE),
    ]
    assert installing.expected_output(README)[1].startswith("Scorecard 2022")


def test_no_page_calls_the_program_by_its_folder() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert [page.name for page in pages if ".venv/bin/cbi" in page.read_text(encoding="utf-8")] == []


def test_the_scripts_that_activate_an_environment_are_those_that_python_writes() -> None:
    """Not run on Windows: only the names in the blocks for Windows and for other shells are compared."""
    scripts = Path(venv.__file__).parent / "scripts"
    windows = set(re.findall(r"\.venv\\Scripts\\([\w.]+)", PAGE))
    assert windows == {"Activate.ps1", "activate.bat"}
    others = set(re.findall(r"\.venv/bin/([\w.]+)", PAGE))
    assert others == {"activate", "activate.fish", "activate.csh"}
    # Python does not install the script for the old command prompt on other systems than Windows.
    assert {path.name for path in scripts.glob("*/*")} >= (windows - {"activate.bat"}) | others


def test_the_blocks_for_windows_do_what_the_others_do() -> None:
    blocks = re.findall(r"^```powershell\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    pip, pipx = (way.lines for way in installing.find_methods(PAGE)[:2])
    assert [block.replace("py -m venv", "python3 -m venv").replace("py -m pipx", "pipx") for block in blocks] == [
        pip.replace(". .venv/bin/activate", r".venv\Scripts\Activate.ps1"),
        pipx,
    ]


def test_what_works_has_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _fault(GOOD, tmp_path, monkeypatch) == ""


def test_a_new_terminal_reads_its_settings_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = 'echo "PATH=$PWD/bin:\\$PATH" > ~/.bashrc\n'
    assert _fault(GOOD + settings, tmp_path, monkeypatch, new_terminal=True) == ""


def test_a_command_that_only_the_first_terminal_finds_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _fault(GOOD, tmp_path, monkeypatch, new_terminal=True)
    assert "exit 127" in found
    assert "cbi: command not found" in found


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (GOOD + "false\n", "exit 1"),
        (_program("cbi: other", r"Scorecard 2022\nend\n"), "another output"),
        (_program("cbi: note", r"Scorecard 2022\n"), "another output"),
        ("", "cbi: command not found"),
    ],
)
def test_a_fault_is_found(lines: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said in _fault(lines, tmp_path, monkeypatch)


def test_another_program_of_that_name_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = GOOD.replace("mkdir bin\n", f"mkdir {tmp_path}/else\ncd {tmp_path}/else\nmkdir bin\n")
    assert "not the one that was installed" in _fault(elsewhere, tmp_path, monkeypatch)


def test_a_page_without_a_trial_is_refused() -> None:
    with pytest.raises(ValueError, match="no single block"):
        installing.find_trial(SMALL + SMALL)
    with pytest.raises(ValueError, match="no single block"):
        installing.find_trial(SMALL.replace("2022", "2021"))


def test_ci_runs_the_check() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").endswith("step .venv/bin/python -m tools.installing\n")
