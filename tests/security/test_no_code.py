"""No code that lies in or beside a dataset is run: no module, no program, no hook and no setting of its repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.action.runner import STEPS
from tests.datasets import dataset_files, event_toml
from tests.repositories import commit, git, make_repository

MODULES = (
    "sitecustomize",
    "usercustomize",
    "pip",
    "json",
    "tomli",
    "rich",
    "typer",
    "pydantic",
    "cbi_cli",
    "conftest",
)
PROGRAMS = ("git", "less", "vi", "python")
HOOKS = ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman")
CALLS = {
    "validate": ["validate", ".", "--base", "HEAD~1"],
    "scorecard": ["scorecard", "2022"],
    "scorecard --at": ["scorecard", "2022", "--at", "HEAD"],
    "diff": ["diff", "HEAD~1"],
    "release": ["release", "--since", "HEAD~1", "--dry-run"],
    "fmt": ["fmt", "--check", "."],
    "history": ["history", "talks", "--format", "svg"],
    "add-event": [
        *("add-event", "--no-input", "--start", "2022-09-01", "--title", "They meet", "--kind", "meeting"),
        *("--level", "cabinet", "--institution", "talks", "--source", "book"),
    ],
}


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A repository with a dataset in which each module, program, hook and setting would leave the file ``ran``.

    The dataset's folder is a bare repository to git, which lacks the object of each of its branches.
    """
    top, folder, ran = tmp_path / "data", tmp_path / "data" / "set", tmp_path / "ran"
    top.mkdir()
    make_repository(top, {f"set/{name}": raw for name, raw in dataset_files(event_toml("2022-05-04")).items()})
    (folder / "events" / "2022.toml").write_bytes(
        dataset_files(event_toml("2022-05-04"), event_toml("2022-06-04"))["events/2022.toml"]
    )
    commit(top, "one more")
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r})\n")
    for path in (*(folder / name for name in PROGRAMS), *(top / ".git" / "hooks" / name for name in HOOKS)):
        script(path, ran)
    bare_repository(folder, script(tmp_path / "set" / "ssh", ran))
    for name in ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.sshCommand", "core.askPass"):
        git(top, "config", name, str(script(tmp_path / "set" / name, ran)))
    git(top, "config", "alias.rev-parse", f"!touch {ran}")
    return folder


def bare_repository(folder: Path, program: Path) -> None:
    """Make a folder a bare repository to git that runs a program to download what it lacks."""
    for name in ("HEAD", "refs/heads/main", "refs/heads/x/y", "objects/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1" * 40 + "\n")
    (folder / "config").write_text(
        f"[core]\nrepositoryformatversion = 1\nbare = true\nsshCommand = {program}\n[extensions]\n"
        'partialClone = o\n[remote "o"]\nurl = ssh://nobody@localhost/x\npromisor = true\n'
    )


def script(path: Path, ran: Path) -> Path:
    """A program that leaves the file."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "$0" >> "{ran}"\n')
    path.chmod(0o755)
    return path


def told(folder: Path) -> str:
    """What has run."""
    ran = folder.parent.parent / "ran"
    return ran.read_text(encoding="utf-8") if ran.exists() else ""


def test_the_trap_works(trap: Path) -> None:
    subprocess.run([sys.executable, "-c", "import pip"], cwd=trap, check=True)
    assert told(trap) == "pip"
    subprocess.run(["git", "status"], cwd=trap.parent, capture_output=True, check=False)
    assert "core.fsmonitor" in told(trap)
    subprocess.run(["git", "rev-parse", "HEAD^{commit}"], cwd=trap, capture_output=True, check=False)
    assert told(trap).endswith("/set/ssh\n")


@pytest.mark.parametrize("words", CALLS.values(), ids=CALLS)
def test_no_command_runs_what_lies_with_a_dataset(words: list[str], trap: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "cbi"
    env = {**os.environ, "HOME": str(tmp_path), "CBI_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run([str(program), *words], cwd=trap, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "internal error" not in done.stderr
    assert told(trap) == ""


def test_no_step_of_the_action_runs_a_module_of_the_checkout(trap: Path, tmp_path: Path) -> None:
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_ACTION_PATH": str(tmp_path / "there is no such folder"),
        "INPUT_BASE": git(trap.parent, "rev-parse", "HEAD~1"),
        "INPUT_DATASET": ".",
        "INPUT_SARIF": str(tmp_path / "cbi.sarif"),
    }
    for step in STEPS:
        subprocess.run(["bash", "-c", step["run"]], cwd=trap, env=env, capture_output=True, check=False)
    assert "compared<<" in (tmp_path / "output").read_text(encoding="utf-8")
    assert "\ntrue\n" in (tmp_path / "output").read_text(encoding="utf-8")
    assert told(trap) == ""
