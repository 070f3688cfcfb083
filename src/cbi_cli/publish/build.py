"""Build the web site of a dataset: every file of it, one after the other.

A page is data (`WebPage`) until it is rendered. The modules in `publish.pages` make them, `PAGE_GROUPS` lists them. The
result depends on the dataset and the options alone, not on the clock, so that two builds are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.resources import files
from types import ModuleType

from cbi_cli.core.language_codes import Lang
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish import (
    data_files,
    front_page,
    permanent,
    program_files,
    report_files,
    root_files,
    search,
    subscriptions,
)
from cbi_cli.publish.renderer import PageRenderer
from cbi_cli.publish.site import Site, SiteOptions, WebPage
from cbi_cli.publish.site_files import SiteFile
from cbi_cli.publish.sitemap import make_sitemap

PAGE_GROUPS = (
    "scorecards",
    "lights",
    "gaps",
    "due",
    "disputes",
    "reconciliations",
    "reports",
    "methodology",
    "about",
    "changes",
    "timelines",
    "events",
    "institutions",
    "series",
    "sources",
    "topics",
    "places",
    "former_ids",
    "search",
    "data",
)
"""The modules in `publish.pages`, in the order in which their pages are written. Each has `make_pages`."""

ROOT_GROUPS: tuple[ModuleType, ...] = (
    front_page,
    root_files,
    search,
    permanent,
    program_files,
    data_files,
    report_files,
    subscriptions,
)
"""The modules that make files outside the folders of languages. Each has `make_files`."""

PageMaker = Callable[[Site, Translator], Iterator[WebPage]]
FileMaker = Callable[[Site], Iterator[SiteFile]]


def build_site(snapshot: Snapshot, options: SiteOptions) -> Iterator[SiteFile]:
    """Yield all files of the site, no path twice."""
    site = Site(snapshot, options)
    yield from _static_files()
    for module in ROOT_GROUPS:
        make_files: FileMaker = module.make_files
        yield from make_files(site)
    paths: list[tuple[Lang, str]] = []
    for lang in site.languages:
        tr = get_translator(lang)
        renderer = PageRenderer(site, tr)
        for page in make_pages(site, tr):
            # A former id is no page that a search engine should list.
            if not page.moved_to:
                paths.append((lang, page.path))
            yield renderer.render(page)
    yield from make_sitemap(site, paths)


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield all pages in one language."""
    for name in PAGE_GROUPS:
        group: PageMaker = import_module(f"cbi_cli.publish.pages.{name}").make_pages
        yield from group(site, tr)


def _static_files() -> Iterator[SiteFile]:
    for entry in sorted(files("cbi_cli.publish").joinpath("static").iterdir(), key=lambda entry: entry.name):
        yield SiteFile(f"static/{entry.name}", entry.read_bytes())
