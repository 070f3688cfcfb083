"""Keep the comment on a pull request up to date in GitHub Actions.

`action.yml` starts this module with `python -I -m cbi_cli.action_comment`, in a step of its own: the step that reads
the checkout never has the token, and this one reads nothing of the checkout and starts no program.

There is one comment for each input `dataset`. It is recognized by its author, who is that of the token, and by a hidden
marker at its start, so that no other comment is ever edited. Nothing that goes wrong here fails the job.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from cbi_cli.action_texts import escape_command_text
from cbi_cli.cli.console import print_message, write_stdout
from cbi_cli.core.settings import read_comment_environment

OK = 0
MAX_COMMENT = 65_536
"""GitHub refuses a comment with more characters."""
PERMISSION_HINT = (
    "the comment needs the permission `pull-requests: write`, which a pull request from a fork never has; "
    "docs/action.md says how to give it. The job summary has the same text"
)
_PAGE_SIZE = 100
_MAX_PAGES = 100
_MAX_REPLY_BYTES = 20_000_000
_TIMEOUT_SECONDS = 30


class ApiError(Exception):
    """A call of GitHub's API that failed, and what to do about it."""

    def __init__(self, problem: str, is_permission: bool = False) -> None:
        super().__init__(problem)
        self.is_permission = is_permission


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so that the token goes to no other host."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse every redirect, which then is an error."""


