"""The files for the tools around a dataset.

These are the workflow, the hook, and settings of editors.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.workspace.atomic_write import PendingWrite, wrap_os_errors, write_all_atomic
from cbi_cli.workspace.git import Repository

_TEMPLATE = Path(__file__).with_name("template") / "tools"
_TEMPLATE_TARGETS = {
    "workflow.yml": ".github/workflows/cbi.yml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "editorconfig": ".editorconfig",
    "extensions.json": ".vscode/extensions.json",
    "pull_request_template.md": ".github/pull_request_template.md",
}
_SITE_TARGETS = {"site.yml": ".github/workflows/site.yml"}
"""What also publishes the web site, for those who want one."""

_REVIEW_TEMPLATE = re.compile(r"pull_request_template(\.[a-z]+)?", re.IGNORECASE)
_REVIEW_FOLDERS = (".", ".github", "docs")
"""The folders in which GitHub looks for the template of pull requests, in any case of letters."""

_PROJECT = "cbi-cli"
_VERSION = re.compile(r"[0-9A-Za-z.+!-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_REMOTE_URL = re.compile(r"(?:https?|ssh)://(?:[^@/\s]*@)?([A-Za-z0-9.\[\]:-]+/[A-Za-z0-9._~/+%-]+)")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


class Requirement(NamedTuple):
    """What pip needs to install this very program elsewhere.

    `text` is empty if it can only be installed from this machine; `note` says why.
    """

    text: str
    note: str


def find_requirement() -> Requirement:
    """Return what this program was installed from, pinned.

    This is a package index, or a version control system.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        installed = distribution(_PROJECT)
        raw = installed.read_text("direct_url.json")
        version = installed.version
    except (PackageNotFoundError, OSError, UnicodeError):
        return _local_requirement(message("this program runs from its source, without being installed"))
    if raw is None:
        if not _VERSION.fullmatch(version):
            return _local_requirement(message("the version of this program is not known"))
        return Requirement(f"{_PROJECT}=={version}", "")
    try:
        direct_url = json.loads(raw)
    except ValueError:
        return _local_requirement(message("what this program was installed from cannot be read"))
    if not isinstance(direct_url, dict):
        direct_url = {}
    return requirement_from_direct_url(direct_url)


def requirement_from_direct_url(direct_url: Mapping[str, Any]) -> Requirement:
    """Return the requirement for what `direct_url.json` describes.

    That file is the record of a direct installation. A user name or password in the address is left out.
    """
    url = str(direct_url.get("url", ""))
    address = _REMOTE_URL.fullmatch(url)
    if address is not None:
        vcs_info = direct_url.get("vcs_info")
        archive_info = direct_url.get("archive_info")
        text = ""
        if isinstance(vcs_info, dict) and "subdirectory" not in direct_url:
            text = _git_requirement(url, address[1], vcs_info)
        if not text and isinstance(archive_info, dict) and url.startswith("https:"):
            text = _archive_requirement(address[1], archive_info)
        if text:
            return Requirement(text, "")
    return _local_requirement(message("this program was installed from a folder or file of this machine"))


def _git_requirement(url: str, address: str, vcs_info: Mapping[str, Any]) -> str:
    """Return the requirement for a commit; empty if it is not known."""
    commit = str(vcs_info.get("commit_id", ""))
    if vcs_info.get("vcs") != "git" or not _COMMIT.fullmatch(commit):
        return ""
    scheme = f"{url.partition(':')[0]}://"
    # Servers of git expect the user `git` over ssh; any user name was left out of the address.
    if url.startswith("ssh:"):
        scheme = "ssh://git@"
    return f"{_PROJECT} @ git+{scheme}{address}@{commit}"


def _archive_requirement(address: str, archive_info: Mapping[str, Any]) -> str:
    """Return the requirement for an archive with a digest.

    The result is empty if there is none.
    """
    hashes = archive_info.get("hashes")
    if not isinstance(hashes, dict):
        return ""
    digest = str(hashes.get("sha256", ""))
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return ""
    return f"{_PROJECT} @ https://{address}#sha256={digest}"


def render_tool_files(branch: str = "main", with_site: bool = False) -> dict[str, bytes]:
    """Return the files by their paths from the top of a repository with this default branch.

    `with_site` adds the workflow that publishes the web site.
    """
    values = _placeholder_values(find_requirement(), branch)
    files: dict[str, bytes] = {}
    targets = _TEMPLATE_TARGETS | (_SITE_TARGETS if with_site else {})
    for name, target in targets.items():
        text = (_TEMPLATE / name).read_text(encoding="utf-8")
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        files[target] = text.encode()
    return files


def write_tool_files(top: Path, branch: str, with_site: bool = False) -> tuple[list[str], list[str]]:
    """Write the files that do not exist yet to the top of a repository.

    Return those written and those kept. Raises CbiError for a file that cannot be written.
    """
    writes: list[PendingWrite] = []
    written: list[str] = []
    kept: list[str] = []
    for name, content in render_tool_files(branch, with_site).items():
        path = top / name
        # What is there belongs to the user; a folder that is a link may lead out of the repository.
        if os.path.lexists(path) or os.path.realpath(path.parent) != str(top / Path(name).parent):
            kept.append(name)
            continue
        existing = _find_review_template(top) if _REVIEW_TEMPLATE.fullmatch(path.name) else ""
        if existing:
            kept.append(existing)
            continue
        with wrap_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        # With empty content expected, one that somebody creates meanwhile is not overwritten.
        writes.append(PendingWrite(path, content, b""))
        written.append(name)
    write_all_atomic(writes)
    return written, kept


def _find_review_template(top: Path) -> str:
    """Return the template of pull requests that a repository has, empty if it has none."""
    for folder in _REVIEW_FOLDERS:
        if not (top / folder).is_dir():
            continue
        for name in sorted(os.listdir(top / folder)):
            if _REVIEW_TEMPLATE.fullmatch(name):
                return (Path(folder) / name).as_posix()
    return ""


def find_default_branch(top: Path) -> str:
    """Return the default branch of a repository.

    It is used as far as the clone knows it, else the current one, else main.
    """
    try:
        repository = Repository.of(top)
        reference = repository.default_branch_of("origin") or repository.current_branch()
    except CbiError:
        return "main"
    name = re.sub(r"^refs/(heads|remotes/origin)/", "", reference)
    if not _BRANCH.fullmatch(name):
        return "main"
    return name


def _local_requirement(reason: str) -> Requirement:
    note = message(
        "{reason}, so the workflow cannot install it yet: set CBI in .github/workflows/cbi.yml to what pip can "
        "install it from, with a version or a commit",
        reason=reason,
    )
    return Requirement("", note)


def _placeholder_values(requirement: Requirement, branch: str) -> dict[str, str]:
    """Return the values of the placeholders in the templates, as YAML."""
    hook = "language: system"
    comment = "\n# It runs the `cbi` that is installed already: where else it can be installed from is not known."
    if requirement.text:
        hook = f"language: python\n        additional_dependencies: [{json.dumps(requirement.text)}]"
        comment = ""
    return {
        # A JSON text is valid YAML.
        '"@REQUIREMENT@"': json.dumps(requirement.text),
        '"@BRANCH@"': json.dumps(branch),
        "language: python # @HOOK@": hook,
        " # @COMMENT@": comment,
    }
