"""Show a site on this computer, with the headers that a host should send."""

from __future__ import annotations

import http.server
import io
import re
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cbi_cli.core.errors import CbiError
from cbi_cli.core.messages import message
from cbi_cli.publish.root_files import SECURITY_HEADERS

HOST = "127.0.0.1"
"""No other computer can reach the server."""

_MEDIA_TYPES = {".js": "text/javascript", ".ics": "text/calendar", ".atom": "application/atom+xml"}
"""What the system may know otherwise or not at all."""

_RELATIVE_LINK = re.compile(r'href="(?!/|#|[a-z]+:)')
"""The beginning of a link that leads to a file beside or below a page."""


def make_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server for the files in a folder; port 0 is any that is free.

    Raises CbiError if the port cannot be used.
    """
    handler = partial(_SiteHandler, directory=str(folder))
    try:
        return _SiteServer((HOST, port), handler)
    except OverflowError:
        problem = message("--port: {port} is not a port", port=port)
        raise CbiError(problem, message("choose one from 1024 to 65535")) from None
    except OSError as error:
        problem = message("--port: port {port} cannot be used: {reason}", port=port, reason=error.strerror)
        raise CbiError(problem, message("choose another one, e.g. `--port {port}`", port=port + 1)) from None


def server_address(server: http.server.ThreadingHTTPServer) -> str:
    """Return the address of the home page on a server."""
    return f"http://{HOST}:{server.server_address[1]}/"


class _SiteServer(http.server.ThreadingHTTPServer):
    # A port that another program uses is refused on every system.
    allow_reuse_address = False
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about a browser that has closed its connection."""


class _SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Answers with files of the site, without a log and without lists of folders."""

    def guess_type(self, path: Any) -> str:
        """Return the media type of a file, with the encoding of texts."""
        suffix = Path(path).suffix
        kind = _MEDIA_TYPES.get(suffix) or super().guess_type(path)
        if kind.startswith("text/"):
            return f"{kind}; charset=utf-8"
        return kind

    def end_headers(self) -> None:
        """Add the headers that a host should send; a browser asks again for every file."""
        for name, value in SECURITY_HEADERS:
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: Any) -> io.BytesIO | None:
        """Answer that there is no such page, instead of listing a folder."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the page of the site that says that there is none."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        # The page is shown at any address, from which its links would lead elsewhere.
        content = _RELATIVE_LINK.sub('href="/', page.read_text(encoding="utf-8")).encode()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Write no log."""