class GitHub:
    """GitHub's API with a token, which is shown nowhere."""

    def __init__(self, token: str, rest: str, graphql: str) -> None:
        self._token = token
        self._rest = rest.rstrip("/")
        self._graphql = graphql
        self._opener = urllib.request.build_opener(_NoRedirect)

    def login(self) -> str:
        """Return the name of the user or the app that the token belongs to."""
        # The token of a job may not ask for `/user`, but for the viewer.
        reply = self._call("POST", self._graphql, {"query": "query { viewer { login } }"})
        try:
            login = reply["data"]["viewer"]["login"]
        except (KeyError, TypeError):
            raise ApiError("GitHub does not say whose the token is") from None
        return str(login)

    def comments(self, repository: str, number: int) -> Iterator[dict[str, Any]]:
        """Yield the comments of a pull request, the oldest first."""
        for page in range(1, _MAX_PAGES + 1):
            address = f"{self._rest}/repos/{repository}/issues/{number}/comments?per_page={_PAGE_SIZE}&page={page}"
            comments = self._call("GET", address)
            if not isinstance(comments, list):
                raise ApiError("GitHub's reply is no list of comments")
            yield from (comment for comment in comments if isinstance(comment, dict))
            if len(comments) < _PAGE_SIZE:
                return
        raise ApiError(f"the pull request has more than {_PAGE_SIZE * _MAX_PAGES:,} comments")

    def create_comment(self, repository: str, number: int, body: str) -> None:
        """Add a comment to a pull request."""
        self._call("POST", f"{self._rest}/repos/{repository}/issues/{number}/comments", {"body": body})

    def edit_comment(self, repository: str, comment: int, body: str) -> None:
        """Replace the text of a comment."""
        self._call("PATCH", f"{self._rest}/repos/{repository}/issues/comments/{comment}", {"body": body})

    def _call(self, method: str, address: str, content: Mapping[str, Any] | None = None) -> Any:
        """Return the reply to a call. Raises ApiError if there is none."""
        data = None if content is None else json.dumps(content).encode()
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "User-Agent": "cbi",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - see `read_api`
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as reply:
                return json.loads(reply.read(_MAX_REPLY_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise _describe_refusal(error) from None
        except (OSError, HTTPException, ValueError) as error:
            # The text of an error could name the address or the proxy; its kind is enough.
            raise ApiError(f"GitHub cannot be reached, or its reply cannot be read ({type(error).__name__})") from None


def _describe_refusal(error: urllib.error.HTTPError) -> ApiError:
    """Return what a status means that is no success."""
    is_limited = error.headers.get("Retry-After") or error.headers.get("X-RateLimit-Remaining") == "0"
    if error.code == 429 or (error.code == 403 and is_limited):
        return ApiError(f"GitHub limits the number of calls for now (status {error.code})")
    if error.code in (401, 403, 404):
        return ApiError(f"GitHub does not allow the comment (status {error.code})", is_permission=True)
    return ApiError(f"GitHub refuses the comment (status {error.code})")


class Target(NamedTuple):
    """The pull request of the event: its repository and its number."""

    repository: str
    number: int


def update_comment(api: GitHub, target: Target, marker: str, text: str) -> str:
    """Create the comment, or edit it, and say what was done.

    Raises ApiError if that cannot be done.
    """
    body = f"{marker}\n{text}"
    login = api.login()
    for comment in api.comments(*target):
        if not _is_own(comment, login, marker):
            continue
        if _body(comment) == body:
            return "the comment on the pull request is up to date"
        api.edit_comment(target.repository, int(comment["id"]), body)
        return "the comment on the pull request was updated"
    api.create_comment(*target, body)
    return "the pull request has a new comment"


def _is_own(comment: Mapping[str, Any], login: str, marker: str) -> bool:
    """Tell whether a comment is by the same author and starts with the marker."""
    user = comment.get("user")
    # The user of a comment is missing if the account is gone.
    if not isinstance(user, dict) or user.get("login") != login:
        return False
    return _body(comment).startswith(f"{marker}\n")


def _body(comment: Mapping[str, Any]) -> str:
    """Return the text of a comment; a browser or GitHub may have changed the line ends."""
    return str(comment.get("body") or "").replace("\r\n", "\n")


def make_marker(dataset: str) -> str:
    """Return the hidden marker of the comment for an input `dataset`."""
    name = re.sub(r"[^A-Za-z0-9_./]+", "_", dataset) or "*"
    return f"<!-- cbi:{name} -->"


def read_api(environ: Mapping[str, str], token: str) -> GitHub:
    """Return the API that the runner names. Raises ApiError unless it is https."""
    addresses = [environ.get("GITHUB_API_URL", ""), environ.get("GITHUB_GRAPHQL_URL", "")]
    for address in addresses:
        if not address.startswith("https://"):
            raise ApiError("GITHUB_API_URL and GITHUB_GRAPHQL_URL are not both addresses with https")
    return GitHub(token, *addresses)


def read_target(environ: Mapping[str, str]) -> Target | None:
    """Return the pull request of the event; None if it is about none."""
    if not environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        return None
    try:
        payload = json.loads(Path(environ.get("GITHUB_EVENT_PATH", "")).read_bytes())
        number = payload["pull_request"]["number"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    repository = environ.get("GITHUB_REPOSITORY", "")
    if not isinstance(number, int) or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        return None
    return Target(repository, number)


def main() -> int:
    """Update the comment, and return 0 whatever happens."""
    environ = read_comment_environment()
    is_required = environ.get("INPUT_COMMENT") == "true"
    try:
        done = run(environ)
    except ApiError as error:
        hint = f": {PERMISSION_HINT}" if error.is_permission else ""
        _report(f"{error}{hint}", is_required or not error.is_permission)
    except Exception as error:
        _report(f"the comment could not be written ({type(error).__name__})", is_warning=True)
    else:
        print_message(f"cbi: {done}")
    return OK


def run(environ: Mapping[str, str]) -> str:
    """Write the comment, if it is wanted and possible, and say what was done."""
    wanted = environ.get("INPUT_COMMENT") or "auto"
    if wanted == "false":
        return "no comment, as the input `comment` says"
    if wanted not in ("auto", "true"):
        raise ApiError(f"the input `comment` is `{wanted}`, neither auto, true nor false")
    target = read_target(environ)
    if target is None:
        return "no comment, since the event is about no pull request"
    token = environ.get("INPUT_TOKEN", "")
    if not token:
        raise ApiError("there is no token", is_permission=True)
    text = Path(environ.get("INPUT_COMMENT_FILE", "")).read_text(encoding="utf-8")
    marker = make_marker(environ.get("INPUT_DATASET", ""))
    return update_comment(read_api(environ, token), target, marker, text)


def _report(text: str, is_warning: bool) -> None:
    """Say what went wrong, as a warning of the job or only in its log."""
    if is_warning:
        write_stdout(f"::warning title=No comment by cbi::{escape_command_text(text)}\n", for_programs=True)
    else:
        print_message(f"cbi: no comment: {text}")


if __name__ == "__main__":
    sys.exit(main())
