"""A long result on a terminal is shown in the pager of the user, and in nothing else."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from cbi_cli.cli.pager import _count_rows, show_in_pager
from cbi_cli.core.settings import Pager, Settings, read_pager, read_settings
from tests.conftest import US_MEXICO

PAGER = """
import sys
text = sys.stdin.read()
with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
    file.write(text)
"""


def settings(*command: str, height: int | None = 5, width: int | None = 80, folders: tuple[str, ...] = ()) -> Settings:
    return Settings(date(2023, 4, 1), width=width, height=height, pager=Pager(command, folders))


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({}, ("less", "-FRX")),
        ({"PAGER": "less"}, ("less", "-FRX")),
        ({"PAGER": "less", "LESS": "-i"}, ("less",)),
        ({"PAGER": "less -S"}, ("less", "-S")),
        ({"PAGER": "more", "CBI_PAGER": "less -R"}, ("less", "-R")),
        ({"PAGER": "'/opt/my pager/p' -x; rm $HOME"}, ("/opt/my pager/p", "-x;", "rm", "$HOME")),
    ],
)
def test_the_command_is_split_into_words(environ: Mapping[str, str], command: tuple[str, ...]) -> None:
    pager = read_pager(environ)
    assert pager is not None
    assert pager.command == command


@pytest.mark.parametrize(
    "environ",
    [{"PAGER": ""}, {"PAGER": "cat"}, {"PAGER": " "}, {"PAGER": "less", "CBI_PAGER": ""}, {"CBI_PAGER": "'open"}],
)
def test_no_pager_can_be_asked_for(environ: Mapping[str, str]) -> None:
    assert read_pager(environ) is None


def test_relative_folders_of_the_path_are_left_out() -> None:
    pager = read_pager({"PATH": os.pathsep.join(["/usr/bin", "", ".", "bin", "/bin"])})
    assert pager is not None
    assert pager.folders == ("/usr/bin", "/bin")


def test_a_dumb_terminal_and_an_option_turn_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbi_cli.core.settings._terminal_width", lambda environ: 80)
    assert read_settings({"TERM": "dumb"}).pager is None
    assert read_settings({}, no_pager=True).pager is None
    assert read_settings({}).pager is not None


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", 0),
        ("a\nb\n", 2),
        ("a\n\nb\n", 3),
        ("x" * 10, 1),
        ("x" * 11, 2),
        ("\x1b[1;32m" + "x" * 10 + "\x1b[0m", 1),
        ("漢" * 6, 2),
        ("\x1b]8;id=1;https://example.org/\x1b\\" + "x" * 10 + "\x1b]8;;\x1b\\", 1),
    ],
)
def test_rows_are_counted_as_a_terminal_of_ten_columns_breaks_them(text: str, rows: int) -> None:
    assert _count_rows(text, 10) == rows


@pytest.fixture
def pager(tmp_path: Path) -> tuple[list[str], Path]:
    """A program that writes what it reads to a file, and that file."""
    script, result = tmp_path / "pager.py", tmp_path / "shown.txt"
    script.write_text(PAGER, encoding="utf-8")
    return [sys.executable, str(script), str(result)], result


def test_a_text_that_is_longer_than_the_screen_is_shown(pager: tuple[list[str], Path]) -> None:
    command, result = pager
    text = "ñ\n" * 5
    assert show_in_pager(text, settings(*command), "utf-8")
    assert result.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("height", "width"), [(6, 80), (None, 80), (5, None)])
def test_any_other_text_is_not(height: int | None, width: int | None, pager: tuple[list[str], Path]) -> None:
    command, result = pager
    assert not show_in_pager("a\n" * 5, settings(*command, height=height, width=width), "utf-8")
    assert not result.exists()


@pytest.mark.parametrize("name", ["no-such-pager", "/no/such/pager", "./pager", "folder/pager", __file__])
def test_a_pager_that_is_missing_or_relative_is_not_started(name: str) -> None:
    assert not show_in_pager("a\n" * 9, settings(name, folders=("/usr/bin", "/bin")), "utf-8")


def test_a_program_of_the_current_folder_is_not_the_pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "less"
    program.write_text("#!/bin/sh\ntouch started\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    found = read_pager({"PATH": f".{os.pathsep}{os.pathsep}/nowhere"})
    assert found is not None
    assert not show_in_pager("a\n" * 9, settings(*found.command, folders=found.folders), "utf-8")
    assert not (tmp_path / "started").exists()


def test_a_pager_that_ends_early_is_quiet() -> None:
    command = (sys.executable, "-c", "import sys; sys.stdin.close()")
    assert show_in_pager("a\n" * 500_000, settings(*command), "utf-8")


def test_an_interrupt_is_for_the_pager(tmp_path: Path) -> None:
    """The pager ends by itself after the interrupt, and the caller goes on as if nothing had come."""
    ready = tmp_path / "ready"
    program = f"import pathlib, sys; sys.stdin.read(); pathlib.Path({str(ready)!r}).touch()"

    def interrupt() -> None:
        while not ready.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    slow = f"{program}; import time; time.sleep(0.3)"
    before = signal.getsignal(signal.SIGINT)
    thread.start()
    assert show_in_pager("a\n" * 9, settings(sys.executable, "-c", slow), "utf-8")
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before


class Terminal:
    """A pseudo-terminal with a number of lines on which a call runs."""

    def __init__(self, tmp_path: Path, lines: int) -> None:
        self.environ = {
            name: value for name, value in os.environ.items() if not name.startswith(("CBI_", "COVERAGE", "LESS"))
        }
        self.environ |= {"CBI_CACHE_DIR": str(tmp_path / "cache"), "TERM": "xterm"}
        self.environ |= {"LINES": str(lines), "COLUMNS": "80"}

    def run(self, *words: str, **environ: str) -> tuple[int, str]:
        """Return the exit code of a call, and what the terminal shows."""
        controller, stdout = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "cbi_cli", *words],
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        ) as process:
            os.close(stdout)
            shown = b"".join(self._read(controller))
        os.close(controller)
        return process.returncode, shown.decode()

    @staticmethod
    def _read(controller: int) -> Iterator[bytes]:
        while True:
            try:
                chunk = os.read(controller, 65536)
            except OSError:
                return
            if not chunk:
                return
            yield chunk


def test_a_report_is_shown_in_the_pager_on_a_terminal(pager: tuple[list[str], Path], tmp_path: Path) -> None:
    command, result = pager
    call = ("reconcile", "2022", "-d", str(US_MEXICO))
    terminal = Terminal(tmp_path, 10)
    code, shown = terminal.run(*call, PAGER=" ".join(command))
    assert (code, shown) == (0, "")
    text = result.read_text(encoding="utf-8")
    assert text.startswith("\x1b[1mReconciliation")
    # Hyperlinks are for terminals; some pagers would show them as text.
    assert "\x1b]8;" not in text

    result.unlink()
    for words, environ in [
        ((*call, "--no-pager"), {"PAGER": " ".join(command)}),
        (call, {"PAGER": " ".join(command), "CBI_PAGER": ""}),
        (call, {"PAGER": "no-such-pager"}),
    ]:
        code, shown = terminal.run(*words, **environ)
        assert code == 0
        assert "Reconciliation" in shown
        assert not result.exists()


@pytest.mark.parametrize(
    ("words", "environ", "has_links"),
    [
        ((), {}, True),
        ((), {"TERM": "linux"}, False),
        ((), {"TERM": "dumb"}, False),
        ((), {"NO_COLOR": "1"}, False),
        (("--color", "never"), {}, False),
    ],
)
def test_addresses_are_hyperlinks_if_the_terminal_takes_them(
    words: tuple[str, ...], environ: dict[str, str], has_links: bool, tmp_path: Path
) -> None:
    call = ("reconcile", "2022", "-d", str(US_MEXICO), "--no-pager", *words)
    code, shown = Terminal(tmp_path, 10).run(*call, **environ)
    assert code == 0
    assert (re.search(r"\x1b]8;id=1;https?://", shown) is not None) is has_links


def test_nothing_piped_is_paged_or_linked(pager: tuple[list[str], Path], tmp_path: Path) -> None:
    command, result = pager
    environ = Terminal(tmp_path, 2).environ | {"PAGER": " ".join(command)}
    words = [sys.executable, "-m", "cbi_cli", "reconcile", "2022", "-d", str(US_MEXICO), "--color", "always"]
    done = subprocess.run(words, env=environ, capture_output=True, check=True)
    assert done.stdout.startswith(b"\x1b[1mReconciliation 2022")
    assert b"\x1b]8;" not in done.stdout
    assert not result.exists()
