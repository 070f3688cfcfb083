"""The site of the shipped dataset in a real browser: run by `.ci/browser`, which installs what is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbi_cli import api
from cbi_cli.i18n.translator import get_translator
from cbi_cli.publish.build import build_site, make_pages
from cbi_cli.publish.site import Site, SiteOptions
from cbi_cli.publish.tree import write_tree

BASE_URL = "https://example.org/us-mexico/"
LANGUAGES = ("en", "es")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site."""
    folder = tmp_path_factory.mktemp("site")
    with api.open_dataset("us-mexico") as dataset:
        write_tree(folder, build_site(dataset.snapshot, SiteOptions(BASE_URL)))
    return folder


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Return a page of each template by the name of the template, inside the folder of a language.

    It is the largest one of the template, which has most that could go wrong.
    """
    chosen: dict[str, tuple[int, str]] = {}
    with api.open_dataset("us-mexico") as dataset:
        pages = make_pages(Site(dataset.snapshot, SiteOptions(BASE_URL)), get_translator("en"))
        for page in pages:
            size = len(repr(page.content))
            if size > chosen.get(page.template, (0, ""))[0]:
                chosen[page.template] = size, page.path
    return {template: path for template, (_, path) in chosen.items()}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    return Path(os.environ["AXE_SCRIPT"]).read_text(encoding="utf-8")
