"""The files that `cbi init` brings for tools: what they install, where they are put, and what their workflow does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cbi_cli.changes import tooling
from cbi_cli.changes.tooling import Requirement, find_requirement, requirement_from_direct_url
from cbi_cli.cli.commands import init
from tests.action.runner import ActionResult, Runner
from tests.conftest import Cli
from tests.repositories import commit, git, make_repository

TOOLS = [".editorconfig", ".github/workflows/cbi.yml", ".pre-commit-config.yaml", ".vscode/extensions.json"]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PINNED = f"cbi-cli @ git+https://example.org/owner/repo.git@{COMMIT}"


def vcs(url: str, commit_id: str = COMMIT, name: str = "git", **more: str) -> dict[str, Any]:
    return {"url": url, "vcs_info": {"vcs": name, "commit_id": commit_id, "requested_revision": "main"}, **more}


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (vcs("https://example.org/owner/repo.git"), PINNED),
        (vcs("https://name:secret@example.org/owner/repo.git"), PINNED),
        (vcs("ssh://git@example.org/owner/repo.git"), PINNED.replace("https://", "ssh://git@")),
        (vcs("https://example.org/owner/repo.git", "main"), ""),
        (vcs("https://example.org/owner/repo.git", name="hg"), ""),
        (vcs("https://example.org/owner/repo.git", subdirectory="x"), ""),
        (vcs("file:///home/me/cbi"), ""),
        (vcs('https://example.org/owner/repo.git"\nrun: x'), ""),
        ({"url": "file:///home/me/cbi", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/cbi-0.1.0-py3-none-any.whl", "archive_info": {}}, ""),
        ({"url": "https://example.org/a/cbi.whl", "archive_info": {}}, ""),
        (
            {"url": "https://example.org/a/cbi.whl", "archive_info": {"hashes": {"sha256": "a" * 64}}},
            f"cbi-cli @ https://example.org/a/cbi.whl#sha256={'a' * 64}",
        ),
        ({}, ""),
        ({"url": 5, "vcs_info": 5}, ""),
    ],
)
def test_what_the_program_was_installed_from_is_pinned_or_said_to_be_local(
    origin: Mapping[str, Any], text: str
) -> None:
    found = requirement_from_direct_url(origin)
    assert found.text == text
    assert bool(found.note) is not bool(text)
    assert "secret" not in found.text


@pytest.mark.parametrize(
    ("raw", "text"),
    [(None, "cbi-cli==9.8.7"), ("no json", ""), ("[]", ""), ('{"url": "file:///x", "dir_info": {}}', "")],
)
def test_an_index_gives_the_exact_version(raw: str | None, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Found:
        version = "9.8.7"

        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return raw

    monkeypatch.setattr("importlib.metadata.distribution", lambda name: Found() if name == "cbi-cli" else None)
    assert find_requirement().text == text


def made(folder: Path) -> tuple[dict[Any, Any], dict[str, Any]]:
    """The workflow and the hook of a dataset."""
    texts = ((folder / name).read_text(encoding="utf-8") for name in TOOLS[1:3])
    workflow, hooks = (yaml.safe_load(text) for text in texts)
    return workflow, hooks["repos"][0]["hooks"][0]


@pytest.mark.parametrize("text", ["cbi-cli==9.8.7", PINNED, ""])
def test_workflow_and_hook_install_only_what_is_pinned(
    text: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirement = Requirement(text, "" if text else "it is local")
    for module in (tooling, init):
        monkeypatch.setattr(module, "find_requirement", lambda: requirement)
    result = cli("init", "ours", "--parties", "ca,us", folder=tmp_path)
    assert ("note: it is local" in result.err) is not bool(text)
    workflow, hook = made(tmp_path / "ours")
    assert workflow["env"] == {"CBI": text}
    assert (hook["entry"], hook["pass_filenames"], hook["always_run"]) == ("cbi validate", False, True)
    assert hook.get("additional_dependencies", []) == ([text] if text else [])
    assert hook["language"] == ("python" if text else "system")
    assert "@" not in "".join(workflow[True]["push"]["branches"])
    scripts = [step["run"] for step in workflow["jobs"]["validate"]["steps"] if "run" in step]
    assert [line.strip() for script in scripts for line in script.splitlines() if "install" in line][-1:] == [
        'python -I -m pip install --quiet "$CBI"'
    ]


def test_without_something_to_install_the_workflow_says_what_to_do(tmp_path: Path, cli: Cli) -> None:
    cli("init", "ours", folder=tmp_path)
    workflow, _ = made(tmp_path / "ours")
    script = next(step["run"] for step in workflow["jobs"]["validate"]["steps"] if "run" in step)
    env = {"PATH": os.environ["PATH"], "CBI": ""}
    done = subprocess.run(["bash", "-e", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "CBI is empty: put in" in done.stdout) == (2, True)


def test_it_runs_once_for_one_pull_request(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "top").mkdir()
    git(tmp_path / "top", "init", "--quiet", "--initial-branch", "trunk")
    cli("init", "data/ours", folder=tmp_path / "top")
    workflow, _ = made(tmp_path / "top")
    # YAML 1.1 reads `on` as true.
    assert workflow[True] == {"pull_request": None, "merge_group": None, "push": {"branches": ["trunk"]}}
    assert workflow["permissions"] == {"contents": "read"}


def test_in_a_repository_the_files_go_to_its_top_and_what_is_there_stays(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / ".editorconfig").write_text("mine")
    make_repository(tmp_path)
    result = cli("init", "data/ours", "--parties", "ca,us", folder=tmp_path)
    assert result.code == 0, result.err
    assert all((tmp_path / name).is_file() for name in TOOLS)
    assert not any((tmp_path / "data" / "ours" / name).exists() for name in TOOLS)
    assert (tmp_path / ".editorconfig").read_text() == "mine"
    assert "left as they are" in result.err
    assert ".editorconfig" in result.err
    before = {name: (tmp_path / name).read_bytes() for name in TOOLS}
    again = cli("init", "data/more", "--parties", "ca,us", folder=tmp_path)
    assert again.code == 0
    assert {name: (tmp_path / name).read_bytes() for name in TOOLS} == before


def test_nothing_is_written_through_a_link_out_of_the_repository(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "top").mkdir()
    make_repository(tmp_path / "top")
    (tmp_path / "top" / ".github").symlink_to(tmp_path / "outside")
    cli("init", "data", folder=tmp_path / "top")
    assert not list((tmp_path / "outside").rglob("*"))


class Ours:
    """A repository with a new dataset, and its workflow."""

    def __init__(self, folder: Path, cli: Cli) -> None:
        self.cli, self.top, self.runner = cli, folder / "top", Runner(folder / "temp")
        self.top.mkdir()
        git(self.top, "init", "--quiet", "--initial-branch", "main")
        assert cli("init", "data/ours", folder=self.top).code == 0
        self.base = commit(self.top, "The dataset")
        self.data = self.top / "data" / "ours"

    def run(self, base: str) -> ActionResult:
        """The last step of the workflow, for a pull request from the newest commit."""
        workflow, _ = made(self.top)
        *_, step = workflow["jobs"]["validate"]["steps"]
        head = git(self.top, "rev-parse", "HEAD")
        git(self.top, "update-ref", "refs/remotes/origin/main", base)
        git(self.top, "remote", "add", "origin", str(self.top))
        payload = {"pull_request": {"head": {"sha": head}, "base": {"sha": base, "ref": "main"}}}
        return self.runner.run_scripts([step], self.top, "pull_request", payload)


def test_the_workflow_finds_a_published_light_that_is_turned(tmp_path: Path, cli: Cli) -> None:
    ours = Ours(tmp_path, cli)
    events = ours.data / "events" / "2022.toml"
    text = events.read_text(encoding="utf-8")
    held = 'id = "2022-10-13-high-level-security-dialogue"\n'
    assert held in text
    events.write_text(text.replace(held, f'{held}status = "cancelled"\n'), encoding="utf-8")
    commit(ours.top, "Call the High-Level Security Dialogue off")
    done = ours.run(ours.base)
    assert done.code == 1, done.out
    # What is left of the year are meetings of delegations, which match a weaker rule.
    assert "High-Level Security Dialogue 2022: green → yellow" in done.out
    assert "High-Level Security Dialogue 2022: green → yellow" in done.summary


def test_the_workflow_writes_the_summary_also_if_validation_fails(tmp_path: Path, cli: Cli) -> None:
    ours = Ours(tmp_path, cli)
    words = ("--start", "2023-03-10", "--title", "A visit", "--title-es", "Una visita", "--kind", "visit")
    more = ("--level", "cabinet", "--host", "mx", "--guest", "us", "--source", "cbi-2022")
    assert cli("add-event", "--no-input", *words, *more, folder=ours.data).code == 0
    new = ours.data / "events" / "2023.toml"
    new.write_text(new.read_text(encoding="utf-8").replace('host = "mx"', 'host = "mex"'), encoding="utf-8")
    commit(ours.top, "A broken event")
    done = ours.run(ours.base)
    assert done.code == 1, done.out
    assert done.summary.index("## Errors") < done.summary.index("added 2023-03-10-visit")
