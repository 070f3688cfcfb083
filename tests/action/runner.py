"""A runner: it starts the scripts of a composite action, with the environment and the files that GitHub gives.

The step that installs the program is left out; the interpreter of the tests has the program under test.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from tests.conftest import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = [step for step in ACTION["runs"]["steps"] if "run" in step]


class ActionResult(NamedTuple):
    """What one call of the action gave."""

    code: int
    out: str
    outputs: dict[str, str]
    summary: str

    def commands(self, name: str) -> list[str]:
        """The workflow commands of a kind."""
        return [line for line in self.out.splitlines() if line.startswith(f"::{name}")]


class Runner:
    """Calls of the action in a job; ``temp`` is the runner's own folder."""

    def __init__(self, temp: Path) -> None:
        self.temp = temp
        temp.mkdir(exist_ok=True)
        (temp / "bin").mkdir(exist_ok=True)
        # A link would lose the environment of the tests, so the interpreter is started by its own name.
        python = temp / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        self.calls = 0

    def run(
        self,
        workspace: Path,
        event: str,
        payload: Mapping[str, Any],
        inputs: Mapping[str, str] = MappingProxyType({}),
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> ActionResult:
        """One call of the action, as a job of an event has it."""
        assert inputs.keys() <= ACTION["inputs"].keys()
        check, comment = (
            {**one, "env": {key: _resolve_input(text, inputs) for key, text in one["env"].items()}} for one in STEPS[1:]
        )
        assert "INPUT_TOKEN" not in check["env"]
        done = self.run_scripts([check], workspace, event, payload, env)
        wanted = {"comment": "auto", **inputs}["comment"]
        if wanted == "false" or not done.outputs.get("comment-file"):
            return done
        comment["env"]["INPUT_COMMENT_FILE"] = done.outputs["comment-file"]
        last = self.run_scripts([comment], workspace, event, payload, env)
        assert (last.code, last.outputs) == (0, {})
        return done._replace(out=done.out + last.out)

    def run_scripts(
        self,
        steps: Sequence[Mapping[str, Any]],
        workspace: Path,
        event: str,
        payload: Mapping[str, Any],
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> ActionResult:
        """The scripts of some steps, one after the other."""
        self.calls += 1
        files = {name: self.temp / f"{name}-{self.calls}" for name in ("output", "summary", "event")}
        files["event"].write_text(json.dumps(payload), encoding="utf-8")
        files["output"].write_text("")
        files["summary"].write_text("")
        code, out = 0, ""
        for step in steps:
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=workspace,
                env={**self._environment(workspace, event, files), **step.get("env", {}), **env},
                capture_output=True,
                text=True,
                check=False,
            )
            code, out = done.returncode, out + done.stdout + done.stderr
        return ActionResult(code, out, _parse_outputs(files["output"]), files["summary"].read_text(encoding="utf-8"))

    def _environment(self, workspace: Path, event: str, files: dict[str, Path]) -> dict[str, str]:
        return {
            "PATH": f"{self.temp / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.temp),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(files["event"]),
            "GITHUB_REPOSITORY": "owner/data",
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(self.temp),
            "CBI_TODAY": "2026-11-24",
        }


def _resolve_input(text: str, given: Mapping[str, str]) -> str:
    """What a runner puts in place of an expression: an input, or its default."""
    if text == "${{ steps.check.outputs.comment-file }}":
        return ""
    found = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text)
    assert found is not None, text
    default = ACTION["inputs"][found[1]]["default"]
    # No test has a token, so that none asks a server of others.
    return given.get(found[1], "" if default == "${{ github.token }}" else default)


def _parse_outputs(file: Path) -> dict[str, str]:
    """The outputs of a step, each between two lines of its own."""
    found = re.findall(r"^([a-z-]+)<<(\S+)\n(.*?)\n\2$", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return {name: value for name, _, value in found}
