"""A site is shown on this computer with the headers that a host should send."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.publish.root_files import CONTENT_POLICY
from cbi_cli.publish.server import HOST, make_server, server_address
from tests.sites import PageReader


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "en").mkdir(parents=True)
    (site / "en" / "index.html").write_text("<p>México</p>", encoding="utf-8")
    (site / "404.html").write_text("<p>none</p>")
    (site / "search.js").write_text("cbiShard()")
    (tmp_path / "secret.txt").write_text("secret")
    with make_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, headers, content


def test_pages_are_sent_with_the_strict_policy(port: int) -> None:
    status, headers, content = get(port, "/en/index.html")
    assert (status, content.decode()) == (200, "<p>México</p>")
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert get(port, "/en/")[0] == 200
    assert get(port, "/search.js")[1]["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("path", ["/none.html", "/", "/../secret.txt", "/%2e%2e/secret.txt"])
def test_what_is_not_there_gets_the_page_of_the_site(port: int, path: str) -> None:
    """No folder is listed, and nothing outside of it is sent."""
    status, headers, content = get(port, path)
    assert (status, content) == (404, b"<p>none</p>")
    assert headers["content-security-policy"] == CONTENT_POLICY


def test_a_port_that_is_taken_is_an_error(port: int, tmp_path: Path) -> None:
    with pytest.raises(CbiError, match=f"port {port} cannot be used"):
        make_server(tmp_path, port)
    with pytest.raises(CbiError, match="99999 is not a port"):
        make_server(tmp_path, 99999)


def test_the_server_is_for_this_computer_only(tmp_path: Path) -> None:
    with make_server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server_address(server) == f"http://127.0.0.1:{server.server_address[1]}/"


def test_the_page_of_an_address_that_is_not_there_leads_home_from_any_depth(port: int, tmp_path: Path) -> None:
    """Its links are written as if it were at the top."""
    page = tmp_path / "site" / "404.html"
    page.write_text(
        '<link rel="stylesheet" href="static/style.css"><a href="en/index.html">Home</a>'
        '<a href="https://example.org/en/">There</a><a href="#content">Skip</a>'
    )
    content = get(port, "/en/deep/er/none.html")[2].decode()
    links = PageReader(content).links
    assert links == ["/static/style.css", "/en/index.html", "https://example.org/en/", "#content"]
