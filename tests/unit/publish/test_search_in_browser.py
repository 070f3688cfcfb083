"""The search page in Chromium: from a disk, and from a server under the strict policy."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.build import build_site
from cbi_cli.publish.server import make_server, server_address
from cbi_cli.publish.site import SiteOptions
from cbi_cli.publish.tree import write_tree
from tests.unit.publish.pages import PageReader
from tests.unit.publish.search_reader import SearchReader

pytestmark = pytest.mark.browser
Open = Callable[[str], tuple[PageReader, str]]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens an address; returns the page after its scripts have run, and what the console says."""
    program = next((found for found in map(shutil.which, NAMES) if found), None)
    if program is None:
        pytest.fail("Chromium is not installed; `.ci/browser` installs it")
    profile = tmp_path_factory.mktemp("profile")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--enable-logging=stderr"]

    def open_page(address: str) -> tuple[PageReader, str]:
        command = [program, *options, "--virtual-time-budget=10000", "--dump-dom", address]
        result = subprocess.run(command, capture_output=True, check=True, timeout=120)
        lines = result.stderr.decode(errors="replace").splitlines()
        return PageReader(result.stdout.decode()), "\n".join(line for line in lines if "CONSOLE" in line)

    return open_page


@pytest.fixture(scope="module")
def site(us_mexico: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_tree(folder, build_site(us_mexico, SiteOptions()))
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with make_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server_address(server)
        server.shutdown()
        thread.join()


def results(page: PageReader) -> list[str]:
    """The links of the results in order."""
    positions = [place for place, (name, _) in enumerate(page.elements) if name in ("ol", "button")]
    start, end = positions[-2:]
    return [found["href"] for name, found in page.elements[start:end] if name == "a"]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("dialogo economico", {}),
        ("CUMBRE", {"kind": "event"}),
        ("2022-10", {"institution": "hlsd"}),
        ("Ciudad Acuña", {}),
        ("", {"kind": "event-summit", "year": "2016"}),
        ("nothing such", {}),
    ],
)
@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_script_finds_what_the_index_says(
    lang: str, words: str, values: dict[str, str], place: str, browse: Open, site: Path, served: str
) -> None:
    """The same results in the same order as another reader of the same files, and no message in the console."""
    root = f"{site.as_uri()}/" if place == "disk" else served
    fields = {"q": words, **values}
    address = "&".join(f"{name}={quote(value)}" for name, value in fields.items() if value)
    page, console = browse(f"{root}{lang}/search.html#{address}")
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in (site / "search").rglob("*.js")}
    expected = SearchReader(files, lang).paths(words, **values)
    assert console == ""
    assert results(page) == expected[:20]
    assert bool(expected) == (words != "nothing such")
    (count,) = [found for name, found in page.elements if found.get("id") == "count"]
    assert count["role"] == "status"
    (more,) = page.all("button", id="more")
    assert ("hidden" not in more) == (len(expected) > 20)
    others = [link["href"] for link in page.all("a") if "hreflang" in link]
    assert all(f"#{address.split('=')[0]}=" in other for other in others)


def test_a_missing_file_of_the_index_is_said(browse: Open, site: Path, tmp_path: Path) -> None:
    """An index that cannot be loaded is not taken for one without results."""
    folder = tmp_path / "copy"
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns("t-di.js"))
    page, _ = browse(f"{folder.as_uri()}/en/search.html#q=dialogue")
    assert "The index of the search cannot be loaded." in page.text
    assert results(page) == []
