"""The comment on a pull request, against a server that answers like GitHub's API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cbi_cli import action_comment
from cbi_cli.action_comment import GitHub, Target, main, make_marker, read_api, read_target, update_comment

TOKEN = "ghs_0123456789"  # noqa: S105 - of nobody
ME = "github-actions[bot]"
TARGET = Target("owner/data", 7)
MARKER = "<!-- cbi:* -->"
COMMENTS = "/repos/owner/data/issues/7/comments"


class Server(ThreadingHTTPServer):
    """A server that keeps comments; `refusals` are the status and headers with which it refuses a method."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.comments: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.tokens: set[str | None] = set()
        self.refusals: dict[str, tuple[int, dict[str, str]]] = {}
        self.viewer: Any = {"data": {"viewer": {"login": ME}}}

    def put(self, login: str | None, body: str | None) -> None:
        user = None if login is None else {"login": login}
        self.comments.append({"id": len(self.comments) + 1, "user": user, "body": body})

    @property
    def written(self) -> list[str]:
        """The calls that change something."""
        return [f"{method} {path}" for method, path in self.calls if method != "GET" and path != "/graphql"]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def answer(self) -> None:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        content = json.loads(self.rfile.read(length) or b"null")
        self.server.calls.append((self.command, path))
        self.server.tokens.add(self.headers.get("Authorization"))
        status, headers = self.server.refusals.get(f"{self.command} {path}", (200, {}))
        reply: Any = {"message": "no"}
        if status == 200:
            reply = self.reply(path, query, content)
        raw = json.dumps(reply).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def reply(self, path: str, query: str, content: Any) -> Any:
        if path == "/graphql":
            return self.server.viewer
        if self.command == "GET":
            page = int(query.rpartition("page=")[2])
            return self.server.comments[(page - 1) * 100 : page * 100]
        if self.command == "POST":
            self.server.put(ME, content["body"])
            return self.server.comments[-1]
        number = int(path.rpartition("/")[2])
        self.server.comments[number - 1]["body"] = content["body"]
        return self.server.comments[number - 1]

    do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names that the library calls


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def update(server: Server, text: str, marker: str = MARKER) -> str:
    return update_comment(GitHub(TOKEN, server.base, f"{server.base}/graphql"), TARGET, marker, text)


def test_the_first_call_creates_the_comment_and_later_ones_edit_it(server: Server) -> None:
    server.put("someone", "Thanks!")
    assert "new comment" in update(server, "One\n")
    assert "updated" in update(server, "Two\n")
    assert "up to date" in update(server, "Two\n")
    assert [one["body"] for one in server.comments] == ["Thanks!", f"{MARKER}\nTwo\n"]
    assert server.written == [f"POST {COMMENTS}", "PATCH /repos/owner/data/issues/comments/2"]
    assert server.tokens == {f"Bearer {TOKEN}"}


def test_each_input_has_a_comment_of_its_own(server: Server) -> None:
    update(server, "All")
    update(server, "One", make_marker("data/ab"))
    update(server, "More", make_marker("data/ab"))
    assert [one["body"] for one in server.comments] == [f"{MARKER}\nAll", "<!-- cbi:data/ab -->\nMore"]


def test_a_marker_that_another_wrote_or_that_is_not_at_the_start_is_not_taken(server: Server) -> None:
    for login, body in [
        ("mallory", f"{MARKER}\nForged"),
        ("github-actions", f"{MARKER}\nForged"),
        (None, f"{MARKER}\nForged"),
        (ME, f"Another tool\n{MARKER}\n"),
        (ME, f" {MARKER}\n"),
        (ME, f"{MARKER} x"),
        (ME, None),
    ]:
        server.put(login, body)
    before = [one["body"] for one in server.comments]
    update(server, "Ours")
    assert [one["body"] for one in server.comments] == [*before, f"{MARKER}\nOurs"]
    server.comments[-1]["body"] = f"{MARKER}\r\nOurs"
    assert "up to date" in update(server, "Ours")


@pytest.mark.parametrize("others", [99, 100, 250])
def test_a_comment_on_a_later_page_is_found(server: Server, others: int) -> None:
    for number in range(others):
        server.put("someone", f"{number}")
    server.put(ME, f"{MARKER}\nOld")
    server.put("someone", "Last")
    assert "updated" in update(server, "New")
    assert server.comments[others]["body"] == f"{MARKER}\nNew"
    assert len(server.comments) == others + 2


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("data/ab", "<!-- cbi:data/ab -->"),
        ("", "<!-- cbi:* -->"),
        ("a--> @all\n<b>", "<!-- cbi:a_all_b_ -->"),
    ],
)
def test_a_marker_holds_no_text_that_could_end_it(name: str, told: str) -> None:
    assert make_marker(name) == told


