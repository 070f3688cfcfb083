"""Install `cbi` exactly as `docs/install.md` says, and run it.

This is `python -m tools.installing`. Every block below a marker `<!-- ci: install WAY -->` is run unchanged in a copy
of the repository, with a home folder and a `PATH` of its own, then the block below `<!-- ci: try -->`. Exits with 1 if
a command fails, if another `cbi` is found, or if the scorecard is not the one that the README shows.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.console_blocks import find_calls, matches
from tools.run_cbi import ROOT

PAGE = ROOT / "docs" / "install.md"
FIRST_CALL = "cbi scorecard 2022"
# They are fetched for this check alone, and no part of the program or of its tests needs them.
INSTALLERS = ("pipx>=1.7,<2", "uv>=0.5,<1")
_MARKED_BLOCK = re.compile(
    r"^<!-- ci: (install (?P<way>\w+)(?P<new>, new terminal)?|try) -->\n```sh\n(?P<lines>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# How a machine reaches a package index is its own affair; everything else of the environment is left out.
_KEPT_VARIABLES = (
    "PIP_",
    "UV_",
    "SSL_CERT_",
    "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
)
_IGNORED_FILES = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "__pycache__", ".hypothesis", "mutants", "dist", "*.mo"
)


class InstallMethod(NamedTuple):
    """One way to install: the lines to type.

    It says whether only a new terminal finds the command.
    """

    name: str
    lines: str
    new_terminal: bool


def find_methods(text: str) -> list[InstallMethod]:
    """Return the ways to install that a page marks, in its order."""
    blocks = [block for block in _MARKED_BLOCK.finditer(text) if block["way"]]
    return [InstallMethod(block["way"], block["lines"], new_terminal=bool(block["new"])) for block in blocks]


def find_trial(text: str) -> str:
    """Return the lines of the page that try the program.

    Raises ValueError unless they end with the first call.
    """
    trials = [block["lines"] for block in _MARKED_BLOCK.finditer(text) if not block["way"]]
    if len(trials) != 1 or not trials[0].endswith(f"\n{FIRST_CALL}\n"):
        raise ValueError(f"no single block below `<!-- ci: try -->` that ends with `{FIRST_CALL}`")
    return trials[0]


def expected_output(readme: str) -> tuple[str, ...]:
    """Return the output of the first call that the README shows.

    Raises ValueError if it shows none.
    """
    for call in find_calls(readme):
        if call.words == FIRST_CALL:
            return call.expected
    raise ValueError(f"README.md does not show `{FIRST_CALL}`")


def fresh_environment(home: Path, path: str) -> dict[str, str]:
    """Return the environment of a new user of the machine."""
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(_KEPT_VARIABLES)}
    return {**kept, "HOME": str(home), "PATH": path, "SHELL": "/bin/bash", "LANG": "C.UTF-8", "TERM": "xterm"}


def terminal_scripts(method: InstallMethod, repository: Path, trial: str) -> list[str]:
    """Return the lines to type, one text for each terminal that is opened."""
    first = f"cd {repository}\n{method.lines}"
    # The trial ends with the call whose output is compared.
    second = f"{trial}command -v cbi >&2\n"
    if method.new_terminal:
        # A terminal on Linux reads this file when it opens.
        return [first, f"if [ -f ~/.bashrc ]; then . ~/.bashrc; fi\n{second}"]
    return [first + second]


def find_problem(method: InstallMethod, folder: Path, tools: str, page: str, expected: tuple[str, ...]) -> str:
    """Install and try the program in a folder.

    Returns what is wrong, or an empty text.
    """
    repository = folder / "cbi"
    home = folder / "home"
    home.mkdir()
    shutil.copytree(ROOT, repository, ignore=_IGNORED_FILES)
    for script in terminal_scripts(method, repository, find_trial(page)):
        result = subprocess.run(
            ["bash", "-eu", "-c", script],
            env=fresh_environment(home, tools),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if result.returncode:
            return f"{script}\nexit {result.returncode}\n{result.stdout}{result.stderr}"
    messages = result.stderr.splitlines()
    if not messages:
        return "`cbi` is not found"
    program = messages[-1]
    if not Path(program).is_relative_to(folder):
        return f"`cbi` is {program}, not the one that was installed"
    # The README shows a terminal: the note on stderr comes before the result.
    note = ""
    for message in messages:
        if message.startswith("cbi: "):
            note = message
            break
    output = result.stdout[result.stdout.find("Scorecard 2022") :]
    if not matches(expected, f"{note}\n{output}"):
        return f"`{FIRST_CALL}` gives another output than README.md shows:\n{note}\n{output}"
    return ""


def main() -> int:
    """Try every way of the page and report each; 1 if one does not work."""
    page = PAGE.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    expected = expected_output(readme)
    code = 0
    with TemporaryDirectory(prefix="cbi-install-") as name:
        tools = _install_tools(Path(name))
        for method in find_methods(page):
            folder = Path(name) / method.name
            folder.mkdir()
            problem = find_problem(method, folder, tools, page, expected)
            if problem:
                code = 1
                print(f"install with {method.name}: {problem}", flush=True)
            else:
                print(f"install with {method.name}: cbi is found and shows the scorecard", flush=True)
    return code


def _install_tools(folder: Path) -> str:
    """Install pipx and uv for the check alone.

    Returns a `PATH` with them, this Python, and the system's programs.
    """
    environment = folder / "tools"
    links = folder / "bin"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = str(environment / "bin" / "pip")
    subprocess.run([pip, "install", "--quiet", *INSTALLERS], check=True, stderr=subprocess.DEVNULL)
    links.mkdir()
    for program in ("pipx", "uv"):
        (links / program).symlink_to(environment / "bin" / program)
    python = Path(os.path.realpath(sys.executable)).parent
    return os.pathsep.join([str(links), str(python), "/usr/bin", "/bin"])


if __name__ == "__main__":
    sys.exit(main())
