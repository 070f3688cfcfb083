"""Install `cbi` word for word as `docs/install.md` says, and call it as typed: `python -m tools.installing`.

Every block below a marker `<!-- ci: install WAY -->` is run word for word in a copy of the repository, with a home
folder and a `PATH` of its own, then the block below `<!-- ci: try -->`. Exits with 1 if a command fails, if the
`cbi` that is found is another one, or if the scorecard is not the one that the README shows.
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
    """One way to install: the lines to type, and whether only a new terminal finds the command."""

    name: str
    lines: str
    new_terminal: bool


def find_methods(text: str) -> list[InstallMethod]:
    """Return the ways to install that a page marks, in its order."""
    found = _MARKED_BLOCK.finditer(text)
    return [InstallMethod(one["way"], one["lines"], bool(one["new"])) for one in found if one["way"]]


def find_trial(text: str) -> str:
    """Return the lines of the page that try the program. Raises ValueError unless they end with the first call."""
    found = [one["lines"] for one in _MARKED_BLOCK.finditer(text) if not one["way"]]
    if len(found) != 1 or not found[0].endswith(f"\n{FIRST_CALL}\n"):
        raise ValueError(f"no single block below `<!-- ci: try -->` that ends with `{FIRST_CALL}`")
    return found[0]


def expected_output(readme: str) -> tuple[str, ...]:
    """Return what the README shows of the first call."""
    return next(call.expected for call in find_calls(readme) if call.words == FIRST_CALL)


def fresh_environment(home: Path, path: str) -> dict[str, str]:
    """Return the environment of somebody who has just come to the machine."""
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(_KEPT_VARIABLES)}
    return {**kept, "HOME": str(home), "PATH": path, "SHELL": "/bin/bash", "LANG": "C.UTF-8", "TERM": "xterm"}


def terminal_scripts(way: InstallMethod, repository: Path, lines: str) -> list[str]:
    """Return what is typed, one text for each terminal that is opened."""
    first = f"cd {repository}\n{way.lines}"
    # The lines of the page end with the call whose output is compared.
    second = f"{lines}command -v cbi >&2\n"
    if way.new_terminal:
        # A terminal on Linux reads this file when it opens.
        return [first, f"if [ -f ~/.bashrc ]; then . ~/.bashrc; fi\n{second}"]
    return [first + second]


def find_fault(way: InstallMethod, folder: Path, tools: str, page: str, shown: tuple[str, ...]) -> str:
    """Install and try the program in a folder. Returns what is wrong, or an empty text."""
    repository, home = folder / "cbi", folder / "home"
    home.mkdir()
    shutil.copytree(ROOT, repository, ignore=_IGNORED_FILES)
    for typed in terminal_scripts(way, repository, find_trial(page)):
        done = subprocess.run(
            ["bash", "-eu", "-c", typed],
            env=fresh_environment(home, tools),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            return f"{typed}\nexit {done.returncode}\n{done.stdout}{done.stderr}"
    place = (done.stderr.splitlines() or [""])[-1]
    if not Path(place).is_relative_to(folder):
        return f"`cbi` is {place or 'not found'}, not the one that was installed"
    # The README shows what a terminal does: the note on stderr comes before the result.
    output = done.stdout[done.stdout.find("Scorecard 2022") :]
    note = next((line for line in done.stderr.splitlines() if line.startswith("cbi: ")), "")
    if not matches(shown, f"{note}\n{output}"):
        return f"`{FIRST_CALL}` gives another output than README.md shows:\n{note}\n{output}"
    return ""


def main() -> int:
    """Try every way of the page and report each; 1 if one does not work."""
    page, shown = PAGE.read_text(encoding="utf-8"), expected_output((ROOT / "README.md").read_text(encoding="utf-8"))
    code = 0
    with TemporaryDirectory(prefix="cbi-install-") as name:
        tools = _install_tools(Path(name))
        for way in find_methods(page):
            folder = Path(name) / way.name
            folder.mkdir()
            wrong = find_fault(way, folder, tools, page, shown)
            print(f"install with {way.name}: {wrong or 'cbi is found and shows the scorecard'}", flush=True)
            code = max(code, int(bool(wrong)))
    return code


def _install_tools(folder: Path) -> str:
    """Install pipx and uv for the check alone. Returns a `PATH` with them, this Python, and the system's programs."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "tools")], check=True)
    subprocess.run(
        [str(folder / "tools/bin/pip"), "install", "--quiet", *INSTALLERS], check=True, stderr=subprocess.DEVNULL
    )
    (folder / "bin").mkdir()
    for program in ("pipx", "uv"):
        (folder / "bin" / program).symlink_to(folder / "tools/bin" / program)
    python = Path(os.path.realpath(sys.executable)).parent
    return os.pathsep.join([str(folder / "bin"), str(python), "/usr/bin", "/bin"])


if __name__ == "__main__":
    sys.exit(main())
