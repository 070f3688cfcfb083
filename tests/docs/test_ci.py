"""What CI runs is what the README says, and the versions agree."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib

import yaml

from cbi_cli import __version__
from tests.conftest import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_ci_finds_the_one_test_command_of_the_readme() -> None:
    line = next(line for line in _read(".ci/run").splitlines() if line.startswith("test_command="))
    script = f'{line}\nprintf "%s" "$test_command"'
    found = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found == "python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[dev]' && .venv/bin/pytest"


def test_the_workflow_runs_ci_and_may_only_read() -> None:
    assert [step["run"] for step in WORKFLOW["jobs"]["check"]["steps"] if "run" in step] == ["bash .ci/run"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [job for job in WORKFLOW["jobs"].values() if "permissions" in job] == []


def test_the_workflow_covers_every_python_that_the_project_promises() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    promised = [name.rsplit(" ", 1)[1] for name in project["classifiers"] if re.search(r":: 3\.\d+$", name)]
    assert WORKFLOW["jobs"]["check"]["strategy"]["matrix"]["python"] == promised
    assert re.findall(r'"(3\.\d+)"', _read("noxfile.py")) == promised


def test_make_check_is_what_ci_runs() -> None:
    assert "\ncheck:\n\t.ci/run\n" in _read("Makefile")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_versions_agree() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    citation = dict(re.findall(r"^([a-z-]+): (.+)$", _read("CITATION.cff"), re.MULTILINE))
    newest = re.search(r"^## (\S+) \((\S+)\)$", _read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert project["version"] == __version__ == citation["version"] == newest[1]
    assert citation["date-released"].strip('"') == newest[2]
    assert (citation["cff-version"], citation["license"], project["license"]) == ("1.2.0", "MIT", "MIT")


def test_the_citation_names_the_data_and_its_version() -> None:
    data = tomllib.loads(_read("datasets/us-mexico/dataset.toml"))
    reference = _read("CITATION.cff").partition("references:")[2]
    assert f"version: {data['version']}" in reference
    assert f"license: {data['license']}" in reference
    assert data["title"] in reference
