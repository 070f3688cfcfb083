"""Build the web site of a dataset: every file of it, one after the other.

A page is data (`WebPage`) until it is rendered. The modules in `publish.pages` make them, `PAGE_GROUPS` lists them. The
result depends on the dataset and the options alone, not on the clock, so that two builds are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from typing import Any, NamedTuple

from cbi_cli.core.language_codes import INTERFACE_LANGUAGES, Lang
from cbi_cli.i18n.translator import Translator, get_translator
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.publish.addresses import Addresses

PAGE_GROUPS = ("scorecards",)
"""The modules in `publish.pages`, in the order in which their pages are written. Each has `make_pages`."""

ROOT_GROUPS: tuple[str, ...] = ()
"""The modules in `publish` that make files outside the folders of languages. Each has `make_files`."""


class SiteOptions(NamedTuple):
    """What a call decides about a site.

    `base_url` is the address at which it will be, with a slash at its end, or empty if it is not known: then whatever
    needs a full address is left out.
    """

    base_url: str = ""


class SiteFile(NamedTuple):
    """A file of the site; `path` is inside its folder, with slashes."""

    path: str
    content: bytes


class Crumb(NamedTuple):
    """A step on the way from the home page to a page; the path is inside the folder of the language."""

    title: str
    path: str


class WebPage(NamedTuple):
    """A page in one language, before it is rendered.

    `path` is inside the folder of the language. `template` is a file in `publish/templates`, which gets the `content`.
    `description` says in a sentence what is on the page, for search engines. `section` is the path of the entry of the
    menu to which the page belongs. `metadata` are documents of schema.org.
    """

    path: str
    template: str
    title: str
    description: str
    content: Mapping[str, Any]
    section: str = ""
    crumbs: tuple[Crumb, ...] = ()
    metadata: tuple[Mapping[str, Any], ...] = ()


class Site:
    """The dataset that is shown, and what all pages need to know."""

    def __init__(self, snapshot: Snapshot, options: SiteOptions) -> None:
        self.snapshot = snapshot
        self.options = options
        self.dataset: Mapping[str, Any] = snapshot.records("dataset")[0]
        self.addresses = Addresses()

    @cached_property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of the site: those of the dataset that the program speaks, or else English."""
        spoken = tuple(lang for lang in self.dataset["languages"] if lang in INTERFACE_LANGUAGES)
        return spoken or ("en",)

    @cached_property
    def editions(self) -> tuple[int, ...]:
        """The years with an edition, the latest first."""
        rows = self.snapshot.rows("SELECT year FROM edition ORDER BY year DESC")
        return tuple(row["year"] for row in rows)


PageMaker = Callable[[Site, Translator], Iterator[WebPage]]
FileMaker = Callable[[Site], Iterator[SiteFile]]


def build_site(snapshot: Snapshot, options: SiteOptions) -> Iterator[SiteFile]:
    """Yield all files of the site, no path twice."""
    from cbi_cli.publish.renderer import PageRenderer

    site = Site(snapshot, options)
    yield from _static_files()
    for name in ROOT_GROUPS:
        make_files: FileMaker = import_module(f"cbi_cli.publish.{name}").make_files
        yield from make_files(site)
    for lang in site.languages:
        tr = get_translator(lang)
        renderer = PageRenderer(site, tr)
        for page in make_pages(site, tr):
            yield renderer.render(page)


def make_pages(site: Site, tr: Translator) -> Iterator[WebPage]:
    """Yield all pages in one language."""
    for name in PAGE_GROUPS:
        group: PageMaker = import_module(f"cbi_cli.publish.pages.{name}").make_pages
        yield from group(site, tr)


def _static_files() -> Iterator[SiteFile]:
    for entry in sorted(files("cbi_cli.publish").joinpath("static").iterdir(), key=lambda entry: entry.name):
        yield SiteFile(f"static/{entry.name}", entry.read_bytes())
