"""The hooks, the documentation of the action, and the step that installs the program."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.action.runner import ACTION, STEPS
from tests.conftest import ROOT, Cli
from tests.datasets import dataset_files, event_toml
from tests.repositories import git, make_repository, write_files

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_each_hook_is_one_pass_over_the_datasets_also_if_files_are_only_deleted() -> None:
    assert [hook["id"] for hook in HOOKS] == ["cbi-validate", "cbi-fmt"]
    for hook in HOOKS:
        assert (hook["pass_filenames"], hook["always_run"], hook["language"]) == (False, True, "python")
        # A filter would keep a commit of deletions from being looked at: pre-commit does not count these files.
        assert not {"files", "types", "types_or", "exclude", "exclude_types"} & set(hook)


CALLS = {hook["id"]: shlex.split(hook["entry"])[1:] for hook in HOOKS}


def test_the_hooks_pass_a_good_change_and_stop_a_bad_one(tmp_path: Path, cli: Cli) -> None:
    make_repository(tmp_path, dataset_files(event_toml("2022-05-04")))
    assert cli(*CALLS["cbi-fmt"], folder=tmp_path).code == 0
    assert cli(*CALLS["cbi-validate"], folder=tmp_path).code == 0
    write_files(tmp_path, dataset_files(event_toml("2022-05-04", "end = 2022-05-01")))
    assert cli(*CALLS["cbi-validate"], folder=tmp_path).code == 1
    cli(*CALLS["cbi-fmt"], folder=tmp_path)
    assert git(tmp_path, "status", "--porcelain")


def commit_with_hooks(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Commit with the hooks as git itself starts them: with ``GIT_DIR``, ``GIT_INDEX_FILE`` and more of its own."""
    script = "\n".join(
        ["#!/bin/sh", "set -e", *(f"{sys.executable} -m cbi_cli {' '.join(CALLS[one])}" for one in names)]
    )
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"{script}\n")
    hook.chmod(0o755)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    call = ["git", *who, "commit", "--quiet", "--all", "--message", "x"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


def test_a_commit_of_deletions_only_is_looked_at_in_the_environment_of_a_hook(tmp_path: Path) -> None:
    data = dataset_files(event_toml("2022-05-04"))
    write_files(tmp_path / "data" / "mx", data)
    make_repository(tmp_path)
    (tmp_path / "data" / "mx" / "sources.toml").unlink()
    done = commit_with_hooks(tmp_path, "cbi-validate")
    assert done.returncode == 1
    assert "sources.toml" in done.stdout + done.stderr
    write_files(tmp_path / "data" / "mx", data)
    assert cli_in(tmp_path, "fmt").returncode == 0
    (tmp_path / "data" / "mx" / "events" / "2022.toml").unlink()
    done = commit_with_hooks(tmp_path, "cbi-fmt", "cbi-validate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ab 1.0.0 in data/mx" in done.stdout + done.stderr


def cli_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "cbi_cli", *words]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_hook_in_a_repository_without_a_dataset_stops_the_commit(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, dataset_files(event_toml("2022-05-04")))
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "README.md").write_text("x")
    make_repository(inner)
    (inner / "README.md").write_text("y")
    done = commit_with_hooks(inner, name)
    assert done.returncode != 0
    assert "there is no dataset to check or change" in done.stderr
    assert cli_in(inner, *CALLS[name]).returncode == 2


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
