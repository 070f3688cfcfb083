"""The hooks, the documentation of the action, and the step that installs the program."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.action.runner import ACTION, STEPS
from tests.conftest import ROOT, Cli
from tests.datasets import event, files
from tests.repositories import git, put, repository

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_each_hook_is_one_pass_over_the_dataset() -> None:
    assert [hook["id"] for hook in HOOKS] == ["cbi-validate", "cbi-fmt"]
    assert all(hook["pass_filenames"] is False for hook in HOOKS)
    assert all(hook["language"] == "python" for hook in HOOKS)


def test_the_hooks_pass_a_good_change_and_stop_a_bad_one(tmp_path: Path, cli: Cli) -> None:
    repository(tmp_path, files(event("2022-05-04")))
    calls = {hook["id"]: shlex.split(hook["entry"])[1:] for hook in HOOKS}
    assert cli(*calls["cbi-fmt"], folder=tmp_path).code == 0
    assert cli(*calls["cbi-validate"], folder=tmp_path).code == 0
    put(tmp_path, files(event("2022-05-04", "end = 2022-05-01")))
    assert cli(*calls["cbi-validate"], folder=tmp_path).code == 1
    cli(*calls["cbi-fmt"], folder=tmp_path)
    assert git(tmp_path, "status", "--porcelain")


def test_the_program_is_installed_from_where_the_action_lies(tmp_path: Path) -> None:
    stub = tmp_path / "bin" / "python"
    stub.parent.mkdir()
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stub.chmod(0o755)
    env = {"PATH": f"{stub.parent}{os.pathsep}{os.environ['PATH']}", "GITHUB_ACTION_PATH": "/a path/with spaces"}
    call = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[0]["run"]]
    done = subprocess.run(call, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["-I", "-m", "pip", "install", "--quiet", "/a path/with spaces"]


def test_every_input_and_output_is_documented() -> None:
    page = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
    for name in (*ACTION["inputs"], *ACTION["outputs"], *(hook["id"] for hook in HOOKS)):
        assert f"| `{name}` |" in page


def test_no_script_of_the_action_takes_an_expression_in() -> None:
    assert all("${{" not in step["run"] for step in STEPS)


def test_the_workflow_of_a_new_dataset_runs_there(tmp_path: Path, cli: Cli) -> None:
    assert cli("init", "ours", "--parties", "ca,us", folder=tmp_path).code == 0
    folder = tmp_path / "ours"
    repository(folder)
    workflow = yaml.safe_load((folder / ".github" / "workflows" / "cbi.yml").read_text(encoding="utf-8"))
    scripts = [step["run"] for step in workflow["jobs"]["validate"]["steps"] if "run" in step]
    summary = tmp_path / "summary.md"
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BASE": git(folder, "rev-parse", "HEAD"),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    assert scripts[0] == "python -I -m pip install cbi-cli"
    added = [*("add-event", "--no-input", "--start", "2025-03-04", "--title", "They meet", "--kind", "meeting")]
    added += ["--level", "presidential", "--source", "maintainers-notes"]
    assert cli(*added, folder=folder).code == 0
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "an event")
    for script in scripts[1:]:
        done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    assert "2025-03-04-they-meet" in summary.read_text(encoding="utf-8")
