"""Every kind of page is valid, accessible, independent of the network, and complete on paper."""

from __future__ import annotations

import io
import os
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pypdf
import pytest

from tests.browser.conftest import LANGUAGES

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE = "tags => axe.run(document, {preload: false, runOnly: {type: 'tag', values: tags}})"
_OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


def open_page(context: Any, path: Path, fragment: str = "") -> tuple[Any, list[str]]:
    """Open a file; return the page, and what it asked from elsewhere or wrote to the console."""
    page = context.new_page()
    noticed: list[str] = []
    page.on("console", lambda entry: noticed.append(f"console: {entry.text}"))
    page.on("requestfailed", lambda request: noticed.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    page.on("request", lambda request: noticed.append(request.url) if is_elsewhere(request.url) else None)
    page.goto(f"{path.as_uri()}{fragment}")
    return page, noticed


def is_elsewhere(url: str) -> bool:
    """Tell whether a request leaves the disk."""
    return not url.startswith(("file:", "data:"))


def find_violations(page: Any, axe: str) -> list[str]:
    """Return what axe-core finds on a page."""
    page.evaluate(axe)
    result = page.evaluate(_RUN_AXE, AXE_TAGS)
    return [f"{one['id']}: {node['html'][:200]}" for one in result["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_template_is_accessible(
    site: Path,
    templates: dict[str, str],
    browser: Any,
    axe: str,
    lang: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    """axe-core finds nothing, nothing is asked from elsewhere, and no page is wider than the window."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    wrong: list[str] = []
    for template, path in templates.items():
        page, noticed = open_page(context, site / lang / path)
        found = [*find_violations(page, axe), *noticed]
        if page.evaluate(_OVERFLOW) > 0:
            found.append("wider than the window")
        wrong += [f"{template} {path}: {one}" for one in found]
        page.close()
    context.close()
    assert wrong == []


def test_axe_sees_a_planted_fault(site: Path, browser: Any, axe: str) -> None:
    """A picture without a text, a control without a name and pale letters are found."""
    page, _ = open_page(browser.new_context(), site / "en" / "index.html")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')"
    )
    assert {line.partition(":")[0] for line in find_violations(page, axe)} >= {"image-alt", "button-name"}
    page.close()


def test_pages_reflow_at_320_pixels(site: Path, templates: dict[str, str], browser: Any) -> None:
    """A page zoomed to 400 % scrolls in one direction only."""
    context = browser.new_context(viewport={"width": 320, "height": 600})
    wide = []
    for path in templates.values():
        page, _ = open_page(context, site / "es" / path)
        if page.evaluate(_OVERFLOW) > 0:
            wide.append(path)
        page.close()
    assert wide == []


def test_pages_are_valid_html(site: Path) -> None:
    """The checker of the W3C finds no error."""
    command = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--skip-non-html", str(site)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr[:4000]) == (0, "")


def test_the_checker_sees_a_planted_fault(tmp_path: Path) -> None:
    """An element that is never closed is an error."""
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>x</title><p><b>bold", encoding="utf-8")
    command = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", str(page)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_pages_are_complete_without_javascript(site: Path, templates: dict[str, str], browser: Any) -> None:
    """Each page shows a heading and text, and search says how to go on."""
    context = browser.new_context(java_script_enabled=False)
    for path in templates.values():
        page, noticed = open_page(context, site / "en" / path)
        assert page.locator("h1").count() == 1
        assert len(page.locator("main").inner_text()) > 40
        assert noticed == []
        page.close()


def test_the_card_is_complete_on_paper(site: Path, browser: Any) -> None:
    """Every column of the card is on the printed page, the last one too."""
    page, _ = open_page(browser.new_context(), site / "en" / "scorecard" / "2022.html")
    hidden = page.locator("table.card thead .hidden").all_inner_texts()
    # The years of the strips are lines of one header.
    lines = "\n".join(page.locator("table.card thead th").all_inner_texts()).split("\n")
    headers = [line for line in lines if line not in hidden]
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="Letter")))
    text = " ".join(sheet.extract_text() for sheet in printed.pages)
    words = " ".join(text.split())
    assert {"Status", "2020", "Printed card"} <= set(headers)
    assert [header for header in headers if header not in words] == []
    assert "Border Governors meetings" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_due_has_room_on_a_phone(site: Path, browser: Any, lang: str) -> None:
    """Links below each other are apart, and no column of a table with many is cut off."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page, _ = open_page(context, site / lang / "index.html")
    boxes = page.locator("#due + ul > li").evaluate_all(
        "items => items.map(item => { const range = document.createRange(); range.selectNodeContents(item);"
        " const box = range.getBoundingClientRect(); return [box.top, box.bottom]; })"
    )
    gaps = [below[0] - above[1] for above, below in pairwise(boxes)]
    assert len(gaps) == 5
    assert min(gaps) >= 8, gaps
    page, _ = open_page(context, site / lang / "due.html")
    hidden = page.locator(".scroll").evaluate_all("parts => parts.map(one => one.scrollWidth - one.clientWidth)")
    assert set(hidden) == {0}
    first_row = page.locator(".stacks tbody tr").first
    labels = first_row.locator("td").evaluate_all(
        "cells => cells.map(one => getComputedStyle(one, '::before').content)"
    )
    headers = page.locator(".stacks thead th").all_inner_texts()
    assert labels == [f'"{header}"' for header in headers[1:]]
    # What a screen reader is told. Roles would say it once more, but the standard forbids them on rows of a table.
    tree = context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    roles = Counter(node["role"]["value"] for node in tree["nodes"] if not node["ignored"])
    rows = page.locator(".stacks tbody tr").count()
    assert roles["table"] == page.locator(".stacks").count()
    assert (roles["rowheader"], roles["columnheader"]) == (rows, len(headers))
    assert roles["cell"] == page.locator(".stacks tbody td:not(:empty)").count()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lights_are_told_apart_in_forced_colors(site: Path, browser: Any, scheme: Literal["light", "dark"]) -> None:
    """By shapes in the one color of text: the gray of a system may be green or red."""
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page, _ = open_page(context, site / "en" / "scorecard" / "2022.html")
    text_color = page.evaluate("getComputedStyle(document.querySelector('main p')).color")
    strokes = page.locator(".lamps .unlit, .tick").evaluate_all(
        "marks => marks.map(one => getComputedStyle(one).stroke)"
    )
    assert set(strokes) == {text_color}
    pictures = {light: page.locator(f".s-{light} .lamps").first.screenshot() for light in ("green", "yellow", "red")}
    assert len(set(pictures.values())) == 3
    current = page.locator(".menu [aria-current]")
    assert current.evaluate("link => getComputedStyle(link).borderBottomStyle") == "solid"
    context.close()
