"""Start git.

No other module starts a program; `workspace.git` says what this is careful about.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message

_PASSED_VARIABLES = (
    *("PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "TMP", "TEMP", "SUDO_UID", "LD_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES"),
    *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA"),
    # Which settings are the user's own, as HOME says too: the trust in another owner's folder is one of them.
    *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
)
_FETCH_VARIABLES = (
    *("USER", "LOGNAME", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_ASKPASS", "KRB5CCNAME"),
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
)
GIT_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    # This list overrides every `protocol.<name>.allow` in a configuration; no protocol is called `none`.
    "GIT_ALLOW_PROTOCOL": "none",
}
_SAFE_SETTINGS = (
    "safe.bareRepository=explicit",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.useReplaceRefs=false",
    # Run for repositories with alternates; `:` is the command of the shell that does nothing.
    "core.alternateRefsCommand=:",
    "core.pager=cat",
    "diff.external=",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_OFFLINE_SETTINGS = ("protocol.allow=never", "core.sshCommand=false", "core.askPass=", "credential.helper=")
_FETCH_PROTOCOLS = "https:ssh:file"
FETCH_TIMEOUT_SECONDS = 600
# Compiled at first use: most calls that load this module start no program.
_MESSAGE_PREFIX = r"(?:fatal|error|warning|hint): ?"
_OWNERSHIP_ERROR = r"dubious ownership in repository at '(.*)'|unsafe repository \('([^'\n]*+)' is owned"


class GitResult(NamedTuple):
    """The exit code of git, and what it printed."""

    code: int
    output: bytes
    errors: bytes

    @property
    def error_text(self) -> str:
        """What git printed to its stderr, on one line."""
        lines: list[str] = []
        for line in self.errors.decode("utf-8", "replace").splitlines():
            text = re.sub(_MESSAGE_PREFIX, "", line.strip())
            if text:
                lines.append(text)
        if not lines:
            return message("git ended with {code}", code=self.code)
        return "; ".join(lines)

    def error(self) -> CbiError:
        """Make an error of what git printed, with a remedy if the cause is plain."""
        owner = re.search(_OWNERSHIP_ERROR, self.errors.decode("utf-8", "replace"))
        if owner is None:
            return CbiError(message("git: {text}", text=self.error_text))
        first = self.error_text.partition("; ")[0]
        folder = owner[1] or owner[2]
        hint = message("if you trust it: git config --global --add safe.directory {folder}", folder=folder)
        return CbiError(message("git: {text}", text=first), hint)


def run_git(
    folder: Path, words: Sequence[str], given: bytes = b"", online: bool = False, ceiling: Path | None = None
) -> GitResult:
    """Run git in a folder, with nothing but safe settings.

    Raises CbiError if git cannot be started, or if the remote does not answer in time.
    """
    import subprocess

    env = _build_environment(online)
    if ceiling is not None:
        env["GIT_CEILING_DIRECTORIES"] = str(ceiling)
    settings = list(_SAFE_SETTINGS)
    if not online:
        settings += _OFFLINE_SETTINGS
    flags = ["--no-pager", "--no-replace-objects"]
    for setting in settings:
        flags += ["-c", setting]
    timeout = FETCH_TIMEOUT_SECONDS if online else None
    try:
        done = subprocess.run(
            [_find_git(env["PATH"]), *flags, *words],
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env=env,
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        minutes = FETCH_TIMEOUT_SECONDS // 60
        problem = message("git: the remote did not answer within {minutes} minutes", minutes=minutes)
        raise CbiError(problem, message("try again, or fetch it yourself")) from None
    except OSError as error:
        problem = message("git cannot be started: {reason}", reason=error.strerror)
        raise CbiError(problem, message("check the installation of git")) from None
    return GitResult(done.returncode, done.stdout, done.stderr)


def _build_environment(online: bool) -> dict[str, str]:
    """Return the environment that git sees."""
    names = list(_PASSED_VARIABLES)
    if online:
        names += _FETCH_VARIABLES
    env = {name: os.environ[name] for name in names if name in os.environ}
    folders = env.get("PATH", os.defpath).split(os.pathsep)
    # A relative entry could name a folder of the checkout.
    env["PATH"] = os.pathsep.join(folder for folder in folders if os.path.isabs(folder))
    env.update(GIT_ENVIRONMENT)
    if online:
        env["GIT_ALLOW_PROTOCOL"] = _FETCH_PROTOCOLS
    return env


def _find_git(path: str) -> str:
    """Return the path of the program git; raises CbiError if there is none."""
    import shutil

    for folder in path.split(os.pathsep):
        if not folder:
            continue
        # By the name alone, Windows would look in the working folder first, which may be a checkout.
        program = shutil.which(os.path.join(folder, "git"))
        if program:
            return program
    raise CbiError(message("git is not installed"), message("install git, which is needed to read revisions"))
