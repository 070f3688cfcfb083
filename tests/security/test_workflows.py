"""Workflows and the action: they may only read, name no secret, and take nothing in that can change under them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / ".github" / "workflows").iterdir())]
TEMPLATE = "src/cbi_cli/changes/template/tools/workflow.yml"
SITE = "src/cbi_cli/changes/template/tools/site.yml"
ALL = [*WORKFLOWS, TEMPLATE, SITE, "action.yml"]
PAGES = ["docs/action.md", "docs/ci.md"]
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
_USES = re.compile(r"^[ -]*uses: (\S+)(.*)$", re.MULTILINE)
_EXAMPLE = "OWNER/REPOSITORY@"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def steps(name: str) -> Iterator[dict[str, Any]]:
    """Every step of a workflow or an action."""
    read = yaml.safe_load(text(name))
    for job in [*read.get("jobs", {}).values(), read.get("runs", {})]:
        yield from job.get("steps", [])


def test_there_are_workflows() -> None:
    assert WORKFLOWS
    assert all(list(steps(name)) for name in ALL)


@pytest.mark.parametrize("name", [*ALL, *PAGES])
def test_every_action_of_others_is_pinned_to_a_commit_with_its_tag_beside(name: str) -> None:
    used = [(what, rest) for what, rest in _USES.findall(text(name)) if not what.startswith(("./", _EXAMPLE))]
    assert used
    for what, rest in used:
        assert _PINNED.fullmatch(what), f"{name}: {what}"
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", rest), f"{name}: {what} has no tag beside it"


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for name in [*ALL, *PAGES]:
        for what, rest in _USES.findall(text(name)):
            action, _, commit = what.partition("@")
            pins.setdefault(action, set()).add(commit + rest)
    assert {action for action, found in pins.items() if len(found) > 1} == set()


@pytest.mark.parametrize("name", [*WORKFLOWS, TEMPLATE])
def test_a_workflow_may_only_read_the_contents(name: str) -> None:
    read = yaml.safe_load(text(name))
    assert read["permissions"] == {"contents": "read"}
    assert [job for job in read["jobs"].values() if "permissions" in job] == []


def test_only_the_job_that_publishes_the_site_may_do_so_and_it_runs_no_script() -> None:
    read = yaml.safe_load(text(SITE))
    assert read["permissions"] == {"contents": "read"}
    build, publish = read["jobs"]["build"], read["jobs"]["publish"]
    assert "permissions" not in build
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert [step for step in publish["steps"] if "run" in step] == []
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == ["actions/deploy-pages"]


@pytest.mark.parametrize("name", ALL)
def test_no_secret_is_named_and_no_event_gives_one_to_the_code_of_others(name: str) -> None:
    read = yaml.safe_load(text(name))
    if name == "action.yml":
        # Only the step that writes the comment has the token, and it reads no file of the checkout.
        assert read["inputs"]["token"].pop("default") == "${{ github.token }}"
        holders = [step for step in steps(name) if "inputs.token" in json.dumps(step)]
        assert [step["run"] for step in holders] == ["python -I -m cbi_cli.action_comment"]
    for word in ("secrets", "github.token", "GITHUB_TOKEN", "pull_request_target", "workflow_run", "issue_comment"):
        assert word not in json.dumps({str(key): value for key, value in read.items()}), word


@pytest.mark.parametrize("name", ALL)
def test_a_checkout_keeps_no_credentials(name: str) -> None:
    checkouts = [step for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts or name == "action.yml"
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("name", ALL)
def test_no_script_takes_an_expression_in(name: str) -> None:
    scripts = [step["run"] for step in steps(name) if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("name", ["action.yml", TEMPLATE, SITE])
def test_python_takes_no_module_from_the_checkout(name: str) -> None:
    """A file ``pip.py`` or ``json.py`` in a stranger's checkout would run in place of the real one."""
    calls = [call for step in steps(name) for call in re.findall(r"\bpython3? .*", step.get("run", ""))]
    assert calls
    assert [call for call in calls if not call.startswith("python -I ")] == []


def test_newer_actions_and_packages_are_proposed() -> None:
    read = yaml.safe_load(text(".github/dependabot.yml"))
    assert {one["package-ecosystem"] for one in read["updates"]} == {"github-actions", "pip"}
