"""The files for the tools around a dataset: the workflow, the hook, and settings of editors."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_TEMPLATE = Path(__file__).with_name("template") / "tools"
_TEMPLATE_TARGETS = {
    "workflow.yml": ".github/workflows/cbi.yml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "editorconfig": ".editorconfig",
    "extensions.json": ".vscode/extensions.json",
}
_PROJECT = "cbi-cli"
_VERSION = re.compile(r"[0-9A-Za-z.+!-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_REMOTE_URL = re.compile(r"(?:https?|ssh)://(?:[^@/\s]*@)?([A-Za-z0-9.\[\]:-]+/[A-Za-z0-9._~/+%-]+)")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


class Requirement(NamedTuple):
    """How pip installs this very program elsewhere; ``text`` is empty if it can only be had on this machine."""

    text: str
    note: str


def find_requirement() -> Requirement:
    """Return what this program was itself installed from, pinned: an index, or a revision control system."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(_PROJECT)
        raw, version = found.read_text("direct_url.json"), found.version
    except (PackageNotFoundError, OSError, UnicodeError):
        return _local_requirement("this program runs from its source, without being installed")
    if raw is None:
        return (
            Requirement(f"{_PROJECT}=={version}", "")
            if _VERSION.fullmatch(version)
            else _local_requirement("the version of this program is not known")
        )
    try:
        origin = json.loads(raw)
    except ValueError:
        return _local_requirement("what this program was installed from cannot be read")
    return requirement_from_direct_url(origin if isinstance(origin, dict) else {})


def requirement_from_direct_url(origin: Mapping[str, Any]) -> Requirement:
    """Return the requirement that the record of a direct installation stands for (``direct_url.json``).

    A user name or password in the address is left out.
    """
    url = str(origin.get("url", ""))
    address = _REMOTE_URL.fullmatch(url)
    vcs, archive = origin.get("vcs_info"), origin.get("archive_info")
    if address and isinstance(vcs, dict) and "subdirectory" not in origin:
        commit = str(vcs.get("commit_id", ""))
        if vcs.get("vcs") == "git" and _COMMIT.fullmatch(commit):
            scheme = "ssh://git@" if url.startswith("ssh:") else f"{url.partition(':')[0]}://"
            return Requirement(f"{_PROJECT} @ git+{scheme}{address[1]}@{commit}", "")
    if address and isinstance(archive, dict) and url.startswith("https:"):
        hashes = archive.get("hashes")
        digest = str(hashes.get("sha256", "")) if isinstance(hashes, dict) else ""
        if re.fullmatch(r"[0-9a-f]{64}", digest):
            return Requirement(f"{_PROJECT} @ https://{address[1]}#sha256={digest}", "")
    return _local_requirement("this program was installed from a folder or file of this machine")


def render_tool_files(branch: str = "main") -> dict[str, bytes]:
    """Return the files by their paths from the top of a repository, whose default branch is given."""
    needed = find_requirement()
    found: dict[str, bytes] = {}
    for name, target in _TEMPLATE_TARGETS.items():
        text = (_TEMPLATE / name).read_text(encoding="utf-8")
        for mark, value in _placeholder_values(needed, branch).items():
            text = text.replace(mark, value)
        found[target] = text.encode()
    return found


def write_tool_files(top: Path, branch: str) -> tuple[list[str], list[str]]:
    """Write the files that are not there yet to the top of a repository; return those written and those left alone.

    Raises CbiError for one that cannot be written.
    """
    from cbi_cli.workspace.atomic_write import wrap_os_errors, write_new_file

    written: list[str] = []
    left: list[str] = []
    for name, content in render_tool_files(branch).items():
        path = top / name
        if os.path.lexists(path) or os.path.realpath(path.parent) != str(top / Path(name).parent):
            # What is there is the user's; a folder that is a link may lead out of the repository.
            left.append(name)
            continue
        with wrap_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new_file(path, content)
        written.append(name)
    return written, left


def find_default_branch(top: Path) -> str:
    """Return the default branch of a repository as far as its clone knows it, else the current one, else main."""
    from cbi_cli.core.errors import CbiError
    from cbi_cli.workspace.git import Repository

    try:
        repository = Repository.of(top)
        full = repository.default_branch_of("origin") or repository.current_branch()
    except CbiError:
        return "main"
    name = re.sub(r"^refs/(heads|remotes/origin)/", "", full)
    return name if _BRANCH.fullmatch(name) else "main"


def _local_requirement(reason: str) -> Requirement:
    note = (
        f"{reason}, so the workflow cannot install it yet: set CBI in .github/workflows/cbi.yml to what pip can "
        "install it from, with a version or a commit"
    )
    return Requirement("", note)


def _placeholder_values(needed: Requirement, branch: str) -> dict[str, str]:
    """What the templates leave open, as YAML."""
    hook = "language: system"
    comment = "\n# It runs the `cbi` that is installed already: where else it can be installed from is not known."
    if needed.text:
        hook = f"language: python\n        additional_dependencies: [{json.dumps(needed.text)}]"
        comment = ""
    return {
        '"@REQUIREMENT@"': json.dumps(needed.text),
        '"@BRANCH@"': json.dumps(branch),
        "language: python # @HOOK@": hook,
        " # @COMMENT@": comment,
    }
