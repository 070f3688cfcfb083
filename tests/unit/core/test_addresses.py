"""Web addresses that can be opened, that cannot, and that are the same."""

from __future__ import annotations

import pytest

from cbi_cli.core.addresses import describe_url_problem, normalize_url

GOOD = (
    "https://example.org",
    "http://example.org/",
    "https://example.org:8443/a/b.html?c=d&e=@f#g",
    "https://[2001:db8::1]/",
    "https://192.0.2.1/x",
    "https://méxico.example/página",
    "https://xn--mxico-bsa.example/",
    "http://localhost",
    "https://example.org./",
    "https://under_score.example/a@b",
)
BAD = {
    "ftp://example.org/": "begin",
    "example.org": "begin",
    "www.example.org": "begin",
    "mailto:a@b.example": "begin",
    "javascript:alert(1)": "begin",
    "https:/example.org": "begin",
    "https://": "host",
    "https:///path": "host",
    "https://?x": "host",
    "https://user:pass@host/": "user",
    "https://user@host/": "user",
    "https://@host/": "user",
    "https://[::1": "host",
    "https://[zz::1]/": "host",
    "https://[::1]x/": "host",
    "https://::1/": "port",
    "https://a..b/": "host",
    "https://-a.example/": "host",
    "https://exa mple.org/": "space",
    "https://example.org/\t": "space",
    "https://example.org/\n": "space",
    "https://example.org/\u00a0": "space",
    "https://exam\u00adple.org/": "space",
    "https://exam\u200bple.org/": "space",
    "https://example.org/\x1b[31m": "space",
    "https://example.org:99999/": "port",
    "https://example.org:x/": "port",
    'https://example.org/"onload': "cannot have",
    "https://example.org/<b>": "cannot have",
    "https://example.org\\@evil.example/": "cannot have",
    "https://" + "a" * 64 + ".example/": "host",
    "https://" + "a.b" * 100 + "/": "host",
}


@pytest.mark.parametrize("url", GOOD)
def test_an_address_that_can_be_opened_has_no_problem(url: str) -> None:
    assert describe_url_problem(url) == ""


@pytest.mark.parametrize(("url", "word"), BAD.items())
def test_an_address_that_cannot_be_opened_has_one(url: str, word: str) -> None:
    assert word in describe_url_problem(url)
    assert normalize_url(url) or url == "https://"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a",
        "http://example.org/a",
        "https://EXAMPLE.org/a/",
        "https://example.org:443/a",
        "http://example.org:80/a#part",
        "https://example.org./a",
    ],
)
def test_addresses_of_one_page_are_the_same(url: str) -> None:
    assert normalize_url(url) == normalize_url("https://example.org/a")


@pytest.mark.parametrize(
    "url", ["https://example.org/A", "https://example.org/a?b", "https://www.example.org/a", "https://example.org:8/a"]
)
def test_addresses_of_other_pages_are_not(url: str) -> None:
    assert normalize_url(url) != normalize_url("https://example.org/a")
