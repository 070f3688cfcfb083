"""Links between pages work in any folder."""

from __future__ import annotations

import pytest

from cbi_cli.core.errors import CbiError
from cbi_cli.publish.addresses import Addresses, check_base_url, relative_link


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        ("en/index.html", "en/event/a.html", "event/a.html"),
        ("en/event/a.html", "en/index.html", "../index.html"),
        ("en/event/a.html", "es/event/a.html", "../../es/event/a.html"),
        ("en/light/2022/hlsd.html", "static/style.css", "../../../static/style.css"),
        ("en/disputes.html", "en/disputes.html#one", "#one"),
        ("en/event/a.html", "en/disputes.html#one", "../disputes.html#one"),
        ("index.html", "en/index.html", "en/index.html"),
        ("en/index.html", "en/index.html", "index.html"),
    ],
)
def test_links_are_relative(page: str, target: str, expected: str) -> None:
    """They lead from the folder of a page to another one, or to an anchor of the same page."""
    assert relative_link(page, target) == expected


def test_events_of_a_large_dataset_share_the_page_of_their_month() -> None:
    """Only the addresses know whether an event has a page of its own."""
    assert Addresses().record("event", "2022-10-13-hlsd") == "event/2022-10-13-hlsd.html"
    shared = Addresses({"2022-10-13-hlsd": "2022-10"})
    assert shared.record("event", "2022-10-13-hlsd") == "timeline/2022-10.html#2022-10-13-hlsd"


@pytest.mark.parametrize("text", ["", "example.org", "ftp://example.org", "https://", "javascript:alert(1)"])
def test_a_base_url_is_an_address(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(CbiError):
        check_base_url(text)
    assert check_base_url("https://example.org/cbi") == "https://example.org/cbi/"
