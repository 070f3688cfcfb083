"""Make the pictures of the documentation: `python -m tools.pictures` with the extras `browser` and `print`.

Each picture is a page of the site of the shipped dataset as Chromium shows it, or a page of a PDF. `CHROMIUM` names the
program if it is called neither `chromium` nor `google-chrome`. Fonts differ between machines, and so do the pixels:
therefore no test compares them. Make the pictures again after a change of the look, and view each before it is kept.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.run_cbi import ROOT, run_cbi

if TYPE_CHECKING:
    from PIL.Image import Image

IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 120_000
"""How large a picture may be."""

_QUALITY = 78
_PAPER_SCALE = 1.4
"""Pixels for each point (1/72 inch) of a printed page."""


class Screen(NamedTuple):
    """A page of the site in a window; sizes in pixels of CSS, `scale` in pixels of the picture for each of them."""

    name: str
    address: str
    width: int
    height: int
    scale: float = 1.5
    scheme: str = "light"
    top: int = 0
    """How much of the page is scrolled away."""


class Sheet(NamedTuple):
    """A page of the printed card or of the annual report, counted from 1."""

    name: str
    number: int


SCREENS = (
    Screen("site-card.webp", "en/scorecard/2022.html", 1280, 1000, scale=1.2),
    Screen("site-card-phone-dark.webp", "en/scorecard/2022.html", 390, 844, scale=2, scheme="dark", top=500),
    Screen("site-event-es.webp", "es/event/2022-10-13-high-level-security-dialogue.html", 1024, 900),
    Screen("site-gaps.webp", "en/gaps.html", 1280, 980, scale=1.25),
    Screen("site-search-phone.webp", "en/search.html#q=cumbre", 390, 844, scale=2),
)
CARD_ON_PAPER = Sheet("site-card-paper.webp", 1)
REPORT_SHEETS = (Sheet("report-page-1.webp", 1), Sheet("report-page-4.webp", 4))


def picture_names() -> list[str]:
    """Return the names of all pictures, in the order in which they are made."""
    return [one.name for one in (*SCREENS, CARD_ON_PAPER, *REPORT_SHEETS)]


def find_chromium() -> str:
    """Return the path of Chromium; raise SystemExit if there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        sys.exit("tools.pictures: no Chromium was found; set CHROMIUM to its path")
    return found


def make_pictures(folder: Path) -> dict[str, bytes]:
    """Build the site and the report below a folder; return the pictures by name."""
    from playwright.sync_api import sync_playwright

    site = folder / "site"
    report = folder / "report.pdf"
    run_cbi(["site", "--dataset", "us-mexico", "--output", str(site)])
    run_cbi(["report", "2022", "--dataset", "us-mexico", "--output", str(report)])
    pictures: dict[str, bytes] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for screen in SCREENS:
            pictures[screen.name] = _show(browser, site, screen)
        printed = _print_card(browser, site)
        browser.close()
    pictures[CARD_ON_PAPER.name] = _sheet(printed, CARD_ON_PAPER)
    for sheet in REPORT_SHEETS:
        pictures[sheet.name] = _sheet(report.read_bytes(), sheet)
    return pictures


def _show(browser: Any, site: Path, screen: Screen) -> bytes:
    """Return a picture of a page in a window."""
    from PIL import Image

    size = {"width": screen.width, "height": screen.height}
    context = browser.new_context(
        viewport=size, device_scale_factor=screen.scale, color_scheme=screen.scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{screen.address}")
    if "#q=" in screen.address:
        page.wait_for_selector("#results li")
    page.evaluate("top => window.scrollTo(0, top)", screen.top)
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return _encode(picture)


def _print_card(browser: Any, site: Path) -> bytes:
    """Return the card of 2022 as the PDF that the browser prints."""
    page = browser.new_page()
    page.goto((site / "en" / "scorecard" / "2022.html").as_uri())
    printed: bytes = page.pdf(format="Letter", prefer_css_page_size=True)
    page.close()
    return printed


def _sheet(document: bytes, sheet: Sheet) -> bytes:
    """Return a picture of a page of a PDF."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(document)
    rendered = pages[sheet.number - 1].render(scale=_PAPER_SCALE)
    return _encode(rendered.to_pil())


def _encode(picture: Image) -> bytes:
    """Return a picture as WebP."""
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "webp", quality=_QUALITY, method=6)
    return stream.getvalue()


def main(folder: Path = IMAGES) -> int:
    """Write all pictures; return 1 if one is too large for the documentation."""
    too_large = 0
    with TemporaryDirectory() as scratch:
        pictures = make_pictures(Path(scratch))
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
        if len(content) > MAX_BYTES:
            too_large += 1
    if too_large:
        print(f"tools.pictures: {too_large} larger than {MAX_BYTES:,} bytes", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
