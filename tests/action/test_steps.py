"""Every step of the action that runs a script, in a scratch repository with a bare remote, as a runner would.

The step that installs the program is left to the runner: here the program under test is on the path.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import ROOT
from tests.datasets import event, files
from tests.repositories import commit, git, put
from tests.repositories import repository as git_repository

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = [step for step in ACTION["runs"]["steps"] if "run" in step]
CHANGELOG = "# Changelog\n\n## 1.0.0\n\n- First.\n"


class Done(NamedTuple):
    """What a run of the action gave: the exit code and output of each step, its outputs, and the job summary."""

    codes: dict[str, int]
    out: dict[str, str]
    outputs: dict[str, dict[str, str]]
    summary: str


class Repository:
    """A clone with a bare remote beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.remote, self.work = folder, folder / "remote.git", folder / "work"
        self.remote.mkdir()
        self.work.mkdir()
        git(self.remote, "init", "--quiet", "--bare")
        (self.work / "CHANGELOG.md").write_text(CHANGELOG)
        git_repository(self.work, files(event("2022-03-01", kind="review")))
        self.base = git(self.work, "rev-parse", "HEAD")
        git(self.work, "remote", "add", "origin", f"file://{self.remote}")
        git(self.work, "push", "--quiet", "origin", "main")

    def commit(self, message: str) -> None:
        commit(self.work, message)

    def release(self, *events: str) -> None:
        """A change as it should be: with a new version and a line in the changelog."""
        new = {name: raw.replace(b'version = "1.0.0"', b'version = "1.1.0"') for name, raw in files(*events).items()}
        put(self.work, new)
        (self.work / "CHANGELOG.md").write_text(CHANGELOG.replace("## 1.0.0", "## 1.1.0\n\n- More.\n\n## 1.0.0"))

    def shallow(self) -> None:
        """Start anew from a clone of the newest commit alone, as for a pull request from a fork."""
        git(self.work, "push", "--quiet", "origin", "HEAD:refs/heads/change")
        git(self.remote, "config", "uploadpack.allowAnySHA1InWant", "true")
        self.work = self.folder / "shallow"
        git(self.folder, "clone", "--quiet", "--depth=1", "--branch=change", f"file://{self.remote}", str(self.work))

    def run(self, base: str | None = None) -> Done:
        """Run the steps in order; one that fails does not keep the last from running, as the action says."""
        inputs = {"inputs.dataset": "", "inputs.sarif": "cbi.sarif", "base": self.base if base is None else base}
        codes: dict[str, int] = {}
        out: dict[str, str] = {}
        outputs: dict[str, dict[str, str]] = {}
        summary = self.folder / "summary.md"
        summary.write_text("")
        for step in STEPS[1:]:
            name = step.get("id", "diff")
            if name == "diff" and outputs["base"]["compared"] != "true":
                continue
            result = self.folder / f"{name}.output"
            result.write_text("")
            env = {key: _value(text, inputs, outputs) for key, text in step["env"].items()}
            done = self.step(step["run"], env, result, summary)
            codes[name], out[name] = done.returncode, done.stdout + done.stderr
            outputs[name] = dict(line.split("=", 1) for line in result.read_text().splitlines())
        return Done(codes, out, outputs, summary.read_text(encoding="utf-8"))

    def step(self, script: str, env: dict[str, str], result: Path, summary: Path) -> subprocess.CompletedProcess[str]:
        """One script, with the environment that a runner gives."""
        given = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.work),
            "GITHUB_OUTPUT": str(result),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.folder),
            "CBI_TODAY": "2026-11-24",
        }
        call = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
        return subprocess.run(call, cwd=self.work, env={**given, **env}, capture_output=True, text=True, check=False)


def _value(text: str, inputs: dict[str, str], outputs: dict[str, dict[str, str]]) -> str:
    """What a runner puts in place of an expression."""
    found = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
    assert found is not None, text
    expression = found[1]
    if expression.startswith("steps."):
        _, step, _, name = expression.split(".")
        return outputs[step].get(name, "")
    return inputs["base"] if expression.startswith("inputs.base") else inputs[expression]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_good_change_passes_and_its_effect_stands_in_the_summary(repository: Repository) -> None:
    repository.release(event("2022-03-01", kind="review"), event("2022-05-04"))
    repository.commit("an event that turns a light")
    done = repository.run()
    assert done.codes == {"base": 0, "validate": 0, "diff": 0}, done.out
    assert done.outputs["validate"]["errors"] == "0"
    assert "2022-05-04-meeting" in done.summary
    assert "○●○ yellow | ●○○ green" in done.summary


def test_a_bad_change_fails_with_a_mark_on_its_line(repository: Repository) -> None:
    repository.release(event("2022-03-01", kind="review"), event("2022-05-04", 'title = "Talks"', "end = 2022-05-01"))
    repository.commit("a broken date")
    done = repository.run()
    assert done.codes["validate"] == 1
    marks = [line for line in done.out["validate"].splitlines() if line.startswith("::error")]
    assert len(marks) == 1, marks
    (mark,) = marks
    lines = (repository.work / "events" / "2022.toml").read_text().splitlines()
    number = lines.index("end = 2022-05-01") + 1
    assert f"file=events/2022.toml,line={number}," in mark
    assert done.outputs["validate"]["errors"] == "1"
    assert done.codes["diff"] == 0


def test_a_change_from_a_fork_without_history_is_compared_all_the_same(repository: Repository) -> None:
    repository.release(event("2022-03-01", kind="review"), event("2022-05-04"))
    repository.commit("an event")
    repository.shallow()
    done = repository.run()
    assert done.outputs["base"]["compared"] == "true"
    assert done.codes == {"base": 0, "validate": 0, "diff": 0}, done.out
    assert "○●○ yellow | ●○○ green" in done.summary


@pytest.mark.parametrize("base", ["", "0" * 40, "f" * 40, "--output=x", "$(touch x)"])
def test_without_a_revision_to_compare_with_it_validates_alone(repository: Repository, base: str) -> None:
    done = repository.run(base)
    assert done.outputs["base"] == {"compared": "false"}
    assert done.codes == {"base": 0, "validate": 0}, done.out
    assert not (repository.work / "x").exists()


def test_a_deleted_file_is_told(repository: Repository) -> None:
    repository.release()
    repository.commit("no events")
    done = repository.run()
    assert done.codes["diff"] == 0
    assert "2022-03-01-review" in done.summary


def test_a_hostile_title_forges_nothing(repository: Repository) -> None:
    title = "%0A::error::x ::set-output name=errors::9 <script> | [a](b) </details>"
    repository.release(event("2022-03-01", f'title = "{title}"', kind="review"), event("2022-05-04", 'id = "bad"'))
    repository.commit("hostile")
    done = repository.run()
    assert done.codes["validate"] == 1
    told = [line for line in done.out["validate"].splitlines() if line.startswith("::")]
    assert all(line.startswith(("::error file=", "::warning file=")) for line in told)
    assert "<script>" not in done.summary
    assert done.summary.count("</details>") == done.summary.count("<details>")