def run_main(
    server: Server | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event: str = "pull_request", **more: str
) -> None:
    """Call the module as the action does; a server stands for GitHub."""
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 7}}))
    (tmp_path / "comment.md").write_text("Text\n")
    environ = {
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "owner/data",
        "GITHUB_API_URL": "https://api.example.org",
        "GITHUB_GRAPHQL_URL": "https://api.example.org/graphql",
        "INPUT_TOKEN": TOKEN,
        "INPUT_COMMENT": "auto",
        "INPUT_COMMENT_FILE": str(tmp_path / "comment.md"),
        **more,
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    if server is not None:
        made = GitHub(TOKEN, server.base, f"{server.base}/graphql")
        monkeypatch.setattr(action_comment, "read_api", lambda *_: made)
    assert main() == 0


def test_the_step_writes_the_comment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run_main(server, tmp_path, monkeypatch)
    assert [one["body"] for one in server.comments] == [f"{MARKER}\nText\n"]
    assert capfd.readouterr() == ("", "cbi: the pull request has a new comment\n")


@pytest.mark.parametrize("wanted", ["auto", "true"])
@pytest.mark.parametrize(
    ("call", "status", "headers", "told", "is_permission"),
    [
        # The token of a pull request from a fork may read, but not write.
        (f"POST {COMMENTS}", 403, {}, "does not allow the comment (status 403)", True),
        (f"GET {COMMENTS}", 404, {}, "does not allow the comment (status 404)", True),
        ("POST /graphql", 401, {}, "does not allow the comment (status 401)", True),
        (f"GET {COMMENTS}", 403, {"X-RateLimit-Remaining": "0"}, "limits the number of calls", False),
        (f"POST {COMMENTS}", 403, {"Retry-After": "60"}, "limits the number of calls", False),
        (f"POST {COMMENTS}", 429, {}, "limits the number of calls", False),
        (f"POST {COMMENTS}", 422, {}, "refuses the comment (status 422)", False),
        (f"GET {COMMENTS}", 502, {}, "refuses the comment (status 502)", False),
        (f"GET {COMMENTS}", 302, {"Location": "https://e.example/"}, "refuses the comment (status 302)", False),
    ],
)
def test_a_comment_that_is_refused_fails_nothing(
    call: str,
    status: int,
    headers: dict[str, str],
    told: str,
    is_permission: bool,
    wanted: str,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    server.refusals[call] = status, headers
    run_main(server, tmp_path, monkeypatch, INPUT_COMMENT=wanted)
    out, err = capfd.readouterr()
    shown = out + err
    assert told in shown
    assert ("`pull-requests: write`" in shown) == is_permission
    # Without the permission, nobody has to be warned unless the comment was asked for.
    assert out.startswith("::warning title=No comment by cbi::") == (wanted == "true" or not is_permission)
    assert len(shown.splitlines()) == 1
    assert TOKEN not in shown
    assert server.comments == []


def test_a_network_that_is_down_fails_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server.shutdown()
    server.server_close()
    run_main(server, tmp_path, monkeypatch)
    out = capfd.readouterr().out
    assert out.startswith("::warning title=No comment by cbi::GitHub cannot be reached")


@pytest.mark.parametrize("viewer", [[], {"data": None}, {"data": {"viewer": None}}, {"errors": [{"message": "no"}]}, 5])
def test_a_token_of_nobody_writes_nothing(
    viewer: Any, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server.viewer = viewer
    run_main(server, tmp_path, monkeypatch)
    assert "does not say whose the token is" in capfd.readouterr().out
    assert server.written == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"INPUT_COMMENT": "false"}, "as the input `comment` says"),
        ({"INPUT_COMMENT": "yes"}, "neither auto, true nor false"),
        ({"GITHUB_EVENT_NAME": "push"}, "about no pull request"),
        ({"GITHUB_REPOSITORY": "../../x"}, "about no pull request"),
        ({"GITHUB_EVENT_PATH": "missing.json"}, "about no pull request"),
        ({"INPUT_TOKEN": ""}, "there is no token"),
        ({"GITHUB_API_URL": "http://api.example.org"}, "not both addresses with https"),
        ({"GITHUB_GRAPHQL_URL": ""}, "not both addresses with https"),
        ({"INPUT_COMMENT_FILE": "missing.md"}, "could not be written"),
    ],
)
def test_without_what_it_needs_nothing_is_sent(
    more: dict[str, str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("something was sent")

    monkeypatch.setattr(GitHub, "_call", refuse)
    run_main(None, tmp_path, monkeypatch, **more)
    out, err = capfd.readouterr()
    assert told in out + err


def test_the_api_and_the_pull_request_are_the_runners(tmp_path: Path) -> None:
    environ = {"GITHUB_API_URL": "https://ghe.example/api/v3", "GITHUB_GRAPHQL_URL": "https://ghe.example/api/graphql"}
    assert read_api(environ, TOKEN)
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 12}}')
    environ = {
        "GITHUB_EVENT_NAME": "pull_request_target",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "owner/data.x",
    }
    assert read_target(environ) == ("owner/data.x", 12)
